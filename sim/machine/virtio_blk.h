// SPDX-License-Identifier: Apache-2.0
// A block device on the virtio-mmio transport, version 2 (virtio 1.2: 2.7 split virtqueues, 4.2
// MMIO, 5.2 block device). One queue; reads, writes, flush and get-id; indirect descriptors.
//
// It is a disk with one arm: it takes one request at a time, and starts each transfer `latency`
// cycles after the notification, or after the completion of the request before. Guest memory is
// touched only in virtio_blk_service(), which may yield inside dma; registers may be written
// meanwhile, and a reset then ends the request.
#ifndef PAGEWALK_VIRTIO_BLK_H
#define PAGEWALK_VIRTIO_BLK_H

#include <stdbool.h>
#include <stdint.h>

#include "disk.h"
#include "disk_fault.h"
#include "dma.h"
#include "stats.h"

struct virtio_blk;

struct virtio_blk_config {
    struct disk disk;                 // taken over: closed at destroy
    uint64_t latency;                 // cycles
    unsigned slot;                    // names the device in get-id
    const uint64_t *now;              // the machine's clock
    const struct disk_fault *faults;  // of any slot; those of this one are copied
    unsigned fault_count;
};

struct virtio_blk *virtio_blk_create(const struct virtio_blk_config *config);
void virtio_blk_destroy(struct virtio_blk *blk);

// Registers, `offset` below 0x1000. Those below 0x100 are 32 bits wide and refuse other sizes
// (false); the configuration space at 0x100 takes all.
bool virtio_blk_read(struct virtio_blk *blk, uint64_t offset, unsigned bytes, uint64_t *value);
bool virtio_blk_write(struct virtio_blk *blk, uint64_t offset, unsigned bytes, uint64_t value);

bool virtio_blk_irq(const struct virtio_blk *blk);

// The cycle from which it wants service; UINT64_MAX: it has nothing to do.
uint64_t virtio_blk_due(const struct virtio_blk *blk);

// Serves at most one request, if one is due.
void virtio_blk_service(struct virtio_blk *blk, const struct dma *dma);

struct virtio_blk_counts {
    uint64_t reads, writes, flushes, errors;  // requests
    uint64_t bytes_read, bytes_written;
};
struct virtio_blk_counts virtio_blk_counts(const struct virtio_blk *blk);

// The same registers of a slot with no device behind the transport (device id 0).
bool virtio_empty_read(uint64_t offset, unsigned bytes, uint64_t *value);

#endif
