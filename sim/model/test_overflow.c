// SPDX-License-Identifier: Apache-2.0
//
// The judge and counters that overflow (Sscofpmf): the hart that it judges sets OF and LCOFIP at a moment of its own,
// if it has an event to count, and then they stay until the program writes them; nothing else is accepted.

#include "test.h"
#include "test_asm.h"

#include "lockstep.h"
#include "machine/isa.h"
#include "state.h"

static const struct isa isa = {.levels = 3, .pmp_grain = 1, .sscofpmf = true};

// What the hart does by itself, before the instruction of that number.
struct deed {
    unsigned before;
    uint64_t set_mip, clear_mip, set_event, clear_event;
};

static enum lockstep_verdict judge(const uint32_t *program, unsigned length, const struct deed *deeds, unsigned count)
{
    uint32_t rom[] = {0x800002b7, 0x02029293, 0x0202d293, 0x00028067};  // to RAM
    uint8_t *ram = calloc(1, RAM_BYTES);
    struct lockstep_config config = {
        .isa = &isa, .ram = ram, .ram_bytes = RAM_BYTES, .rom = (const uint8_t *)rom, .rom_bytes = sizeof rom};
    struct model_config hart = {.isa = &isa,
                                .ram = ram,
                                .ram_bytes = RAM_BYTES,
                                .rom = config.rom,
                                .rom_bytes = sizeof rom,
                                .bus = {NULL, bench_load, bench_store}};
    enum lockstep_verdict verdict = LOCKSTEP_OK;
    struct csr_state csrs;
    struct lockstep *l;
    struct model *m;

    memcpy(ram, program, length * sizeof *program);
    l = lockstep_create(&config);
    m = model_create(&hart);
    for (unsigned i = 0; i < 4 + length && verdict == LOCKSTEP_OK; i++) {
        struct commit c;
        for (unsigned d = 0; d < count; d++) {
            if (deeds[d].before + 4 != i)
                continue;
            m->hart.mip = (m->hart.mip | deeds[d].set_mip) & ~deeds[d].clear_mip;
            m->hart.mhpmevent[0] = (m->hart.mhpmevent[0] | deeds[d].set_event) & ~deeds[d].clear_event;
            hart_update_interrupts(m);
        }
        model_step(m, &c);
        verdict = lockstep_retire(l, &c, i);
        model_csrs(m, &csrs);
        if (verdict == LOCKSTEP_OK && (c.csr_write || c.trap))
            verdict = lockstep_csrs(l, &csrs);
    }
    lockstep_destroy(l);
    model_destroy(m);
    free(ram);
    return verdict;
}

#define JUDGE(program, ...) \
    judge(program, sizeof program / sizeof *program, (const struct deed[]){__VA_ARGS__}, \
          sizeof((const struct deed[]){__VA_ARGS__}) / sizeof(struct deed))

enum { EVENT = 0x10, LCOFI = 1 << IRQ_LCOFI };

static void overflow_may_be_seen_where_events_are_counted(void)
{
    const uint32_t counts[] = {addi(A0, X0, EVENT),           csrrw(X0, CSR_MHPMEVENT3, A0),
                               csrrs(A1, CSR_MHPMEVENT3, X0), csrrs(A2, CSR_SCOUNTOVF, X0),
                               csrrs(A3, CSR_MIP, X0),        csrrs(A4, CSR_MHPMEVENT3, X0),
                               csrrs(A5, CSR_MIP, X0)};
    const uint32_t counts_nothing[] = {NOP, NOP, csrrs(A1, CSR_MHPMEVENT3, X0), csrrs(A3, CSR_MIP, X0)};

    CHECK(JUDGE(counts, {0}) == LOCKSTEP_OK);
    CHECK(JUDGE(counts, {2, .set_event = EVENT_OF}) == LOCKSTEP_OK);
    CHECK(JUDGE(counts, {3, .set_event = EVENT_OF}, {5, .set_mip = LCOFI}) == LOCKSTEP_OK);
    CHECK(JUDGE(counts, {3, .set_mip = LCOFI}) == LOCKSTEP_OK);
    CHECK(JUDGE(counts, {2, .set_event = EVENT_MINH}) == LOCKSTEP_MISMATCH);
    CHECK(JUDGE(counts_nothing, {2, .set_event = EVENT_OF}) == LOCKSTEP_MISMATCH);
    CHECK(JUDGE(counts_nothing, {2, .set_mip = LCOFI}) == LOCKSTEP_MISMATCH);
}

static void what_was_seen_stays(void)
{
    const uint32_t counts[] = {addi(A0, X0, EVENT),
                               csrrw(X0, CSR_MHPMEVENT3, A0),
                               csrrs(A1, CSR_MHPMEVENT3, X0),
                               csrrs(A3, CSR_MIP, X0),
                               NOP,
                               csrrs(A2, CSR_SCOUNTOVF, X0),
                               csrrs(A3, CSR_MIP, X0)};

    CHECK(JUDGE(counts, {2, .set_event = EVENT_OF}, {5, .clear_event = EVENT_OF}) == LOCKSTEP_MISMATCH);
    CHECK(JUDGE(counts, {3, .set_mip = LCOFI}, {6, .clear_mip = LCOFI}) == LOCKSTEP_MISMATCH);
    CHECK(JUDGE(counts, {3, .set_mip = LCOFI}, {4, .clear_mip = LCOFI}) == LOCKSTEP_MISMATCH);
}

static void overflow_interrupt_may_be_taken(void)
{
    const uint32_t program[] = {addi(A0, X0, EVENT),
                                csrrw(X0, CSR_MHPMEVENT3, A0),
                                op_i(0x37, 2, A0, 0, 0) /* LUI A0, 2 */,
                                csrrs(X0, CSR_MIE, A0),
                                op_i(0x73, 6, X0, 8, CSR_MSTATUS) /* MIE */,
                                NOP,
                                NOP,
                                NOP};
    const uint32_t no_event[] = {
        NOP, NOP, op_i(0x37, 2, A0, 0, 0), csrrs(X0, CSR_MIE, A0), op_i(0x73, 6, X0, 8, CSR_MSTATUS), NOP, NOP, NOP};

    CHECK(JUDGE(program, {6, .set_mip = LCOFI}) == LOCKSTEP_OK);
    CHECK(JUDGE(no_event, {6, .set_mip = LCOFI}) == LOCKSTEP_MISMATCH);
}

int main(void)
{
    TEST(overflow_may_be_seen_where_events_are_counted);
    TEST(what_was_seen_stays);
    TEST(overflow_interrupt_may_be_taken);
    return test_failures != 0;
}
