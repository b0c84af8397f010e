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
