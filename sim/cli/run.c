// SPDX-License-Identifier: Apache-2.0
#include "run.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#define SLICE_SECONDS 0.2  // how long the engine runs before we look up
#define FIRST_SLICE 10000  // cycles

static volatile sig_atomic_t interrupted;

static void on_signal(int signal)
{
    (void)signal;
    interrupted = 1;
}

static void catch_signals(void)
{
    // The second signal kills: the handler is there once.
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static double now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

struct heartbeat {
    double period;  // seconds; 0: never
    double last_beat;
    uint64_t last_cycles;
};

static void beat(struct heartbeat *heart, double now, uint64_t cycles, uint64_t max_cycles)
{
    double elapsed = now - heart->last_beat;
    if (heart->period == 0 || elapsed < heart->period)
        return;
    double rate = (double)(cycles - heart->last_cycles) / elapsed;
    fprintf(stderr, "pagewalk: %.3f M cycles, %.0f kHz", 1e-6 * (double)cycles, 1e-3 * rate);
    if (max_cycles != UINT64_MAX && rate > 0)
        fprintf(stderr, ", %.3f M and at most %.0f s remain", 1e-6 * (double)(max_cycles - cycles),
                (double)(max_cycles - cycles) / rate);
    fputc('\n', stderr);
    heart->last_beat = now;
    heart->last_cycles = cycles;
}

// The number of cycles that takes about SLICE_SECONDS, from what the last one took.
static uint64_t next_slice(uint64_t slice, double seconds)
{
    if (seconds < SLICE_SECONDS / 2)
        return 2 * slice;
    if (seconds > SLICE_SECONDS * 2 && slice > FIRST_SLICE)
        return slice / 2;
    return slice;
}

static enum outcome stopped_outcome(const struct machine *machine)
{
    switch (machine->end) {
    case MACHINE_FAILED: return OUTCOME_FAIL;
    case MACHINE_RUNS: return OUTCOME_TRACED;
    default: return OUTCOME_PASS;
    }
}

static enum outcome outcome_of(enum engine_status status, const struct machine *machine)
{
    switch (status) {
    case ENGINE_MISMATCH: return OUTCOME_MISMATCH;
    case ENGINE_REFUSED: return OUTCOME_REFUSED;
    case ENGINE_ASSERTION: return OUTCOME_ASSERTION;
    case ENGINE_STUCK: return OUTCOME_STUCK;
    default: return stopped_outcome(machine);
    }
}

struct run run_engine(const struct options *options, struct engine *engine, struct machine *machine)
{
    const struct engine_class *class = options->engine_class;
    double start = now_seconds();
    double before = start;
    struct heartbeat heart = {.period = options->heartbeat_seconds, .last_beat = start};
    uint64_t slice = FIRST_SLICE;
    uint64_t cycles = class->cycles(engine);
    enum outcome outcome = OUTCOME_LIMIT;

    catch_signals();
    while (cycles < options->max_cycles) {
        uint64_t left = options->max_cycles - cycles;
        enum engine_status status = class->run(engine, cycles + (slice < left ? slice : left));
        machine_flush(machine);
        cycles = class->cycles(engine);
        if (status != ENGINE_RUNS) {
            outcome = outcome_of(status, machine);
            break;
        }
        if (machine_left(machine)) {
            outcome = OUTCOME_LEFT;
            break;
        }
        if (interrupted) {
            outcome = OUTCOME_INTERRUPTED;
            break;
        }
        double now = now_seconds();
        slice = next_slice(slice, now - before);
        before = now;
        beat(&heart, now, cycles, options->max_cycles);
    }
    return (struct run){outcome, now_seconds() - start};
}

int outcome_status(enum outcome outcome)
{
    static const int statuses[] = {
        [OUTCOME_PASS] = 0,      [OUTCOME_TRACED] = 0,  [OUTCOME_FAIL] = 1,  [OUTCOME_MISMATCH] = 3,
        [OUTCOME_ASSERTION] = 3, [OUTCOME_LIMIT] = 4,   [OUTCOME_STUCK] = 4, [OUTCOME_INTERRUPTED] = 130,
        [OUTCOME_LEFT] = 0,      [OUTCOME_REFUSED] = 3,
    };
    return statuses[outcome];
}

const char *outcome_name(enum outcome outcome)
{
    static const char *const names[] = {
        [OUTCOME_PASS] = "pass",         [OUTCOME_FAIL] = "fail",
        [OUTCOME_MISMATCH] = "mismatch", [OUTCOME_ASSERTION] = "assertion",
        [OUTCOME_LIMIT] = "max-cycles",  [OUTCOME_STUCK] = "stuck",
        [OUTCOME_TRACED] = "traced",     [OUTCOME_INTERRUPTED] = "interrupted",
        [OUTCOME_LEFT] = "left",         [OUTCOME_REFUSED] = "refused",
    };
    return names[outcome];
}
