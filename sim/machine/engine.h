// SPDX-License-Identifier: Apache-2.0
// What every engine implements: the thing that executes instructions against a `struct machine`.
// The command line drives engines only through this table, so an engine is one object of type
// `struct engine_class` and one line in sim/cli/engines.c.
#ifndef PAGEWALK_ENGINE_H
#define PAGEWALK_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "complaint.h"
#include "machine.h"
#include "stats.h"

#ifdef __cplusplus
extern "C" {
#endif

// What the user can say about the engine. An engine refuses what it cannot do, at create.
struct isa;

enum { L2_PREFETCH_MOST = 4, L2_PREFETCH_DEFAULT = 4 };

struct engine_config {
    const char *preset;    // "tiny", "default", "big": the sizes of TLBs and caches
    uint64_t mem_latency;  // cycles from an AXI request to the first beat of its answer
    // The same where the bank has the row open (sim/verilator/memory_timing.h); 0: rows do not matter
    uint64_t mem_row_hit;
    unsigned l2_prefetch;   // lines ahead of a stream that the L2 fetches, 0 to L2_PREFETCH_MOST
    unsigned l1i_prefetch;  // lines ahead that the instruction cache fetches, 0 or 1
    uint64_t seed;          // of everything random (X values, stalls)
    bool lockstep;          // the golden model judges each retired instruction
    const struct isa *isa;  // what the hart has; NULL: what the hardware has. For the model alone
    uint64_t stuck_cycles;  // no instruction retired for so long: ENGINE_STUCK; 0: never

    // A window of a waveform. trace_path NULL: none. With an event, the window lies around its n-th
    // occurrence (counted from 1); otherwise it is [trace_from, trace_to) in cycles.
    const char *trace_path;
    uint64_t trace_from;
    uint64_t trace_to;        // UINT64_MAX: to the end
    const char *trace_event;  // NULL: none
    uint64_t trace_event_count;

    struct walk_writer
        *walks;  // the trace of the page-table walks is written there; NULL: none. It outlives the engine
};

enum engine_status {
    ENGINE_RUNS,       // the cycle asked for is reached, nothing special
    ENGINE_STOPPED,    // machine_stopped(): the guest has ended the run
    ENGINE_MISMATCH,   // lockstep: the two sides disagree; the report has been printed on stderr
    ENGINE_REFUSED,    // memory refused what nobody can take back; which address has been printed on stderr
    ENGINE_ASSERTION,  // an assertion of the hardware failed; it has been printed
    ENGINE_STUCK,      // nothing retires any more, or nothing can ever end a wait for interrupt
};

struct engine;  // an engine's own

struct engine_class {
    const char *name;     // as in --engine
    const char *summary;  // one line for --help

    // Called once images are loaded into the machine; the first instruction is at ROM_BASE. The
    // machine outlives the engine. NULL: refused, the complaint says why.
    struct engine *(*create)(const struct engine_config *config, struct machine *machine, struct complaint *complaint);

    // Runs until cycles() >= until_cycle or until there is a status to tell. How a run is cut into
    // calls must not be visible in its results. Once it has answered other than ENGINE_RUNS it is
    // over.
    enum engine_status (*run)(struct engine *engine, uint64_t until_cycle);

    uint64_t (*cycles)(const struct engine *engine);
    uint64_t (*instructions)(const struct engine *engine);  // retired

    // Adds the engine's own figures; the caller has cycles and instructions already.
    void (*stats)(const struct engine *engine, struct stats *stats);

    // One line or a few on `out` that tell where the machine stands (pc, privilege, last trap):
    // printed after a watchdog or an interrupt. May be NULL.
    void (*where)(const struct engine *engine, FILE *out);

    // Closes traces and frees everything.
    void (*destroy)(struct engine *engine);
};

// The engines that may be linked in. A weak reference is NULL when its objects are not.
extern const struct engine_class engine_model;
extern const struct engine_class engine_rtl __attribute__((weak));
extern const struct engine_class engine_systemc __attribute__((weak));

#ifdef __cplusplus
}
#endif
#endif
