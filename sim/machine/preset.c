// SPDX-License-Identifier: Apache-2.0
#include "preset.h"

#include <stddef.h>
#include <string.h>

// `geometry` is what can be changed while the machine runs: log2 of the sets and of the ways of each array (of the
// entries, where it is searched whole), and whether its replacement can be chosen.
static const struct preset presets[] = {
    {
        .name = "tiny",
        .itlb_entries = 4,
        .dtlb_entries = 4,
        .l1i = {4096, 2},
        .l1d = {4096, 2},
        .l2 = {32768, 4},
        .geometry.array =
            {
                [GEOMETRY_ITLB] = {0, 2, true},
                [GEOMETRY_DTLB] = {0, 2, true},
                [GEOMETRY_STLB] = {2, 1, true},
                [GEOMETRY_WALK_CACHE] = {0, 2, true},
                [GEOMETRY_L1I] = {5, 1, true},
                [GEOMETRY_L1D] = {5, 1, true},
                [GEOMETRY_L2] = {7, 2, true},
            },
    },
    {
        .name = "default",
        .itlb_entries = 32,
        .dtlb_entries = 32,
        .l1i = {32768, 8},
        .l1d = {32768, 8},
        .l2 = {262144, 8},
        .geometry.array =
            {
                [GEOMETRY_ITLB] = {0, 5, true},
                [GEOMETRY_DTLB] = {0, 5, true},
                [GEOMETRY_STLB] = {7, 3, true},
                [GEOMETRY_WALK_CACHE] = {0, 5, true},
                [GEOMETRY_L1I] = {6, 3, true},
                [GEOMETRY_L1D] = {6, 3, true},
                [GEOMETRY_L2] = {9, 3, true},
            },
    },
    {
        .name = "big",
        .itlb_entries = 64,
        .dtlb_entries = 64,
        .l1i = {32768, 8},
        .l1d = {32768, 8},
        .l2 = {1048576, 16},
        .geometry.array =
            {
                [GEOMETRY_ITLB] = {0, 6, true},
                [GEOMETRY_DTLB] = {0, 6, true},
                [GEOMETRY_STLB] = {8, 3, true},
                [GEOMETRY_WALK_CACHE] = {0, 5, true},
                [GEOMETRY_L1I] = {6, 3, true},
                [GEOMETRY_L1D] = {6, 3, true},
                [GEOMETRY_L2] = {10, 4, true},
            },
    },
};

const struct preset *preset_named(const char *name)
{
    for (size_t i = 0; i < sizeof presets / sizeof *presets; i++)
        if (strcmp(presets[i].name, name) == 0)
            return &presets[i];
    return NULL;
}
