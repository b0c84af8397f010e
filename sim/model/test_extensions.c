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

int main(void)
{
    TEST(satp_takes_the_modes_that_are_there);
    TEST(pbmte_is_there_with_svpbmt);
    TEST(svinval_is_illegal_where_it_is_not);
    TEST(svinval_needs_its_mode);
    return test_failures != 0;
}
