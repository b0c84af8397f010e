// SPDX-License-Identifier: Apache-2.0
// Cycles of a store to a page that has no frame yet: the fault, a handler of 26 instructions that gives it the next
// frame of a ring, the store again, and the three instructions of the loop. The frames are not cleared; all is in the
// L1.
#include "contract.h"

enum { PAGES = 512, FRAMES = 4 };
static uint64_t frames[FRAMES][PAGE / 8] ALIGNED(PAGE);

// What the handler finds at sscratch: room for three registers, the table, a ring of PTEs, and what it notes of the
// fault.
struct handler {
    uint64_t saved[3], *table;
    struct ring *ring;
    uint64_t stval, sepc;
} handler;
struct ring {
    uint64_t pte;
    struct ring *next;
} ring[FRAMES];

struct cost touch(uint64_t va, uint64_t pages, struct handler *handler);

MEASURED(touch, "csrw sscratch, a2\n"
                "csrr a5, stvec\n"
                "la a3, fault\n"
                "csrw stvec, a3\n"
                "li a4, 4096\n"
                "enter\n"
                "1: sd a0, 0(a0)\n"
                "add a0, a0, a4\n"
                "addi a1, a1, -1\n"
                "bnez a1, 1b\n"
                "csrw stvec, a5\n"
                "leave\n"
                ".balign 64\n"
                "fault: csrrw sp, sscratch, sp\n"
                "sd   t0, 0(sp)\n"
                "sd   t1, 8(sp)\n"
                "sd   t2, 16(sp)\n"
                "csrr t0, scause\n"
                "addi t0, t0, -15\n"
                "bnez t0, 2f\n"
                "csrr t0, stval\n"
                "sd   t0, 40(sp)\n"
                "csrr t1, sepc\n"
                "sd   t1, 48(sp)\n"
                "srli t0, t0, 12\n"
                "andi t0, t0, 511\n"
                "slli t0, t0, 3\n"
                "ld   t1, 24(sp)\n"
                "add  t1, t1, t0\n"
                "ld   t0, 32(sp)\n"
                "ld   t2, 0(t0)\n"
                "ld   t0, 8(t0)\n"
                "sd   t0, 32(sp)\n"
                "sd   t2, 0(t1)\n"
                "ld   t0, 0(sp)\n"
                "ld   t1, 8(sp)\n"
                "ld   t2, 16(sp)\n"
                "csrrw sp, sscratch, sp\n"
                "sret\n"
                "2: j 2b\n");

static struct cost turn(void)
{
    for (unsigned i = 0; i < PAGES; i++)
        leaves[i] = 0;
    sfence();
    return touch(window(0), PAGES, &handler);
}

int main(void)
{
    open_window();
    for (unsigned i = 0; i < FRAMES; i++)
        ring[i] = (struct ring){pte(frames[i], RW), ring + (i + 1) % FRAMES};
    handler.table = leaves;
    handler.ring = ring;
    turn();
    struct cost cost = turn();
    tell_ratio("demand_fault", cost.cycles, PAGES);
    return cost.instructions / PAGES != 26 + 4;
}
