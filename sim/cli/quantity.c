// SPDX-License-Identifier: Apache-2.0
#include "quantity.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

// `unit` is what one step of the suffixes k, M, G multiplies by.
static bool parse(const char *text, uint64_t unit, uint64_t *value)
{
    static const char suffixes[] = "kKmMgG";  // one step, two, three
    if (!isdigit((unsigned char)text[0]))
        return false;
    char *rest;
    errno = 0;
    uint64_t number = strtoull(text, &rest, 0);
    if (errno != 0)
        return false;
    uint64_t scale = 1;
    const char *suffix = *rest ? strchr(suffixes, *rest) : NULL;
    if (suffix) {
        for (long steps = (suffix - suffixes) / 2 + 1; steps > 0; steps--)
            scale *= unit;
        rest++;
    }
    if (*rest != '\0' || __builtin_mul_overflow(number, scale, value))
        return false;
    return true;
}

bool parse_count(const char *text, uint64_t *value) { return parse(text, 1000, value); }

bool parse_size(const char *text, uint64_t *bytes) { return parse(text, 1024, bytes); }

bool parse_range(char *text, uint64_t *first, uint64_t *end)
{
    char *dash = strchr(text, '-');
    if (dash)
        *dash++ = '\0';
    if (!parse_count(text, first))
        return false;
    *end = *first;
    if (dash && *dash == '\0')
        *end = UINT64_MAX - 1;
    else if (dash && !parse_count(dash, end))
        return false;
    return *end < UINT64_MAX && ++*end > *first;
}

bool parse_which(char *text, uint64_t *from, uint64_t *to)
{
    bool range = text && strchr(text, '-');
    *from = 1;
    *to = UINT64_MAX;
    if (text && !parse_range(text, from, to))
        return false;
    if (text && !range)
        *from = 1;
    return *from >= 1 && *to > 1;
}
