// SPDX-License-Identifier: Apache-2.0
// The device tree that describes the machine to its guest, as QEMU's `virt` board describes itself
// (Devicetree Specification 0.4; bindings of the Linux kernel).
#ifndef PAGEWALK_DEVTREE_H
#define PAGEWALK_DEVTREE_H

#include <stddef.h>
#include <stdint.h>

#include "preset.h"

// Writes the flattened tree into `buf`. Returns its size in bytes, 0 if it does not fit. `bootargs`
// may be NULL.
size_t devtree_build(void *buf, size_t room, uint64_t ram_bytes, const struct preset *preset, const char *bootargs);

#endif
