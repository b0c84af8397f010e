// SPDX-License-Identifier: Apache-2.0
// A pointer chase: `count` loads, a multiple of 16, each from where the one before has said; `*at` is where it begins
// and where it has come to.
#ifndef CHASE_H
#define CHASE_H

#include "contract.h"

struct cost chase(uint64_t *at, uint64_t count);

MEASURED(chase, "mv a4, a0\n"
                "ld a2, 0(a0)\n"
                "enter\n"
                "1: .rept 16\n"
                "ld a2, 0(a2)\n"
                ".endr\n"
                "addi a1, a1, -16\n"
                "bnez a1, 1b\n"
                "sd a2, 0(a4)\n"
                "leave\n");

#endif
