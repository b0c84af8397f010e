// SPDX-License-Identifier: Apache-2.0
// virtio over MMIO, version 2, and its split virtqueue (Virtual I/O Device specification 1.1, sections 2.6 and 4.2).

#ifndef OS_DEV_VIRTIO_H
#define OS_DEV_VIRTIO_H

#include "os/lib/types.h"

// Register offsets (4.2.2).
enum {
    VIRTIO_MAGIC = 0x000,
    VIRTIO_VERSION = 0x004,
    VIRTIO_DEVICE_ID = 0x008,
    VIRTIO_DEVICE_FEATURES = 0x010,
    VIRTIO_DEVICE_FEATURES_SEL = 0x014,
    VIRTIO_DRIVER_FEATURES = 0x020,
    VIRTIO_DRIVER_FEATURES_SEL = 0x024,
    VIRTIO_QUEUE_SEL = 0x030,
    VIRTIO_QUEUE_NUM_MAX = 0x034,
    VIRTIO_QUEUE_NUM = 0x038,
    VIRTIO_QUEUE_READY = 0x044,
    VIRTIO_QUEUE_NOTIFY = 0x050,
    VIRTIO_INTERRUPT_STATUS = 0x060,
    VIRTIO_INTERRUPT_ACK = 0x064,
    VIRTIO_STATUS = 0x070,
    VIRTIO_QUEUE_DESC = 0x080,
    VIRTIO_QUEUE_DRIVER = 0x090,
    VIRTIO_QUEUE_DEVICE = 0x0a0,
    VIRTIO_CONFIG = 0x100,
};

#define VIRTIO_MAGIC_VALUE 0x74726976u
#define VIRTIO_ID_BLOCK 2

// Device status (2.1).
enum {
    STATUS_ACKNOWLEDGE = 1,
    STATUS_DRIVER = 2,
    STATUS_DRIVER_OK = 4,
    STATUS_FEATURES_OK = 8,
    STATUS_NEEDS_RESET = 64,
    STATUS_FAILED = 128
};

// Reasons of an interrupt (4.2.2): buffers were used, or the configuration, of which the status is part, has changed.
enum { INTERRUPT_USED = 1, INTERRUPT_CONFIG = 2 };

#define VIRTIO_F_VERSION_1 32

// Split virtqueue (2.6.5 to 2.6.8).
enum { DESC_NEXT = 1, DESC_DEVICE_WRITES = 2 };

struct virtq_desc {
    uint64_t addr;  // physical
    uint32_t len;
    uint16_t flags, next;
};

struct virtq_used_elem {
    uint32_t id, len;
};

#endif
