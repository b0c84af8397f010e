// SPDX-License-Identifier: Apache-2.0
// A raw disk image: a file of whole 512-byte sectors, mapped into memory. A file that may not be
// written becomes a read-only disk; with `snapshot`, writes stay in memory and the file is
// untouched.
#ifndef PAGEWALK_DISK_H
#define PAGEWALK_DISK_H

#include <stdbool.h>
#include <stdint.h>

#include "complaint.h"

#define SECTOR_BYTES 512

struct disk {
    uint8_t *bytes;
    uint64_t size;  // a multiple of SECTOR_BYTES, not 0
    bool read_only;
};

bool disk_open(struct disk *disk, const char *path, bool snapshot, struct complaint *complaint);
void disk_close(struct disk *disk);

// Whether the image is a swap area as mkswap(8) makes it: "SWAPSPACE2" at the end of the first
// page.
bool disk_is_swap(const struct disk *disk);

#endif
