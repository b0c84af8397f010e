// SPDX-License-Identifier: Apache-2.0
// Device registers, reached through the physmap. Devices are strongly ordered I/O; the fences order them with memory.

#ifndef OS_DEV_MMIO_H
#define OS_DEV_MMIO_H

#include "os/lib/types.h"

static inline uint32_t mmio_read32(uint64_t pa) { return *(volatile uint32_t *)kva(pa); }
static inline void mmio_write32(uint64_t pa, uint32_t v) { *(volatile uint32_t *)kva(pa) = v; }
static inline uint64_t mmio_read64(uint64_t pa) { return *(volatile uint64_t *)kva(pa); }
static inline void mmio_write64(uint64_t pa, uint64_t v) { *(volatile uint64_t *)kva(pa) = v; }
static inline uint8_t mmio_read8(uint64_t pa) { return *(volatile uint8_t *)kva(pa); }
static inline void mmio_write8(uint64_t pa, uint8_t v) { *(volatile uint8_t *)kva(pa) = v; }

// Everything written to memory before is seen by a device told of it afterwards, and the other way round.
static inline void mmio_fence(void) { __asm__ volatile("fence iorw, iorw" ::: "memory"); }

#endif
