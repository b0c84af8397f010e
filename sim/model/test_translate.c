// SPDX-License-Identifier: Apache-2.0
//
// Translation: every combination of PTE bits, level, access, mode, SUM and MXR against the manual's
// table told in another way; then what the hart makes of it: causes, trap values, PMP, A and D.

#include "test.h"
#include "test_asm.h"

#include "translate.h"

// ---- the pure walk -------------------------------------------------------------------------------

struct tables {
    uint64_t pte[MAX_LEVELS];  // by level: whatever the index
    unsigned reads;
};

static bool read_table(void *ctx, const struct pte_read *read, uint64_t *pte)
{
    struct tables *t = ctx;
    t->reads++;
    *pte = t->pte[read->level];
    return true;
}

// The manual's rules as a list of what must hold.
static bool upper_bits_usable(uint64_t pte, int level, const struct pte_rules *rules)
{
    uint64_t ppn = (pte >> 10) & (BIT(44) - 1), pbmt = pte >> 61 & 3;
    bool n = pte >> 63;

    return (pte >> 54 & 0x7f) == 0 && (!n || (rules->napot && level == 0 && ppn % 16 == 8)) &&
           (rules->pbmt ? pbmt != 3 : pbmt == 0);
}

static bool leaf_usable(uint64_t pte, int level, enum access access, const struct walk_context *c)
{
    bool v = pte & PTE_V, r = pte & PTE_R, w = pte & PTE_W, x = pte & PTE_X, u = pte & PTE_U;
    bool readable = r || (x && c->mxr);
    bool mode = c->priv == PRIV_U ? u : u ? c->sum && access != ACCESS_FETCH : true;
    bool right = access == ACCESS_STORE ? w : access == ACCESS_FETCH ? x : readable;
    uint64_t ppn = (pte >> 10) & (BIT(44) - 1);
    bool aligned = ppn % (UINT64_C(1) << 9 * level) == 0;

    return v && !(w && !r) && upper_bits_usable(pte, level, &c->rules) && (r || x) && mode && right && aligned;
}

// An address whose page numbers are all different
static const uint64_t walked = 0x5a3c12345678;

static uint64_t leaf_pa(uint64_t pte, uint64_t va, int level)
{
    uint64_t ppn = (pte >> 10) & (BIT(44) - 1), offset = va % (UINT64_C(4096) << (9 * level));

    return pte >> 63 ? (ppn - 8) * 4096 + va % 65536 : ppn * 4096 + offset;
}

static void check_leaf(const struct walk_context *c, uint64_t pte, int level, enum access access)
{
    const uint64_t pointer = PTE_TO(RAM, PTE_V);
    struct tables t = {{pointer, pointer, pointer, pointer, pointer}, 0};
    uint64_t va = c->levels == 3 ? walked & (BIT(38) - 1) : walked & (BIT(47) - 1);
    struct walk w;

    t.pte[level] = pte;
    if (level > 0)
        t.pte[0] = 0;  // a pointer there leads nowhere
    w = page_walk(c, va, access, read_table, &t);
    if (level > 0 && (pte & 0xf) == PTE_V && !(pte & (PTE_A | PTE_D | PTE_U)) && !(pte >> 54)) {
        CHECK(w.outcome == WALK_PAGE_FAULT && t.reads > (unsigned)(c->levels - level));
        return;
    }
    CHECK((w.outcome == WALK_OK) == leaf_usable(pte, level, access, c));
    CHECK(t.reads == (unsigned)(c->levels - level));
    if (w.outcome != WALK_OK)
        return;
    CHECK_EQUAL(w.pa, leaf_pa(pte, va, level));
    CHECK_EQUAL(w.level, level);
    CHECK(w.global == ((pte & PTE_G) != 0));
    CHECK_EQUAL(w.missing, (pte & PTE_A ? 0 : PTE_A) | (access == ACCESS_STORE && !(pte & PTE_D) ? PTE_D : 0));
}

static void every_leaf(void)
{
    static const uint64_t upper[] = {
        0,       BIT(54), BIT(60), BIT(61),           BIT(62),           BIT(61) | BIT(62),
        BIT(63), BIT(10), BIT(19), BIT(28),           BIT(37),           BIT(46),
        BIT(13), 0,       0,       BIT(63) | BIT(13), BIT(63) | BIT(12), BIT(63) | BIT(61) | BIT(13)};
    enum { UPPERS = sizeof upper / sizeof *upper };

    for (unsigned i = 0; i < 256 * UPPERS * 4 * 8 * 4; i++) {
        unsigned n = i;
        uint64_t pte = (n % 256) | upper[n / 256 % UPPERS] | PTE_TO(UINT64_C(0x1000000000000), 0);
        enum access access = (n /= 256 * UPPERS) % 4;
        struct walk_context c = {.priv = PRIV_U};

        n /= 4;
        c.priv = n % 2 ? PRIV_S : PRIV_U;
        c.sum = n / 2 & 1;
        c.mxr = n / 4 & 1;
        c.rules = (struct pte_rules){.napot = n / 8 & 1, .pbmt = n / 16 & 1};
        for (c.levels = SV39_LEVELS; c.levels <= MAX_LEVELS; c.levels++)
            for (int level = 0; level < c.levels; level++)
                check_leaf(&c, pte, level, access);
    }
}

// Each page of a NAPOT region comes from its own entry, or from any other of the sixteen.
static void napot_takes_the_low_bits_of_the_address(void)
{
    struct walk_context c = {.priv = PRIV_S, .levels = SV39_LEVELS, .rules = {.napot = true}};
    struct tables t = {{PTE_TO(RAM + 0x28000, PTE_V | PTE_R | PTE_A) | PTE_N, PTE_TO(RAM, PTE_V), PTE_TO(RAM, PTE_V)},
                       0};

    for (uint64_t page = 0; page < 32; page++)
        CHECK_EQUAL(page_walk(&c, page * 0x1000 + 5, ACCESS_LOAD, read_table, &t).pa,
                    RAM + 0x20000 + page % 16 * 0x1000 + 5);
}

static void global_accumulates(void)
{
    for (int levels = SV39_LEVELS; levels <= MAX_LEVELS; levels++) {
        struct walk_context c = {.priv = PRIV_S, .levels = levels};
        for (int level = 1; level < levels; level++) {
            const uint64_t pointer = PTE_TO(RAM, PTE_V);
            struct tables t = {{PTE_TO(RAM, PTE_V | PTE_R), pointer, pointer, pointer, pointer}, 0};
            t.pte[level] |= PTE_G;
            CHECK(page_walk(&c, 0, ACCESS_LOAD, read_table, &t).global);
        }
    }
}

static void only_canonical_addresses(void)
{
    static const int bits[] = {39, 48, 57};

    for (int levels = SV39_LEVELS; levels <= MAX_LEVELS; levels++) {
        struct walk_context c = {.priv = PRIV_S, .levels = levels};
        uint64_t half = BIT(bits[levels - 3] - 1);
        struct tables t = {.reads = 0};
        t.pte[levels - 1] = PTE_TO(0, PTE_V | PTE_R);
        CHECK(page_walk(&c, half - 1, ACCESS_LOAD, read_table, &t).outcome == WALK_OK);
        CHECK(page_walk(&c, -half, ACCESS_LOAD, read_table, &t).outcome == WALK_OK);
        CHECK(page_walk(&c, half, ACCESS_LOAD, read_table, &t).outcome == WALK_PAGE_FAULT);
        CHECK(page_walk(&c, -half - 1, ACCESS_LOAD, read_table, &t).outcome == WALK_PAGE_FAULT);
        CHECK(page_walk(&c, BIT(63), ACCESS_LOAD, read_table, &t).outcome == WALK_PAGE_FAULT);
        CHECK_EQUAL(t.reads, 2);
    }
}

// ---- the hart ------------------------------------------------------------------------------------

// RAM + 0x10000: root; + 0x11000: middle; + 0x12000: last. Virtual pages 0x40000000 + n * 4096, and the
// first gigapage of RAM maps itself for S mode.
enum { ROOT = 0x10000, MIDDLE = 0x11000, LAST = 0x12000 };
#define VA UINT64_C(0x40000000)

static struct bench b;

static void set_pte(unsigned n, uint64_t pte) { poke64(&b, RAM + LAST + 8 * n, pte); }

static void map(unsigned n, uint64_t pa, uint64_t flags) { set_pte(n, PTE_TO(pa, flags | PTE_V)); }

static void paging_on(void)
{
    open_pmp(&b);
    poke64(&b, RAM + ROOT + 8 * 2, PTE_TO(RAM, PTE_V | PTE_RWX | PTE_A | PTE_D));
    poke64(&b, RAM + ROOT + 8 * 1, PTE_TO(RAM + MIDDLE, PTE_V));
    poke64(&b, RAM + MIDDLE, PTE_TO(RAM + LAST, PTE_V));
    set_csr(&b, CSR_SATP, SATP(RAM + ROOT, 1));
    drop_to(&b, PRIV_S, RAM + 0x100);
}

static void check_fault(struct commit c, uint64_t cause, uint64_t tval)
{
    CHECK(c.trap);
    CHECK_EQUAL(c.cause, cause);
    CHECK_EQUAL(c.tval, tval);
    drop_to(&b, PRIV_S, RAM + 0x100);
}

static void load_fetch_store_faults_have_their_cause(void)
{
    paging_on();
    model_set_x(b.m, A0, VA);
    check_fault(run1(&b, ld(A1, A0, 8)), CAUSE_LOAD_PAGE, VA + 8);
    check_fault(run1(&b, sd(A0, A1, 8)), CAUSE_STORE_PAGE, VA + 8);
    check_fault(run1(&b, amo(0, 3, A1, A0, A1)), CAUSE_STORE_PAGE, VA);
    check_fault(run1(&b, lr_d(A1, A0)), CAUSE_LOAD_PAGE, VA);
    check_fault(run1(&b, sc_d(A1, A0, A1)), CAUSE_STORE_PAGE, VA);
    run1(&b, op_i(0x67, 0, X0, A0, 2));  // JALR
    struct commit c;
    model_step(b.m, &c);
    check_fault(c, CAUSE_FETCH_PAGE, VA + 2);
}

static void crossing_access_faults_at_the_part_that_failed(void)
{
    paging_on();
    map(0, RAM + 0x20000, PTE_R | PTE_W | PTE_A | PTE_D);
    poke64(&b, RAM + 0x20ff8, 0x1111111111111111);
    model_set_x(b.m, A0, VA + 0xffd);
    model_set_x(b.m, A1, UINT64_MAX);
    check_fault(run1(&b, ld(A2, A0, 0)), CAUSE_LOAD_PAGE, VA + 0x1000);
    check_fault(run1(&b, sd(A0, A1, 0)), CAUSE_STORE_PAGE, VA + 0x1000);
    CHECK_EQUAL(peek64(&b, RAM + 0x20ff8), 0x1111111111111111);  // nothing was written
    map(1, RAM + 0x30000, PTE_R | PTE_W | PTE_A | PTE_D);
    CHECK(!run1(&b, sd(A0, A1, 0)).trap);
    CHECK_EQUAL(peek64(&b, RAM + 0x20ff8), 0xffffff1111111111);
    CHECK_EQUAL(peek64(&b, RAM + 0x30000), 0x000000ffffffffff);
}

static void straddling_instruction_faults_at_its_half(void)
{
    struct commit c;
    paging_on();
    map(0, RAM + 0x20000, PTE_R | PTE_X | PTE_A);
    poke32(&b, RAM + 0x20ffc, 0x00130001);  // C.NOP, then the lower half of NOP
    model_set_pc(b.m, VA + 0xffc);
    model_step(b.m, &c);
    CHECK(!c.trap);
    model_step(b.m, &c);
    CHECK_EQUAL(c.pc, VA + 0xffe);
    check_fault(c, CAUSE_FETCH_PAGE, VA + 0x1000);
    map(1, RAM + 0x30000, PTE_R | PTE_X | PTE_A);
    model_set_pc(b.m, VA + 0xffe);
    model_step(b.m, &c);
    CHECK(!c.trap);
    CHECK_EQUAL(c.insn, NOP);
}

static void pmp_on_page_tables_is_an_access_fault(void)
{
    paging_on();
    map(0, RAM + 0x20000, PTE_R | PTE_W | PTE_X | PTE_A | PTE_D);
    model_set_x(b.m, A0, VA);
    CHECK(!run1(&b, ld(A1, A0, 0)).trap);
    for (uint64_t table = ROOT; table <= LAST; table += 0x1000) {
        set_csr(&b, CSR_PMPCFG0, 0);
        set_csr(&b, CSR_PMPADDR0, (RAM + table) >> 2 | 0x1ff);
        set_csr(&b, CSR_PMPADDR0 + 1, UINT64_MAX);
        set_csr(&b, CSR_PMPCFG0, 0x1f00 | PMP_NAPOT << PMP_A_SHIFT);
        if (table == ROOT) {
            struct commit c;
            model_step(b.m, &c);  // even the handler's page is behind it
            CHECK_EQUAL(c.cause, CAUSE_FETCH_ACCESS);
            drop_to(&b, PRIV_S, RAM + 0x100);
            continue;
        }
        check_fault(run1(&b, ld(A1, A0, 0)), CAUSE_LOAD_ACCESS, VA);
        check_fault(run1(&b, sd(A0, A1, 0)), CAUSE_STORE_ACCESS, VA);
    }
}

static void svade_faults_and_svadu_sets(void)
{
    paging_on();
    map(0, RAM + 0x20000, PTE_R | PTE_W);
    model_set_x(b.m, A0, VA);
    check_fault(run1(&b, ld(A1, A0, 0)), CAUSE_LOAD_PAGE, VA);
    set_csr(&b, CSR_MENVCFG, MENVCFG_ADUE);
    CHECK(!run1(&b, ld(A1, A0, 0)).trap);
    CHECK_EQUAL(peek64(&b, RAM + LAST) & (PTE_A | PTE_D), PTE_A);
    CHECK(!run1(&b, sd(A0, A1, 0)).trap);
    CHECK_EQUAL(peek64(&b, RAM + LAST) & (PTE_A | PTE_D), PTE_A | PTE_D);
}

static void svadu_checks_before_it_sets(void)
{
    paging_on();
    set_csr(&b, CSR_MENVCFG, MENVCFG_ADUE);
    map(0, RAM + 0x20000, PTE_R);
    model_set_x(b.m, A0, VA);
    check_fault(run1(&b, sd(A0, A1, 0)), CAUSE_STORE_PAGE, VA);
    CHECK_EQUAL(peek64(&b, RAM + LAST) & (PTE_A | PTE_D), 0);
    // the table may be read but not written
    set_csr(&b, CSR_PMPCFG0, 0);
    set_csr(&b, CSR_PMPADDR0, (RAM + LAST) >> 2 | 0x1ff);
    set_csr(&b, CSR_PMPADDR0 + 1, UINT64_MAX);
    set_csr(&b, CSR_PMPCFG0, 0x1f00 | PMP_NAPOT << PMP_A_SHIFT | PMP_R);
    check_fault(run1(&b, ld(A1, A0, 0)), CAUSE_LOAD_ACCESS, VA);
    CHECK_EQUAL(peek64(&b, RAM + LAST) & PTE_A, 0);
}

static void sum_mxr_mprv(void)
{
    paging_on();
    map(0, RAM + 0x20000, PTE_R | PTE_W | PTE_U | PTE_A | PTE_D);
    map(1, RAM + 0x21000, PTE_X | PTE_A);
    model_set_x(b.m, A0, VA);
    model_set_x(b.m, A1, VA + 0x1000);
    check_fault(run1(&b, ld(A2, A0, 0)), CAUSE_LOAD_PAGE, VA);
    check_fault(run1(&b, ld(A2, A1, 0)), CAUSE_LOAD_PAGE, VA + 0x1000);
    set_csr(&b, CSR_MSTATUS, get_csr(&b, CSR_MSTATUS) | MSTATUS_SUM | MSTATUS_MXR);
    CHECK(!run1(&b, ld(A2, A0, 0)).trap);
    CHECK(!run1(&b, ld(A2, A1, 0)).trap);
    run1(&b, ECALL);  // to M mode, MPP = S
    CHECK_EQUAL(model_priv(b.m), PRIV_M);
    CHECK_EQUAL(run1(&b, ld(A2, A0, 0)).cause, CAUSE_LOAD_ACCESS);  // untranslated: nobody there
    set_csr(&b, CSR_MSTATUS, MSTATUS_MPRV | (uint64_t)PRIV_U << MSTATUS_MPP_SHIFT);
    struct commit c = run1(&b, ld(A2, A0, 0));
    CHECK(!c.trap);
    CHECK_EQUAL(c.mem_pa, RAM + 0x20000);
}

static void what_is_remembered_is_never_old(void)
{
    paging_on();
    map(0, RAM + 0x20000, PTE_R | PTE_W | PTE_A | PTE_D);
    poke64(&b, RAM + 0x20000, 0xaaaa);
    poke64(&b, RAM + 0x21000, 0xbbbb);
    model_set_x(b.m, A0, VA);
    model_set_x(b.m, A3, RAM + LAST);
    model_set_x(b.m, A4, PTE_TO(RAM + 0x21000, PTE_V | PTE_R | PTE_W | PTE_A | PTE_D));
    poke32(&b, RAM + 0x100, ld(A1, A0, 0));
    poke32(&b, RAM + 0x104, sd(A3, A4, 0));  // a store to the table, no fence
    poke32(&b, RAM + 0x108, ld(A2, A0, 0));
    CHECK_EQUAL(model_run(b.m, 3), 3);
    CHECK_EQUAL(model_x(b.m, A1), 0xaaaa);
    CHECK_EQUAL(model_x(b.m, A2), 0xbbbb);
}

int main(void)
{
#define BENCH_TEST(name) \
    do { \
        bench_open(&b); \
        TEST(name); \
        bench_close(&b); \
    } while (0)
    TEST(every_leaf);
    TEST(napot_takes_the_low_bits_of_the_address);
    TEST(global_accumulates);
    TEST(only_canonical_addresses);
    BENCH_TEST(load_fetch_store_faults_have_their_cause);
    BENCH_TEST(crossing_access_faults_at_the_part_that_failed);
    BENCH_TEST(straddling_instruction_faults_at_its_half);
    BENCH_TEST(pmp_on_page_tables_is_an_access_fault);
    BENCH_TEST(svade_faults_and_svadu_sets);
    BENCH_TEST(svadu_checks_before_it_sets);
    BENCH_TEST(sum_mxr_mprv);
    BENCH_TEST(what_is_remembered_is_never_old);
    return test_failures != 0;
}
