// SPDX-License-Identifier: Apache-2.0
// The sizes of TLBs and caches that the hardware is built with, by name: what the device tree says of them, and what
// mgeometry and mreplace can make of them. They are those of rtl/pkg/config_pkg.sv, and programs that count misses hold
// them to it.
#ifndef PAGEWALK_PRESET_H
#define PAGEWALK_PRESET_H

#include <stdint.h>

#include "geometry.h"

struct cache_size {
    uint32_t bytes, ways;
};

struct preset {
    const char *name;
    uint32_t itlb_entries, dtlb_entries;
    struct cache_size l1i, l1d, l2;
    struct geometry geometry;  // how far they can be made smaller
};

#define CACHE_LINE_BYTES 64

// NULL: there is none of that name.
const struct preset *preset_named(const char *name);

#endif
