// SPDX-License-Identifier: Apache-2.0
// Sends back each line that it receives, by interrupt; ends at a line that says "end".
#include "guest.h"

static char line[80];
static unsigned length;
static volatile int ended;

static void receive(char c)
{
    if (c != '\n') {
        if (length < sizeof line - 1)
            line[length++] = c;
        return;
    }
    line[length] = '\0';
    puts_(line);
    put('\n');
    ended = length == 3 && line[0] == 'e' && line[1] == 'n' && line[2] == 'd';
    length = 0;
}

uint64_t trap(uint64_t cause, uint64_t pc)
{
    uint32_t source = REG32(PLIC + 0x200004);
    while (!ended && (REG8(UART + 5) & 1))
        receive((char)REG8(UART));
    REG32(PLIC + 0x200004) = source;
    if (cause != (UINT64_C(1) << 63 | 11) || source != 10)
        leave(9);
    return pc;
}

uint64_t main(uint64_t hart, uint64_t devtree)
{
    (void)hart;
    (void)devtree;
    REG32(PLIC + 4 * 10) = 1;
    REG32(PLIC + 0x2000) = 1 << 10;
    REG32(PLIC + 0x200000) = 0;
    REG8(UART + 2) = 0x81;
    REG8(UART + 1) = 1;
    csr_write(mie, 1 << 11);
    while (!ended)
        asm volatile("wfi\ncsrsi mstatus, 8\ncsrci mstatus, 8" ::: "memory");
    return 0;
}
