// SPDX-License-Identifier: Apache-2.0
// The signature of an architectural test: what lies between its symbols begin_signature and end_signature when it has
// ended, as the machine's memory has it then. It is read by DMA, after the guest's last word and before the run is
// over, so that dirty lines of a cache are in it.
#ifndef PAGEWALK_SIGNATURE_H
#define PAGEWALK_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "complaint.h"
#include "dma.h"
#include "image.h"

struct signature {
    uint64_t pa;
    size_t bytes;
    uint8_t *data;  // NULL until it has been collected
};

#define SIGNATURE_MAX_BYTES (UINT64_C(1) << 30)

// Where the image has it, within [ram, ram + ram_bytes).
bool signature_find(struct signature *signature, const struct image *image, uint64_t ram, uint64_t ram_bytes,
                    struct complaint *complaint);

// Once. What cannot be read is zeros.
void signature_collect(struct signature *signature, const struct dma *dma);

// Lines of `granularity` bytes (a power of two up to 16) in hexadecimal digits, the byte at the highest address first;
// the last one is filled up with zeros. Nothing is written where there is nothing collected.
bool signature_write(const struct signature *signature, const char *path, unsigned granularity,
                     struct complaint *complaint);

#endif
