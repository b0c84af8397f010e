// SPDX-License-Identifier: Apache-2.0
#include "os/vm/poison.h"

#include <stdint.h>

#include "os/lib/panic.h"
#include "os/lib/string.h"

#define BYTE 0xdb
#define WORD UINT64_C(0xdbdbdbdbdbdbdbdb)

bool poison;

void poison_fill(void *free, size_t bytes) { memset(free, BYTE, bytes); }

void poison_check(const void *free, size_t bytes)
{
    const uint64_t *words = free;
    for (size_t i = 0; i < bytes / sizeof *words; i++)
        if (words[i] != WORD)
            panic("free memory at %lx was written to: %lx", (unsigned long)&words[i], words[i]);
}
