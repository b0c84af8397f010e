// SPDX-License-Identifier: Apache-2.0
// What a bare-metal test program gets if it does not say otherwise: any trap fails with code 99,
// and leaving is by the test finisher.
#include "guest.h"

__attribute__((weak)) uint64_t trap(uint64_t cause, uint64_t pc)
{
    (void)cause;
    leave(99);
    return pc;
}

__attribute__((weak)) void leave(uint64_t code) { REG32(FINISHER) = code ? (uint32_t)code << 16 | 0x3333 : 0x5555; }
