// SPDX-License-Identifier: Apache-2.0
// The sizes and replacements that the command line asks for, as mgeometry and mreplace have them (docs/geometry.md).
#ifndef PAGEWALK_CLI_GEOMETRY_H
#define PAGEWALK_CLI_GEOMETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "machine/geometry.h"

// What was asked for; 0 sets: nothing.
struct geometry_wish {
    uint32_t sets, ways;
    uint8_t policy;
};

#define GEOMETRY_NAMES "itlb, dtlb, stlb, walk-cache, l1i, l1d, l2"
#define GEOMETRY_POLICIES "plru, random, fifo"

// ARRAY=SETSxWAYS, or ARRAY=ENTRIES for one that is searched whole. False: it is not of that form.
bool geometry_parse_size(const char *text, struct geometry_wish wishes[GEOMETRY_ARRAYS]);

// ARRAY=POLICY
bool geometry_parse_policy(const char *text, struct geometry_wish wishes[GEOMETRY_ARRAYS]);

// The values of the registers. NULL, or the name of the first array that cannot be so: its sets and ways are no powers
// of two that the limits allow, or its replacement cannot be chosen.
const char *geometry_registers(const struct geometry *limits, const struct geometry_wish wishes[GEOMETRY_ARRAYS],
                               uint64_t *mgeometry, uint64_t *mreplace);

#endif
