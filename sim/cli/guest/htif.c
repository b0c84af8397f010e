// SPDX-License-Identifier: Apache-2.0
// Prints and ends as programs written for Spike do: console device, system-call proxy, exit code.
#include "guest.h"

volatile uint64_t tohost __attribute__((section(".tohost"), aligned(64)));
volatile uint64_t fromhost __attribute__((section(".tohost"), aligned(64)));

static volatile uint64_t frame[8] __attribute__((aligned(64)));

void leave(uint64_t code) { tohost = code << 1 | 1; }

static void wait_until_taken(void)
{
    while (tohost)
        ;
}

static uint64_t write_out(const char *text, uint64_t bytes)
{
    frame[0] = 64;
    frame[1] = 1;
    frame[2] = (uintptr_t)text;
    frame[3] = bytes;
    asm volatile("fence" ::: "memory");
    tohost = (uintptr_t)frame;
    while (!fromhost)
        ;
    fromhost = 0;
    return frame[0];
}

uint64_t main(uint64_t hart, uint64_t devtree)
{
    (void)hart;
    (void)devtree;
    for (const char *c = "console\n"; *c; c++) {
        tohost = UINT64_C(0x0101000000000000) | (uint8_t)*c;
        wait_until_taken();
    }
    if (write_out("system call\n", 12) != 12)
        return 2;
    return write_out("", 0) == 0 ? 0 : 3;
}
