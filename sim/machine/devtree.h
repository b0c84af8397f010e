// SPDX-License-Identifier: Apache-2.0
// The device tree that describes the machine to its guest, as QEMU's `virt` board describes itself
// (Devicetree Specification 0.4; bindings of the Linux kernel).
#ifndef PAGEWALK_DEVTREE_H
#define PAGEWALK_DEVTREE_H

#include <stddef.h>
#include <stdint.h>

#include "isa.h"
#include "preset.h"

// What differs from machine to machine.
struct devtree {
    uint64_t ram_bytes;
    const struct preset *preset;
    const struct isa *isa;
    const char *bootargs;  // NULL is empty
};

// Writes the flattened tree into `buf`. Returns its size in bytes, 0 if it does not fit.
size_t devtree_build(void *buf, size_t room, const struct devtree *tree);

#endif
