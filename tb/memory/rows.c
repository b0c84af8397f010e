// SPDX-License-Identifier: Apache-2.0
// Cycles of loads from memory, in rows of one bank and of its neighbour (sim/verilator/memory_timing.h): a line each,
// and none behind another's, so that nothing is in a cache or fetched ahead. Prints them in one line.
#include "../common/htif.h"

#define ROW UINT64_C(2048)
#define BANKS 8
#define PLACE(row, bank, offset) (UINT64_C(0x80800000) + ((row)*BANKS + (bank)) * ROW + (offset))

static const uint64_t places[] = {
    PLACE(0, 5, 0x000),  // nothing was open
    PLACE(0, 5, 0x200),  // the row of the load before
    PLACE(1, 5, 0x100),  // another
    PLACE(0, 5, 0x400),  // which has closed the first
    PLACE(0, 6, 0x080),  // another bank
    PLACE(0, 5, 0x700),  // which leaves this one's row open
};
enum { PLACES = sizeof places / sizeof places[0] };

// On a line of its own, so that no fetch comes between.
uint64_t timed_load(uint64_t address);
__asm__(".pushsection .text\n.balign 64\ntimed_load:\n"
        " rdcycle a1\n ld a2, 0(a0)\n add a2, a2, a2\n rdcycle a2\n sub a0, a2, a1\n ret\n.popsection");

int main(void)
{
    static const char *const names[PLACES] = {"first",           "same_row",   "other_row",
                                              "first_row_again", "other_bank", "still_open"};
    uint64_t cycles[PLACES];
    // Twice: first far away from there, which brings code and stack into the caches.
    for (uint64_t far = 64 * BANKS * ROW;; far = 0) {
        for (int i = 0; i < PLACES; i++)
            cycles[i] = timed_load(places[i] + far);
        if (far == 0)
            break;
    }
    for (int i = 0; i < PLACES; i++)
        htif_figure(names[i], cycles[i] * 1000);
    return 0;
}
