// SPDX-License-Identifier: Apache-2.0
// Physical addresses, for the scenarios of /dev/mem: where a page of this process lies, and what the machine has where.
#ifndef DEVMEM_H
#define DEVMEM_H

#include "test.h"

#define MTIME 0x0200bff8ul        // of the CLINT: counts by itself
#define UART_STATUS 0x10000005ul  // line status: transmitter empty, bits 5 and 6
#define KERNEL 0x80200000ul       // first byte of the kernel's image
#define NOTHING 0x50000000ul      // no device answers here

static inline uint64_t pagemap_of(const volatile void *at)
{
    uint64_t word;
    int fd = open("/proc/self/pagemap", O_RDONLY);
    EXPECT(fd >= 0);
    EXPECT_EQ(pread(fd, &word, sizeof word, (off_t)((uintptr_t)at / PageSize * sizeof word)), sizeof word);
    close(fd);
    return word;
}

// The page must be in memory.
static inline uint64_t physical_of(const volatile void *at)
{
    uint64_t word = pagemap_of(at);
    EXPECT(word >> 63);
    return (word & ((1ul << 55) - 1)) * PageSize + (uintptr_t)at % PageSize;
}

#endif
