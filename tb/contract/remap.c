// SPDX-License-Identifier: Apache-2.0
// Cycles of a page's move to another frame and its first use: find the PTE, write it, sfence.vma of the page, load, and
// see that it is the other frame: 21 instructions a turn, two frames in turn. All is in the L1.
#include "contract.h"

static uint64_t frames[2][PAGE / 8] ALIGNED(PAGE);

// The word at a frame's start is the PTE that names it. Gives 0 cycles if a load met the old frame.
struct cost remap(uint64_t va, uint64_t turns, uint64_t *leaves, uint64_t first, uint64_t second);

MEASURED(remap, "enter\n"
                "1: srli t0, a0, 12\n"  // the PTE of the page
                "andi t0, t0, 511\n"
                "slli t0, t0, 3\n"
                "add  t0, t0, a2\n"
                "ld   t1, 0(t0)\n"  // it is valid, and not what it shall be
                "andi t2, t1, 1\n"
                "beqz t2, 2f\n"
                "beq  t1, a3, 2f\n"
                "srli t2, a3, 10\n"  // nor is that a frame that nobody has
                "slli t2, t2, 12\n"
                "beqz t2, 2f\n"
                "sd   a3, 0(t0)\n"
                "sfence.vma a0\n"
                "ld   t3, 0(a0)\n"
                "bne  t3, a3, 2f\n"
                "mv   t4, a3\n"
                "mv   a3, a4\n"
                "mv   a4, t4\n"
                "addi a5, a5, 1\n"
                "addi a1, a1, -1\n"
                "bnez a1, 1b\n"
                "leave\n"
                "2: li a0, 0\n"
                "ret\n");

int main(void)
{
    enum { TURNS = 1000 };
    open_window();
    uint64_t first = pte(frames[0], RW), second = pte(frames[1], RW);
    frames[0][0] = first;
    frames[1][0] = second;
    leaves[0] = second;
    remap(window(0), 20, leaves, first, second);
    struct cost cost = remap(window(0), TURNS, leaves, first, second);
    tell_ratio("remap", cost.cycles, TURNS);
    return cost.cycles == 0 || cost.instructions / TURNS != 21;
}
