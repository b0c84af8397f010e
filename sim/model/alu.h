// SPDX-License-Identifier: Apache-2.0
//
// The arithmetic of RV64IM and of the AMOs (unprivileged manual, chapters 2, 5, 7 and 8): pure
// functions of values.

#ifndef PAGEWALK_MODEL_ALU_H
#define PAGEWALK_MODEL_ALU_H

#include <stdint.h>

static inline uint64_t sext32(uint64_t value) { return (uint64_t)(int64_t)(int32_t)value; }

static inline uint64_t mulhu(uint64_t a, uint64_t b) { return (unsigned __int128)a * b >> 64; }

static inline uint64_t mulh(uint64_t a, uint64_t b) { return (__int128)(int64_t)a * (int64_t)b >> 64; }

static inline uint64_t mulhsu(uint64_t a, uint64_t b) { return (__int128)(int64_t)a * (unsigned __int128)b >> 64; }

// Division never traps: by zero it gives all ones and the dividend, on overflow the dividend and 0.
static inline uint64_t div_signed(int64_t a, int64_t b)
{
    if (b == 0)
        return UINT64_MAX;
    return b == -1 ? -(uint64_t)a : (uint64_t)(a / b);
}

static inline uint64_t rem_signed(int64_t a, int64_t b)
{
    if (b == 0)
        return (uint64_t)a;
    return b == -1 ? 0 : (uint64_t)(a % b);
}

static inline uint64_t div_unsigned(uint64_t a, uint64_t b) { return b ? a / b : UINT64_MAX; }

static inline uint64_t rem_unsigned(uint64_t a, uint64_t b) { return b ? a % b : a; }

// What an AMO stores. NULL: no such funct5.
typedef uint64_t (*amo_op)(uint64_t old, uint64_t operand, unsigned bytes);
amo_op amo_operation(unsigned funct5);

#endif
