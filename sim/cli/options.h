// SPDX-License-Identifier: Apache-2.0
// What the command line said, checked for itself (numbers, sizes, known names); files are looked at
// by those who open them.
#ifndef PAGEWALK_OPTIONS_H
#define PAGEWALK_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "geometry.h"
#include "machine/engine.h"
#include "machine/isa.h"
#include "machine/machine.h"

struct options {
    struct machine_config machine;
    struct engine_config engine;
    const struct engine_class *engine_class;
    const char *image;     // the kernel, or the only program with --bare
    const char *firmware;  // NULL with --bare
    struct geometry_wish geometry[GEOMETRY_ARRAYS];
    struct isa isa;  // where --isa was given, which machine and engine point to
    bool bare;
    uint64_t max_cycles;             // UINT64_MAX: no limit
    double heartbeat_seconds;        // 0: none
    const char *stats_path;          // NULL: none
    const char *walks_path;          // NULL: none
    const char *signature_path;      // NULL: none
    unsigned signature_granularity;  // bytes a line
};

// Parses or exits: status 0 after --help, 2 with one line on stderr for bad usage.
void options_parse(struct options *options, int argc, char **argv);

#endif
