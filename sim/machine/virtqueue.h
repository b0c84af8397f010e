// SPDX-License-Identifier: Apache-2.0
// The device's side of a split virtqueue (virtio 1.2, section 2.7): the rings in guest memory, and
// the chains of descriptors that lie in them. Guest memory is reached through `struct dma`, which may
// yield; whatever is false here was nonsense of the driver's, memory that is none, or a device that
// was reset meanwhile.
#ifndef PAGEWALK_VIRTQUEUE_H
#define PAGEWALK_VIRTQUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dma.h"

#define QUEUE_MAX 256
#define SEGMENTS_MAX QUEUE_MAX  // of one request

struct virtqueue {
    uint32_t num;  // descriptors, a power of two up to QUEUE_MAX; 0: not yet said
    bool ready;
    uint64_t desc, driver, device;  // addresses of the three parts
    uint16_t next_avail;            // free-running
    uint16_t next_used;
};

// Guest memory during the life of a device: `*generation` counts its resets.
struct guest_memory {
    const struct dma *dma;
    const uint32_t *generation;
    uint32_t born;
};

struct segment {
    uint64_t pa;
    uint32_t len;  // bytes
};

// A descriptor chain: first what the device reads, then what it writes. `readable_bytes` and
// `writable_bytes` are the sums.
struct chain {
    uint16_t head;
    unsigned readable, count;  // segments [0, readable), [readable, count)
    uint64_t readable_bytes, writable_bytes;
    struct segment segments[SEGMENTS_MAX];
};

// Whether the driver has made a chain available, and its head.
bool virtqueue_next(const struct virtqueue *queue, const struct guest_memory *memory, bool *any, uint16_t *head);

// Reads the chain that begins at chain->head; the rest of `chain` is zero.
bool virtqueue_chain(const struct virtqueue *queue, const struct guest_memory *memory, struct chain *chain);

// Puts the chain into the used ring, `written` bytes of it; does the driver want to be told?
bool virtqueue_complete(struct virtqueue *queue, const struct guest_memory *memory, const struct chain *chain,
                        uint32_t written, bool *tell);

// Bytes of what the device reads, from byte `from` on; and into what it writes, at byte `at`.
bool chain_take(const struct guest_memory *memory, const struct chain *chain, uint64_t from, void *buf, uint64_t len);
bool chain_give(const struct guest_memory *memory, const struct chain *chain, uint64_t at, const void *buf,
                uint64_t len);

#endif
