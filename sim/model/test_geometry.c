// SPDX-License-Identifier: Apache-2.0
//
// mgeometry and mreplace: who has them, what they hold, each array by itself.

#include "test.h"
#include "test_asm.h"

#include "machine/isa.h"
#include "state.h"

static struct bench b;

static const struct isa with = {.levels = 3, .pmp_grain = 1, .geometry = true};
static const struct isa without = {.levels = 3, .pmp_grain = 1};

// No two arrays are alike; one can not be changed at all, one has a limit that a nibble just holds.
static const struct geometry some = {{
    [GEOMETRY_ITLB] = {0, 5, true},
    [GEOMETRY_DTLB] = {0, 6, false},
    [GEOMETRY_STLB] = {7, 3, true},
    [GEOMETRY_WALK_CACHE] = {0, 0, false},
    [GEOMETRY_L1I] = {6, 0, true},
    [GEOMETRY_L1D] = {15, 4, false},
    [GEOMETRY_L2] = {9, 15, true},
}};
#define MOST UINT64_C(0x00f94f0600376050)

static void open_machine(const struct isa *isa, const struct geometry *geometry)
{
    bench_open_limited(&b, isa, geometry);
    open_pmp(&b);
}

static uint64_t written(unsigned csr, uint64_t value)
{
    set_csr(&b, csr, value);
    return get_csr(&b, csr);
}

static void geometry_begins_at_zero(void)
{
    open_machine(&with, &some);
    CHECK_EQUAL(get_csr(&b, CSR_MGEOMETRY), 0);
    CHECK_EQUAL(get_csr(&b, CSR_MREPLACE), 0);
    set_csr(&b, CSR_MGEOMETRY, UINT64_MAX);
    set_csr(&b, CSR_MREPLACE, 0x01010101010101);
    model_reset(b.m);
    CHECK_EQUAL(get_csr(&b, CSR_MGEOMETRY), 0);
    CHECK_EQUAL(get_csr(&b, CSR_MREPLACE), 0);
    bench_close(&b);
}

static void geometry_holds_at_most_the_limits(void)
{
    open_machine(&with, &some);
    CHECK_EQUAL(written(CSR_MGEOMETRY, UINT64_MAX), MOST);
    for (unsigned nibble = 0; nibble < 16; nibble++) {
        for (uint64_t value = 0; value < 16; value++) {
            uint64_t limit = MOST >> (4 * nibble) & 15, held = value < limit ? value : limit;
            uint64_t rest = MOST & ~(UINT64_C(15) << (4 * nibble));

            CHECK_EQUAL(written(CSR_MGEOMETRY, value << (4 * nibble)), held << (4 * nibble));
            CHECK_EQUAL(written(CSR_MGEOMETRY, rest | value << (4 * nibble)), rest | held << (4 * nibble));
        }
    }
    CHECK_EQUAL(get_csr(&b, CSR_MREPLACE), 0);
    bench_close(&b);
}

static void replacement_is_one_of_three_where_it_can_be_chosen(void)
{
    open_machine(&with, &some);
    for (unsigned array = 0; array < 8; array++) {
        for (uint64_t value = 0; value < 256; value++) {
            bool chooses = array < GEOMETRY_ARRAYS && some.array[array].chooses;
            uint64_t held = chooses && (value & 3) < 3 ? value & 3 : 0;

            CHECK_EQUAL(written(CSR_MREPLACE, value << (8 * array)), held << (8 * array));
        }
    }
    CHECK_EQUAL(written(CSR_MREPLACE, UINT64_C(0xfdfefdfefdfefdfe)), UINT64_C(0x2000200020002));
    CHECK_EQUAL(get_csr(&b, CSR_MGEOMETRY), 0);
    bench_close(&b);
}

// Bits are set in and cleared from what is held; what that makes goes by the same rules.
static void set_and_clear_act_on_what_is_held(void)
{
    open_machine(&with, &some);
    set_csr(&b, CSR_MGEOMETRY, 0x40);
    model_set_x(b.m, A0, 0x30);
    CHECK_EQUAL(run1(&b, csrrs(A1, CSR_MGEOMETRY, A0)).rd_value, 0x40);
    CHECK_EQUAL(get_csr(&b, CSR_MGEOMETRY), 0x50);  // 7, of which 5 is the most
    set_csr(&b, CSR_MREPLACE, 1);
    model_set_x(b.m, A0, 2);
    CHECK_EQUAL(run1(&b, csrrs(A1, CSR_MREPLACE, A0)).rd_value, 1);
    CHECK_EQUAL(get_csr(&b, CSR_MREPLACE), 0);  // 3, which there is not
    bench_close(&b);
}

static void geometry_is_of_m_mode(void)
{
    static const enum privilege modes[] = {PRIV_U, PRIV_S, PRIV_M};
    static const unsigned registers[] = {CSR_MGEOMETRY, CSR_MREPLACE};

    for (int there = 0; there < 2; there++) {
        open_machine(there ? &with : &without, &some);
        for (unsigned i = 0; i < 6; i++) {
            uint32_t read = csrrs(A0, registers[i % 2], X0), write = csrrw(X0, registers[i % 2], A0);
            bool allowed = there && modes[i / 2] == PRIV_M;

            for (int writes = 0; writes < 2; writes++) {
                drop_to(&b, modes[i / 2], RAM + 0x100);
                struct commit c = run1(&b, writes ? write : read);
                CHECK(c.trap == !allowed);
                if (c.trap)
                    CHECK_EQUAL(c.cause, CAUSE_ILLEGAL);
                b.m->hart.priv = PRIV_M;
                tlb_flush(b.m);
            }
        }
        bench_close(&b);
    }
}

static void nothing_can_be_changed_without_limits(void)
{
    open_machine(&with, NULL);
    CHECK_EQUAL(written(CSR_MGEOMETRY, UINT64_MAX), 0);
    CHECK_EQUAL(written(CSR_MREPLACE, 0x01010101010101), 0);
    bench_close(&b);
}

int main(void)
{
    TEST(geometry_begins_at_zero);
    TEST(geometry_holds_at_most_the_limits);
    TEST(replacement_is_one_of_three_where_it_can_be_chosen);
    TEST(set_and_clear_act_on_what_is_held);
    TEST(geometry_is_of_m_mode);
    TEST(nothing_can_be_changed_without_limits);
    return test_failures != 0;
}
