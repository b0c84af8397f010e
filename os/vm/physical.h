// SPDX-License-Identifier: Apache-2.0
// Physical memory as such, for /dev/mem: RAM whoever owns it, and the registers of devices.
//
// The kernel touches it only by probe.h, since what answers at an address, and how, nobody knows beforehand. User mode
// may have it mapped; an access that nothing answers is SIGBUS there.
#ifndef VM_PHYSICAL_H
#define VM_PHYSICAL_H

#include <stdbool.h>
#include <stdint.h>

struct vnode;

#define PHYSICAL_END (1ul << 56)  // of the addresses that a PTE can name (Sv39, privileged manual 4.4)

// RAM is out of reach (boot argument strict_devmem, 1 unless it says otherwise).
extern bool physical_strict;

// May [pa, pa + length), which ends below PHYSICAL_END, be reached?
bool physical_allowed(uint64_t pa, uint64_t length);

// The one object of kind PHYSICAL, its vnode being /dev/mem. Held for ever once made; NULL: no memory. May sleep.
struct object *physical_object(struct vnode *vnode);

#endif
