// SPDX-License-Identifier: Apache-2.0
// Cycles of a loop of four instructions: sfence.vma of everything, a load, and the loop's two. Code, data and page
// tables are in the L1: a load's walk of three levels, a fetch's of one, as code lies in a gigabyte page.
#include "contract.h"

static uint64_t frame[PAGE / 8] ALIGNED(PAGE);

struct cost flush_and_load(uint64_t va, uint64_t turns);

MEASURED(flush_and_load, "enter\n"
                         "1: sfence.vma\n"
                         "ld a2, 0(a0)\n"
                         "addi a1, a1, -1\n"
                         "bnez a1, 1b\n"
                         "leave\n");

int main(void)
{
    enum { TURNS = 1000 };
    open_window();
    leaves[0] = pte(frame, RW);
    flush_and_load(window(0), 20);
    tell_ratio("flush_load", flush_and_load(window(0), TURNS).cycles, TURNS);
    return 0;
}
