// SPDX-License-Identifier: Apache-2.0
#include "report.h"

#include <inttypes.h>
#include <stdio.h>

static void tell_outcome(const struct options *options, const struct run *run, const struct engine *engine,
                         const struct machine *machine)
{
    const struct engine_class *class = options->engine_class;
    uint64_t cycles = class->cycles(engine);
    switch (run->outcome) {
    case OUTCOME_PASS:
        if (machine->end == MACHINE_RESET)
            fprintf(stderr, "pagewalk: the guest asked for a reboot at cycle %" PRIu64 "; it ends here\n", cycles);
        return;
    case OUTCOME_FAIL:
        fprintf(stderr, "pagewalk: the guest failed with code %" PRIu32 " at cycle %" PRIu64 "\n", machine->exit_code,
                cycles);
        return;
    case OUTCOME_MISMATCH: fprintf(stderr, "pagewalk: lockstep mismatch at cycle %" PRIu64 "\n", cycles); return;
    case OUTCOME_REFUSED:
        fprintf(stderr, "pagewalk: stopped at cycle %" PRIu64 ", since what memory refused is lost\n", cycles);
        return;
    case OUTCOME_ASSERTION:
        fprintf(stderr, "pagewalk: an assertion of the hardware failed at cycle %" PRIu64 "\n", cycles);
        return;
    case OUTCOME_LIMIT: fprintf(stderr, "pagewalk: stopped by --max-cycles %" PRIu64 "\n", options->max_cycles); break;
    case OUTCOME_STUCK: fprintf(stderr, "pagewalk: no progress any more at cycle %" PRIu64 "\n", cycles); break;
    case OUTCOME_LEFT: fprintf(stderr, "\npagewalk: left at cycle %" PRIu64 "\n", cycles); return;
    case OUTCOME_TRACED:
        fprintf(stderr, "pagewalk: the trace window is complete at cycle %" PRIu64 "\n", cycles);
        return;
    case OUTCOME_INTERRUPTED: fprintf(stderr, "pagewalk: interrupted at cycle %" PRIu64 "\n", cycles); break;
    }
    if (class->where)
        class->where(engine, stderr);
}

static void add_figures(struct stats *stats, const struct options *options, const struct run *run,
                        const struct engine *engine, const struct machine *machine)
{
    const struct engine_class *class = options->engine_class;
    double cycles = (double)class->cycles(engine);
    double instructions = (double)class->instructions(engine);
    stats_text(stats, "engine", class->name);
    stats_text(stats, "preset", options->engine.preset);
    stats_text(stats, "image", options->image);
    stats_text(stats, "outcome", outcome_name(run->outcome));
    stats_count(stats, "exit_status", (uint64_t)outcome_status(run->outcome));
    stats_count(stats, "exit_code", machine->exit_code);
    stats_count(stats, "cycles", class->cycles(engine));
    stats_count(stats, "instructions", class->instructions(engine));
    stats_real(stats, "ipc", cycles > 0 ? instructions / cycles : 0);
    stats_real(stats, "host_seconds", run->seconds);
    stats_real(stats, "cycles_per_second", run->seconds > 0 ? cycles / run->seconds : 0);
    stats_count(stats, "mem_latency", options->engine.mem_latency);
    stats_count(stats, "l2_prefetch_depth", options->engine.l2_prefetch);
    stats_count(stats, "l1i_prefetch_depth", options->engine.l1i_prefetch);
    stats_count(stats, "mem_row_hit", options->engine.mem_row_hit);
    stats_count(stats, "disk_latency", options->machine.disk_latency);
    machine_stats(machine, stats);
    class->stats(engine, stats);
}

bool report(const struct options *options, const struct run *run, const struct engine *engine,
            const struct machine *machine, struct complaint *complaint)
{
    tell_outcome(options, run, engine, machine);
    if (options->signature_path &&
        !machine_write_signature(machine, options->signature_path, options->signature_granularity, complaint))
        return false;
    if (!options->stats_path)
        return true;
    struct stats *stats = stats_create();
    add_figures(stats, options, run, engine, machine);
    bool written = stats_write_json(stats, options->stats_path, complaint);
    stats_destroy(stats);
    return written;
}
