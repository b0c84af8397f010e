// SPDX-License-Identifier: Apache-2.0
// Runs an engine to its end, with a heartbeat and a limit, and tells the outcome.
#ifndef PAGEWALK_RUN_H
#define PAGEWALK_RUN_H

#include "machine/engine.h"
#include "options.h"

enum outcome {
    OUTCOME_PASS,
    OUTCOME_FAIL,
    OUTCOME_MISMATCH,
    OUTCOME_ASSERTION,
    OUTCOME_REFUSED,      // memory refused what had been answered
    OUTCOME_LIMIT,        // --max-cycles
    OUTCOME_STUCK,        // no progress
    OUTCOME_TRACED,       // the trace window is complete
    OUTCOME_INTERRUPTED,  // by a signal
    OUTCOME_LEFT,         // by CTRL-A x
};

struct run {
    enum outcome outcome;
    double seconds;  // of the host's time
};

struct run run_engine(const struct options *options, struct engine *engine, struct machine *machine);

// The exit status of the command, and the outcome as a word for stats.json.
int outcome_status(enum outcome outcome);
const char *outcome_name(enum outcome outcome);

#endif
