// SPDX-License-Identifier: Apache-2.0
// The physical address map of the machine: that of QEMU's `virt` board, and an error bank where that has nothing.
// All ranges are half-open. docs/architecture.md, "The memory map".
#ifndef PAGEWALK_MEMMAP_H
#define PAGEWALK_MEMMAP_H

#include <stdbool.h>
#include <stdint.h>

#define ROM_BASE UINT64_C(0x1000)
#define ROM_END UINT64_C(0x10000)
#define ROM_BYTES (ROM_END - ROM_BASE)
#define FINISHER_BASE UINT64_C(0x100000)
#define FINISHER_END UINT64_C(0x101000)
#define CLINT_BASE UINT64_C(0x2000000)
#define CLINT_END UINT64_C(0x2010000)
#define ERROR_BANK_BASE UINT64_C(0x6000000)
#define ERROR_BANK_END UINT64_C(0x6001000)
#define PLIC_BASE UINT64_C(0xc000000)
#define PLIC_END UINT64_C(0x10000000)
#define UART_BASE UINT64_C(0x10000000)
#define UART_END UINT64_C(0x10000100)
#define VIRTIO_BASE UINT64_C(0x10001000)
#define VIRTIO_STRIDE UINT64_C(0x1000)
#define VIRTIO_SLOTS 8
#define VIRTIO_END (VIRTIO_BASE + VIRTIO_SLOTS * VIRTIO_STRIDE)
#define RAM_BASE UINT64_C(0x80000000)
#define KERNEL_BASE UINT64_C(0x80200000)

// Memory by its attributes, cached and executable; whether anybody answers there is another matter. All else is I/O.
static inline bool memmap_is_memory(uint64_t pa) { return pa >= RAM_BASE || (pa >= ROM_BASE && pa < ROM_END); }

// 100 MHz core clock, 10 MHz mtime.
#define CYCLES_PER_TIME_TICK 10
#define TIMEBASE_HZ 10000000

#endif
