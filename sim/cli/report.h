// SPDX-License-Identifier: Apache-2.0
// What is said after a run: one line on stderr unless all is well and nobody watches, and
// stats.json.
#ifndef PAGEWALK_REPORT_H
#define PAGEWALK_REPORT_H

#include "run.h"

// False: the figures could not be written.
bool report(const struct options *options, const struct run *run, const struct engine *engine,
            const struct machine *machine, struct complaint *complaint);

#endif
