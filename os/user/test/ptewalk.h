// SPDX-License-Identifier: Apache-2.0
// The page table of a process itself, walked through /dev/mem (strict_devmem=0) from the root that /proc/PID/satp
// names: a level for each nine bits of the page number.

#ifndef PTEWALK_H
#define PTEWALK_H

#include "devmem.h"
#include "procfile.h"

enum { Levels = 3, IndexBits = 9, PteBytes = 8 };
enum { V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128 };
#define PPN_MASK ((1ul << 44) - 1)

static int mem;
static uint64_t root;

// Of the process that calls.
static inline void find_page_table(void)
{
    mem = open("/dev/mem", O_RDONLY);
    EXPECT(mem >= 0);
    uint64_t satp = strtoul(read_proc("/proc/self/satp"), NULL, 16);
    EXPECT_EQ(satp >> 60, 8);  // Sv39
    root = (satp & PPN_MASK) * PageSize;
}

static inline uint64_t word_of_memory(uint64_t pa)
{
    uint64_t word;
    EXPECT_EQ(pread(mem, &word, sizeof word, (off_t)pa), sizeof word);
    return word;
}

// The leaf for an address, 0 where a level is missing; *levels says how many
// were read.
static inline uint64_t walk(const volatile void *at, int *levels)
{
    uint64_t table = root, pte = 0, page = (uintptr_t)at / PageSize;
    *levels = 0;
    for (int level = Levels - 1; level >= 0; level--) {
        uint64_t index = page >> (level * IndexBits) & ((1u << IndexBits) - 1);
        pte = word_of_memory(table + index * PteBytes);
        ++*levels;
        if (!(pte & V))
            return 0;
        if (pte & (R | W | X))
            return pte;
        table = (pte >> 10 & PPN_MASK) * PageSize;
    }
    fail("no leaf at the last level");
}

#endif
