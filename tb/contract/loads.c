// SPDX-License-Identifier: Apache-2.0
// Cycles from a load to an instruction that uses its value, where an ALU result has 1: from the L1D, from the L2, from
// memory. Without translation's share: the line lies in code's and data's gigabyte page.
//
// Memory latencies: 2 20 30 100
#include "timed.h"

static char frame[PAGE] ALIGNED(PAGE);

#define AT (frame + 0xc00)

static int64_t from_l1d(void)
{
    read_line((uintptr_t)AT);
    return load_at((uintptr_t)AT);
}
static int64_t from_l2(void)
{
    read_line((uintptr_t)AT);
    push_to_l2(AT);
    return load_at((uintptr_t)AT);
}
static int64_t from_memory(void)
{
    push_to_memory(AT);
    return load_at((uintptr_t)AT);
}
static int64_t alu(void) { return nothing() - 1; }

int main(void)
{
    struct spread base = repeat(alu);
    tell("load_l1d", less(repeat(from_l1d), base));
    tell("load_l2", less(repeat(from_l2), base));
    tell("load_memory", less(repeat(from_memory), base));
    return 0;
}
