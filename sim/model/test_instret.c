// SPDX-License-Identifier: Apache-2.0
//
// The judge and the count of retired instructions: whether the instruction that changes mcountinhibit.IR
// counts is the hart's choice, also where its count is changed before anybody reads it; nothing else is.

#include "test.h"
#include "test_asm.h"

#include "lockstep.h"

enum { IR = 4, BIT_3 = 8 };

static uint32_t csr_bits(unsigned f3, unsigned rd, unsigned csr, unsigned bits)
{
    return op_i(0x73, f3, rd, bits, (int)csr);
}

// A hart that counts `off` more than the model does after it set IR. `change`: between that and the read.
static enum lockstep_verdict judge_count(uint64_t off, uint32_t change)
{
    const uint32_t program[] = {NOP,
                                NOP,
                                NOP,
                                csr_bits(6, X0, CSR_MCOUNTINHIBIT, IR),
                                change,
                                csrrs(A0, CSR_MINSTRET, X0),
                                csrrs(A1, CSR_MINSTRET, X0)};
    enum lockstep_verdict verdict = LOCKSTEP_OK;
    struct lockstep_config config = {.ram_bytes = RAM_BYTES};
    uint32_t rom[] = {0x800002b7, 0x02029293, 0x0202d293, 0x00028067};  // to RAM
    struct lockstep *l;
    struct bench b;

    bench_open(&b);
    for (unsigned i = 0; i < sizeof program / sizeof program[0]; i++)
        poke32(&b, RAM + 4 * i, program[i]);
    config.ram = b.ram;
    config.rom = (const uint8_t *)rom;
    config.rom_bytes = sizeof rom;
    l = lockstep_create(&config);
    model_destroy(b.m);
    b.m = model_create(&(struct model_config){.ram = b.ram,
                                              .ram_bytes = RAM_BYTES,
                                              .rom = config.rom,
                                              .rom_bytes = sizeof rom,
                                              .bus = {&b, bench_load, bench_store}});
    for (unsigned i = 0; i < 4 + sizeof program / sizeof program[0] && verdict == LOCKSTEP_OK; i++) {
        struct commit c;
        model_step(b.m, &c);
        verdict = lockstep_retire(l, &c, i);
        if (c.insn == program[3])
            set_csr(&b, CSR_MINSTRET, get_csr(&b, CSR_MINSTRET) + off);
    }
    CHECK(lockstep_finish(l) == verdict);
    lockstep_destroy(l);
    bench_close(&b);
    return verdict;
}

static void instruction_that_inhibits_may_count_or_not()
{
    CHECK(judge_count(0, NOP) == LOCKSTEP_OK);
    CHECK(judge_count(UINT64_MAX, NOP) == LOCKSTEP_OK);
    CHECK(judge_count(1, NOP) == LOCKSTEP_MISMATCH);
    CHECK(judge_count(UINT64_MAX - 1, NOP) == LOCKSTEP_MISMATCH);
}

static void unseen_count_is_changed_as_it_is()
{
    // Eight instructions, or seven: without bit 3 that is 0 or 7, with it 8 or 15.
    uint32_t clear = csr_bits(7, X0, CSR_MINSTRET, BIT_3), set = csr_bits(6, X0, CSR_MINSTRET, BIT_3);

    CHECK(judge_count(0, clear) == LOCKSTEP_OK);
    CHECK(judge_count(UINT64_MAX, clear) == LOCKSTEP_OK);
    CHECK(judge_count(UINT64_MAX - 1, clear) == LOCKSTEP_MISMATCH);
    CHECK(judge_count(UINT64_MAX, set) == LOCKSTEP_OK);
    CHECK(judge_count(UINT64_MAX - 1, set) == LOCKSTEP_MISMATCH);
}

int main(void)
{
    TEST(instruction_that_inhibits_may_count_or_not);
    TEST(unseen_count_is_changed_as_it_is);
    return test_failures != 0;
}
