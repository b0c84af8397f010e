// SPDX-License-Identifier: Apache-2.0
#include "clint.h"

#include <string.h>

#include "memmap.h"

enum { MSIP = 0x0000, MTIMECMP = 0x4000, MTIME = 0xbff8 };

void clint_reset(struct clint *clint) { *clint = (struct clint){.mtimecmp = UINT64_MAX}; }

uint64_t clint_mtime(const struct clint *clint, uint64_t cycle)
{
    return cycle / CYCLES_PER_TIME_TICK + clint->mtime_offset;
}

bool clint_timer_pending(const struct clint *clint, uint64_t cycle)
{
    return clint_mtime(clint, cycle) >= clint->mtimecmp;
}

uint64_t clint_cycle_of(const struct clint *clint, uint64_t cycle, uint64_t time)
{
    uint64_t now = clint_mtime(clint, cycle);
    uint64_t tick, reached;
    if (time <= now || __builtin_add_overflow(cycle / CYCLES_PER_TIME_TICK, time - now, &tick) ||
        __builtin_mul_overflow(tick, CYCLES_PER_TIME_TICK, &reached))
        return UINT64_MAX;
    return reached;
}

// The doubleword register at `offset`, whole.
static uint64_t doubleword(const struct clint *clint, uint64_t cycle, uint64_t offset)
{
    switch (offset) {
    case MSIP: return clint->msip;
    case MTIMECMP: return clint->mtimecmp;
    case MTIME: return clint_mtime(clint, cycle);
    default: return 0;
    }
}

bool clint_read(const struct clint *clint, uint64_t cycle, uint64_t offset, unsigned bytes, uint64_t *value)
{
    if (bytes < 4)
        return false;
    uint64_t whole = doubleword(clint, cycle, offset & ~UINT64_C(7));
    *value = 0;
    memcpy(value, (const uint8_t *)&whole + (offset & 7), bytes);
    return true;
}

bool clint_write(struct clint *clint, uint64_t cycle, uint64_t offset, unsigned bytes, uint64_t value)
{
    if (bytes < 4)
        return false;
    uint64_t base = offset & ~UINT64_C(7);
    uint64_t whole = doubleword(clint, cycle, base);
    memcpy((uint8_t *)&whole + (offset & 7), &value, bytes);
    if (base == MSIP)
        clint->msip = whole & 1;
    else if (base == MTIMECMP)
        clint->mtimecmp = whole;
    else if (base == MTIME)
        clint->mtime_offset = whole - cycle / CYCLES_PER_TIME_TICK;
    return true;
}
