// SPDX-License-Identifier: Apache-2.0
// What the device tree says about the machine, read once at reset. An address of 0 means that there is no such thing.

#ifndef FIRMWARE_PLATFORM_H
#define FIRMWARE_PLATFORM_H

#include <stdbool.h>
#include <stdint.h>

struct platform {
    uint64_t harts;  // ids of the harts, bits: of those below HARTS_MAX (hart.h), the calling one among them
    uint64_t ram;    // [ram, ram_end)
    uint64_t ram_end;
    uint64_t uart;  // 16550
    uint64_t clint;
    uint64_t finisher;  // test finisher: the way to switch the machine off
    bool wants_adue;    // the kernel's command line has the word adue=1
    bool has_sstc;      // S mode has its own timer compare register
};

extern struct platform platform;
extern char firmware_start[], firmware_end[];

// Fill in the platform, which `hart` belongs to, from the device tree; false if that is none.
bool platform_read(uint64_t hart, const void *device_tree);

// Is [address, address + bytes) RAM that S mode may use?
bool platform_is_supervisor_ram(uint64_t address, uint64_t bytes);

#endif
