// SPDX-License-Identifier: Apache-2.0
//
// The judge: a golden model that retires beside the RTL and must agree with every record it makes.
//
// What the manuals leave open is left open here, and nothing else: interrupts come when the RTL
// takes them (if they may), counters, wire-driven bits of mip and I/O loads are the RTL's, an SC may
// fail, a device's write may be seen a little early or late, an instruction may be as old as the last
// FENCE.I, and a translation may be stale until an SFENCE.VMA covers it (privileged manual 4.2.1,
// docs/isa.md "Translation").
//
// After the first mismatch every call answers LOCKSTEP_MISMATCH and changes nothing.

#ifndef PAGEWALK_LOCKSTEP_H
#define PAGEWALK_LOCKSTEP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "commit.h"

struct isa;
struct geometry;

struct lockstep_config {
    const struct isa *isa;  // copied; NULL: the default, which is the RTL's
    const uint8_t *ram;     // content after the images were loaded; copied
    uint64_t ram_bytes;     // a multiple of 4096
    const uint8_t *rom;     // boot ROM content; copied
    uint64_t rom_bytes;
    // Cycles by which a write reported by lockstep_external_write may be seen earlier or later.
    uint64_t skew_cycles;             // 0: the default, 64
    const struct geometry *geometry;  // as in model.h
};

struct lockstep;

enum lockstep_verdict { LOCKSTEP_OK, LOCKSTEP_MISMATCH };

struct lockstep *lockstep_create(const struct lockstep_config *config);  // NULL: out of memory
void lockstep_destroy(struct lockstep *l);

// One record of the RTL's retire port, in order, at clock `cycle`.
enum lockstep_verdict lockstep_retire(struct lockstep *l, const struct commit *rtl, uint64_t cycle);

// The RTL's CSRs as they stand after the record given last. Call it after a record with csr_write
// or trap set; it may be called after any other too.
enum lockstep_verdict lockstep_csrs(struct lockstep *l, const struct csr_state *rtl);

// A device wrote memory: the bytes of the aligned doubleword at `pa` whose bit in `mask` is set
// (bit 0: the lowest) became those of `data`.
enum lockstep_verdict lockstep_external_write(struct lockstep *l, uint64_t pa, uint64_t data, uint8_t mask,
                                              uint64_t cycle);

// The RTL's walker set bits (A, D) in the PTE at `pa` (aligned to 8).
enum lockstep_verdict lockstep_pte_update(struct lockstep *l, uint64_t pa, uint64_t bits, uint64_t cycle);

// Optional: what the RTL's wires are now. Given once, an interrupt is accepted only if its wire was
// high within the skew (as mip bits, see model.h) or, for STIP under Sstc, if mtime reached stimecmp.
void lockstep_wires(struct lockstep *l, uint64_t lines, uint64_t mtime, uint64_t cycle);

// At the end of a run: judges what is still open.
enum lockstep_verdict lockstep_finish(struct lockstep *l);

// What was compared so far.
struct lockstep_stats {
    uint64_t retired;             // instructions that agreed
    uint64_t traps, interrupts;   // that agreed
    uint64_t stale_translations;  // accepted: explained by an older PTE
    uint64_t stale_fetches;       // accepted: explained by older instruction bytes
    uint64_t skewed_loads;        // accepted: a device's write seen early or late
    uint64_t failed_sc;           // SC that only the RTL failed
};
void lockstep_stats(const struct lockstep *l, struct lockstep_stats *out);

// The first mismatch: cycle, pc, instruction, what differs, both sides, the last 16 records. Prints
// nothing if there is none.
void lockstep_report(const struct lockstep *l, FILE *f);

#endif
