// SPDX-License-Identifier: Apache-2.0
// The boot ROM at the reset vector, as on QEMU's `virt` board: a0 = hart id, a1 = device tree,
// a2 = what OpenSBI's fw_dynamic wants to know (magic, version, next stage, its mode), then a jump
// to the start of RAM. Where TLBs and caches are to be smaller than they are built, or to replace otherwise, it writes
// mgeometry and mreplace first (docs/geometry.md).
#ifndef PAGEWALK_BOOTROM_H
#define PAGEWALK_BOOTROM_H

#include <stdint.h>

// `rom` has ROM_BYTES. `next_pa`: the entry of the stage after the firmware.
void bootrom_write(uint8_t *rom, uint64_t devtree_pa, uint64_t next_pa, uint64_t mgeometry, uint64_t mreplace);

#endif
