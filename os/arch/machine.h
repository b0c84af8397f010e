// SPDX-License-Identifier: Apache-2.0
// What the device tree said about the machine, copied once at boot (os/dev/dt.c) so that nothing needs the tree later.

#ifndef OS_ARCH_MACHINE_H
#define OS_ARCH_MACHINE_H

#include "os/lib/types.h"

#define MACHINE_VIRTIO_MAX 8
#define BOOTARGS_MAX 512
#define ZERO_BLOCK_MOST 512  // an eighth of a page, and a power of two as all of them are (os/vm/page.h)

struct mmio_device {
    uint64_t base;  // physical address, 0 if absent
    uint32_t irq;   // PLIC source
};

// What the tree says of a cache; 0 where it says nothing.
struct cache {
    uint32_t bytes, sets, line;
};

struct machine {
    uint64_t ram_start, ram_end;  // physical, half-open
    uint64_t timebase;            // ticks a second
    char isa[128];
    bool has_sstc, has_svadu;
    uint32_t zero_block;  // bytes that CBO.ZERO makes zero (Zicboz); 0: there is no such instruction
    struct mmio_device uart;
    struct mmio_device error_bank;
    uint64_t plic_base;
    unsigned plic_context;  // of this hart's S mode
    unsigned virtio_count;
    struct mmio_device virtio[MACHINE_VIRTIO_MAX];  // in the order of their addresses
    struct cache l1i, l1d, l2;
    char bootargs[BOOTARGS_MAX];
};

extern struct machine machine;
extern uint64_t boot_hart;

// Start and end of the kernel's image, page-aligned, as kernel addresses (kernel.ld).
extern char kernel_start[], kernel_end[];

// The value of a word `name=value` of the boot arguments, copied into buf; false if it is not there.
bool bootarg(const char *name, char *buf, size_t size);
// The same as a number with an optional suffix K, M or G.
uint64_t bootarg_number(const char *name, uint64_t otherwise);

#endif
