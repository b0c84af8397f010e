// SPDX-License-Identifier: Apache-2.0
//
// The optional parts of the ISA: what each adds where it is switched on, and that it is not there where it is not.

#include "test.h"
#include "test_asm.h"

#include "machine/isa.h"
#include "state.h"

static struct bench b;

static const struct isa nothing = {.levels = 3, .pmp_grain = 1};

static void open_with(struct isa isa)
{
    bench_open_with(&b, &isa);
    open_pmp(&b);
}

static bool is_illegal(uint32_t insn)
{
    uint64_t pc = model_pc(b.m);
    enum privilege priv = model_priv(b.m);
    struct commit c = run1(&b, insn);

    b.m->hart.pc = pc;
    b.m->hart.priv = priv;
    tlb_flush(b.m);
    return c.trap && c.cause == CAUSE_ILLEGAL;
}

// ---- satp ----------------------------------------------------------------------------------------

static void satp_takes_the_modes_that_are_there(void)
{
    for (uint64_t levels = 3; levels <= 5; levels++) {
        open_with((struct isa){.levels = (uint8_t)levels, .pmp_grain = 1});
        for (uint64_t mode = 0; mode < 16; mode++) {
            uint64_t value = mode << 60 | 0x123456789abcdef, there = mode == 0 || (mode >= 8 && mode <= 5 + levels);

            set_csr(&b, CSR_SATP, 0x8000000000000001);
            set_csr(&b, CSR_SATP, value);
            CHECK_EQUAL(get_csr(&b, CSR_SATP), there ? value : 0x8000000000000001);
        }
        bench_close(&b);
    }
}

// ---- Svpbmt --------------------------------------------------------------------------------------

static void pbmte_is_there_with_svpbmt(void)
{
    for (int on = 0; on < 2; on++) {
        struct isa isa = nothing;
        isa.svpbmt = on;
        open_with(isa);
        set_csr(&b, CSR_MENVCFG, UINT64_MAX);
        CHECK_EQUAL(get_csr(&b, CSR_MENVCFG) & MENVCFG_PBMTE, on ? MENVCFG_PBMTE : 0);
        bench_close(&b);
    }
}

// ---- Svinval -------------------------------------------------------------------------------------

static void svinval_is_illegal_where_it_is_not(void)
{
    open_with(nothing);
    CHECK(is_illegal(sinval_vma(X0, X0)));
    CHECK(is_illegal(SFENCE_W_INVAL));
    CHECK(is_illegal(SFENCE_INVAL_IR));
    bench_close(&b);
}

static void svinval_needs_its_mode(void)
{
    struct isa isa = nothing;

    isa.svinval = true;
    open_with(isa);
    for (int tvm = 0; tvm < 2; tvm++) {
        static const enum privilege modes[] = {PRIV_U, PRIV_S, PRIV_M};
        for (int i = 0; i < 3; i++) {
            b.m->hart.mstatus = tvm ? MSTATUS_TVM : 0;
            b.m->hart.priv = modes[i];
            tlb_flush(b.m);
            CHECK(is_illegal(sinval_vma(A0, A1)) == (modes[i] == PRIV_U || (modes[i] == PRIV_S && tvm)));
            CHECK(is_illegal(SFENCE_W_INVAL) == (modes[i] == PRIV_U));
            CHECK(is_illegal(SFENCE_INVAL_IR) == (modes[i] == PRIV_U));
        }
    }
    b.m->hart.priv = PRIV_M;
    CHECK(is_illegal(SFENCE_W_INVAL | 1 << 15));
    CHECK(is_illegal(SFENCE_W_INVAL | 1 << 7));
    CHECK(is_illegal(SFENCE_W_INVAL | 2 << 20));
    CHECK(is_illegal(sinval_vma(A0, A1) | 1 << 7));
    bench_close(&b);
}

// ---- Zicbom and Zicboz ---------------------------------------------------------------------------

static void check_trap(struct commit c, uint64_t cause, uint64_t tval)
{
    CHECK(c.trap);
    CHECK_EQUAL(c.cause, cause);
    CHECK_EQUAL(c.tval, tval);
}

static const struct isa blocks = {.levels = 3, .pmp_grain = 1, .zicbom = true, .zicboz = true};

static void cbo_is_illegal_where_it_is_not(void)
{
    for (unsigned operation = 0; operation < 6; operation++) {
        struct isa isa = blocks;
        isa.zicbom = operation == CBO_ZERO;
        isa.zicboz = operation != CBO_ZERO;
        open_with(isa);
        model_set_x(b.m, A0, RAM + 0x1000);
        CHECK(is_illegal(cbo(operation, A0)));
        CHECK_EQUAL(get_csr(&b, CSR_SENVCFG), 0);
        set_csr(&b, CSR_SENVCFG, UINT64_MAX);
        CHECK_EQUAL(get_csr(&b, CSR_SENVCFG), operation == CBO_ZERO ? 0x71 : 0x81);
        bench_close(&b);
    }
    open_with(blocks);
    CHECK(is_illegal(cbo(3, A0)));
    CHECK(is_illegal(cbo(5, A0)));
    CHECK(is_illegal(cbo(CBO_CLEAN, A0) | 1 << 7));
    bench_close(&b);
}

// Each instruction against the field that enables it, in every mode.
static void cbo_needs_its_field(void)
{
    static const struct {
        unsigned operation;
        uint64_t field;
    } table[] = {
        {CBO_INVAL, 1 << 4}, {CBO_INVAL, 3 << 4}, {CBO_CLEAN, 1 << 6}, {CBO_FLUSH, 1 << 6}, {CBO_ZERO, 1 << 7}};
    static const enum privilege modes[] = {PRIV_U, PRIV_S, PRIV_M};

    open_with(blocks);
    model_set_x(b.m, A0, RAM + 0x1000);
    for (unsigned i = 0; i < 5 * 3 * 4; i++) {
        enum privilege priv = modes[i / 4 % 3];
        bool in_m = i & 1, in_s = i & 2;

        set_csr(&b, CSR_MENVCFG, in_m ? table[i / 12].field : 0);
        set_csr(&b, CSR_SENVCFG, in_s ? table[i / 12].field : 0);
        b.m->hart.priv = priv;
        tlb_flush(b.m);
        CHECK(is_illegal(cbo(table[i / 12].operation, A0)) == !(priv == PRIV_M || (in_m && (priv == PRIV_S || in_s))));
        b.m->hart.priv = PRIV_M;
    }
    set_csr(&b, CSR_MENVCFG, 2 << 4);  // reserved
    CHECK_EQUAL(get_csr(&b, CSR_MENVCFG), 0);
    bench_close(&b);
}

static void cbo_zero_fills_its_block(void)
{
    struct commit c;

    open_with(blocks);
    for (unsigned i = 0; i < 24; i++)
        poke64(&b, RAM + 0x1000 + 8 * i, UINT64_MAX);
    model_set_x(b.m, A0, RAM + 0x107f);
    c = run1(&b, cbo(CBO_ZERO, A0));
    CHECK(!c.trap && c.mem_valid && c.mem_write && !c.rd_valid);
    CHECK_EQUAL(c.mem_bytes, 64);
    CHECK_EQUAL(c.mem_va, RAM + 0x1040);
    CHECK_EQUAL(c.mem_pa, RAM + 0x1040);
    for (unsigned i = 0; i < 24; i++)
        CHECK_EQUAL(peek64(&b, RAM + 0x1000 + 8 * i), i / 8 == 1 ? 0 : UINT64_MAX);
    c = run1(&b, cbo(CBO_FLUSH, A0));
    CHECK(!c.trap && !c.mem_valid);
    bench_close(&b);
}

static void cbo_faults_as_a_store_with_its_operand(void)
{
    static const unsigned operations[] = {CBO_INVAL, CBO_CLEAN, CBO_FLUSH, CBO_ZERO};

    open_with(blocks);
    for (unsigned i = 0; i < 4; i++) {
        uint64_t places[] = {DEVICE + 5, UINT64_C(0x70000001), RAM + RAM_BYTES + 3, BIT(56)};
        for (unsigned p = 0; p < 4; p++) {
            model_set_x(b.m, A0, places[p]);
            model_set_pc(b.m, RAM);
            check_trap(run1(&b, cbo(operations[i], A0)), CAUSE_STORE_ACCESS, places[p]);
        }
        model_set_x(b.m, A0, MODEL_ROM_BASE + 9);
        model_set_pc(b.m, RAM);
        if (operations[i] == CBO_ZERO)
            check_trap(run1(&b, cbo(operations[i], A0)), CAUSE_STORE_ACCESS, MODEL_ROM_BASE + 9);
        else
            CHECK(!run1(&b, cbo(operations[i], A0)).trap);
    }
    bench_close(&b);
}

// The whole block must be allowed: to manage it, loads or stores; to fill it, stores.
static void cbo_asks_the_pmp(void)
{
    for (uint64_t rights = 0; rights < 8; rights++) {
        bool reads = rights & PMP_R, writes = reads && (rights & PMP_W);
        open_with(blocks);
        set_csr(&b, CSR_PMPCFG0, 0);
        set_csr(&b, CSR_PMPADDR0, (RAM + 0x1000) >> 2 | 7);  // 64 bytes
        set_csr(&b, CSR_PMPADDR0 + 1, UINT64_MAX);
        set_csr(&b, CSR_PMPCFG0, 0x1f00 | PMP_NAPOT << PMP_A_SHIFT | rights);
        set_csr(&b, CSR_MENVCFG, 0xf0);
        for (int part = 0; part < 2; part++) {
            if (part == 1)  // half of the block
                set_csr(&b, CSR_PMPADDR0, (RAM + 0x1020) >> 2 | 3);
            model_set_x(b.m, A0, RAM + 0x1008);
            drop_to(&b, PRIV_S, RAM + 0x100);
            CHECK(run1(&b, cbo(CBO_CLEAN, A0)).trap == (part == 1 || !reads));
            b.m->hart.priv = PRIV_M;
            drop_to(&b, PRIV_S, RAM + 0x100);
            CHECK(run1(&b, cbo(CBO_ZERO, A0)).trap == (part == 1 || !writes));
            if (model_priv(b.m) == PRIV_M)
                CHECK_EQUAL(get_csr(&b, CSR_MCAUSE), CAUSE_STORE_ACCESS);
            b.m->hart.priv = PRIV_M;
            tlb_flush(b.m);
        }
        bench_close(&b);
    }
}

// ---- PMP regions of four bytes -------------------------------------------------------------------

static void na4_is_there_with_the_finer_grain(void)
{
    struct isa isa = nothing;

    isa.pmp_grain = 0;
    open_with(isa);
    set_csr(&b, CSR_PMPCFG0, 0);
    set_csr(&b, CSR_PMPADDR0, (RAM + 0x1004) >> 2);
    set_csr(&b, CSR_PMPADDR0 + 1, UINT64_MAX);
    set_csr(&b, CSR_PMPCFG0, 0x1f00 | PMP_NA4 << PMP_A_SHIFT | PMP_R);
    CHECK_EQUAL(get_csr(&b, CSR_PMPCFG0), 0x1f00 | PMP_NA4 << PMP_A_SHIFT | PMP_R);
    CHECK_EQUAL(get_csr(&b, CSR_PMPADDR0), (RAM + 0x1004) >> 2);
    CHECK(pmp_allows(&b.m->hart.pmp, RAM + 0x1004, 4, ACCESS_LOAD, PRIV_S));
    CHECK(!pmp_allows(&b.m->hart.pmp, RAM + 0x1004, 4, ACCESS_STORE, PRIV_S));
    CHECK(!pmp_allows(&b.m->hart.pmp, RAM + 0x1000, 8, ACCESS_LOAD, PRIV_S));  // a part of it matches
    CHECK(pmp_allows(&b.m->hart.pmp, RAM + 0x1000, 4, ACCESS_STORE, PRIV_S));
    CHECK(pmp_allows(&b.m->hart.pmp, RAM + 0x1008, 4, ACCESS_STORE, PRIV_S));
    set_csr(&b, CSR_PMPADDR0 + 1, (RAM + 0x100c) >> 2);  // TOR from 0x1004 to 0x100c
    set_csr(&b, CSR_PMPCFG0, (uint64_t)(PMP_TOR << PMP_A_SHIFT | PMP_R) << 8);
    CHECK(pmp_allows(&b.m->hart.pmp, RAM + 0x1004, 8, ACCESS_LOAD, PRIV_S));
    CHECK(!pmp_allows(&b.m->hart.pmp, RAM + 0x1000, 4, ACCESS_LOAD, PRIV_S));
    CHECK(!pmp_allows(&b.m->hart.pmp, RAM + 0x100c, 4, ACCESS_LOAD, PRIV_S));
    bench_close(&b);
}

// ---- Sscofpmf ------------------------------------------------------------------------------------

static void overflow_registers_hold_their_bits(void)
{
    for (int on = 0; on < 2; on++) {
        struct isa isa = nothing;
        isa.sscofpmf = on;
        open_with(isa);
        set_csr(&b, CSR_MHPMEVENT3, UINT64_MAX << 8 | 0x10);
        CHECK_EQUAL(get_csr(&b, CSR_MHPMEVENT3), (on ? UINT64_C(0xf) << 60 : 0) | 0x10);
        set_csr(&b, CSR_MHPMEVENT3, UINT64_MAX);  // no event, but the bits
        CHECK_EQUAL(get_csr(&b, CSR_MHPMEVENT3), on ? UINT64_C(0xf) << 60 : 0);
        set_csr(&b, CSR_MIDELEG, UINT64_MAX);
        CHECK_EQUAL(get_csr(&b, CSR_MIDELEG), on ? 0x2222 : 0x222);
        set_csr(&b, CSR_MIE, UINT64_MAX);
        CHECK_EQUAL(get_csr(&b, CSR_MIE), on ? 0x2aaa : 0xaaa);
        set_csr(&b, CSR_MIP, UINT64_MAX);
        CHECK_EQUAL(get_csr(&b, CSR_MIP), on ? 0x2222 : 0x222);
        set_csr(&b, CSR_SIP, 0);
        CHECK_EQUAL(get_csr(&b, CSR_SIP), 0x220);
        CHECK(is_illegal(csrrs(A0, CSR_SCOUNTOVF, X0)) == !on);
        bench_close(&b);
    }
}

static void scountovf_shows_what_mcounteren_lets_it(void)
{
    struct isa isa = nothing;

    isa.sscofpmf = true;
    open_with(isa);
    set_csr(&b, CSR_MHPMEVENT3, EVENT_OF);
    set_csr(&b, CSR_MHPMEVENT10, EVENT_OF | 0x10);
    set_csr(&b, CSR_MCOUNTEREN, BIT(10));
    CHECK_EQUAL(run1(&b, csrrs(A0, CSR_SCOUNTOVF, X0)).rd_value, BIT(3) | BIT(10));
    drop_to(&b, PRIV_S, RAM + 0x100);
    CHECK_EQUAL(run1(&b, csrrs(A0, CSR_SCOUNTOVF, X0)).rd_value, BIT(10));
    check_trap(run1(&b, csrrw(X0, CSR_SCOUNTOVF, A0)), CAUSE_ILLEGAL, csrrw(X0, CSR_SCOUNTOVF, A0));
    drop_to(&b, PRIV_U, RAM + 0x100);
    CHECK(run1(&b, csrrs(A0, CSR_SCOUNTOVF, X0)).trap);
    bench_close(&b);
}

static void overflow_interrupt_comes_last(void)
{
    struct isa isa = nothing;
    struct commit c = {0};

    isa.sscofpmf = true;
    open_with(isa);
    set_csr(&b, CSR_MIP, BIT(IRQ_LCOFI) | BIT(IRQ_SSI));
    set_csr(&b, CSR_MIE, UINT64_MAX);
    set_csr(&b, CSR_MSTATUS, MSTATUS_MIE);
    model_step(b.m, &c);
    CHECK_EQUAL(c.cause, COMMIT_INTERRUPT | IRQ_SSI);
    set_csr(&b, CSR_MIP, BIT(IRQ_LCOFI));
    set_csr(&b, CSR_MSTATUS, MSTATUS_MIE);
    model_step(b.m, &c);
    CHECK_EQUAL(c.cause, COMMIT_INTERRUPT | IRQ_LCOFI);
    set_csr(&b, CSR_MSTATUS, 0);
    set_csr(&b, CSR_MIDELEG, BIT(IRQ_LCOFI));
    drop_to(&b, PRIV_U, RAM + 0x100);
    model_step(b.m, &c);
    CHECK_EQUAL(c.cause, COMMIT_INTERRUPT | IRQ_LCOFI);
    CHECK(model_priv(b.m) == PRIV_S);
    bench_close(&b);
}

// ---- Sdtrig --------------------------------------------------------------------------------------

static const struct isa watches = {.levels = 3, .pmp_grain = 1, .sdtrig = true};

static void watch(uint64_t va, uint64_t control)
{
    set_csr(&b, CSR_TDATA2, va);
    set_csr(&b, CSR_TDATA1, UINT64_C(6) << 60 | control);
}

// What is remembered of a page must not hide a trigger from the fast path, and comes back when the trigger goes.
static void trigger_is_seen_in_a_page_that_is_remembered(void)
{
    enum { S_LOAD = 0x11, S_STORE = 0x12, S_EXECUTE = 0x14 };

    open_with(watches);
    for (unsigned i = 0; i < 64; i++)
        poke32(&b, RAM + 0x100 + 4 * i, i % 4 == 0 ? ld(A0, A1, 0) : i % 4 == 1 ? sd(A1, A2, 0) : NOP);
    poke32(&b, RAM + 0x400, WFI);
    model_set_x(b.m, A1, RAM + 0x2008);
    for (int i = 0; i < 4; i++) {
        static const uint64_t control[] = {0, S_LOAD, S_STORE, S_EXECUTE};
        static const uint64_t where[] = {0, 0, 4, 8};

        set_csr(&b, CSR_TDATA1, 0);
        drop_to(&b, PRIV_S, RAM + 0x100);
        CHECK_EQUAL(model_run(b.m, 32), 32);  // remembers its pages
        CHECK_EQUAL(model_pc(b.m), RAM + 0x100 + 4 * 32);
        watch(i == 3 ? RAM + 0x100 + 4 * 34 : RAM + 0x2008, control[i]);
        model_run(b.m, 8);
        if (i == 0) {
            CHECK_EQUAL(model_pc(b.m), RAM + 0x100 + 4 * 40);
            b.m->hart.priv = PRIV_M;
        } else {
            CHECK_EQUAL(get_csr(&b, CSR_MCAUSE), CAUSE_BREAKPOINT);
            CHECK_EQUAL(get_csr(&b, CSR_MEPC), RAM + 0x100 + 4 * 32 + where[i]);
            CHECK_EQUAL(get_csr(&b, CSR_MTVAL), i == 3 ? RAM + 0x100 + 4 * 34 : RAM + 0x2008);
        }
        b.m->hart.priv = PRIV_M;
        tlb_flush(b.m);
    }
    bench_close(&b);
}

static void triggers_are_illegal_where_they_are_not(void)
{
    open_with(nothing);
    for (unsigned csr = CSR_TSELECT; csr <= CSR_TINFO; csr++)
        CHECK(is_illegal(csrrs(A0, csr, X0)));
    bench_close(&b);
}

int main(void)
{
    TEST(satp_takes_the_modes_that_are_there);
    TEST(pbmte_is_there_with_svpbmt);
    TEST(svinval_is_illegal_where_it_is_not);
    TEST(svinval_needs_its_mode);
    TEST(cbo_is_illegal_where_it_is_not);
    TEST(cbo_needs_its_field);
    TEST(cbo_zero_fills_its_block);
    TEST(cbo_faults_as_a_store_with_its_operand);
    TEST(cbo_asks_the_pmp);
    TEST(na4_is_there_with_the_finer_grain);
    TEST(overflow_registers_hold_their_bits);
    TEST(scountovf_shows_what_mcounteren_lets_it);
    TEST(overflow_interrupt_comes_last);
    TEST(trigger_is_seen_in_a_page_that_is_remembered);
    TEST(triggers_are_illegal_where_they_are_not);
    return test_failures != 0;
}
