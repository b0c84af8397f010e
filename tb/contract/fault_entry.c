// SPDX-License-Identifier: Apache-2.0
// Cycles by which a fault's handler comes later than what stands behind the load would have: the same walk, of a valid
// entry and of one that is not, and rdcycle as the next instruction and as the handler's first. The handler's first
// fetch is earlier by the way from fetch to execute. Then the way back, with sret.
//
// Memory latencies: 2 30 100
#include "timed.h"

static char frame[PAGE] ALIGNED(PAGE);

struct cost load_that_faults(uint64_t va);
struct cost load_that_is_served(uint64_t va);
struct cost way_back(void);

MEASURED(load_that_faults, "csrr a5, stvec\n"
                           "la a3, 1f\n"
                           "csrw stvec, a3\n"
                           "enter\n"
                           "ld a2, 0(a0)\n"
                           ".balign 64\n"
                           "1: rdcycle a0\n"
                           "sub a0, a0, t5\n"
                           "csrw stvec, a5\n"
                           "ret\n");
MEASURED(load_that_is_served, "enter\n"
                              "ld a2, 0(a0)\n"
                              "rdcycle a0\n"
                              "sub a0, a0, t5\n"
                              "ret\n");
MEASURED(way_back, "li a2, 0x100\n"
                   "csrs sstatus, a2\n"
                   "la a3, 1f\n"
                   "csrw sepc, a3\n"
                   "enter\n"
                   "sret\n"
                   ".balign 64\n"
                   "1: rdcycle a0\n"
                   "sub a0, a0, t5\n"
                   "ret\n");

static int64_t served(void)
{
    leaves[0] = pte(frame, RW);
    sfence();
    return (int64_t)load_that_is_served(window(0)).cycles;
}
static int64_t faults(void)
{
    leaves[0] = 0;
    sfence();
    return (int64_t)load_that_faults(window(0)).cycles;
}
static int64_t returns(void) { return (int64_t)way_back().cycles; }

int main(void)
{
    open_window();
    tell("fault_to_handler", less(repeat(faults), repeat(served)));
    tell("sret", less(repeat(returns), repeat(nothing)));
    return 0;
}
