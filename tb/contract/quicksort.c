// SPDX-License-Identifier: Apache-2.0
// Instructions a cycle of a quicksort of 256 random doublewords (the last one is the pivot, one pass from the left,
// then both parts by calls), once: branches that are not known yet or cannot be known, and loads that are used soon.
#include "contract.h"

enum { WORDS = 256 };
static int64_t words[WORDS] ALIGNED(PAGE);

struct cost quicksort(int64_t *words, int64_t first_byte, int64_t last_byte);

MEASURED(quicksort, "mv a7, ra\n"
                    "enter\n"
                    "jal sort\n"
                    "mv ra, a7\n"
                    "leave\n"
                    "sort: bge a1, a2, 4f\n"
                    "addi sp, sp, -48\n"
                    "sd   ra, 0(sp)\n"
                    "sd   s0, 8(sp)\n"
                    "sd   s1, 16(sp)\n"
                    "sd   s2, 24(sp)\n"
                    "sd   s3, 32(sp)\n"
                    "mv   s1, a0\n"
                    "mv   s3, a2\n"
                    "add  s2, a0, a2\n"
                    "mv   s0, a1\n"  // below s0: less than the pivot
                    "add  a5, s1, a1\n"
                    "ld   a0, 0(s2)\n"
                    "1: ld a3, 0(a5)\n"
                    "add  a4, s1, s0\n"
                    "bge  a3, a0, 2f\n"
                    "ld   a6, 0(a4)\n"
                    "sd   a3, 0(a4)\n"
                    "addi s0, s0, 8\n"
                    "sd   a6, 0(a5)\n"
                    "2: addi a5, a5, 8\n"
                    "bne  a5, s2, 1b\n"
                    "add  a5, s1, s0\n"
                    "ld   a4, 0(a5)\n"
                    "sd   a0, 0(a5)\n"
                    "addi a2, s0, -8\n"
                    "sd   a4, 0(s2)\n"
                    "mv   a0, s1\n"
                    "jal  sort\n"
                    "addi a1, s0, 8\n"
                    "mv   a2, s3\n"
                    "mv   a0, s1\n"
                    "ld   ra, 0(sp)\n"
                    "ld   s0, 8(sp)\n"
                    "ld   s1, 16(sp)\n"
                    "ld   s2, 24(sp)\n"
                    "ld   s3, 32(sp)\n"
                    "addi sp, sp, 48\n"
                    "j    sort\n"
                    "4: ret\n");

static bool sorted(void)
{
    for (unsigned i = 1; i < WORDS; i++)
        if (words[i - 1] > words[i])
            return false;
    return true;
}

int main(void)
{
    uint64_t seed = 88172645463325252u;
    for (unsigned i = 0; i < WORDS; i++)
        words[i] = (int64_t)next_random(&seed);
    struct cost cost = quicksort(words, 0, (WORDS - 1) * 8);
    tell_ratio("quicksort", cost.instructions, cost.cycles);
    return !sorted();
}
