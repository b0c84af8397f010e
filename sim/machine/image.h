// SPDX-License-Identifier: Apache-2.0
// Reads executables: 64-bit little-endian RISC-V ELF (System V ABI, chapters 4 and 5). What is
// wrong with a file is said exactly; nothing outside the file is read, whatever its headers claim.
#ifndef PAGEWALK_IMAGE_H
#define PAGEWALK_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "complaint.h"

struct image {
    const char *path;
    const uint8_t *bytes;
    size_t size;
    uint64_t entry;
};

// A loadable segment: `file_bytes` from `data`, then zeros up to `bytes`, at physical address `pa`.
struct image_segment {
    uint64_t pa, bytes, file_bytes;
    const uint8_t *data;
};

bool image_open(struct image *image, const char *path, struct complaint *complaint);
void image_close(struct image *image);

// The loadable segments in turn: start with *cursor = 0; false after the last. Empty ones are left
// out.
bool image_next_segment(const struct image *image, unsigned *cursor, struct image_segment *segment);

// The value of a symbol; false if there is none of that name.
bool image_symbol(const struct image *image, const char *name, uint64_t *value);

#endif
