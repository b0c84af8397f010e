// SPDX-License-Identifier: Apache-2.0
// Whole pages at a time: the two loops that most faults spend their time in.
#ifndef VM_PAGE_H
#define VM_PAGE_H

#include "os/arch/machine.h"
#include "os/lib/words.h"

#define BLOCKS_A_TURN 8u

// By CBO.ZERO where the machine has it (Zicboz): one instruction a cache block, which need not be read before.
static inline void page_zero(void *page)
{
    size_t block = machine.zero_block;
    if (block == 0) {
        words_fill(page, 0, PAGE_SIZE / sizeof(word_t));
        return;
    }
    char *at = page, *end = at + PAGE_SIZE;
    do {
#pragma GCC unroll 8
        for (unsigned i = 0; i < BLOCKS_A_TURN; i++, at += block)
            __asm__ volatile(".insn i 0x0f, 2, x0, %0, 4" ::"r"(at) : "memory");
    } while (at != end);
}

static inline void page_copy(void *restrict page, const void *restrict source)
{
    words_copy(page, source, PAGE_SIZE / sizeof(word_t));
}

#endif
