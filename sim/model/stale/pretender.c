// SPDX-License-Identifier: Apache-2.0
//
// The hart with translation caches. It is a model whose walks are answered by a TLB and a cache of
// pointers, tagged and fenced as the manual says, filled also for addresses that nobody asked for, and
// evicted at random, in the middle of an instruction too; instructions come from lines that may be old; its walker sets
// A and D by compare-and-set.

#include "stale.h"

#include "model/map.h"

// ---- walks ---------------------------------------------------------------------------------------

static uint16_t asid_now(const struct pretender *p) { return p->m->hart.satp >> SATP_ASID_SHIFT & SATP_ASID_MASK; }

static struct pte_rules rules_now(const struct pretender *p) { return walk_context_now(p->m, PRIV_S).rules; }

// Of what is remembered at `t`: are both in its page?
static bool same_page(const struct memo *t, uint64_t a, uint64_t b)
{
    return t->napot ? a / NAPOT_BYTES == b / NAPOT_BYTES : page_number(a, t->level) == page_number(b, t->level);
}

static bool matches(const struct pretender *p, const struct memo *t, uint64_t va)
{
    return t->valid && t->levels == satp_levels(p->m->hart.satp) && same_page(t, t->va, va) &&
           (t->global || t->asid == asid_now(p) || p->flaw == ASID_NOT_COMPARED);
}

static struct memo *tlb_find(struct pretender *p, uint64_t va)
{
    for (unsigned i = 0; i < TLB; i++)
        if (matches(p, &p->tlb[i], va))
            return &p->tlb[i];
    return NULL;
}

// The pointer nearest to the leaf.
static struct memo *pointer_find(struct pretender *p, uint64_t va)
{
    struct memo *best = NULL;

    for (unsigned i = 0; i < POINTERS; i++) {
        struct memo *q = &p->pointer[i];
        if (matches(p, q, va) && (!best || q->level < best->level))
            best = q;
    }
    return best;
}

static void starts(void *ctx, uint64_t va, struct walk_context *c)
{
    struct pretender *p = ctx;

    if (one_in(50))
        p->tlb[below(TLB)].valid = false;
    p->hit = tlb_find(p, va);
    if (!p->hit)
        p->hit = pointer_find(p, va);
    if (p->hit)
        c->root = p->hit->root;
    p->now = (struct memo){.valid = true, .asid = asid_now(p), .va = va, .root = c->root, .levels = c->levels};
}

static void reads(void *ctx, const struct pte_read *read, uint64_t *pte)
{
    struct pretender *p = ctx;
    struct pte_rules rules = rules_now(p);
    bool remembered = p->hit && read->level >= p->hit->level;

    if (remembered)
        *pte = p->hit->pte[read->level];
    p->now.pte[read->level] = *pte;
    p->now.level = read->level;
    p->now.napot = read->level == 0 && pte_is_napot(*pte, &rules);
    p->now.global = read->global || (*pte & PTE_G);
    if (remembered || !pte_is_valid(*pte, read->level, &rules) || pte_is_leaf(*pte) || one_in(2))
        return;
    p->pointer[below(POINTERS)] = p->now;
    p->hit = NULL;  // it may have been overwritten, and has been read
}

static void ended(void *ctx, const struct walk *w, enum access access)
{
    struct pretender *p = ctx;
    bool keep = w->outcome == WALK_OK && !(access == ACCESS_STORE && (w->missing & PTE_D)) && !(w->missing & PTE_A);

    if (p->flaw == INVALID_REMEMBERED && w->outcome == WALK_PAGE_FAULT && access != ACCESS_FETCH)
        keep = true;
    if (!keep || one_in(3))
        return;
    if (p->flaw == NAPOT_KEEPS_OFFSET && p->now.napot)
        p->now.pte[0] = PTE_TO(w->pa, p->now.pte[0] & 0x3ff);
    if (p->flaw == WRONG_PAGE && p->now.level == 0 && one_in(8))
        p->now.pte[0] += PTE_TO(0x1000, 0);
    p->tlb[below(TLB)] = p->now;
}

static void drop(struct pretender *p, uint64_t va)
{
    struct memo *t;

    while ((t = tlb_find(p, va)) || (t = pointer_find(p, va)))
        t->valid = false;
}

static void sets(struct pretender *p, uint64_t pa, uint64_t pte, uint64_t bits)
{
    phys_write(p->m, pa, 8, pte | bits);
    p->journal.count = 0;  // done, whatever becomes of the instruction
    lockstep_pte_update(p->judge, pa, bits, p->cycle);
}

static void compare_and_set(void *ctx, const struct walk *w)
{
    struct pretender *p = ctx;
    uint64_t memory = phys_read(p->m, w->pte_pa, 8), beside = w->pte_pa ^ LINE_BYTES;

    if (memory != w->pte && p->flaw != AD_OVERWRITES) {
        drop(p, p->now.va);
        p->again = true;
        return;
    }
    sets(p, w->pte_pa, w->pte, w->missing | (p->flaw == D_WITHOUT_STORE && one_in(8) ? PTE_D : 0));
    if (p->flaw == AD_BESIDE && one_in(8))
        sets(p, beside, phys_read(p->m, beside, 8), w->missing);
}

// A line is filled now and then, needed or not.
static void parcel(void *ctx, uint64_t pa, uint16_t *value)
{
    struct pretender *p = ctx;
    uint64_t line = (pa - RAM) & ~(uint64_t)(LINE_BYTES - 1);

    if (pa < RAM)
        return;
    if (p->flaw == SECOND_PARCEL_FOLLOWS && pa % PAGE_BYTES == 0 && p->m->hart.pc % PAGE_BYTES != 0)
        pa = p->last_parcel + 2;
    if (one_in(4))
        memcpy(p->icache + line, p->ram + line, LINE_BYTES);
    memcpy(value, p->icache + (pa - RAM), 2);
    p->last_parcel = pa;
}

static void as_is_load(void *ctx, uint64_t pa, unsigned bytes, unsigned shift, uint64_t *value)
{
    (void)ctx, (void)pa, (void)bytes, (void)shift, (void)value;
}

static bool fails_sometimes(void *ctx, bool stands)
{
    (void)ctx;
    return stands && !one_in(5);
}

static void as_is_csr(void *ctx, unsigned csr, uint64_t *value) { (void)ctx, (void)csr, (void)value; }

static bool fence_hits(const struct pretender *p, bool has_va, uint64_t va, bool has_asid, uint16_t asid,
                       const struct memo *t)
{
    bool as_4k = (p->flaw == SUPERPAGE_FENCED_AS_4K && t->level > 0) || (p->flaw == NAPOT_FENCED_AS_4K && t->napot);

    if (has_va && !(as_4k ? page_number(va, 0) == page_number(t->va, 0) : same_page(t, va, t->va)))
        return false;
    if (!has_va && !has_asid && p->flaw == FENCE_ALL_KEEPS_GLOBAL && t->global)
        return false;
    return !has_asid || (!t->global && t->asid == asid);
}

static bool fence_ignored(const struct pretender *p, bool has_va, bool has_asid)
{
    return (p->flaw == FENCE_VA_IGNORED && has_va && !has_asid) ||
           (p->flaw == FENCE_ASID_IGNORED && !has_va && has_asid) ||
           (p->flaw == FENCE_VA_ASID_IGNORED && has_va && has_asid);
}

static void fence(struct pretender *p, bool has_va, uint64_t va, bool has_asid, uint16_t asid)
{
    if (fence_ignored(p, has_va, has_asid))
        return;
    for (unsigned i = 0; i < TLB; i++)
        if (fence_hits(p, has_va, va, has_asid, asid, &p->tlb[i]))
            p->tlb[i].valid = false;
    if (has_va || (!has_asid && p->flaw == FENCE_ALL_KEEPS_POINTERS))
        return;
    for (unsigned i = 0; i < POINTERS; i++)
        if (!has_asid || (!p->pointer[i].global && p->pointer[i].asid == asid))
            p->pointer[i].valid = false;
}

static void refill_instructions(struct pretender *p) { memcpy(p->icache, p->ram, BIG_RAM); }

// mgeometry was written.
static void empty(struct pretender *p)
{
    for (unsigned i = 0; i < TLB && p->flaw != GEOMETRY_KEEPS_PAGES; i++)
        p->tlb[i].valid = false;
    for (unsigned i = 0; i < POINTERS && p->flaw != GEOMETRY_KEEPS_POINTERS; i++)
        p->pointer[i].valid = false;
    if (p->flaw != GEOMETRY_KEEPS_LINES)
        refill_instructions(p);
}

static bool look(void *ctx, const struct pte_read *read, uint64_t *pte)
{
    struct pretender *p = ctx;

    if (!phys_is_memory(p->m, read->pa, 8))
        return false;
    *pte = phys_read(p->m, read->pa, 8);
    reads(p, read, pte);
    return true;
}

void walk_ahead(struct pretender *p)
{
    uint64_t va = random_va();
    struct walk_context c = walk_context_now(p->m, PRIV_S);
    struct walk w;

    if (p->m->hart.priv == PRIV_M || c.levels == 0)
        return;
    starts(p, va, &c);
    w = page_walk(&c, va, ACCESS_LOAD, look, p);
    ended(p, &w, ACCESS_FETCH);
}

// The second part of a store goes wrong.
static void break_second_part(struct pretender *p)
{
    uint64_t pa = p->journal.entry[1].pa, follows = p->journal.entry[0].pa + 8;
    uint64_t mask = p->journal.entry[1].mask, value = phys_read(p->m, pa, 8), there;

    memcpy(phys_host(p->m, pa), &p->journal.entry[1].old, 8);
    if (p->flaw == SECOND_PART_LOST || !phys_is_ram(p->m, follows, 8))
        return;
    there = (phys_read(p->m, follows, 8) & ~mask) | (value & mask);
    memcpy(phys_host(p->m, follows), &there, 8);
}

// An invalidation may be done at once or wait.
static void invalidate(struct pretender *p, struct sinval s)
{
    if (p->flaw == INVALIDATION_IGNORED)
        return;
    if (p->sinvals < sizeof p->sinval / sizeof *p->sinval && one_in(2))
        p->sinval[p->sinvals++] = s;
    else
        fence(p, s.has_va, s.va, s.has_asid, s.asid);
}

static void note_fence(struct pretender *p, uint32_t insn, const struct hart *before)
{
    unsigned rs1 = (insn >> 15) & 31, rs2 = (insn >> 20) & 31;

    if ((insn & 0xfe007fff) == 0x12000073)
        fence(p, rs1, before->x[rs1], rs2, before->x[rs2]);
    if ((insn & 0xfe007fff) == 0x16000073)
        invalidate(p, (struct sinval){rs1, rs2, before->x[rs1], (uint16_t)before->x[rs2]});
    if (insn == SFENCE_INVAL_IR)
        while (p->sinvals > 0) {
            const struct sinval *s = &p->sinval[--p->sinvals];
            fence(p, s->has_va, s->va, s->has_asid, s->asid);
        }
}

// One instruction or trap, as if its walker had looped until A and D were set.
struct commit pretend_step(struct pretender *p)
{
    struct hart before = p->m->hart;
    struct commit c;

    for (;;) {
        p->again = false;
        p->journal.count = 0;
        hart_step(p->m, &c);
        if (!p->again)
            break;
        while (p->journal.count-- > 0)
            memcpy(phys_host(p->m, p->journal.entry[p->journal.count].pa), &p->journal.entry[p->journal.count].old, 8);
        p->m->hart = before;
    }
    if (p->journal.count == 2 && (p->flaw == SECOND_PART_LOST || p->flaw == SECOND_PART_FOLLOWS))
        break_second_part(p);
    if (!c.trap && c.insn == FENCE_I && p->flaw != FENCE_I_IGNORED)
        refill_instructions(p);
    if (!c.trap)
        note_fence(p, c.insn, &before);
    if (p->m->hart.geometry_writes != before.geometry_writes)
        empty(p);
    return c;
}

static bool nobody_load(void *ctx, uint64_t pa, unsigned bytes, uint64_t *value)
{
    (void)ctx, (void)pa, (void)bytes, (void)value;
    return false;
}

static bool nobody_store(void *ctx, uint64_t pa, unsigned bytes, uint64_t value)
{
    (void)ctx, (void)pa, (void)bytes, (void)value;
    return false;
}

struct pretender *pretender_open(const struct isa *isa, uint8_t *ram, const uint8_t *boot, enum flaw flaw)
{
    struct pretender *p = calloc(1, sizeof *p);
    struct model_config c = {.isa = isa,
                             .ram = ram,
                             .ram_bytes = BIG_RAM,
                             .rom = boot,
                             .rom_bytes = BOOT_BYTES,
                             .bus = {.load = nobody_load, .store = nobody_store}};
    struct lockstep_config l = {.isa = isa, .ram = ram, .ram_bytes = BIG_RAM, .rom = boot, .rom_bytes = BOOT_BYTES};

    p->ram = ram;
    p->flaw = flaw;
    p->icache = must_alloc(NULL, BIG_RAM);
    memcpy(p->icache, ram, BIG_RAM);
    p->judge = lockstep_create(&l);
    p->m = model_create(&c);
    p->oracle = (struct oracle){.ctx = p,
                                .pte = reads,
                                .walk_starts = starts,
                                .walk_ended = ended,
                                .sets_ad = compare_and_set,
                                .parcel = parcel,
                                .load = as_is_load,
                                .sc = fails_sometimes,
                                .csr = as_is_csr};
    p->m->oracle = &p->oracle;
    p->m->journal = &p->journal;
    return p;
}

void pretender_close(struct pretender *p)
{
    model_destroy(p->m);
    lockstep_destroy(p->judge);
    free(p->icache);
    free(p->ram);
    free(p);
}
