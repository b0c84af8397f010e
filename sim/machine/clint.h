// SPDX-License-Identifier: Apache-2.0
// The core-local interruptor of one hart, for engines that have none of their own (the RTL has):
// msip at 0, mtimecmp at 0x4000, mtime at 0xbff8 (SiFive FU540 manual, chapter 9). mtime follows
// the cycle count; a write to it is a constant offset from then on.
#ifndef PAGEWALK_CLINT_H
#define PAGEWALK_CLINT_H

#include <stdbool.h>
#include <stdint.h>

struct clint {
    bool msip;
    uint64_t mtimecmp;
    uint64_t mtime_offset;
};

void clint_reset(struct clint *clint);

// 4- and 8-byte accesses; others are refused (false). Addresses without a register read as 0.
bool clint_read(const struct clint *clint, uint64_t cycle, uint64_t offset, unsigned bytes, uint64_t *value);
bool clint_write(struct clint *clint, uint64_t cycle, uint64_t offset, unsigned bytes, uint64_t value);

uint64_t clint_mtime(const struct clint *clint, uint64_t cycle);
bool clint_timer_pending(const struct clint *clint, uint64_t cycle);

// The cycle after `cycle` at which mtime reaches `time`; UINT64_MAX: it has, or will not in 64
// bits.
uint64_t clint_cycle_of(const struct clint *clint, uint64_t cycle, uint64_t time);

#endif
