// SPDX-License-Identifier: Apache-2.0
#include "bootrom.h"

#include <string.h>

#include "memmap.h"

#define DYNAMIC_MAGIC UINT64_C(0x4942534f)  // "OSBI"
#define NEXT_MODE_S 1

// The code and its literals, as they lie in the ROM.
struct bootrom {
    uint32_t code[8];
    uint64_t start_pa;
    uint64_t devtree_pa;
    struct {
        uint64_t magic, version, next_pa, next_mode, options, boot_hart;
    } dynamic;
    uint32_t reshape[6];
    uint64_t mgeometry, mreplace;
};

void bootrom_write(uint8_t *rom, uint64_t devtree_pa, uint64_t next_pa, uint64_t mgeometry, uint64_t mreplace)
{
    struct bootrom contents = {
        .code =
            {
                0x00000297,  // auipc t0, 0
                0x0282b583,  // ld    a1, 0x28(t0): devtree_pa
                0x03028613,  // addi  a2, t0, 0x30: dynamic
                0xf1402573,  // csrr  a0, mhartid
                0x0202b283,  // ld    t0, 0x20(t0): start_pa
                0x00028067,  // jr    t0
                0x00000013,  // nop
                0x00000013,  // nop
            },
        .start_pa = RAM_BASE,
        .devtree_pa = devtree_pa,
        .dynamic = {DYNAMIC_MAGIC, 2, next_pa, NEXT_MODE_S, 0, 0},
        .reshape =
            {
                0x00000317,  // auipc t1, 0
                0x01833383,  // ld    t2, 0x18(t1): mgeometry
                0x7c039073,  // csrw  mgeometry, t2
                0x02033383,  // ld    t2, 0x20(t1): mreplace
                0x7c139073,  // csrw  mreplace, t2
                0x00028067,  // jr    t0
            },
        .mgeometry = mgeometry,
        .mreplace = mreplace,
    };
    if (mgeometry || mreplace)
        contents.code[5] = 0x04c0006f;  // j reshape
    memcpy(rom, &contents, sizeof contents);
}
