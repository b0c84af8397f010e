// SPDX-License-Identifier: Apache-2.0
//
// The golden model: one RV64IMAC hart with M, S and U mode, paged virtual memory and PMP, written from the RISC-V
// manuals and docs/isa.md. It is both a stand-alone engine and the reference side of lockstep. Which of the optional
// parts it has is said at its start (machine/isa.h).
//
// Promises: the result of a run depends only on the memory's content, the calls made here and what
// the device callbacks answer. No call keeps a pointer into the caller's structures but `ram`, `rom`
// and the callbacks' `ctx`. Translations are remembered for speed only: the model behaves as if
// every access walked the page tables anew.

#ifndef PAGEWALK_MODEL_H
#define PAGEWALK_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "commit.h"

#define MODEL_ROM_BASE UINT64_C(0x1000)
#define MODEL_ROM_END UINT64_C(0x10000)
#define MODEL_RAM_BASE UINT64_C(0x80000000)

// Device accesses: everything outside boot ROM and RAM. `pa` is aligned to `bytes` (1, 2, 4 or 8);
// values are little-endian in the low bytes. False: nobody answered, which is an access fault.
struct model_bus {
    void *ctx;
    bool (*load)(void *ctx, uint64_t pa, unsigned bytes, uint64_t *value);
    bool (*store)(void *ctx, uint64_t pa, unsigned bytes, uint64_t value);
};

struct isa;
struct geometry;

struct model_config {
    const struct isa *isa;  // copied; NULL: the default
    uint8_t *ram;           // [MODEL_RAM_BASE, + ram_bytes), used in place: shared with devices, or private
    uint64_t ram_bytes;     // a multiple of 4096
    const uint8_t *rom;     // [MODEL_ROM_BASE, + rom_bytes); may be NULL
    uint64_t rom_bytes;     // at most MODEL_ROM_END - MODEL_ROM_BASE; the rest of the window reads 0
    struct model_bus bus;
    // Called after a store (also SC, AMO) that touches the doubleword given to model_watch, with
    // that doubleword's new content: how an engine serves `tohost`. May be NULL.
    void (*watched_store)(void *ctx, uint64_t pa, uint64_t value);
    void *watch_ctx;
    const struct geometry *geometry;  // copied: what mgeometry and mreplace can hold; NULL: nothing but 0
};

struct model;

// NULL if out of memory or the configuration makes no sense. The hart is reset.
struct model *model_create(const struct model_config *config);
void model_destroy(struct model *m);

// The reset state of docs/isa.md: M mode, pc 0x1000. Memory is left as it is.
void model_reset(struct model *m);

enum model_status {
    MODEL_RETIRED,  // one instruction retired
    MODEL_TRAPPED,  // one trap or interrupt was taken
    MODEL_WAITING,  // the hart waits in WFI: nothing happened, the record is not filled
};

// One step. An interrupt that is pending and enabled is taken before the instruction. `out` may be
// NULL. Each step adds one to mcycle.
enum model_status model_step(struct model *m, struct commit *out);

// Up to `steps` steps as fast as possible; returns how many were done. Stops early when the hart
// waits in WFI or when a callback called model_stop.
uint64_t model_run(struct model *m, uint64_t steps);
void model_stop(struct model *m);
bool model_waiting(const struct model *m);  // in WFI with nothing pending that mie enables

// The levels of the interrupt wires, as mip bits: MSIP (1 << 3), MTIP (1 << 7), SEIP (1 << 9),
// MEIP (1 << 11). STIP is the model's own (Sstc).
#define MODEL_MSIP (1u << 3)
#define MODEL_MTIP (1u << 7)
#define MODEL_SEIP (1u << 9)
#define MODEL_MEIP (1u << 11)
void model_set_irq(struct model *m, uint64_t lines);

// mtime, in ticks; read by the time CSR and compared with stimecmp.
void model_set_time(struct model *m, uint64_t mtime);

// The time at which the model's own timer (stimecmp) will make STIP pending; UINT64_MAX if it
// cannot. An engine skips ahead to it from WFI.
uint64_t model_timer_deadline(const struct model *m);

// Adds idle cycles to mcycle, for an engine that skips ahead.
void model_add_cycles(struct model *m, uint64_t cycles);

// Somebody else wrote memory [pa, pa + bytes) (DMA, a loader, a debugger): ends a reservation there
// and forgets what was remembered of it.
void model_memory_written(struct model *m, uint64_t pa, uint64_t bytes);

// Watches the doubleword at `pa` in RAM (rounded down to 8); UINT64_MAX: none.
void model_watch(struct model *m, uint64_t pa);

// Architectural state from outside. x[0] is 0 and ignored on set.
uint64_t model_pc(const struct model *m);
void model_set_pc(struct model *m, uint64_t pc);
uint64_t model_x(const struct model *m, unsigned reg);
void model_set_x(struct model *m, unsigned reg, uint64_t value);
enum privilege model_priv(const struct model *m);
void model_csrs(const struct model *m, struct csr_state *out);
uint64_t model_instret(const struct model *m);  // the register, which the hart may write and stop
uint64_t model_retired(const struct model *m);  // instructions since creation
uint64_t model_steps(const struct model *m);    // steps since creation, traps included

// A CSR as an M-mode CSRR would read it, and written as CSRRW would; false: no such CSR.
bool model_csr_read(struct model *m, unsigned csr, uint64_t *value);
bool model_csr_write(struct model *m, unsigned csr, uint64_t value);

// Translates as a load (0), store (1) or fetch (2) in the current context would, without side
// effects; false: it would fault. For debuggers, traces and tests.
bool model_translate(struct model *m, uint64_t va, int access, uint64_t *pa);

#endif
