// SPDX-License-Identifier: Apache-2.0
// Block devices. Sectors are 512 bytes. A transfer moves whole sectors between the device and physically contiguous
// memory that the caller owns until the call returns; the caller sleeps (state D) until the device interrupts.

#ifndef OS_DEV_BLK_H
#define OS_DEV_BLK_H

#include "os/lib/types.h"

#define SECTOR_SIZE 512
#define SECTORS_A_PAGE (PAGE_SIZE / SECTOR_SIZE)

struct blk;

// Finds the disks and starts them, once the PLIC works.
void blk_init(void);

// By name ("vda", "vdb", ... in the order of their addresses; a leading "/dev/" is skipped). NULL if there is none.
struct blk *blk_find(const char *name);
const char *blk_name(const struct blk *b);
uint64_t blk_sectors(const struct blk *b);
bool blk_read_only(const struct blk *b);
// What it was asked for since boot: requests, pages beyond the first of each, sectors.
struct blk_counts {
    uint64_t requests, merged, sectors;
};
struct blk_counts blk_reads(const struct blk *b);
struct blk_counts blk_writes(const struct blk *b);
struct blk *blk_by_index(unsigned index);  // 0 is vda; NULL past the last

// bytes: a multiple of SECTOR_SIZE, at most 128 KiB. 0, or -EIO, -EROFS, -EINVAL (range). May sleep.
int blk_read(struct blk *b, uint64_t sector, void *kva, unsigned bytes);
int blk_write(struct blk *b, uint64_t sector, const void *kva, unsigned bytes);

// Pages anywhere in memory from or to neighbouring sectors, in one request: the device moves its arm once. At most
// BLK_PAGES_MAX. Results as above.
#define BLK_PAGES_MAX 8
int blk_read_pages(struct blk *b, uint64_t sector, void *const pages[], unsigned count);
int blk_write_pages(struct blk *b, uint64_t sector, void *const pages[], unsigned count);

int blk_flush(struct blk *b);

// Sleeps until one of the requests that devices have, of whoever and on whatever disk, has ended; false at once when
// they have none. What a device has been asked for ends whatever else happens: no memory, no lock, no task is needed.
bool blk_wait_any(void);

#endif
