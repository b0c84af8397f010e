// SPDX-License-Identifier: Apache-2.0
// The registers of what a trap interrupted, as entry.S lays them on the firmware's stack.

#ifndef FIRMWARE_FRAME_H
#define FIRMWARE_FRAME_H

#define FRAME_PC 0
#define FRAME_REG(n) ((n)*8)
#define FRAME_BYTES 256

#ifndef __ASSEMBLER__

#include <stdint.h>

struct frame {
    union {
        uint64_t pc;  // x0 needs no place
        uint64_t reg[32];
    };
};

_Static_assert(sizeof(struct frame) == FRAME_BYTES, "entry.S and C must agree on the frame");

enum { RegA0 = 10, RegA1 = 11, RegA2 = 12, RegA3 = 13, RegA4 = 14, RegA6 = 16, RegA7 = 17 };

#endif
#endif
