// SPDX-License-Identifier: Apache-2.0
// The device tree, read once (Devicetree specification 0.4).

#ifndef OS_DEV_DT_H
#define OS_DEV_DT_H

#include "os/lib/types.h"

// Fills `machine` from the tree at physical address pa. Panics when there is none. The tree is not needed afterwards.
void dt_read(uint64_t pa);

#endif
