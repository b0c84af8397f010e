// SPDX-License-Identifier: Apache-2.0
#include "preset.h"

#include <stddef.h>
#include <string.h>

static const struct preset presets[] = {
    {"tiny", 4, 4, {4096, 2}, {4096, 2}, {32768, 4}},
    {"default", 32, 32, {32768, 8}, {32768, 8}, {262144, 8}},
    {"big", 64, 64, {32768, 8}, {32768, 8}, {1048576, 16}},
};

const struct preset *preset_named(const char *name)
{
    for (size_t i = 0; i < sizeof presets / sizeof *presets; i++)
        if (strcmp(presets[i].name, name) == 0)
            return &presets[i];
    return NULL;
}
