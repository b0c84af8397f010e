// SPDX-License-Identifier: Apache-2.0
#include "geometry.h"

#include <stddef.h>
#include <string.h>

#include "quantity.h"

static const char *const names[GEOMETRY_ARRAYS] = {
    [GEOMETRY_ITLB] = "itlb", [GEOMETRY_DTLB] = "dtlb", [GEOMETRY_STLB] = "stlb", [GEOMETRY_WALK_CACHE] = "walk-cache",
    [GEOMETRY_L1I] = "l1i",   [GEOMETRY_L1D] = "l1d",   [GEOMETRY_L2] = "l2",
};
static const char *const policies[] = {"plru", "random", "fifo"};

// The array before the "=" and what is behind it; NULL: there is none.
static struct geometry_wish *wish_of(const char *text, struct geometry_wish wishes[GEOMETRY_ARRAYS], const char **rest)
{
    for (int i = 0; i < GEOMETRY_ARRAYS; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(text, names[i], length) == 0 && text[length] == '=') {
            *rest = text + length + 1;
            return &wishes[i];
        }
    }
    return NULL;
}

static bool parse_number(const char *text, size_t length, uint32_t *number)
{
    char digits[16];
    uint64_t value;
    if (length == 0 || length >= sizeof digits)
        return false;
    memcpy(digits, text, length);
    digits[length] = '\0';
    if (!parse_count(digits, &value) || value == 0 || value > UINT32_MAX)
        return false;
    *number = (uint32_t)value;
    return true;
}

bool geometry_parse_size(const char *text, struct geometry_wish wishes[GEOMETRY_ARRAYS])
{
    const char *size;
    struct geometry_wish *wish = wish_of(text, wishes, &size);
    if (!wish)
        return false;
    const char *times = strchr(size, 'x');
    if (!times) {
        wish->sets = 1;
        return parse_number(size, strlen(size), &wish->ways);
    }
    return parse_number(size, (size_t)(times - size), &wish->sets) &&
           parse_number(times + 1, strlen(times + 1), &wish->ways);
}

bool geometry_parse_policy(const char *text, struct geometry_wish wishes[GEOMETRY_ARRAYS])
{
    const char *policy;
    struct geometry_wish *wish = wish_of(text, wishes, &policy);
    if (!wish)
        return false;
    for (uint8_t i = 0; i < sizeof policies / sizeof *policies; i++)
        if (strcmp(policy, policies[i]) == 0) {
            wish->policy = i;
            return true;
        }
    return false;
}

// log2 of how many times fewer than 2^`limit` `wanted` is; false: it is not so many times fewer.
static bool times_fewer(uint8_t limit, uint32_t wanted, uint64_t *fewer)
{
    for (uint8_t shift = 0; shift <= limit; shift++)
        if (UINT32_C(1) << (limit - shift) == wanted) {
            *fewer = shift;
            return true;
        }
    return false;
}

const char *geometry_registers(const struct geometry *limits, const struct geometry_wish wishes[GEOMETRY_ARRAYS],
                               uint64_t *mgeometry, uint64_t *mreplace)
{
    *mgeometry = *mreplace = 0;
    for (int i = 0; i < GEOMETRY_ARRAYS; i++) {
        const struct geometry_limit *limit = &limits->array[i];
        uint64_t sets = 0, ways = 0;
        if (wishes[i].sets &&
            (!times_fewer(limit->sets, wishes[i].sets, &sets) || !times_fewer(limit->ways, wishes[i].ways, &ways)))
            return names[i];
        if (wishes[i].policy && !limit->chooses)
            return names[i];
        *mgeometry |= (ways << 4 | sets) << 8 * i;
        *mreplace |= (uint64_t)wishes[i].policy << 8 * i;
    }
    return NULL;
}
