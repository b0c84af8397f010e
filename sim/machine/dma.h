// SPDX-License-Identifier: Apache-2.0
// The way by which a device reaches guest memory. The engine gives it: on the C model it is a copy,
// on the RTL it is a coroutine that moves the bytes over the DMA port and takes cycles, so a call
// may yield, and the guest may run (and write device registers) before it returns.
//
// False: the bytes are not memory (or the bus answered with an error); nothing or a part was moved.
#ifndef PAGEWALK_DMA_H
#define PAGEWALK_DMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dma {
    void *ctx;
    bool (*read)(void *ctx, uint64_t pa, void *buf, size_t len);
    bool (*write)(void *ctx, uint64_t pa, const void *buf, size_t len);
};

#endif
