// SPDX-License-Identifier: Apache-2.0
//
// The judge against a hart with real translation caches. The pretender is a model whose walks are
// answered by a TLB and a cache of pointers, tagged and fenced as the manual says, filled also for
// addresses that nobody asked for, and evicted at random; its walker sets A and D by compare-and-set; a
// device writes to its memory and is reported some cycles early or late. It runs programs that change
// page tables, switch address spaces, fence in all four forms, and touch pages.
//
// The judge must accept everything that this hart does; and when one of its rules is broken on
// purpose, it must find out.
//
// test_stale [SEED [PROGRAMS]] begins at another seed, or runs more.

#include "test.h"
#include "test_asm.h"

#include "lockstep.h"
#include "state.h"

enum flaw {
    SOUND,
    FENCE_VA_IGNORED,        // sfence.vma va, x0 does nothing
    FENCE_ASID_IGNORED,      // sfence.vma x0, asid does nothing
    FENCE_VA_ASID_IGNORED,   // sfence.vma va, asid does nothing
    FENCE_ALL_KEEPS_POINTERS,
    FENCE_ALL_KEEPS_GLOBAL,
    ASID_NOT_COMPARED,       // entries of another address space hit
    INVALID_REMEMBERED,      // a faulting translation is kept
    SUPERPAGE_FENCED_AS_4K,  // a fence by address misses the rest of the superpage
    AD_OVERWRITES,           // A and D are set without comparing
    WRONG_PAGE,              // now and then a walk ends one page further
    DEVICE_UNREPORTED,       // writes of the device are not reported
    FLAWS
};

static const char *const flaw_name[FLAWS] = {
    "sound", "fence_va_ignored", "fence_asid_ignored", "fence_va_asid_ignored",
    "fence_all_keeps_pointers", "fence_all_keeps_global", "asid_not_compared",
    "invalid_remembered", "superpage_fenced_as_4k", "ad_overwrites", "wrong_page",
    "device_unreported",
};

// ---- the random numbers --------------------------------------------------------------------------

static uint64_t random_state;

static uint64_t random64(void)
{
    uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static unsigned below(unsigned n)
{
    return random64() % n;
}

static bool one_in(unsigned n)
{
    return below(n) == 0;
}

// ---- the place -----------------------------------------------------------------------------------
//
// RAM: program and its table of values in the first 2 MiB, with the page tables; frames in the rest,
// each with a RET in it. Two roots; in each, the third gigabyte is RAM itself. The pages tried
// are VA + n * 4096 and the same in the next 2 MiB, so that 4K, 2M and 1G leaves all lead to frames.

enum { MEGABYTE = 1 << 20, BIG_RAM = 8 * MEGABYTE };
enum { PROGRAM = 0x1000, HANDLER = 0x800, VALUES = 0x100000, TABLES = 0x1c0000, STEPS = 3000 };
enum { FRAMES = 24 }; // that 4K leaves lead to
enum { ROOTS = 2, MIDDLES = 2, LASTS = 3, PAGES = 4, ASIDS = 3 };
#define VA UINT64_C(0x40200000)
#define RET UINT32_C(0x80828082)

static uint64_t root_at(unsigned i) { return RAM + TABLES + i * 0x1000; }
static uint64_t middle_at(unsigned i) { return RAM + TABLES + (ROOTS + i) * 0x1000; }
static uint64_t last_at(unsigned i) { return RAM + TABLES + (ROOTS + MIDDLES + i) * 0x1000; }

static uint64_t random_va(void)
{
    return VA + below(2) * 2 * MEGABYTE + below(PAGES) * 0x1000;
}

static uint64_t random_flags(void)
{
    static const uint64_t usual[] = {PTE_R, PTE_R | PTE_W, PTE_R | PTE_X, PTE_RWX, PTE_X};
    uint64_t flags = usual[below(5)] | PTE_A | PTE_D;

    if (!one_in(8))
        flags |= PTE_V;
    if (one_in(4))
        flags |= PTE_G;
    if (one_in(4))
        flags &= ~(one_in(2) ? PTE_A | PTE_D : PTE_D);
    return flags;
}

static uint64_t random_pte(int level)
{
    uint64_t global = one_in(10) ? PTE_G : 0;

    if (level == 2)
        return one_in(6) ? PTE_TO(RAM, random_flags())
             : PTE_TO(middle_at(below(MIDDLES)), (one_in(10) ? 0 : PTE_V) | global);
    if (level == 1)
        return one_in(4) ? PTE_TO(RAM + (1 + below(3)) * 2 * MEGABYTE, random_flags())
             : PTE_TO(last_at(below(LASTS)), (one_in(10) ? 0 : PTE_V) | global);
    return PTE_TO(RAM + 2 * MEGABYTE + below(FRAMES) * 0x1000, random_flags());
}

static uint64_t random_pte_address(int level)
{
    if (level == 2)
        return root_at(below(ROOTS)) + 8;
    if (level == 1)
        return middle_at(below(MIDDLES)) + 8 * (1 + below(2));
    return last_at(below(LASTS)) + 8 * below(PAGES);
}

// ---- the program ---------------------------------------------------------------------------------

struct writer {
    uint8_t *ram;
    uint64_t code, value; // offsets in RAM where the next ones go
};

static void emit(struct writer *w, uint32_t insn)
{
    memcpy(w->ram + w->code, &insn, 4);
    w->code += 4;
}

// S0 walks through the table of values.
static void emit_value(struct writer *w, unsigned reg, uint64_t value)
{
    memcpy(w->ram + w->value, &value, 8);
    w->value += 8;
    emit(w, ld(reg, S0, 0));
    emit(w, addi(S0, S0, 8));
}

static void emit_change(struct writer *w)
{
    int level = (int)(below(6) + 2) / 3;

    level = level > 2 ? 2 : level;
    level = one_in(2) ? 0 : level;
    emit_value(w, A0, random_pte(level));
    emit_value(w, A1, random_pte_address(level));
    emit(w, sd(A1, A0, 0));
}

static void emit_fence(struct writer *w)
{
    emit_value(w, A0, random_va());
    emit_value(w, A1, below(ASIDS));
    emit(w, sfence_vma(one_in(2) ? A0 : X0, one_in(2) ? A1 : X0));
}

static void emit_touch(struct writer *w)
{
    int offset = one_in(6) ? 0x7fd : 64 + 8 * (int)below(4);

    emit_value(w, A1, random_va() + (offset == 0x7fd ? 0x800 : 0));
    switch (below(6)) {
    case 0: emit(w, op_i(0x67, 0, RA, A1, 16)); break; // call a RET
    case 1: emit(w, sd(A1, S0, offset)); break;
    case 2: emit(w, ld(A2, A1, 64)); emit(w, lr_d(A2, A1)); emit(w, sc_d(A3, A1, A2)); break;
    case 3: emit(w, lb(A2, A1, offset)); emit(w, addi(A3, A1, 128)); emit(w, amo(0, 3, A2, A3, A2)); break;
    default: emit(w, ld(A2, A1, offset)); break;
    }
}

// Reads a table entry back, so that A and D bits are compared too.
static void emit_look(struct writer *w)
{
    emit_value(w, A1, random_pte_address(0));
    emit(w, ld(A2, A1, 0));
}

static void emit_switch(struct writer *w)
{
    emit_value(w, A0, SATP(root_at(below(ROOTS)), below(ASIDS)));
    emit(w, csrrw(X0, CSR_SATP, A0));
}

static void emit_step(struct writer *w)
{
    switch (below(20)) {
    case 0: case 1: case 2: case 3: emit_change(w); break;
    case 4: case 5: emit_fence(w); break;
    case 6: emit_switch(w); break;
    case 7: emit_look(w); break;
    default: emit_touch(w); break;
    }
}

// Skips the instruction that trapped; after a fetch fault, returns to the caller.
static void write_handler(struct writer *w)
{
    w->code = HANDLER;
    emit(w, csrrs(T0, CSR_MCAUSE, X0));
    emit(w, addi(T0, T0, -CAUSE_FETCH_PAGE));
    emit(w, csrrs(T1, CSR_MEPC, X0));
    emit(w, addi(T1, T1, 4));
    emit(w, 0x00029463); // BNEZ T0, +8
    emit(w, addi(T1, RA, 0));
    emit(w, csrrw(X0, CSR_MEPC, T1));
    emit(w, MRET);
}

// Runs in M mode first: opens PMP, allows A and D, enters S mode with translation on.
static void write_start(struct writer *w, bool adue)
{
    w->code = 0;
    emit_value(w, A0, UINT64_MAX);
    emit(w, csrrw(X0, CSR_PMPADDR0, A0));
    emit_value(w, A0, 0x1f);
    emit(w, csrrw(X0, CSR_PMPCFG0, A0));
    emit_value(w, A0, RAM + HANDLER);
    emit(w, csrrw(X0, CSR_MTVEC, A0));
    emit_value(w, A0, adue ? MENVCFG_ADUE : 0);
    emit(w, csrrw(X0, CSR_MENVCFG, A0));
    emit_value(w, A0, SATP(root_at(0), 0));
    emit(w, csrrw(X0, CSR_SATP, A0));
    emit_value(w, A0, UINT64_C(1) << MSTATUS_MPP_SHIFT);
    emit(w, csrrw(X0, CSR_MSTATUS, A0));
    emit_value(w, A0, RAM + PROGRAM);
    emit(w, csrrw(X0, CSR_MEPC, A0));
    emit(w, MRET);
}

static void put64(uint8_t *ram, uint64_t pa, uint64_t value)
{
    memcpy(ram + (pa - RAM), &value, 8);
}

static void write_tables(uint8_t *ram)
{
    for (unsigned i = 0; i < ROOTS; i++) {
        put64(ram, root_at(i) + 16, PTE_TO(RAM, PTE_V | PTE_RWX | PTE_A | PTE_D));
        put64(ram, root_at(i) + 8, PTE_TO(middle_at(i % MIDDLES), PTE_V));
    }
    for (unsigned i = 0; i < MIDDLES * 2; i++)
        put64(ram, middle_at(i / 2) + 8 * (1 + i % 2), PTE_TO(last_at(below(LASTS)), PTE_V));
    for (unsigned i = 0; i < LASTS * PAGES; i++)
        put64(ram, last_at(i / PAGES) + 8 * (i % PAGES), random_pte(0));
    for (uint64_t page = 2 * MEGABYTE; page < BIG_RAM; page += 0x1000)
        memcpy(ram + page + 16, &(uint32_t){RET}, 4);
}

static uint8_t *new_program(enum flaw flaw)
{
    bool adue = one_in(2) || flaw == AD_OVERWRITES;
    struct writer w = {.ram = calloc(1, BIG_RAM), .value = VALUES};

    write_tables(w.ram);
    write_start(&w, adue);
    write_handler(&w);
    w.code = PROGRAM;
    for (unsigned i = 0; i < STEPS; i++)
        emit_step(&w);
    emit(&w, 0x0000006f); // a jump to itself
    return w.ram;
}

// The boot ROM sets S0 to the table of values and jumps to RAM.
static void write_rom(uint8_t *bytes)
{
    // AUIPC S0, 0; LD T0, 24(S0); LD S0, 16(S0); JALR X0, T0, 0
    static const uint32_t code[] = {0x00000417, 0x01843283, 0x01043403, 0x00028067};
    uint64_t words[] = {RAM + VALUES, RAM};

    memcpy(bytes, code, sizeof code);
    memcpy(bytes + sizeof code, words, sizeof words);
}

// ---- the pretender -------------------------------------------------------------------------------

enum { TLB = 24, POINTERS = 12 };

// What is remembered of a walk: how it went from the root down to `level`, where it found a leaf (in the
// TLB) or a pointer (in the cache of pointers).
struct memo {
    bool valid, global;
    uint16_t asid;
    int level;
    uint64_t va;
    uint64_t root;
    uint64_t pte[SV39_LEVELS]; // by level
};

struct pretender {
    struct model *m;
    uint8_t *ram;
    enum flaw flaw;
    struct oracle oracle;
    struct journal journal;
    struct lockstep *judge;
    uint64_t cycle;
    struct memo tlb[TLB];
    struct memo pointer[POINTERS];

    const struct memo *hit; // the walk in progress starts from this
    struct memo now;        // what it reads
    bool again;             // A or D could not be set: walk again
};

static uint16_t asid_now(const struct pretender *p)
{
    return p->m->hart.satp >> SATP_ASID_SHIFT & SATP_ASID_MASK;
}

static bool matches(const struct pretender *p, const struct memo *t, uint64_t va)
{
    return t->valid && page_number(t->va, t->level) == page_number(va, t->level)
        && (t->global || t->asid == asid_now(p) || p->flaw == ASID_NOT_COMPARED);
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

static void starts(void *ctx, uint64_t va, uint64_t *root)
{
    struct pretender *p = ctx;

    p->hit = tlb_find(p, va);
    if (!p->hit)
        p->hit = pointer_find(p, va);
    if (p->hit)
        *root = p->hit->root;
    p->now = (struct memo){.valid = true, .asid = asid_now(p), .va = va, .root = *root};
}

static void reads(void *ctx, const struct pte_read *read, uint64_t *pte)
{
    struct pretender *p = ctx;
    bool remembered = p->hit && read->level >= p->hit->level;

    if (remembered)
        *pte = p->hit->pte[read->level];
    p->now.pte[read->level] = *pte;
    p->now.level = read->level;
    p->now.global = read->global || (*pte & PTE_G);
    if (remembered || !pte_is_valid(*pte, read->level) || pte_is_leaf(*pte) || one_in(2))
        return;
    p->pointer[below(POINTERS)] = p->now;
    p->hit = NULL; // it may have been overwritten, and has been read
}

static void ended(void *ctx, const struct walk *w, enum access access)
{
    struct pretender *p = ctx;
    bool keep = w->outcome == WALK_OK && !(access == ACCESS_STORE && (w->missing & PTE_D))
        && !(w->missing & PTE_A);

    if (p->flaw == INVALID_REMEMBERED && w->outcome == WALK_PAGE_FAULT && access != ACCESS_FETCH)
        keep = true;
    if (!keep || one_in(3))
        return;
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

static void compare_and_set(void *ctx, const struct walk *w)
{
    struct pretender *p = ctx;
    uint64_t memory = phys_read(p->m, w->pte_pa, 8);

    if (memory != w->pte && p->flaw != AD_OVERWRITES) {
        drop(p, p->now.va);
        p->again = true;
        return;
    }
    phys_write(p->m, w->pte_pa, 8, w->pte | w->missing);
    p->journal.count = 0; // done, whatever becomes of the instruction
    lockstep_pte_update(p->judge, w->pte_pa, w->missing, p->cycle);
}

static void as_is_parcel(void *ctx, uint64_t pa, uint16_t *parcel)
{
    (void)ctx, (void)pa, (void)parcel;
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

static void as_is_csr(void *ctx, unsigned csr, uint64_t *value)
{
    (void)ctx, (void)csr, (void)value;
}

static bool fence_hits(const struct pretender *p, bool has_va, uint64_t va, bool has_asid,
                       uint16_t asid, const struct memo *t)
{
    int level = p->flaw == SUPERPAGE_FENCED_AS_4K ? 0 : t->level;

    if (has_va && page_number(va, level) != page_number(t->va, level))
        return false;
    if (!has_va && !has_asid && p->flaw == FENCE_ALL_KEEPS_GLOBAL && t->global)
        return false;
    return !has_asid || (!t->global && t->asid == asid);
}

static bool fence_ignored(const struct pretender *p, bool has_va, bool has_asid)
{
    return (p->flaw == FENCE_VA_IGNORED && has_va && !has_asid)
        || (p->flaw == FENCE_ASID_IGNORED && !has_va && has_asid)
        || (p->flaw == FENCE_VA_ASID_IGNORED && has_va && has_asid);
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

static bool look(void *ctx, const struct pte_read *read, uint64_t *pte)
{
    struct pretender *p = ctx;

    if (!phys_is_memory(p->m, read->pa, 8))
        return false;
    *pte = phys_read(p->m, read->pa, 8);
    reads(p, read, pte);
    return true;
}

// Hardware may translate what nobody asked for.
static void walk_ahead(struct pretender *p)
{
    uint64_t va = random_va(), root = (p->m->hart.satp & SATP_PPN_MASK) << PAGE_SHIFT;
    struct walk_context c = {.priv = PRIV_S};
    struct walk w;

    if (p->m->hart.priv == PRIV_M || p->m->hart.satp >> SATP_MODE_SHIFT != SATP_MODE_SV39)
        return;
    starts(p, va, &root);
    c.root = root;
    w = sv39_walk(&c, va, ACCESS_LOAD, look, p);
    ended(p, &w, ACCESS_FETCH);
}

// One instruction or trap, as if its walker had looped until A and D were set.
static struct commit pretend_step(struct pretender *p)
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
            memcpy(phys_host(p->m, p->journal.entry[p->journal.count].pa),
                   &p->journal.entry[p->journal.count].old, 8);
        p->m->hart = before;
    }
    if (!c.trap && (c.insn & 0xfe007fff) == 0x12000073) {
        unsigned rs1 = (c.insn >> 15) & 31, rs2 = (c.insn >> 20) & 31;
        fence(p, rs1, before.x[rs1], rs2, before.x[rs2]);
    }
    return c;
}

// ---- the device ----------------------------------------------------------------------------------

struct device_write {
    bool applied, reported, open;
    uint64_t pa, value, apply_at, report_at;
};

static void device_works(struct pretender *p, struct device_write *d)
{
    if (!d->open && one_in(20)) {
        *d = (struct device_write){
            .open = true,
            .pa = RAM + 2 * MEGABYTE + below(FRAMES) * 0x1000 + 64 + 8 * below(4),
            .value = random64(),
            .apply_at = p->cycle + 60 + below(60), .report_at = p->cycle + 60 + below(60)};
    }
    if (d->open && !d->applied && p->cycle >= d->apply_at) {
        put64(p->ram, d->pa, d->value);
        model_memory_written(p->m, d->pa, 8);
        d->applied = true;
    }
    if (d->open && !d->reported && p->cycle >= d->report_at) {
        if (p->flaw != DEVICE_UNREPORTED)
            lockstep_external_write(p->judge, d->pa, d->value, 0xff, p->cycle);
        d->reported = true;
    }
    if (d->applied && d->reported)
        d->open = false;
}

// ---- one program ---------------------------------------------------------------------------------

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

static struct pretender *pretender_open(uint8_t *ram, const uint8_t *boot, enum flaw flaw)
{
    struct pretender *p = calloc(1, sizeof *p);
    struct model_config c = {.ram = ram, .ram_bytes = BIG_RAM, .rom = boot, .rom_bytes = 32,
                             .bus = {.load = nobody_load, .store = nobody_store}};
    struct lockstep_config l = {.ram = ram, .ram_bytes = BIG_RAM, .rom = boot, .rom_bytes = 32};

    p->ram = ram;
    p->flaw = flaw;
    p->judge = lockstep_create(&l);
    p->m = model_create(&c);
    p->oracle = (struct oracle){
        .ctx = p, .pte = reads, .walk_starts = starts, .walk_ended = ended,
        .sets_ad = compare_and_set, .parcel = as_is_parcel, .load = as_is_load,
        .sc = fails_sometimes, .csr = as_is_csr};
    p->m->oracle = &p->oracle;
    p->m->journal = &p->journal;
    return p;
}

static void pretender_close(struct pretender *p)
{
    model_destroy(p->m);
    lockstep_destroy(p->judge);
    free(p->ram);
    free(p);
}

static struct lockstep_stats total;

static void add_stats(const struct pretender *p)
{
    struct lockstep_stats s;
    lockstep_stats(p->judge, &s);
    total.retired += s.retired;
    total.traps += s.traps;
    total.stale_translations += s.stale_translations;
    total.skewed_loads += s.skewed_loads;
    total.failed_sc += s.failed_sc;
}

// True: the judge agreed to the end.
static bool run_program(uint64_t seed, enum flaw flaw, bool print)
{
    uint8_t boot[32];
    struct device_write device = {0};
    struct pretender *p;
    struct csr_state csrs;
    bool agreed = true;

    random_state = seed;
    write_rom(boot);
    p = pretender_open(new_program(flaw), boot, flaw);
    while (agreed && p->m->hart.x[S0] < RAM + TABLES - 64 && p->cycle < 10 * STEPS * 8) {
        struct commit c;
        p->cycle += 1 + below(4);
        device_works(p, &device);
        if (one_in(6))
            walk_ahead(p);
        c = pretend_step(p);
        agreed = lockstep_retire(p->judge, &c, p->cycle) == LOCKSTEP_OK;
        model_csrs(p->m, &csrs);
        agreed = agreed && lockstep_csrs(p->judge, &csrs) == LOCKSTEP_OK;
        if (c.insn == 0x6f)
            break;
    }
    agreed = agreed && lockstep_finish(p->judge) == LOCKSTEP_OK;
    if (!agreed && print) {
        printf("seed %" PRIu64 ":\n", seed);
        lockstep_report(p->judge, stdout);
        printf("  the pretender: root %#" PRIx64 ", asid %u%s, from its %s:", p->now.root, p->now.asid,
               p->now.global ? ", global" : "", p->hit ? "TLB" : "walk");
        for (int level = SV39_LEVELS - 1; level >= p->now.level; level--)
            printf(" %016" PRIx64, p->now.pte[level]);
        putchar('\n');
    }
    add_stats(p);
    pretender_close(p);
    return agreed;
}

int main(int argc, char **argv)
{
    uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
    unsigned programs = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 0) : 12;

    for (int flaw = 0; flaw < FLAWS; flaw++) {
        char name[64], what[80];
        unsigned agreed = 0;
        bool good;

        snprintf(name, sizeof name, "stale_%s", flaw_name[flaw]);
        test_begin(name);
        for (unsigned i = 0; i < programs; i++)
            agreed += run_program(first + i, flaw, flaw == SOUND);
        good = flaw == SOUND ? agreed == programs : agreed < programs;
        snprintf(what, sizeof what, "the judge agreed to %u of %u programs, from seed %" PRIu64,
                 agreed, programs, first);
        if (!good)
            test_fail(__FILE__, __LINE__, what);
        test_end();
        if (flaw == SOUND)
            printf("# %" PRIu64 " instructions, %" PRIu64 " traps, %" PRIu64
                   " stale translations, %" PRIu64 " skewed loads, %" PRIu64 " failed SC\n",
                   total.retired, total.traps, total.stale_translations, total.skewed_loads,
                   total.failed_sc);
        else
            printf("# found in %u of %u\n", programs - agreed, programs);
    }
    return test_failures != 0;
}
