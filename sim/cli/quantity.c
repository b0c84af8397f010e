// SPDX-License-Identifier: Apache-2.0
#include "quantity.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

// `unit` is what one step of the suffixes k, M, G multiplies by.
static bool parse(const char *text, uint64_t unit, uint64_t *value)
{
    if (!isdigit((unsigned char)text[0]))
        return false;
    char *rest;
    errno = 0;
    uint64_t number = strtoull(text, &rest, 0);
    if (errno != 0)
        return false;
    uint64_t scale = 1;
    switch (*rest) {
    case 'G':
    case 'g':
        scale *= unit; // fall through
    case 'M':
    case 'm':
        scale *= unit; // fall through
    case 'K':
    case 'k':
        scale *= unit;
        rest++;
    }
    if (*rest != '\0' || __builtin_mul_overflow(number, scale, value))
        return false;
    return true;
}

bool parse_count(const char *text, uint64_t *value)
{
    return parse(text, 1000, value);
}

bool parse_size(const char *text, uint64_t *bytes)
{
    return parse(text, 1024, bytes);
}
