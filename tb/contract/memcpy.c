// SPDX-License-Identifier: Apache-2.0
// Bytes a cycle of a copy of 1 KiB, all in the L1D, and of 32 KiB, which with its target is twice the L1D and in the
// L2. The third copy counts; it is called as a function that looks at its arguments, and moves two doublewords at a
// time.
#include "contract.h"

enum { SMALL = 1 << 10, LARGE = 32 << 10 };
static uint64_t from[LARGE / 8] ALIGNED(PAGE), to[LARGE / 8] ALIGNED(PAGE);

struct cost copy(uint64_t *to, const uint64_t *from, uint64_t bytes);

MEASURED(copy, "mv a7, ra\n"
               "enter\n"
               "jal  copy_bytes\n"
               "mv   ra, a7\n"
               "leave\n"
               "copy_bytes: or t0, a0, a1\n"  // doublewords, eight at a time
               "or   t0, t0, a2\n"
               "andi t0, t0, 7\n"
               "bnez t0, 2f\n"
               "andi t1, a2, 56\n"
               "bnez t1, 2f\n"
               "add  a2, a1, a2\n"
               "1: .irp at 0 16 32 48\n"
               "ld   t0, \\at(a1)\n"
               "ld   t1, \\at+8(a1)\n"
               "sd   t0, \\at(a0)\n"
               "sd   t1, \\at+8(a0)\n"
               ".endr\n"
               "addi a1, a1, 64\n"
               "addi a0, a0, 64\n"
               "bne  a1, a2, 1b\n"
               "ret\n"
               "2: j 2b\n");

static int measure(const char *name, uint64_t bytes)
{
    copy(to, from, bytes);
    copy(to, from, bytes);
    tell_ratio(name, bytes, copy(to, from, bytes).cycles);
    for (uint64_t i = 0; i < bytes / 8; i++)
        if (to[i] != i)
            return 1;
    return 0;
}

int main(void)
{
    for (uint64_t i = 0; i < LARGE / 8; i++)
        from[i] = i;
    return measure("memcpy_1k", SMALL) || measure("memcpy_32k", LARGE);
}
