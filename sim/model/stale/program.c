// SPDX-License-Identifier: Apache-2.0
//
// A random program for the pretender: it changes page tables, switches address spaces, fences in all
// four forms, empties TLBs and caches, and touches pages: loads, stores, atomics and calls, some across a doubleword or
// a page.

#include "stale.h"

// ---- the random numbers --------------------------------------------------------------------------

static uint64_t random_state;

void random_begin(uint64_t seed) { random_state = seed; }

uint64_t random64(void)
{
    uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

unsigned below(unsigned n) { return random64() % n; }

bool one_in(unsigned n) { return below(n) == 0; }

// ---- the tables ----------------------------------------------------------------------------------

// What the hart of the program has: entries and modes are of that.
static const struct isa *hart_isa;

static uint64_t root_at(unsigned i) { return RAM + TABLES + i * 0x1000; }
static uint64_t middle_at(unsigned i) { return RAM + TABLES + (ROOTS + i) * 0x1000; }
static uint64_t last_at(unsigned i) { return RAM + TABLES + (ROOTS + MIDDLES + i) * 0x1000; }
static uint64_t upper_at(int level, unsigned i)  // of level 3 or 4
{
    return RAM + TABLES + (ROOTS + MIDDLES + LASTS + (unsigned)(level - 3) * UPPERS + i) * 0x1000;
}

uint64_t random_va(void) { return VA + below(2) * 2 * MEGABYTE + below(PAGES) * 0x1000; }

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
    if (hart_isa->svpbmt && one_in(6))
        flags |= (uint64_t)below(4) << 61;
    return flags;
}

static uint64_t random_last(void)
{
    uint64_t frames = RAM + 2 * MEGABYTE;

    if (!hart_isa->svnapot || one_in(2))
        return PTE_TO(frames + below(FRAMES) * 0x1000, random_flags());
    return PTE_TO(frames + below(2) * NAPOT_BYTES + NAPOT_BYTES / (one_in(12) ? 4 : 2), random_flags()) | PTE_N;
}

static uint64_t random_pte(int level)
{
    uint64_t global = one_in(10) ? PTE_G : 0;

    if (level == 4)
        return PTE_TO(upper_at(3, below(UPPERS)), PTE_V | global);
    if (level == 3)
        return PTE_TO(root_at(below(ROOTS)), PTE_V | global);
    if (level == 2)
        return one_in(6) ? PTE_TO(RAM, random_flags())
                         : PTE_TO(middle_at(below(MIDDLES)), (one_in(10) ? 0 : PTE_V) | global);
    if (level == 1)
        return one_in(4) ? PTE_TO(RAM + (1 + below(3)) * 2 * MEGABYTE, random_flags())
                         : PTE_TO(last_at(below(LASTS)), (one_in(10) ? 0 : PTE_V) | global);
    return random_last();
}

static uint64_t random_pte_address(int level)
{
    if (level > 2)
        return upper_at(level, below(UPPERS));
    if (level == 2)
        return root_at(below(ROOTS)) + 8;
    if (level == 1)
        return middle_at(below(MIDDLES)) + 8 * (1 + below(2));
    return last_at(below(LASTS)) + 8 * below(PAGES);
}

// ---- the program ---------------------------------------------------------------------------------

struct writer {
    uint8_t *ram;
    uint64_t code, value;  // offsets in RAM where the next ones go
    uint16_t asid;         // of the last switch
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
    if (hart_isa->levels > 3 && one_in(12))
        level = 3 + (int)below(2);
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

// The handler writes mgeometry.
static void emit_empty(struct writer *w) { emit(w, ECALL); }

static void emit_touch(struct writer *w);
static void emit_change(struct writer *w);

// The parts of a fence, with something between them now and then.
static void emit_invalidations(struct writer *w)
{
    emit(w, SFENCE_W_INVAL);
    for (unsigned n = 1 + below(3); n > 0; n--) {
        emit_value(w, A0, random_va());
        emit_value(w, A1, below(ASIDS));
        emit(w, sinval_vma(one_in(2) ? A0 : X0, one_in(2) ? A1 : X0));
        if (one_in(4))
            emit_touch(w);
        if (one_in(6))
            emit_change(w);
    }
    emit(w, SFENCE_INVAL_IR);
}

// A value for what lies across two pages, from 3 bytes before the border: besides a byte at each end it is
// ADDI A2, X0, n and C.RET, so that the place can be called whatever part of it comes from where.
static uint64_t straddling_value(void)
{
    uint64_t addi_a2 = 0x613 | (uint64_t)below(2048) << 20, c_ret = 0x8082;

    return (random64() & 0xff) | addi_a2 << 8 | c_ret << 40 | random64() << 56;
}

// Across two pages: a load, a store, or a call.
static void emit_straddle(struct writer *w)
{
    if (one_in(20))
        emit(w, FENCE_I);
    emit_value(w, A1, random_va() + 0x800);
    switch (below(4)) {
    case 0:
        emit_value(w, A2, straddling_value());
        emit(w, sd(A1, A2, 0x7fd));
        break;
    case 1: emit(w, op_i(0x67, 0, RA, A1, 0x7fe)); break;
    default: emit(w, ld(A2, A1, 0x7fd)); break;
    }
}

// A page is used, mapped anew wherever it may be, fenced by address and address space, and used again.
static void emit_remap(struct writer *w)
{
    uint64_t va = random_va();

    emit_value(w, A1, va);
    emit(w, ld(A2, A1, 64));
    for (unsigned i = 0; i < LASTS; i++) {
        emit_value(w, A2, random_pte(0) | PTE_R | PTE_V | PTE_A);
        emit_value(w, A3, last_at(i) + 8 * (page_number(va, 0) % 512));
        emit(w, sd(A3, A2, 0));
    }
    emit_value(w, A3, w->asid);
    emit(w, sfence_vma(A1, one_in(3) ? X0 : A3));
    emit(w, ld(A2, A1, 64));
}

// Of four doublewords of a page; one access in three lies across two of them.
static void emit_touch(struct writer *w)
{
    int offset = 64 + 8 * (int)below(4) + (one_in(3) ? 1 + (int)below(7) : 0);

    emit_value(w, A1, random_va());
    switch (below(6)) {
    case 0: emit(w, op_i(0x67, 0, RA, A1, 16)); break;  // call a RET
    case 1: emit(w, sd(A1, S0, offset)); break;
    case 2:
        emit(w, ld(A2, A1, 64));
        emit(w, lr_d(A2, A1));
        emit(w, sc_d(A3, A1, A2));
        break;
    case 3:
        emit(w, lb(A2, A1, offset));
        emit(w, addi(A3, A1, 128));
        emit(w, amo(0, 3, A2, A3, A2));
        break;
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
    int levels = SV39_LEVELS + (int)below(hart_isa->levels - 2u);
    uint64_t root = levels == SV39_LEVELS ? root_at(below(ROOTS)) : upper_at(levels - 1, below(UPPERS));

    w->asid = below(ASIDS);
    emit_value(w, A0, SATP_OF(SATP_MODE_SV39 + levels - SV39_LEVELS, root, w->asid));
    emit(w, csrrw(X0, CSR_SATP, A0));
}

static void emit_step(struct writer *w)
{
    switch (below(20)) {
    case 0:
    case 1:
    case 2:
    case 3: emit_change(w); break;
    case 4:
    case 5:
        if (hart_isa->geometry && one_in(8))
            emit_empty(w);
        else if (hart_isa->svinval && one_in(2))
            emit_invalidations(w);
        else
            emit_fence(w);
        break;
    case 6:
        if (one_in(4))
            emit_remap(w);
        else
            emit_switch(w);
        break;
    case 7: emit_look(w); break;
    case 8:
    case 9: emit_straddle(w); break;
    default: emit_touch(w); break;
    }
}

// Skips the instruction that trapped; after a fetch fault, returns to the caller. An ECALL writes mgeometry.
static void write_handler(struct writer *w)
{
    w->code = HANDLER;
    emit(w, csrrs(T0, CSR_MCAUSE, X0));
    if (hart_isa->geometry) {
        emit(w, addi(T0, T0, -CAUSE_ECALL_S));
        emit(w, 0x00029463);  // BNEZ T0, +8
        emit(w, csrrw(X0, CSR_MGEOMETRY, X0));
        emit(w, addi(T0, T0, CAUSE_ECALL_S));
    }
    emit(w, addi(T0, T0, -CAUSE_FETCH_PAGE));
    emit(w, csrrs(T1, CSR_MEPC, X0));
    emit(w, addi(T1, T1, 4));
    emit(w, 0x00029463);  // BNEZ T0, +8
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
    emit_value(w, A0, (adue ? MENVCFG_ADUE : 0) | (one_in(2) ? MENVCFG_PBMTE : 0));
    emit(w, csrrw(X0, CSR_MENVCFG, A0));
    emit_value(w, A0, SATP(root_at(0), 0));
    emit(w, csrrw(X0, CSR_SATP, A0));
    emit_value(w, A0, UINT64_C(1) << MSTATUS_MPP_SHIFT);
    emit(w, csrrw(X0, CSR_MSTATUS, A0));
    emit_value(w, A0, RAM + PROGRAM);
    emit(w, csrrw(X0, CSR_MEPC, A0));
    emit(w, MRET);
}

static void put64(uint8_t *ram, uint64_t pa, uint64_t value) { memcpy(ram + (pa - RAM), &value, 8); }

static void write_tables(uint8_t *ram)
{
    for (unsigned i = 0; i < 2 * UPPERS; i++)
        put64(ram, upper_at(3 + (int)i / UPPERS, i % UPPERS), random_pte(3 + (int)i / UPPERS));
    for (unsigned i = 0; i < ROOTS; i++) {
        put64(ram, root_at(i) + 16, PTE_TO(RAM, PTE_V | PTE_RWX | PTE_A | PTE_D));
        put64(ram, root_at(i) + 8, PTE_TO(middle_at(i % MIDDLES), PTE_V));
    }
    for (unsigned i = 0; i < MIDDLES * 2; i++)
        put64(ram, middle_at(i / 2) + 8 * (1 + i % 2), PTE_TO(last_at(below(LASTS)), PTE_V));
    for (unsigned i = 0; i < LASTS * PAGES; i++)
        put64(ram, last_at(i / PAGES) + 8 * (i % PAGES), random_pte(0));
    for (uint64_t page = 2 * MEGABYTE; page < BIG_RAM; page += 0x1000) {
        memcpy(ram + page + 16, &(uint32_t){RET}, 4);
        memcpy(ram + page - 3, &(uint64_t){straddling_value()}, 8);
    }
}

uint8_t *new_program(const struct isa *isa, bool adue)
{
    struct writer w = {.ram = calloc(1, BIG_RAM), .value = VALUES};

    hart_isa = isa;

    write_tables(w.ram);
    write_start(&w, adue || one_in(2));
    write_handler(&w);
    w.code = PROGRAM;
    for (unsigned i = 0; i < STEPS; i++)
        emit_step(&w);
    emit(&w, 0x0000006f);  // a jump to itself
    return w.ram;
}

// The boot ROM sets S0 to the table of values and jumps to RAM.
void write_rom(uint8_t *bytes)
{
    // AUIPC S0, 0; LD T0, 24(S0); LD S0, 16(S0); JALR X0, T0, 0
    static const uint32_t code[] = {0x00000417, 0x01843283, 0x01043403, 0x00028067};
    uint64_t words[] = {RAM + VALUES, RAM};

    memcpy(bytes, code, sizeof code);
    memcpy(bytes + sizeof code, words, sizeof words);
}
