// SPDX-License-Identifier: Apache-2.0
//
// The AMO operations (unprivileged manual 8.4). A result is cut to the access by who stores it.

#include "alu.h"

#include <stddef.h>

static int64_t as_signed(uint64_t value, unsigned bytes) { return bytes == 4 ? (int32_t)value : (int64_t)value; }

static uint64_t as_unsigned(uint64_t value, unsigned bytes) { return bytes == 4 ? (uint32_t)value : value; }

static uint64_t amo_swap(uint64_t old, uint64_t operand, unsigned bytes)
{
    (void)old, (void)bytes;
    return operand;
}

static uint64_t amo_add(uint64_t old, uint64_t operand, unsigned bytes)
{
    (void)bytes;
    return old + operand;
}

static uint64_t amo_xor(uint64_t old, uint64_t operand, unsigned bytes)
{
    (void)bytes;
    return old ^ operand;
}

static uint64_t amo_or(uint64_t old, uint64_t operand, unsigned bytes)
{
    (void)bytes;
    return old | operand;
}

static uint64_t amo_and(uint64_t old, uint64_t operand, unsigned bytes)
{
    (void)bytes;
    return old & operand;
}

static uint64_t amo_min(uint64_t old, uint64_t operand, unsigned bytes)
{
    return as_signed(old, bytes) < as_signed(operand, bytes) ? old : operand;
}

static uint64_t amo_max(uint64_t old, uint64_t operand, unsigned bytes)
{
    return as_signed(old, bytes) > as_signed(operand, bytes) ? old : operand;
}

static uint64_t amo_minu(uint64_t old, uint64_t operand, unsigned bytes)
{
    return as_unsigned(old, bytes) < as_unsigned(operand, bytes) ? old : operand;
}

static uint64_t amo_maxu(uint64_t old, uint64_t operand, unsigned bytes)
{
    return as_unsigned(old, bytes) > as_unsigned(operand, bytes) ? old : operand;
}

amo_op amo_operation(unsigned funct5)
{
    static const amo_op table[32] = {
        [0x00] = amo_add, [0x01] = amo_swap, [0x04] = amo_xor,  [0x08] = amo_or,   [0x0c] = amo_and,
        [0x10] = amo_min, [0x14] = amo_max,  [0x18] = amo_minu, [0x1c] = amo_maxu,
    };
    return table[funct5 & 31];
}
