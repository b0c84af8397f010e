// SPDX-License-Identifier: Apache-2.0
// Cycles of sfence.vma, each form, over those of an add in its place. Behind a fence instructions are fetched anew, and
// behind one of everything also translated anew; this is part of it.
//
// Memory latencies: 2 30 100
#include "timed.h"

struct cost fence_all(uint64_t va, uint64_t asid);
struct cost fence_page(uint64_t va, uint64_t asid);
struct cost fence_asid(uint64_t va, uint64_t asid);
struct cost fence_both(uint64_t va, uint64_t asid);

MEASURED(fence_all, "enter\n sfence.vma\n add a2, a0, a0\n leave\n");
MEASURED(fence_page, "enter\n sfence.vma a0, x0\n add a2, a0, a0\n leave\n");
MEASURED(fence_asid, "enter\n sfence.vma x0, a1\n add a2, a0, a0\n leave\n");
MEASURED(fence_both, "enter\n sfence.vma a0, a1\n add a2, a0, a0\n leave\n");

static char frame[PAGE] ALIGNED(PAGE);

// The page is in the TLB, and code runs in ASID 0: a fence of ASID 1 leaves its translations.
static void prepare(void) { read_line(window(0)); }
static int64_t all(void)
{
    prepare();
    return (int64_t)fence_all(window(0), 0).cycles;
}
static int64_t one_page(void)
{
    prepare();
    return (int64_t)fence_page(window(0), 0).cycles;
}
static int64_t one_asid(void)
{
    prepare();
    return (int64_t)fence_asid(window(0), 1).cycles;
}
static int64_t page_and_asid(void)
{
    prepare();
    return (int64_t)fence_both(window(0), 0).cycles;
}

int main(void)
{
    open_window();
    leaves[0] = pte(frame, RW);
    struct spread base = repeat(nothing);
    tell("sfence_all", less(repeat(all), base));
    tell("sfence_page", less(repeat(one_page), base));
    tell("sfence_asid", less(repeat(one_asid), base));
    tell("sfence_page_asid", less(repeat(page_and_asid), base));
    return 0;
}
