// SPDX-License-Identifier: Apache-2.0
//
// The model from outside: its life, its wires, its state (model.h).

#include "model.h"

#include <stdlib.h>
#include <string.h>

#include "rvc.h"
#include "state.h"

enum { ROM_BYTES = MODEL_ROM_END - MODEL_ROM_BASE };

static bool sensible(const struct model_config *c)
{
    return c->ram && c->ram_bytes && c->ram_bytes % PAGE_BYTES == 0 && c->rom_bytes <= ROM_BYTES && c->bus.load &&
           c->bus.store;
}

struct model *model_create(const struct model_config *config)
{
    struct model *m;

    if (!sensible(config) || !(m = calloc(1, sizeof *m)))
        return NULL;
    m->isa = config->isa ? *config->isa : isa_default();
    if (config->geometry)
        m->geometry = *config->geometry;
    m->ram = config->ram;
    m->ram_bytes = config->ram_bytes;
    m->bus = config->bus;
    m->watched_store = config->watched_store;
    m->watch_ctx = config->watch_ctx;
    m->watch_pa = UINT64_MAX;
    m->rvc = rvc_table();
    m->rom = calloc(1, ROM_BYTES);
    m->table_seen = calloc(config->ram_bytes >> PAGE_SHIFT, 1);
    if (!m->rom || !m->table_seen) {
        model_destroy(m);
        return NULL;
    }
    if (config->rom)
        memcpy(m->rom, config->rom, config->rom_bytes);
    model_reset(m);
    return m;
}

void model_destroy(struct model *m)
{
    if (!m)
        return;
    free(m->rom);
    free(m->table_seen);
    free(m);
}

void model_reset(struct model *m)
{
    m->hart = (struct hart){
        .pc = MODEL_ROM_BASE,
        .priv = PRIV_M,
        .mstatus = MSTATUS_UXL_64 | MSTATUS_SXL_64,
        .pmp.grain = m->isa.pmp_grain,
        .reservation = NO_RESERVATION,
    };
    triggers_reset(&m->hart.triggers);
    m->waiting = false;
    tlb_flush(m);
    hart_update_interrupts(m);
}

enum model_status model_step(struct model *m, struct commit *out) { return hart_step(m, out); }

void model_stop(struct model *m) { m->stop = true; }

bool model_waiting(const struct model *m) { return m->waiting && !(hart_pending(m) & m->hart.mie); }

void model_set_irq(struct model *m, uint64_t lines)
{
    m->lines = lines & (MODEL_MSIP | MODEL_MTIP | MODEL_SEIP | MODEL_MEIP);
    hart_update_interrupts(m);
}

void model_set_time(struct model *m, uint64_t mtime)
{
    m->mtime = mtime;
    hart_update_interrupts(m);
}

uint64_t model_timer_deadline(const struct model *m)
{
    const struct hart *h = &m->hart;
    return (h->menvcfg & MENVCFG_STCE) && (h->mie & BIT(IRQ_STI)) ? h->stimecmp : UINT64_MAX;
}

void model_add_cycles(struct model *m, uint64_t cycles)
{
    if (!(m->hart.mcountinhibit & COUNTEREN_CY))
        m->hart.mcycle += cycles;
}

void model_memory_written(struct model *m, uint64_t pa, uint64_t bytes)
{
    uint64_t line = m->hart.reservation;

    if (bytes == 0)
        return;
    if (line != NO_RESERVATION && pa < line + LINE_BYTES && line < pa + bytes)
        m->hart.reservation = NO_RESERVATION;
    tlb_flush(m);
}

void model_watch(struct model *m, uint64_t pa)
{
    m->watch_pa = pa == UINT64_MAX ? pa : pa & ~UINT64_C(7);
    tlb_flush(m);
}

uint64_t model_pc(const struct model *m) { return m->hart.pc; }

void model_set_pc(struct model *m, uint64_t pc)
{
    m->hart.pc = pc & ~UINT64_C(1);
    m->waiting = false;
}

uint64_t model_x(const struct model *m, unsigned reg) { return m->hart.x[reg & 31]; }

void model_set_x(struct model *m, unsigned reg, uint64_t value)
{
    m->hart.x[reg & 31] = value;
    m->hart.x[0] = 0;
}

enum privilege model_priv(const struct model *m) { return m->hart.priv; }

void model_csrs(const struct model *m, struct csr_state *out)
{
    const struct hart *h = &m->hart;

    *out = (struct csr_state){
        .mstatus = h->mstatus,
        .mie = h->mie,
        .mip = hart_pending(m),
        .mideleg = h->mideleg,
        .medeleg = h->medeleg,
        .mtvec = h->mtvec,
        .mepc = h->mepc,
        .mcause = h->mcause,
        .mtval = h->mtval,
        .mscratch = h->mscratch,
        .stvec = h->stvec,
        .sepc = h->sepc,
        .scause = h->scause,
        .stval = h->stval,
        .sscratch = h->sscratch,
        .satp = h->satp,
    };
}

uint64_t model_instret(const struct model *m) { return m->hart.minstret; }

uint64_t model_retired(const struct model *m) { return m->retired; }

uint64_t model_steps(const struct model *m) { return m->steps; }

// Looks at a CSR as M mode does.
static bool csr_exists(struct model *m, unsigned csr)
{
    enum privilege priv = m->hart.priv;
    bool exists;

    m->hart.priv = PRIV_M;
    exists = csr_readable(m, csr);
    m->hart.priv = priv;
    return exists;
}

bool model_csr_read(struct model *m, unsigned csr, uint64_t *value)
{
    if (!csr_exists(m, csr))
        return false;
    *value = csr_read(m, csr);
    return true;
}

bool model_csr_write(struct model *m, unsigned csr, uint64_t value)
{
    if (!csr_exists(m, csr) || csr >> 10 == 3)
        return false;
    csr_write(m, csr, value);
    m->counter_written[0] = m->counter_written[2] = false;
    return true;
}

static bool look_at_pte(void *ctx, const struct pte_read *read, uint64_t *pte)
{
    const struct model *m = ctx;

    if (!phys_is_memory(m, read->pa, PTE_BYTES))
        return false;
    *pte = phys_read(m, read->pa, PTE_BYTES);
    return true;
}

bool model_translate(struct model *m, uint64_t va, int access, uint64_t *pa)
{
    const struct hart *h = &m->hart;
    struct walk_context c = walk_context_now(m, access == ACCESS_FETCH ? h->priv : data_priv(h));
    struct walk w;

    *pa = va;
    if (c.priv == PRIV_M || h->satp >> SATP_MODE_SHIFT == SATP_MODE_BARE)
        return va >> 56 == 0;
    w = page_walk(&c, va, access, look_at_pte, m);
    *pa = w.pa;
    return w.outcome == WALK_OK && (!w.missing || (h->menvcfg & MENVCFG_ADUE));
}
