// SPDX-License-Identifier: Apache-2.0
// How far the TLBs and caches that the hardware is built with can be made smaller while it runs, by the registers
// mgeometry and mreplace (docs/isa.md, "Geometry"). Each preset has its own limits (preset.c); the golden model is
// given them, as what the registers can hold depends on them.
#ifndef PAGEWALK_GEOMETRY_H
#define PAGEWALK_GEOMETRY_H

#include <stdbool.h>
#include <stdint.h>

// The arrays, by their byte in both registers.
enum {
    GEOMETRY_ITLB,
    GEOMETRY_DTLB,
    GEOMETRY_STLB,
    GEOMETRY_WALK_CACHE,
    GEOMETRY_L1I,
    GEOMETRY_L1D,
    GEOMETRY_L2,
    GEOMETRY_ARRAYS
};

struct geometry {
    struct geometry_limit {
        uint8_t sets, ways;  // log2 of how many times fewer there may be: of all that there are, so that one is left
        bool chooses;        // replacement can be chosen
    } array[GEOMETRY_ARRAYS];
};

#endif
