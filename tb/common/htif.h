// SPDX-License-Identifier: Apache-2.0
// Console output of a bare-metal program over HTIF: one write system call a line (Spike's proxy:
// tohost holds the address of {64 (write), 1 (stdout), buffer, length, 0, 0, 0, 0}).
#ifndef HTIF_H
#define HTIF_H

#include <stdint.h>

extern volatile uint64_t tohost, fromhost;

static inline void htif_write(const char *text, uint64_t length)
{
    static volatile uint64_t call[8] __attribute__((aligned(64)));
    call[0] = 64;
    call[1] = 1;
    call[2] = (uintptr_t)text;
    call[3] = length;
    __asm__ volatile("fence" ::: "memory");
    tohost = (uintptr_t)call;
    while (fromhost == 0) {
    }
    fromhost = 0;
}

// "NAME VALUE" with three decimals, the value given in thousandths.
static inline void htif_figure(const char *name, uint64_t thousandths)
{
    char line[96];
    unsigned n = 0;
    while (*name)
        line[n++] = *name++;
    line[n++] = ' ';
    char digits[24];
    unsigned count = 0;
    do {
        digits[count++] = (char)('0' + thousandths % 10);
        thousandths /= 10;
    } while (thousandths || count < 4);
    while (count) {
        if (count == 3)
            line[n++] = '.';
        line[n++] = digits[--count];
    }
    line[n++] = '\n';
    htif_write(line, n);
}

static inline uint64_t rdcycle(void)
{
    uint64_t cycles;
    __asm__ volatile("csrr %0, mcycle" : "=r"(cycles));
    return cycles;
}

#endif
