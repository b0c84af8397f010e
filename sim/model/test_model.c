// SPDX-License-Identifier: Apache-2.0
//
// The model against the manuals and docs/isa.md: instructions at their edges, CSRs, traps, memory.

#include "test.h"
#include "test_asm.h"

#include "alu.h"
#include "machine/isa.h"
#include "rvc.h"

static struct bench b;

// Nothing optional: what the extensions change is for test_extensions.c.
static const struct isa base = {.levels = 3, .pmp_grain = 1};

// ---- compressed instructions ---------------------------------------------------------------------

static void rvc_stands_for()
{
    const struct {
        uint16_t parcel;
        uint32_t insn;
    } t[] = {
        {0x0000, 0},
        {0x0001, NOP},
        {0x1141, addi(SP, SP, -16)},
        {0x8082, op_i(0x67, 0, X0, RA, 0)},
        {0x9002, EBREAK},
        {0x0020, addi(8, SP, 8)},
        {0x6105, addi(SP, SP, 32)},
        {0x6502, ld(A0, SP, 0)},
        {0xe02a, sd(SP, A0, 0)},
        {0x4118, lw(A4, A0, 0)},
        {0x6101, 0},                // C.ADDI16SP of 0: reserved
        {0x6001, 0},                // C.LUI of 0: reserved
        {0x2001, 0},                // C.ADDIW to x0: reserved
        {0x4002, 0},                // C.LWSP to x0: reserved
        {0x8002, 0},                // C.JR of x0: reserved
        {0x2000, 0},                // C.FLD: no D
        {0xa000, 0},                // C.FSD: no D
        {0x9c41, 0},                // reserved among the register operations
        {0x8000, 0},                // reserved
        {0x4001, addi(X0, X0, 0)},  // a hint
    };
    for (unsigned i = 0; i < sizeof t / sizeof t[0]; i++)
        CHECK_EQUAL(rvc_expand(t[i].parcel), t[i].insn);
    for (uint32_t p = 3; p < 1 << 16; p += 4)
        CHECK_EQUAL(rvc_expand(p), 0);
}

static void compressed_illegal_has_its_parcel_in_tval()
{
    struct commit c = run1(&b, 0xffff2000);
    CHECK(c.trap);
    CHECK_EQUAL(c.cause, CAUSE_ILLEGAL);
    CHECK_EQUAL(c.tval, 0x2000);
}

// ---- arithmetic ----------------------------------------------------------------------------------

static void division_never_traps()
{
    CHECK_EQUAL(div_signed(5, 0), UINT64_MAX);
    CHECK_EQUAL(rem_signed(-5, 0), (uint64_t)-5);
    CHECK_EQUAL(div_signed(INT64_MIN, -1), (uint64_t)INT64_MIN);
    CHECK_EQUAL(rem_signed(INT64_MIN, -1), 0);
    CHECK_EQUAL(div_signed(-7, 2), (uint64_t)-3);
    CHECK_EQUAL(rem_signed(-7, 2), (uint64_t)-1);
    CHECK_EQUAL(div_unsigned(7, 0), UINT64_MAX);
    CHECK_EQUAL(rem_unsigned(7, 0), 7);
}

static void high_products()
{
    CHECK_EQUAL(mulh(UINT64_MAX, UINT64_MAX), 0);
    CHECK_EQUAL(mulhu(UINT64_MAX, UINT64_MAX), UINT64_MAX - 1);
    CHECK_EQUAL(mulhsu(UINT64_MAX, UINT64_MAX), UINT64_MAX);
    CHECK_EQUAL(mulh(UINT64_C(1) << 63, 2), UINT64_MAX);
}

static void amo_word_is_signed()
{
    poke64(&b, RAM + 0x1000, 0x11111111ffffffff);
    model_set_x(b.m, A0, RAM + 0x1000);
    model_set_x(b.m, A1, 5);
    run1(&b, amo(0x10, 2, A2, A0, A1));  // AMOMIN.W
    CHECK_EQUAL(model_x(b.m, A2), UINT64_MAX);
    CHECK_EQUAL(peek64(&b, RAM + 0x1000), 0x11111111ffffffff);
    run1(&b, amo(0x18, 2, A2, A0, A1));  // AMOMINU.W
    CHECK_EQUAL(peek64(&b, RAM + 0x1000), 0x1111111100000005);
}

// ---- loads, stores, reservations -----------------------------------------------------------------

static void misaligned_load_and_store_are_done()
{
    poke64(&b, RAM + 0x1000, 0x8877665544332211);
    poke64(&b, RAM + 0x1008, 0xffeeddccbbaa9988);
    model_set_x(b.m, A0, RAM + 0x1005);
    run1(&b, ld(A1, A0, 0));
    CHECK_EQUAL(model_x(b.m, A1), 0xccbbaa9988887766);
    model_set_x(b.m, A1, 0x0123456789abcdef);
    run1(&b, sd(A0, A1, 0));
    CHECK_EQUAL(peek64(&b, RAM + 0x1000), 0xabcdef5544332211);
    CHECK_EQUAL(peek64(&b, RAM + 0x1008), 0xffeedd0123456789);
}

static void misaligned_atomics_trap()
{
    struct commit c;
    model_set_x(b.m, A0, RAM + 0x1004);
    c = run1(&b, lr_d(A1, A0));
    CHECK_EQUAL(c.cause, CAUSE_LOAD_MISALIGNED);
    CHECK_EQUAL(c.tval, RAM + 0x1004);
    model_set_pc(b.m, RAM);
    c = run1(&b, amo(0, 3, A1, A0, A0));
    CHECK_EQUAL(c.cause, CAUSE_STORE_MISALIGNED);
}

static void reservation_is_a_line()
{
    model_set_x(b.m, A0, RAM + 0x1000);
    model_set_x(b.m, A1, RAM + 0x1038);
    model_set_x(b.m, A2, RAM + 0x1040);
    run1(&b, lr_d(A3, A0));
    run1(&b, sc_d(A4, A1, A0));  // the same 64 bytes
    CHECK_EQUAL(model_x(b.m, A4), 0);
    run1(&b, sc_d(A4, A1, A0));  // used up
    CHECK_EQUAL(model_x(b.m, A4), 1);
    run1(&b, lr_d(A3, A0));
    run1(&b, sc_d(A4, A2, A0));  // the next line
    CHECK_EQUAL(model_x(b.m, A4), 1);
    run1(&b, lr_d(A3, A0));
    model_memory_written(b.m, RAM + 0x1020, 1);  // a device
    run1(&b, sc_d(A4, A0, A0));
    CHECK_EQUAL(model_x(b.m, A4), 1);
    run1(&b, lr_d(A3, A0));
    run1(&b, sd(A0, A0, 8));  // an own store leaves it
    run1(&b, sc_d(A4, A0, A0));
    CHECK_EQUAL(model_x(b.m, A4), 0);
}

static void io_takes_plain_aligned_accesses_only()
{
    struct commit c;
    b.device = 0x1234;
    model_set_x(b.m, A0, DEVICE);
    run1(&b, ld(A1, A0, 0));
    CHECK_EQUAL(model_x(b.m, A1), 0x1234);
    c = run1(&b, lr_d(A1, A0));
    CHECK_EQUAL(c.cause, CAUSE_LOAD_ACCESS);
    model_set_pc(b.m, RAM);
    c = run1(&b, amo(0, 3, A1, A0, A0));
    CHECK_EQUAL(c.cause, CAUSE_STORE_ACCESS);
    model_set_pc(b.m, RAM);
    c = run1(&b, lw(A1, A0, 1));
    CHECK_EQUAL(c.cause, CAUSE_LOAD_ACCESS);
    CHECK_EQUAL(c.tval, DEVICE + 1);
    model_set_pc(b.m, RAM);
    c = run1(&b, ld(A1, A0, 8));  // nobody there
    CHECK_EQUAL(c.cause, CAUSE_LOAD_ACCESS);
    CHECK_EQUAL(c.tval, DEVICE + 8);
    model_set_pc(b.m, RAM);
    model_set_x(b.m, A0, RAM - 4);  // its upper half would be in RAM
    c = run1(&b, ld(A1, A0, 0));
    CHECK_EQUAL(c.tval, RAM - 4);
    model_set_x(b.m, A0, RAM + RAM_BYTES - 4);  // its lower half is in RAM
    model_set_pc(b.m, RAM);
    c = run1(&b, ld(A1, A0, 0));
    CHECK_EQUAL(c.tval, RAM + RAM_BYTES);
}

static void rom_is_not_writable()
{
    struct commit c;
    model_set_x(b.m, A0, MODEL_ROM_BASE);
    c = run1(&b, ld(A1, A0, 0));
    CHECK(!c.trap);
    c = run1(&b, sd(A0, A1, 0));
    CHECK_EQUAL(c.cause, CAUSE_STORE_ACCESS);
}

static void addresses_beyond_56_bits_are_access_faults()
{
    struct commit c;
    model_set_x(b.m, A0, BIT(56) | RAM);
    c = run1(&b, ld(A1, A0, 0));
    CHECK_EQUAL(c.cause, CAUSE_LOAD_ACCESS);
    CHECK_EQUAL(c.tval, BIT(56) | RAM);
}

// ---- CSRs ----------------------------------------------------------------------------------------

static void csr_legal_values()
{
    static const struct {
        unsigned csr;
        uint64_t written, read;
    } t[] = {
        {CSR_MSTATUS, UINT64_MAX, 0xa007e19aa},
        {CSR_MSTATUS, 0, 0xa00000000},
        {CSR_MISA, 0, 0x8000000000141105},
        {CSR_MTVEC, UINT64_MAX, UINT64_MAX & ~UINT64_C(2)},
        {CSR_STVEC, UINT64_MAX, UINT64_MAX & ~UINT64_C(2)},
        {CSR_MEDELEG, UINT64_MAX, 0xb3ff},
        {CSR_MIDELEG, UINT64_MAX, 0x222},
        {CSR_MIE, UINT64_MAX, 0xaaa},
        {CSR_MCOUNTEREN, UINT64_MAX, 0x7ff},
        {CSR_SCOUNTEREN, UINT64_MAX, 0x7ff},
        {CSR_MCOUNTINHIBIT, UINT64_MAX, 0x7fd},
        {CSR_MENVCFG, UINT64_MAX, 0xa000000000000001},
        {CSR_SENVCFG, UINT64_MAX, 1},
        {CSR_MEPC, UINT64_MAX, ~UINT64_C(1)},
        {CSR_SEPC, UINT64_MAX, ~UINT64_C(1)},
        {CSR_MCAUSE, UINT64_MAX, UINT64_MAX},
        {CSR_SCAUSE, 0x1234, 0x1234},
        {CSR_MHPMEVENT3, UINT64_MAX, 0},
        {CSR_MHPMEVENT3, 0xabcd10, 0x10},
        {CSR_MHPMEVENT3, 0x0f, 0},
        {CSR_MHPMEVENT10, 0x88, 0x88},
        {CSR_MHPMEVENT10 + 1, 0x88, 0},
        {CSR_MHPMCOUNTER3, UINT64_MAX, UINT64_MAX},
        {CSR_MHPMCOUNTER10, 1, 1},
        {CSR_MHPMCOUNTER10 + 1, UINT64_MAX, 0},
        {CSR_MHPMCOUNTER31, UINT64_MAX, 0},
        {CSR_SATP, 0x8fffffffffffffff, 0x8fffffffffffffff},
        {CSR_SATP, 0x9000000000000001, 0x8fffffffffffffff},
        {CSR_SATP, 0, 0},
        {CSR_PMPADDR0, UINT64_MAX, (BIT(54) - 1) & ~UINT64_C(1)},
        {CSR_PMPCFG0, 0x1f, 0x1f},
        {CSR_PMPADDR0, UINT64_MAX, BIT(54) - 1},
        {CSR_PMPCFG0, 0x17, 0x07},  // NA4 is below the granularity
        {CSR_PMPCFG0, 0x0e, 0x0c},  // writable but not readable
    };
    for (unsigned i = 0; i < sizeof t / sizeof t[0]; i++) {
        set_csr(&b, t[i].csr, t[i].written);
        CHECK_EQUAL(get_csr(&b, t[i].csr), t[i].read);
    }
}

static void mpp_never_holds_2()
{
    set_csr(&b, CSR_MSTATUS, UINT64_C(1) << MSTATUS_MPP_SHIFT);
    set_csr(&b, CSR_MSTATUS, UINT64_C(2) << MSTATUS_MPP_SHIFT);
    CHECK_EQUAL(get_csr(&b, CSR_MSTATUS) & MSTATUS_MPP, UINT64_C(1) << MSTATUS_MPP_SHIFT);
}

static void absent_csrs_are_illegal()
{
    static const unsigned absent[] = {0x3a1, 0x3a3, 0x3c0, 0x7a0, 0x7b0, 0x747,
                                      0x310, 0x321, 0x001, 0x5a8, 0x200, 0xda0};
    for (unsigned i = 0; i < sizeof absent / sizeof absent[0]; i++) {
        model_set_pc(b.m, RAM);
        CHECK_EQUAL(run1(&b, csrrs(A0, absent[i], X0)).cause, CAUSE_ILLEGAL);
    }
    model_set_pc(b.m, RAM);
    CHECK_EQUAL(run1(&b, csrrw(X0, CSR_MHARTID, X0)).cause, CAUSE_ILLEGAL);
}

static void locked_pmp_entries_stay()
{
    set_csr(&b, CSR_PMPADDR0, 0x1000);
    set_csr(&b, CSR_PMPADDR0 + 1, 0x2000);
    set_csr(&b, CSR_PMPCFG0, 0x8f00);  // entry 1: locked, TOR
    set_csr(&b, CSR_PMPADDR0, 0x3000);
    set_csr(&b, CSR_PMPADDR0 + 1, 0x3000);
    set_csr(&b, CSR_PMPCFG0, 0x0000);
    CHECK_EQUAL(get_csr(&b, CSR_PMPADDR0), 0x1000);
    CHECK_EQUAL(get_csr(&b, CSR_PMPADDR0 + 1), 0x2000);
    CHECK_EQUAL(get_csr(&b, CSR_PMPCFG0), 0x8f00);
}

static void instret_counts_what_is_older()
{
    uint64_t before = model_instret(b.m);
    run1(&b, NOP);
    run1(&b, NOP);
    run1(&b, csrrs(A0, CSR_MINSTRET, X0));
    CHECK_EQUAL(model_x(b.m, A0), before + 2);
    model_set_x(b.m, A0, 100);
    run1(&b, csrrw(X0, CSR_MINSTRET, A0));
    run1(&b, csrrs(A1, CSR_MINSTRET, X0));
    CHECK_EQUAL(model_x(b.m, A1), 100);
    run1(&b, csrrs(A1, CSR_MINSTRET, X0));
    CHECK_EQUAL(model_x(b.m, A1), 101);
}

static void counters_below_m_need_enabling()
{
    open_pmp(&b);
    drop_to(&b, PRIV_S, RAM + 0x100);
    CHECK_EQUAL(run1(&b, csrrs(A0, CSR_TIME, X0)).cause, CAUSE_ILLEGAL);
    set_csr(&b, CSR_MCOUNTEREN, COUNTEREN_TM);
    drop_to(&b, PRIV_S, RAM + 0x100);
    CHECK(!run1(&b, csrrs(A0, CSR_TIME, X0)).trap);
    CHECK_EQUAL(run1(&b, csrrs(A0, CSR_CYCLE, X0)).cause, CAUSE_ILLEGAL);
    drop_to(&b, PRIV_U, RAM + 0x100);
    CHECK_EQUAL(run1(&b, csrrs(A0, CSR_TIME, X0)).cause, CAUSE_ILLEGAL);
    set_csr(&b, CSR_SCOUNTEREN, COUNTEREN_TM);
    drop_to(&b, PRIV_U, RAM + 0x100);
    CHECK(!run1(&b, csrrs(A0, CSR_TIME, X0)).trap);
}

static void event_counters_below_m_need_enabling()
{
    unsigned counter = CSR_HPMCOUNTER3 + 7;
    open_pmp(&b);
    set_csr(&b, CSR_MHPMCOUNTER10, 1234);
    set_csr(&b, CSR_MCOUNTEREN, BIT(10));
    drop_to(&b, PRIV_S, RAM + 0x100);
    CHECK(!run1(&b, csrrs(A0, counter, X0)).trap);
    CHECK_EQUAL(model_x(b.m, A0), 1234);
    CHECK_EQUAL(run1(&b, csrrs(A0, counter - 1, X0)).cause, CAUSE_ILLEGAL);
    drop_to(&b, PRIV_S, RAM + 0x100);
    CHECK_EQUAL(run1(&b, csrrs(A0, counter + 1, X0)).cause, CAUSE_ILLEGAL);
    drop_to(&b, PRIV_U, RAM + 0x100);
    CHECK_EQUAL(run1(&b, csrrs(A0, counter, X0)).cause, CAUSE_ILLEGAL);
    set_csr(&b, CSR_SCOUNTEREN, BIT(10));
    drop_to(&b, PRIV_U, RAM + 0x100);
    CHECK(!run1(&b, csrrs(A0, counter, X0)).trap);
}

static void seip_reads_wire_or_written_but_changes_written()
{
    model_set_irq(b.m, MODEL_SEIP);
    run1(&b, csrrs(A0, CSR_MIP, X0));
    CHECK_EQUAL(model_x(b.m, A0), BIT(IRQ_SEI));
    model_set_x(b.m, A1, BIT(IRQ_SSI));
    run1(&b, csrrs(A0, CSR_MIP, A1));  // must not latch the wire
    model_set_irq(b.m, 0);
    run1(&b, csrrs(A0, CSR_MIP, X0));
    CHECK_EQUAL(model_x(b.m, A0), BIT(IRQ_SSI));
}

static void stip_is_a_comparison_under_sstc()
{
    set_csr(&b, CSR_MIP, BIT(IRQ_STI));
    CHECK_EQUAL(get_csr(&b, CSR_MIP), BIT(IRQ_STI));
    set_csr(&b, CSR_STIMECMP, 1000);
    set_csr(&b, CSR_MENVCFG, MENVCFG_STCE);
    CHECK_EQUAL(get_csr(&b, CSR_MIP), 0);
    model_set_time(b.m, 1000);
    CHECK_EQUAL(get_csr(&b, CSR_MIP), BIT(IRQ_STI));
    set_csr(&b, CSR_MIP, 0);
    CHECK_EQUAL(get_csr(&b, CSR_MIP), BIT(IRQ_STI));
}

// ---- traps ---------------------------------------------------------------------------------------

static void ecall_goes_where_it_is_delegated()
{
    open_pmp(&b);
    set_csr(&b, CSR_MTVEC, RAM + 0x400);
    set_csr(&b, CSR_STVEC, RAM + 0x800);
    set_csr(&b, CSR_MEDELEG, BIT(CAUSE_ECALL_U));
    drop_to(&b, PRIV_U, RAM + 0x100);
    CHECK_EQUAL(run1(&b, ECALL).cause, CAUSE_ECALL_U);
    CHECK_EQUAL(model_priv(b.m), PRIV_S);
    CHECK_EQUAL(model_pc(b.m), RAM + 0x800);
    CHECK_EQUAL(get_csr(&b, CSR_SEPC), RAM + 0x100);
    CHECK_EQUAL(run1(&b, ECALL).cause, CAUSE_ECALL_S);
    CHECK_EQUAL(model_priv(b.m), PRIV_M);
    CHECK_EQUAL(model_pc(b.m), RAM + 0x400);
    CHECK_EQUAL(get_csr(&b, CSR_MSTATUS) & MSTATUS_MPP, UINT64_C(1) << MSTATUS_MPP_SHIFT);
    CHECK_EQUAL(run1(&b, ECALL).cause, CAUSE_ECALL_M);
}

static void interrupts_have_their_order_and_vector()
{
    struct commit c;
    model_set_pc(b.m, RAM + 0x100);
    set_csr(&b, CSR_MTVEC, (RAM + 0x400) | 1);
    set_csr(&b, CSR_MIE, 0xaaa);
    set_csr(&b, CSR_MIP, BIT(IRQ_SSI) | BIT(IRQ_STI));
    model_set_irq(b.m, MODEL_MSIP | MODEL_MTIP);
    CHECK(!run1(&b, NOP).trap);  // MIE = 0
    set_csr(&b, CSR_MSTATUS, MSTATUS_MIE);
    model_step(b.m, &c);
    CHECK(c.trap);
    CHECK_EQUAL(c.cause, COMMIT_INTERRUPT | IRQ_MSI);
    CHECK_EQUAL(c.pc, RAM + 0x104);
    CHECK_EQUAL(model_pc(b.m), RAM + 0x400 + 4 * IRQ_MSI);
    CHECK_EQUAL(get_csr(&b, CSR_MSTATUS) & (MSTATUS_MIE | MSTATUS_MPIE), MSTATUS_MPIE);
}

static void delegated_interrupts_wait_in_m()
{
    struct commit c;
    open_pmp(&b);
    set_csr(&b, CSR_STVEC, RAM + 0x800);
    set_csr(&b, CSR_MIDELEG, 0x222);
    set_csr(&b, CSR_MIE, BIT(IRQ_SSI));
    set_csr(&b, CSR_MIP, BIT(IRQ_SSI));
    set_csr(&b, CSR_MSTATUS, MSTATUS_MIE | MSTATUS_SIE);
    CHECK(!run1(&b, NOP).trap);
    drop_to(&b, PRIV_U, RAM + 0x100);
    model_step(b.m, &c);
    CHECK_EQUAL(c.cause, COMMIT_INTERRUPT | IRQ_SSI);
    CHECK_EQUAL(model_priv(b.m), PRIV_S);
    CHECK_EQUAL(model_pc(b.m), RAM + 0x800);
}

static void wfi_waits_then_completes()
{
    struct commit c;
    set_csr(&b, CSR_MIE, BIT(IRQ_MTI));
    set_csr(&b, CSR_MSTATUS, MSTATUS_MIE);
    model_set_pc(b.m, RAM + 0x100);
    poke32(&b, RAM + 0x100, WFI);
    CHECK_EQUAL(model_step(b.m, &c), MODEL_WAITING);
    CHECK(model_waiting(b.m));
    CHECK_EQUAL(model_step(b.m, &c), MODEL_WAITING);
    model_set_irq(b.m, MODEL_MTIP);
    CHECK(!model_waiting(b.m));
    CHECK_EQUAL(model_step(b.m, &c), MODEL_RETIRED);
    CHECK_EQUAL(model_step(b.m, &c), MODEL_TRAPPED);
    CHECK_EQUAL(c.pc, RAM + 0x104);
}

static void privileged_instructions_know_their_mode()
{
    static const uint32_t insn[] = {MRET, SRET, WFI, 0x12000073, 0x30002573, 0x10002573};
    open_pmp(&b);
    for (unsigned i = 0; i < sizeof insn / sizeof insn[0]; i++) {
        drop_to(&b, PRIV_U, RAM + 0x100);
        CHECK_EQUAL(run1(&b, insn[i]).cause, CAUSE_ILLEGAL);
    }
    set_csr(&b, CSR_MSTATUS, MSTATUS_TSR | MSTATUS_TW | MSTATUS_TVM);
    drop_to(&b, PRIV_S, RAM + 0x100);
    CHECK_EQUAL(run1(&b, SRET).cause, CAUSE_ILLEGAL);
    drop_to(&b, PRIV_S, RAM + 0x100);
    CHECK_EQUAL(run1(&b, WFI).cause, CAUSE_ILLEGAL);
    drop_to(&b, PRIV_S, RAM + 0x100);
    CHECK_EQUAL(run1(&b, sfence_vma(X0, X0)).cause, CAUSE_ILLEGAL);
    drop_to(&b, PRIV_S, RAM + 0x100);
    CHECK_EQUAL(run1(&b, csrrs(A0, CSR_SATP, X0)).cause, CAUSE_ILLEGAL);
}

static void mret_clears_mprv_below_m()
{
    open_pmp(&b);
    set_csr(&b, CSR_MSTATUS, MSTATUS_MPRV);
    drop_to(&b, PRIV_M, RAM + 0x100);
    CHECK(get_csr(&b, CSR_MSTATUS) & MSTATUS_MPRV);
    drop_to(&b, PRIV_S, RAM + 0x100);
    CHECK(!(get_csr(&b, CSR_MSTATUS) & MSTATUS_MPRV));
}

// ---- PMP -----------------------------------------------------------------------------------------

static void pmp_denies_what_no_entry_matches()
{
    set_csr(&b, CSR_PMPADDR0, (RAM + 0x1000) >> 2);  // TOR: below RAM + 0x1000
    set_csr(&b, CSR_PMPCFG0, PMP_TOR << PMP_A_SHIFT | PMP_R | PMP_X);
    model_set_x(b.m, A0, RAM + 0x1000);
    drop_to(&b, PRIV_S, RAM + 0x100);
    CHECK(!run1(&b, ld(A1, A0, -8)).trap);
    CHECK_EQUAL(run1(&b, ld(A1, A0, 0)).cause, CAUSE_LOAD_ACCESS);
    drop_to(&b, PRIV_S, RAM + 0x100);
    CHECK_EQUAL(run1(&b, sd(A0, A0, -8)).cause, CAUSE_STORE_ACCESS);
    drop_to(&b, PRIV_S, RAM + 0x100);
    struct commit c = run1(&b, ld(A1, A0, -4));  // its upper part is beyond
    CHECK_EQUAL(c.cause, CAUSE_LOAD_ACCESS);
    CHECK_EQUAL(c.tval, RAM + 0x1000);
    drop_to(&b, PRIV_S, RAM + 0x1000);
    CHECK_EQUAL(run1(&b, NOP).cause, CAUSE_FETCH_ACCESS);
}

static void pmp_lowest_entry_decides()
{
    set_csr(&b, CSR_PMPADDR0, (RAM + 0x2000) >> 2 | 0x1ff);  // NAPOT of 4 KiB
    set_csr(&b, CSR_PMPADDR0 + 1, UINT64_MAX);
    set_csr(&b, CSR_PMPCFG0, 0x1f00 | PMP_NAPOT << PMP_A_SHIFT | PMP_R);
    model_set_x(b.m, A0, RAM + 0x2000);
    drop_to(&b, PRIV_U, RAM + 0x100);
    CHECK(!run1(&b, ld(A1, A0, 0)).trap);
    CHECK_EQUAL(run1(&b, sd(A0, A0, 0)).cause, CAUSE_STORE_ACCESS);
    model_set_pc(b.m, RAM + 0x200);
    CHECK(!run1(&b, sd(A0, A0, 0)).trap);  // M mode, not locked
    set_csr(&b, CSR_PMPCFG0, 0x1f00 | PMP_L | PMP_NAPOT << PMP_A_SHIFT | PMP_R);
    CHECK_EQUAL(run1(&b, sd(A0, A0, 0)).cause, CAUSE_STORE_ACCESS);
}

int main(void)
{
#define BENCH_TEST(name) \
    do { \
        bench_open_with(&b, &base); \
        TEST(name); \
        bench_close(&b); \
    } while (0)
    BENCH_TEST(rvc_stands_for);
    BENCH_TEST(compressed_illegal_has_its_parcel_in_tval);
    BENCH_TEST(division_never_traps);
    BENCH_TEST(high_products);
    BENCH_TEST(amo_word_is_signed);
    BENCH_TEST(misaligned_load_and_store_are_done);
    BENCH_TEST(misaligned_atomics_trap);
    BENCH_TEST(reservation_is_a_line);
    BENCH_TEST(io_takes_plain_aligned_accesses_only);
    BENCH_TEST(rom_is_not_writable);
    BENCH_TEST(addresses_beyond_56_bits_are_access_faults);
    BENCH_TEST(csr_legal_values);
    BENCH_TEST(mpp_never_holds_2);
    BENCH_TEST(absent_csrs_are_illegal);
    BENCH_TEST(locked_pmp_entries_stay);
    BENCH_TEST(instret_counts_what_is_older);
    BENCH_TEST(counters_below_m_need_enabling);
    BENCH_TEST(event_counters_below_m_need_enabling);
    BENCH_TEST(seip_reads_wire_or_written_but_changes_written);
    BENCH_TEST(stip_is_a_comparison_under_sstc);
    BENCH_TEST(ecall_goes_where_it_is_delegated);
    BENCH_TEST(interrupts_have_their_order_and_vector);
    BENCH_TEST(delegated_interrupts_wait_in_m);
    BENCH_TEST(wfi_waits_then_completes);
    BENCH_TEST(privileged_instructions_know_their_mode);
    BENCH_TEST(mret_clears_mprv_below_m);
    BENCH_TEST(pmp_denies_what_no_entry_matches);
    BENCH_TEST(pmp_lowest_entry_decides);
    return test_failures != 0;
}
