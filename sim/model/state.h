// SPDX-License-Identifier: Apache-2.0
//
// The inside of the model. `struct hart` is all architectural state: it can be copied and put back.
// Everything else in `struct model` is memory, wires, or remembered for speed and forgotten without
// harm. Not for engines: they use model.h.

#ifndef PAGEWALK_MODEL_STATE_H
#define PAGEWALK_MODEL_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "commit.h"
#include "geometry.h"
#include "machine/isa.h"
#include "model.h"
#include "pmp.h"
#include "riscv.h"
#include "translate.h"
#include "trigger.h"

#define NO_RESERVATION UINT64_MAX

struct hart {
    uint64_t x[32];
    uint64_t pc;
    enum privilege priv;
    uint64_t mstatus, mie, mideleg, medeleg;
    uint64_t mip;  // the bits that software writes: SSIP, STIP, SEIP
    uint64_t mtvec, mepc, mcause, mtval, mscratch, mcounteren, mcountinhibit, menvcfg;
    uint64_t stvec, sepc, scause, stval, sscratch, scounteren, senvcfg, satp, stimecmp;
    uint64_t mcycle, minstret;
    uint64_t
        mhpmcounter[HPM_END - HPM_FIRST];  // what was written: an engine counts no events, the judge takes the RTL's
    uint64_t mhpmevent[HPM_END - HPM_FIRST];
    struct pmp pmp;
    struct triggers triggers;
    uint64_t mgeometry, mreplace;
    uint64_t geometry_writes;  // to either: also one that changes nothing leaves TLBs and caches empty
    uint64_t reservation;      // physical address of the reserved line, or NO_RESERVATION
};

// What the manuals leave open, asked of the judge while an instruction executes. An engine has no
// oracle: then memory as it is now, the model's own counters and the reservation decide.
struct oracle {
    void *ctx;
    // A page-table entry was read as *pte: may put another version in its place.
    void (*pte)(void *ctx, const struct pte_read *read, uint64_t *pte);
    // A walk starts: another root (with its levels), or other rules, may be put in its context.
    void (*walk_starts)(void *ctx, uint64_t va, struct walk_context *c);
    void (*walk_ended)(void *ctx, const struct walk *walk, enum access access);
    // The entry `walk` ended at lacks A or D, and the hart is to set them.
    void (*sets_ad)(void *ctx, const struct walk *walk);
    // A parcel of an instruction was read.
    void (*parcel)(void *ctx, uint64_t pa, uint16_t *parcel);
    // A load or AMO read memory. Of a part of a cut access, `shift` is the part's first bit in it.
    void (*load)(void *ctx, uint64_t pa, unsigned bytes, unsigned shift, uint64_t *value);
    // May an SC succeed that `stands` on a reservation or not?
    bool (*sc)(void *ctx, bool stands);
    // An instruction reads a CSR: the value it is to see, which follows wires and clocks.
    void (*csr)(void *ctx, unsigned csr, uint64_t *value);
};

// Old content of memory that the instruction in execution wrote.
struct journal {
    struct {
        uint64_t pa, old, mask;
    } entry[16];  // aligned doublewords, the bits written; in order
    unsigned count;
};

enum { TLB_ENTRIES = 256 };

// A page that `access` may use without looking further: one of RAM or ROM, translated and allowed by
// page tables and PMP as a whole.
struct tlb_entry {
    uint64_t tag;   // page number of the address, with the context above it; see tlb_tag
    uint8_t *host;  // of the page's first byte
};

struct model {
    struct hart hart;
    uint64_t lines;  // MODEL_MSIP and so on: the wires
    uint64_t mtime;
    uint64_t steps, retired;
    struct isa isa;
    struct geometry geometry;
    const uint32_t *rvc;  // what each compressed instruction stands for

    uint8_t *ram;
    uint64_t ram_bytes;
    uint8_t *rom;  // the whole window, a copy
    struct model_bus bus;
    void (*watched_store)(void *ctx, uint64_t pa, uint64_t value);
    void *watch_ctx;
    uint64_t watch_pa;

    // The instruction in execution
    uint64_t cause, tval;     // of the fault that a function answered with false
    uint64_t first_pa;        // of the first byte of its data access
    bool counter_written[3];  // it wrote mcycle [0] or minstret [2]

    bool irq_ready;  // an interrupt is pending and enabled: see hart_update_interrupts
    bool waiting;    // the last step met a WFI that waits
    bool stop;

    const struct oracle *oracle;  // NULL in an engine
    struct journal *journal;      // NULL in an engine

    // Remembered translations. A page that a walk of this generation read is not in the store TLB,
    // so that a store to it is seen and everything remembered is forgotten.
    struct tlb_entry tlb[3][TLB_ENTRIES];  // by enum access
    uint64_t fetch_context, data_context;  // upper bits of the tags now
    unsigned generation;
    uint8_t *table_seen;  // of each page of RAM: the generation in which a walk last read an entry there
};

// memory.c: data and instructions by virtual address. False: model's cause and tval say why not.
bool mem_load(struct model *m, uint64_t va, unsigned bytes, uint64_t *value);
bool mem_store(struct model *m, uint64_t va, unsigned bytes, uint64_t value);
bool mem_load_reserved(struct model *m, uint64_t va, unsigned bytes, uint64_t *value);
bool mem_store_conditional(struct model *m, uint64_t va, unsigned bytes, uint64_t value, bool *done);
// The old value goes to *old; `op` makes the new one of the old and the operand.
bool mem_amo(struct model *m, uint64_t va, unsigned bytes,
             uint64_t (*op)(uint64_t old, uint64_t operand, unsigned bytes), uint64_t operand, uint64_t *old);
// Cache blocks of 64 bytes: the one that `va` lies in, filled with zeros, or managed, of which nothing is to be seen
// here.
bool mem_zero_block(struct model *m, uint64_t va);
bool mem_manage_block(struct model *m, uint64_t va);
bool mem_fetch(struct model *m, uint64_t va, uint16_t *parcel);
bool mem_translate(struct model *m, uint64_t va, enum access access, uint64_t *pa);

// tlb.c: what memory.c remembers.
void tlb_flush(struct model *m);
void tlb_context_changed(struct model *m);  // after a change of privilege, mstatus
void tlb_table_read(struct model *m, uint64_t pa);
void tlb_memory_written(struct model *m, uint64_t pa);
void tlb_fill(struct model *m, uint64_t va, uint64_t pa, enum access access);

static inline uint64_t tlb_tag(const struct model *m, uint64_t va, enum access access)
{
    return (va >> PAGE_SHIFT) | (access == ACCESS_FETCH ? m->fetch_context : m->data_context);
}

static inline uint8_t *tlb_lookup(const struct model *m, uint64_t va, enum access access)
{
    const struct tlb_entry *e = &m->tlb[access][(va >> PAGE_SHIFT) % TLB_ENTRIES];
    return e->tag == tlb_tag(m, va, access) ? e->host + va % PAGE_BYTES : NULL;
}

// physical.c: memory by physical address, no rights asked.
bool phys_is_memory(const struct model *m, uint64_t pa, unsigned bytes);
bool phys_is_ram(const struct model *m, uint64_t pa, unsigned bytes);
uint8_t *phys_host(const struct model *m, uint64_t pa);  // of memory
uint64_t phys_read(const struct model *m, uint64_t pa, unsigned bytes);
void phys_write(struct model *m, uint64_t pa, unsigned bytes, uint64_t value);  // to RAM
bool phys_line_reserved(const struct model *m, uint64_t pa);

// csr.c. False: no such CSR, or not from this mode.
bool csr_readable(const struct model *m, unsigned csr);
uint64_t csr_read(const struct model *m, unsigned csr);
void csr_write(struct model *m, unsigned csr, uint64_t value);
bool csr_counts_events(unsigned csr);  // an event counter that is there: its value is the machine's own
// What CSRRS and CSRRC work on: like csr_read, but of SEIP the written bit alone.
uint64_t csr_read_for_change(const struct model *m, unsigned csr);
uint64_t hart_pending(const struct model *m);  // mip as read

// trap.c
enum { INTERRUPTS = 7 };
extern const uint8_t interrupt_order[INTERRUPTS];  // their numbers, the first to be taken first
void hart_trap(struct model *m, uint64_t cause, uint64_t tval);
void hart_mret(struct model *m);
void hart_sret(struct model *m);
void hart_update_interrupts(struct model *m);                      // after any change of what they depend on
bool hart_next_interrupt(const struct model *m, uint64_t *cause);  // pending and enabled, the first
// The interrupts of `pending` that may be taken now.
uint64_t hart_takable(const struct hart *h, uint64_t pending);

// exec.c: one step with the record `out`, which may be NULL.
enum model_status hart_step(struct model *m, struct commit *out);
void hart_take_interrupt(struct model *m, uint64_t cause, struct commit *out);

// The levels of the tables that a mode of satp walks; 0: it does not translate.
static inline int satp_levels(uint64_t satp)
{
    uint64_t mode = satp >> SATP_MODE_SHIFT;
    return mode == SATP_MODE_BARE ? 0 : (int)(mode - SATP_MODE_SV39) + SV39_LEVELS;
}

// The walk that an access of this privilege makes now.
static inline struct walk_context walk_context_now(const struct model *m, enum privilege priv)
{
    const struct hart *h = &m->hart;
    return (struct walk_context){
        .root = (h->satp & SATP_PPN_MASK) << PAGE_SHIFT,
        .levels = satp_levels(h->satp),
        .priv = priv,
        .sum = h->mstatus & MSTATUS_SUM,
        .mxr = h->mstatus & MSTATUS_MXR,
        .rules = {.napot = m->isa.svnapot, .pbmt = h->menvcfg & MENVCFG_PBMTE},
    };
}

static inline enum privilege mpp(const struct hart *h) { return (h->mstatus & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT; }

// The privilege that loads and stores have (privileged manual 3.1.6.3).
static inline enum privilege data_priv(const struct hart *h) { return h->mstatus & MSTATUS_MPRV ? mpp(h) : h->priv; }

#endif
