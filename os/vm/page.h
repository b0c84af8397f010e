// SPDX-License-Identifier: Apache-2.0
// Whole pages at a time: the two loops that most faults spend their time in.
#ifndef VM_PAGE_H
#define VM_PAGE_H

#include "os/lib/words.h"

static inline void page_zero(void *page) { words_fill(page, 0, PAGE_SIZE / sizeof(word_t)); }

static inline void page_copy(void *restrict page, const void *restrict source)
{
    words_copy(page, source, PAGE_SIZE / sizeof(word_t));
}

#endif
