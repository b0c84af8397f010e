// SPDX-License-Identifier: Apache-2.0
// The reference of vmfuzz: what each page of its window is, and what processes know together.
#ifndef VMFUZZ_H
#define VMFUZZ_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

// The window crosses a boundary of every level of the page table below the root: as many pages lie on its one side as
// on the other, or with huge pages some of these behind it.
#define WINDOW_START (UINT64_C(0x1040000000) - Edge * 4096)
enum { Edge = 160, HugePages = 512, Blocks = 3, WindowMost = 2 * Edge + Blocks * HugePages };
enum { WordsAPage = 512, Objects = 24, ObjectPages = 16, FilePages = 4 };

enum kind { Hole, PrivateMemory, SharedMemory, PrivateFile, SharedFile };

struct page {
    uint8_t kind, rights;  // rights: PROT_ bits
    bool written;          // a private page that is no longer the file's
    bool freed;            // MADV_FREE: it may have become zeroes
    bool locked;
    bool random;             // MADV_RANDOM
    uint16_t object, index;  // the shared memory or the file's page that it shows
    unsigned birth;          // of the call that made it
    uint32_t stamp;          // private: what its words are made of
};

struct run {
    unsigned first, end;  // half-open, pages of the window
};

// Lies in shared memory. Stamps and reference counts are changed under the lock.
struct shared {
    atomic_int locked, left, tasks;
    int most_tasks;
    _Atomic uint32_t file[FilePages];
    struct {
        int refs;  // pages that processes map
        _Atomic uint32_t stamp[ObjectPages];
    } object[Objects];
};

#endif
