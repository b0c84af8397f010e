// SPDX-License-Identifier: Apache-2.0
// The engine `model`: the golden model as a machine of its own. One instruction is one cycle; a
// wait for interrupt skips to the next event. Memory is shared with the devices and their DMA takes
// no time.
//
// Time and devices are looked at every SYNC_CYCLES cycles, and after each access to a device:
// points that depend on the guest alone, never on how a run is cut into calls.
#include <inttypes.h>
#include <stdlib.h>

#include "machine/clint.h"
#include "machine/engine.h"
#include "machine/error_bank.h"
#include "machine/plic.h"
#include "model/model.h"

#define SYNC_CYCLES 100

struct engine {
    struct machine *machine;
    struct model *model;
    struct clint clint;
    struct plic plic;
    struct error_bank errors;  // nothing is ever lost here, but software can put a record there
    uint64_t cycles;           // at the start of the batch that runs
    uint64_t batch_steps;      // model_steps() at that moment
    uint64_t next_sync;        // cycle
    bool touched;              // the batch has ended with an access to a device
    uint64_t idle_cycles;      // skipped in WFI
    uint64_t stuck_cycles;     // the limit; 0: none
    uint64_t last_retired;     // at the last look,
    uint64_t last_progress;    // and the cycle in which it was first so
    uint64_t device_accesses;
};

static uint64_t current_cycle(const struct engine *e) { return e->cycles + (model_steps(e->model) - e->batch_steps); }

// -----------------------------------------------------------------------------------------------
// Device accesses, in the middle of a batch: they end it

static void touch(struct engine *e)
{
    e->touched = true;
    e->device_accesses++;
    machine_tick(e->machine, current_cycle(e));
    model_stop(e->model);
}

static bool bus_load(void *ctx, uint64_t pa, unsigned bytes, uint64_t *value)
{
    struct engine *e = ctx;
    touch(e);
    if (pa - CLINT_BASE < CLINT_END - CLINT_BASE)
        return clint_read(&e->clint, current_cycle(e), pa - CLINT_BASE, bytes, value);
    if (pa - PLIC_BASE < PLIC_END - PLIC_BASE)
        return plic_read(&e->plic, pa - PLIC_BASE, bytes, value);
    if (pa - ERROR_BANK_BASE < ERROR_BANK_END - ERROR_BANK_BASE)
        return error_bank_read(&e->errors, pa - ERROR_BANK_BASE, bytes, value);
    return machine_mmio_read(e->machine, pa, bytes, value);
}

static bool bus_store(void *ctx, uint64_t pa, unsigned bytes, uint64_t value)
{
    struct engine *e = ctx;
    touch(e);
    if (pa - CLINT_BASE < CLINT_END - CLINT_BASE)
        return clint_write(&e->clint, current_cycle(e), pa - CLINT_BASE, bytes, value);
    if (pa - PLIC_BASE < PLIC_END - PLIC_BASE)
        return plic_write(&e->plic, pa - PLIC_BASE, bytes, value);
    if (pa - ERROR_BANK_BASE < ERROR_BANK_END - ERROR_BANK_BASE)
        return error_bank_write(&e->errors, pa - ERROR_BANK_BASE, bytes, value);
    return machine_mmio_write(e->machine, pa, bytes, value);
}

static void tohost_stored(void *ctx, uint64_t pa, uint64_t value)
{
    struct engine *e = ctx;
    (void)pa;
    touch(e);
    machine_htif_store(e->machine, machine_tohost(e->machine), 8, value);
}

static bool dma_read(void *ctx, uint64_t pa, void *buf, size_t len)
{
    struct engine *e = ctx;
    return machine_memory_read(e->machine, pa, buf, len);
}

static bool dma_write(void *ctx, uint64_t pa, const void *buf, size_t len)
{
    struct engine *e = ctx;
    if (!machine_memory_write(e->machine, pa, buf, len))
        return false;
    model_memory_written(e->model, pa, len);
    return true;
}

// -----------------------------------------------------------------------------------------------
// Between batches

static uint64_t interrupt_lines(struct engine *e)
{
    uint32_t lines = machine_irq_lines(e->machine);
    if (error_bank_notifies(&e->errors))
        lines |= 1 << IRQ_ERROR_BANK;
    plic_set_levels(&e->plic, lines);
    return (e->clint.msip ? MODEL_MSIP : 0) | (clint_timer_pending(&e->clint, e->cycles) ? MODEL_MTIP : 0) |
           (plic_notifies(&e->plic, PLIC_M) ? MODEL_MEIP : 0) | (plic_notifies(&e->plic, PLIC_S) ? MODEL_SEIP : 0);
}

// Brings devices, time and interrupt wires up to the current cycle.
static void sync(struct engine *e)
{
    struct dma dma = {e, dma_read, dma_write};
    machine_tick(e->machine, e->cycles);
    if (machine_wants_service(e->machine))
        machine_service(e->machine, &dma);
    model_set_time(e->model, clint_mtime(&e->clint, e->cycles));
    model_set_irq(e->model, interrupt_lines(e));
    e->next_sync = e->cycles + SYNC_CYCLES;
    e->touched = false;
}

// The next cycle in which something can happen that might end a wait; UINT64_MAX: never.
static uint64_t next_event(const struct engine *e)
{
    uint64_t event = machine_next_event(e->machine);
    uint64_t timers[] = {
        clint_cycle_of(&e->clint, e->cycles, e->clint.mtimecmp),
        clint_cycle_of(&e->clint, e->cycles, model_timer_deadline(e->model)),
    };
    for (unsigned i = 0; i < 2; i++)
        if (timers[i] < event)
            event = timers[i];
    return event;
}

static void skip_to(struct engine *e, uint64_t cycle)
{
    uint64_t skipped = cycle - e->cycles;
    machine_idle(e->machine, skipped);
    model_add_cycles(e->model, skipped);
    e->idle_cycles += skipped;
    e->cycles = cycle;
    e->last_progress = cycle;  // waiting is no standstill, however long, and though it ends with this step
}

static void run_batch(struct engine *e, uint64_t end)
{
    e->batch_steps = model_steps(e->model);
    uint64_t steps = model_run(e->model, end - e->cycles);
    e->cycles += steps;
    e->batch_steps += steps;
}

// Whether traps follow traps and nothing has retired for too long.
static bool stuck(struct engine *e)
{
    uint64_t retired = model_retired(e->model);
    if (retired != e->last_retired || model_waiting(e->model)) {
        e->last_retired = retired;
        e->last_progress = e->cycles;
    }
    return e->stuck_cycles && e->cycles - e->last_progress > e->stuck_cycles;
}

static enum engine_status run(struct engine *e, uint64_t until)
{
    while (e->cycles < until) {
        if (model_waiting(e->model))
            sync(e);  // what has come since the last look ends the wait
        if (model_waiting(e->model)) {
            e->next_sync = next_event(e);
            if (e->next_sync == UINT64_MAX)
                return ENGINE_STUCK;
            skip_to(e, e->next_sync < until ? e->next_sync : until);
        } else {
            run_batch(e, e->next_sync < until ? e->next_sync : until);
        }
        if (e->touched || e->cycles >= e->next_sync) {
            sync(e);
            if (stuck(e))
                return ENGINE_STUCK;
        }
        if (machine_stopped(e->machine))
            return ENGINE_STOPPED;
    }
    return ENGINE_RUNS;
}

// -----------------------------------------------------------------------------------------------
// The rest of the interface

static bool check(const struct engine_config *config, struct complaint *complaint)
{
    if (config->lockstep)
        return complain(complaint, "--lockstep compares another engine with the model; give "
                                   "--engine rtl");
    if (config->trace_path)
        return complain(complaint, "--trace %s: the model has no signals; give --engine rtl", config->trace_path);
    return true;
}

static void destroy(struct engine *e)
{
    model_destroy(e->model);
    free(e);
}

static struct engine *create(const struct engine_config *config, struct machine *machine, struct complaint *complaint)
{
    if (!check(config, complaint))
        return NULL;
    struct engine *e = calloc(1, sizeof *e);
    if (!e)
        abort();
    struct model_config model = {
        .isa = config->isa,
        .geometry = &preset_named(config->preset)->geometry,
        .ram = machine->ram,
        .ram_bytes = machine->ram_bytes,
        .rom = machine->rom,
        .rom_bytes = ROM_BYTES,
        .bus = {e, bus_load, bus_store},
        .watched_store = tohost_stored,
        .watch_ctx = e,
    };
    e->machine = machine;
    e->stuck_cycles = config->stuck_cycles;
    e->model = model_create(&model);
    if (!e->model)
        abort();
    if (machine_tohost(machine))
        model_watch(e->model, machine_tohost(machine));
    clint_reset(&e->clint);
    plic_reset(&e->plic);
    error_bank_reset(&e->errors);
    sync(e);
    return e;
}

static uint64_t cycles(const struct engine *e) { return e->cycles; }

static uint64_t instructions(const struct engine *e) { return model_retired(e->model); }

static void stats(const struct engine *e, struct stats *out)
{
    stats_count(out, "idle_cycles", e->idle_cycles);
    stats_count(out, "device_accesses", e->device_accesses);
}

static void where(const struct engine *e, FILE *out)
{
    struct csr_state csrs;
    model_csrs(e->model, &csrs);
    fprintf(out, "pc %016" PRIx64 " privilege %d%s\n", model_pc(e->model), (int)model_priv(e->model),
            model_waiting(e->model) ? ", in WFI" : "");
    fprintf(out, "mepc %016" PRIx64 " mcause %" PRIx64 " mtval %" PRIx64 "\n", csrs.mepc, csrs.mcause, csrs.mtval);
    fprintf(out, "sepc %016" PRIx64 " scause %" PRIx64 " stval %" PRIx64 " satp %" PRIx64 "\n", csrs.sepc, csrs.scause,
            csrs.stval, csrs.satp);
}

const struct engine_class engine_model = {
    .name = "model",
    .summary = "the golden model in C: one instruction a cycle, fast",
    .create = create,
    .run = run,
    .cycles = cycles,
    .instructions = instructions,
    .stats = stats,
    .where = where,
    .destroy = destroy,
};
