// SPDX-License-Identifier: Apache-2.0
#include "virtio_blk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Transport registers, virtio 1.2 section 4.2.2.
enum {
    MAGIC = 0x000,
    VERSION = 0x004,
    DEVICE_ID = 0x008,
    VENDOR_ID = 0x00c,
    DEVICE_FEATURES = 0x010,
    DEVICE_FEATURES_SEL = 0x014,
    DRIVER_FEATURES = 0x020,
    DRIVER_FEATURES_SEL = 0x024,
    QUEUE_SEL = 0x030,
    QUEUE_NUM_MAX = 0x034,
    QUEUE_NUM = 0x038,
    QUEUE_READY = 0x044,
    QUEUE_NOTIFY = 0x050,
    INTERRUPT_STATUS = 0x060,
    INTERRUPT_ACK = 0x064,
    STATUS = 0x070,
    QUEUE_DESC_LOW = 0x080,
    QUEUE_DESC_HIGH = 0x084,
    QUEUE_DRIVER_LOW = 0x090,
    QUEUE_DRIVER_HIGH = 0x094,
    QUEUE_DEVICE_LOW = 0x0a0,
    QUEUE_DEVICE_HIGH = 0x0a4,
    CONFIG_GENERATION = 0x0fc,
    CONFIG = 0x100,
};

#define MAGIC_VALUE 0x74726976  // "virt"
#define VENDOR_VALUE 0x4b4c5750 // "PWLK"
#define ID_BLOCK 2

#define STATUS_FEATURES_OK 8
#define STATUS_DRIVER_OK 4
#define STATUS_NEEDS_RESET 64

#define ISR_USED_BUFFER 1
#define ISR_CONFIG_CHANGE 2

#define F_SEG_MAX (UINT64_C(1) << 2)
#define F_READ_ONLY (UINT64_C(1) << 5)
#define F_BLK_SIZE (UINT64_C(1) << 6)
#define F_FLUSH (UINT64_C(1) << 9)
#define F_INDIRECT_DESC (UINT64_C(1) << 28)
#define F_VERSION_1 (UINT64_C(1) << 32)

#define QUEUE_MAX 256
#define SEGMENTS_MAX QUEUE_MAX // of one request

#define DESC_F_NEXT 1
#define DESC_F_WRITE 2
#define DESC_F_INDIRECT 4
#define AVAIL_F_NO_INTERRUPT 1

enum { REQ_READ = 0, REQ_WRITE = 1, REQ_FLUSH = 4, REQ_GET_ID = 8 };
enum { ANSWER_OK = 0, ANSWER_IO_ERROR = 1, ANSWER_UNSUPPORTED = 2 };
#define ID_BYTES 20

// As they lie in guest memory.
struct descriptor {
    uint64_t pa;
    uint32_t len;
    uint16_t flags;
    uint16_t next;
};
struct request_header {
    uint32_t type;
    uint32_t reserved;
    uint64_t sector;
};
struct used_element {
    uint32_t id;
    uint32_t len;
};
struct config_space {
    uint64_t capacity; // sectors
    uint32_t size_max;
    uint32_t seg_max;
    uint16_t cylinders;
    uint8_t heads, sectors;
    uint32_t blk_size;
};

struct queue {
    uint32_t num;
    bool ready;
    uint64_t desc, driver, device; // addresses of the three parts
    uint16_t next_avail;           // free-running
    uint16_t next_used;
};

struct virtio_blk {
    struct disk disk;
    uint64_t latency;
    unsigned slot;
    const uint64_t *now;
    struct config_space config;

    uint32_t status, isr;
    uint32_t device_features_sel, driver_features_sel, queue_sel;
    uint64_t driver_features;
    struct queue queue;

    bool busy;           // a request is, or may be, waiting
    uint64_t due;        // busy: the cycle in which its transfer starts
    bool notified;       // since the ring was last looked at
    uint32_t generation; // counts resets

    struct virtio_blk_counts counts;
};

struct virtio_blk *virtio_blk_create(const struct virtio_blk_config *config)
{
    struct virtio_blk *blk = calloc(1, sizeof *blk);
    if (!blk)
        abort();
    blk->disk = config->disk;
    blk->latency = config->latency;
    blk->slot = config->slot;
    blk->now = config->now;
    blk->config.capacity = blk->disk.size / SECTOR_BYTES;
    blk->config.seg_max = SEGMENTS_MAX - 2;
    blk->config.blk_size = SECTOR_BYTES;
    return blk;
}

void virtio_blk_destroy(struct virtio_blk *blk)
{
    if (!blk)
        return;
    disk_close(&blk->disk);
    free(blk);
}

struct virtio_blk_counts virtio_blk_counts(const struct virtio_blk *blk)
{
    return blk->counts;
}

// -----------------------------------------------------------------------------------------------
// Registers

static uint64_t offered_features(const struct virtio_blk *blk)
{
    return F_VERSION_1 | F_INDIRECT_DESC | F_FLUSH | F_BLK_SIZE | F_SEG_MAX |
           (blk->disk.read_only ? F_READ_ONLY : 0);
}

static uint32_t half(uint64_t value, uint32_t select)
{
    return select == 0 ? (uint32_t)value : select == 1 ? (uint32_t)(value >> 32) : 0;
}

static void set_half(uint64_t *value, uint32_t select, uint32_t bits)
{
    if (select == 0)
        *value = (*value & ~UINT64_C(0xffffffff)) | bits;
    else if (select == 1)
        *value = (*value & UINT64_C(0xffffffff)) | (uint64_t)bits << 32;
}

static bool read_config(const struct virtio_blk *blk, uint64_t offset, unsigned bytes,
                        uint64_t *value)
{
    *value = 0;
    if (offset < sizeof blk->config && bytes <= sizeof blk->config - offset)
        memcpy(value, (const uint8_t *)&blk->config + offset, bytes);
    return true;
}

static uint32_t read_register(const struct virtio_blk *blk, uint64_t offset)
{
    bool queue_exists = blk->queue_sel == 0;
    switch (offset) {
    case MAGIC:
        return MAGIC_VALUE;
    case VERSION:
        return 2;
    case DEVICE_ID:
        return ID_BLOCK;
    case VENDOR_ID:
        return VENDOR_VALUE;
    case DEVICE_FEATURES:
        return half(offered_features(blk), blk->device_features_sel);
    case QUEUE_NUM_MAX:
        return queue_exists ? QUEUE_MAX : 0;
    case QUEUE_READY:
        return queue_exists && blk->queue.ready;
    case INTERRUPT_STATUS:
        return blk->isr;
    case STATUS:
        return blk->status;
    default: // write-only and unknown registers, configuration generation 0
        return 0;
    }
}

bool virtio_blk_read(struct virtio_blk *blk, uint64_t offset, unsigned bytes, uint64_t *value)
{
    if (offset >= CONFIG)
        return read_config(blk, offset - CONFIG, bytes, value);
    if (bytes != 4)
        return false;
    *value = read_register(blk, offset);
    return true;
}

bool virtio_empty_read(uint64_t offset, unsigned bytes, uint64_t *value)
{
    if (offset < CONFIG && bytes != 4)
        return false;
    *value = offset == MAGIC       ? MAGIC_VALUE
             : offset == VERSION   ? 2
             : offset == VENDOR_ID ? VENDOR_VALUE
                                   : 0;
    return true;
}

static void reset(struct virtio_blk *blk)
{
    blk->status = blk->isr = 0;
    blk->device_features_sel = blk->driver_features_sel = blk->queue_sel = 0;
    blk->driver_features = 0;
    blk->queue = (struct queue){0};
    blk->busy = blk->notified = false;
    blk->generation++;
}

// Features are refused by not keeping FEATURES_OK (3.1.1): more than we offered, or the legacy
// interface, which this transport does not have.
static void write_status(struct virtio_blk *blk, uint32_t value)
{
    if (value == 0) {
        reset(blk);
        return;
    }
    bool accepted = (blk->driver_features & ~offered_features(blk)) == 0 &&
                    (blk->driver_features & F_VERSION_1);
    if ((value & STATUS_FEATURES_OK) && !accepted)
        value &= ~(uint32_t)STATUS_FEATURES_OK;
    blk->status = (value & 0xff) | (blk->status & STATUS_NEEDS_RESET);
}

static bool power_of_two(uint32_t value)
{
    return value != 0 && (value & (value - 1)) == 0;
}

static void write_queue(struct virtio_blk *blk, uint64_t offset, uint32_t value)
{
    struct queue *queue = &blk->queue;
    if (blk->queue_sel != 0)
        return;
    if (offset == QUEUE_READY) {
        queue->ready = (value & 1) && queue->num != 0;
        return;
    }
    if (queue->ready) // 4.2.2: the rest is fixed while the queue is ready
        return;
    switch (offset) {
    case QUEUE_NUM:
        if (power_of_two(value) && value <= QUEUE_MAX)
            queue->num = value;
        break;
    case QUEUE_DESC_LOW:
    case QUEUE_DESC_HIGH:
        set_half(&queue->desc, offset == QUEUE_DESC_HIGH, value);
        break;
    case QUEUE_DRIVER_LOW:
    case QUEUE_DRIVER_HIGH:
        set_half(&queue->driver, offset == QUEUE_DRIVER_HIGH, value);
        break;
    case QUEUE_DEVICE_LOW:
    case QUEUE_DEVICE_HIGH:
        set_half(&queue->device, offset == QUEUE_DEVICE_HIGH, value);
        break;
    }
}

static bool running(const struct virtio_blk *blk)
{
    return (blk->status & STATUS_DRIVER_OK) && !(blk->status & STATUS_NEEDS_RESET) &&
           blk->queue.ready;
}

static void start(struct virtio_blk *blk)
{
    blk->busy = true;
    blk->due = *blk->now + blk->latency;
}

static void notify(struct virtio_blk *blk, uint32_t queue)
{
    if (queue != 0 || !running(blk))
        return;
    blk->notified = true;
    if (!blk->busy)
        start(blk);
}

static void write_register(struct virtio_blk *blk, uint64_t offset, uint32_t value)
{
    switch (offset) {
    case DEVICE_FEATURES_SEL:
        blk->device_features_sel = value;
        break;
    case DRIVER_FEATURES:
        if (!(blk->status & STATUS_FEATURES_OK))
            set_half(&blk->driver_features, blk->driver_features_sel, value);
        break;
    case DRIVER_FEATURES_SEL:
        blk->driver_features_sel = value;
        break;
    case QUEUE_SEL:
        blk->queue_sel = value;
        break;
    case QUEUE_NOTIFY:
        notify(blk, value);
        break;
    case INTERRUPT_ACK:
        blk->isr &= ~value;
        break;
    case STATUS:
        write_status(blk, value);
        break;
    default:
        write_queue(blk, offset, value);
        break;
    }
}

bool virtio_blk_write(struct virtio_blk *blk, uint64_t offset, unsigned bytes, uint64_t value)
{
    if (offset >= CONFIG)
        return true; // nothing in it can be written
    if (bytes != 4)
        return false;
    write_register(blk, offset, (uint32_t)value);
    return true;
}

bool virtio_blk_irq(const struct virtio_blk *blk)
{
    return blk->isr != 0;
}

uint64_t virtio_blk_due(const struct virtio_blk *blk)
{
    return blk->busy ? blk->due : UINT64_MAX;
}

// -----------------------------------------------------------------------------------------------
// Requests

struct segment {
    uint64_t pa;
    uint32_t len;
};

// A descriptor chain: first what the device reads, then what it writes. `readable_bytes` and
// `writable_bytes` are the sums.
struct chain {
    uint16_t head;
    unsigned readable, count; // segments [0, readable), [readable, count)
    uint64_t readable_bytes, writable_bytes;
    struct segment segments[SEGMENTS_MAX];
};

// One service call: the memory, and the life of the device that it belongs to.
struct session {
    struct virtio_blk *blk;
    const struct dma *dma;
    uint32_t generation;
};

// Guest memory, as long as the device has not been reset while we waited for it.
static bool fetch(const struct session *s, uint64_t pa, void *buf, size_t len)
{
    return s->dma->read(s->dma->ctx, pa, buf, len) && s->generation == s->blk->generation;
}

static bool store(const struct session *s, uint64_t pa, const void *buf, size_t len)
{
    return s->dma->write(s->dma->ctx, pa, buf, len) && s->generation == s->blk->generation;
}

static bool add_segment(struct chain *chain, const struct descriptor *desc)
{
    bool writable = desc->flags & DESC_F_WRITE;
    if (chain->count == SEGMENTS_MAX || (!writable && chain->count != chain->readable))
        return false; // too long, or readable after writable (2.7.4.2)
    chain->segments[chain->count++] = (struct segment){desc->pa, desc->len};
    if (writable) {
        chain->writable_bytes += desc->len;
    } else {
        chain->readable++;
        chain->readable_bytes += desc->len;
    }
    return true;
}

// Follows a chain in the table of `entries` descriptors at `table`. An indirect descriptor leads
// once into a table of its own. A chain longer than its table is a loop.
static bool follow(const struct session *s, uint64_t table, uint32_t entries, uint16_t first,
                   bool indirect, struct chain *chain)
{
    uint16_t index = first;
    for (uint32_t steps = 0; steps < entries; steps++) {
        struct descriptor desc;
        if (index >= entries || !fetch(s, table + index * sizeof desc, &desc, sizeof desc))
            return false;
        if (desc.flags & DESC_F_INDIRECT) {
            if (indirect || (desc.flags & DESC_F_NEXT) || desc.len % sizeof desc != 0)
                return false;
            return follow(s, desc.pa, desc.len / sizeof desc, 0, true, chain);
        }
        if (!add_segment(chain, &desc))
            return false;
        if (!(desc.flags & DESC_F_NEXT))
            return true;
        index = desc.next;
    }
    return false;
}

// Moves `len` bytes between `buf` and the stream of segments [first, last) from byte `skip` on.
static bool move(const struct session *s, const struct segment *first, const struct segment *last,
                 uint64_t skip, uint8_t *buf, uint64_t len, bool to_guest)
{
    for (; first < last && len > 0; first++) {
        if (skip >= first->len) {
            skip -= first->len;
            continue;
        }
        uint64_t part = first->len - skip < len ? first->len - skip : len;
        bool moved = to_guest ? store(s, first->pa + skip, buf, part)
                              : fetch(s, first->pa + skip, buf, part);
        if (!moved)
            return false;
        buf += part;
        len -= part;
        skip = 0;
    }
    return len == 0;
}

static bool take(const struct session *s, const struct chain *chain, uint64_t from, void *buf,
                 uint64_t len)
{
    return move(s, chain->segments, chain->segments + chain->readable, from, buf, len, false);
}

static bool give(const struct session *s, const struct chain *chain, uint64_t at, const void *buf,
                 uint64_t len)
{
    return move(s, chain->segments + chain->readable, chain->segments + chain->count, at,
                (uint8_t *)buf, len, true);
}

static bool within_disk(const struct virtio_blk *blk, uint64_t sector, uint64_t bytes)
{
    return bytes % SECTOR_BYTES == 0 && sector <= blk->config.capacity &&
           bytes / SECTOR_BYTES <= blk->config.capacity - sector;
}

// Each of these answers a request: how, and in *given how many bytes went into the writable part.
static uint8_t serve_read(const struct session *s, const struct chain *chain, uint64_t sector,
                          uint64_t *given)
{
    struct virtio_blk *blk = s->blk;
    uint64_t bytes = chain->writable_bytes - 1;
    blk->counts.reads++;
    if (!within_disk(blk, sector, bytes) ||
        !give(s, chain, 0, blk->disk.bytes + sector * SECTOR_BYTES, bytes))
        return ANSWER_IO_ERROR;
    blk->counts.bytes_read += bytes;
    *given = bytes;
    return ANSWER_OK;
}

static uint8_t serve_write(const struct session *s, const struct chain *chain, uint64_t sector)
{
    struct virtio_blk *blk = s->blk;
    uint64_t bytes = chain->readable_bytes - sizeof(struct request_header);
    blk->counts.writes++;
    if (blk->disk.read_only || !within_disk(blk, sector, bytes) ||
        !take(s, chain, sizeof(struct request_header), blk->disk.bytes + sector * SECTOR_BYTES,
              bytes))
        return ANSWER_IO_ERROR;
    blk->counts.bytes_written += bytes;
    return ANSWER_OK;
}

static uint8_t serve_get_id(const struct session *s, const struct chain *chain, uint64_t *given)
{
    char id[ID_BYTES + 1] = {0};
    snprintf(id, sizeof id, "pagewalk-disk%u", s->blk->slot);
    uint64_t room = chain->writable_bytes - 1;
    *given = room < ID_BYTES ? room : ID_BYTES;
    return give(s, chain, 0, id, *given) ? ANSWER_OK : ANSWER_IO_ERROR;
}

static uint8_t serve(const struct session *s, const struct chain *chain,
                     const struct request_header *header, uint64_t *given)
{
    *given = 0;
    switch (header->type) {
    case REQ_READ:
        return serve_read(s, chain, header->sector, given);
    case REQ_WRITE:
        return serve_write(s, chain, header->sector);
    case REQ_FLUSH: // the image is the host's page cache already
        s->blk->counts.flushes++;
        return ANSWER_OK;
    case REQ_GET_ID:
        return serve_get_id(s, chain, given);
    default:
        return ANSWER_UNSUPPORTED;
    }
}

// Puts the chain into the used ring and tells the driver, unless it does not want to know.
static bool complete(const struct session *s, const struct chain *chain, uint32_t written)
{
    struct queue *queue = &s->blk->queue;
    struct used_element element = {chain->head, written};
    uint64_t slot = queue->next_used % queue->num;
    uint16_t index = queue->next_used + 1;
    uint16_t avail_flags;
    if (!store(s, queue->device + 4 + slot * sizeof element, &element, sizeof element) ||
        !store(s, queue->device + 2, &index, sizeof index))
        return false;
    queue->next_used = index;
    if (!fetch(s, queue->driver, &avail_flags, sizeof avail_flags))
        return false;
    if (!(avail_flags & AVAIL_F_NO_INTERRUPT))
        s->blk->isr |= ISR_USED_BUFFER;
    return true;
}

static bool serve_chain(const struct session *s, struct chain *chain)
{
    struct queue *queue = &s->blk->queue;
    struct request_header header;
    if (!follow(s, queue->desc, queue->num, chain->head, false, chain) ||
        chain->readable_bytes < sizeof header || chain->writable_bytes < 1 ||
        !take(s, chain, 0, &header, sizeof header))
        return false;
    uint64_t given;
    uint8_t answer = serve(s, chain, &header, &given);
    if (answer != ANSWER_OK)
        s->blk->counts.errors++;
    return give(s, chain, chain->writable_bytes - 1, &answer, 1) &&
           complete(s, chain, (uint32_t)given + 1);
}

// Whether the driver has made a chain available, and which. False: the ring cannot be read.
static bool next_chain(const struct session *s, bool *any, uint16_t *head)
{
    struct queue *queue = &s->blk->queue;
    uint16_t index;
    s->blk->notified = false;
    if (!fetch(s, queue->driver + 2, &index, sizeof index))
        return false;
    uint16_t waiting = index - queue->next_avail;
    if (waiting > queue->num)
        return false;
    *any = waiting > 0;
    uint64_t slot = queue->next_avail % queue->num;
    return !*any || fetch(s, queue->driver + 4 + 2 * slot, head, sizeof *head);
}

// The driver has given us nonsense, or memory that is none (2.1.2).
static void fail(struct virtio_blk *blk)
{
    blk->status |= STATUS_NEEDS_RESET;
    blk->isr |= ISR_CONFIG_CHANGE;
    blk->busy = false;
}

static bool serve_one(const struct session *s)
{
    struct virtio_blk *blk = s->blk;
    struct chain *chain = &(struct chain){0};
    bool any;
    if (!next_chain(s, &any, &chain->head))
        return false;
    if (any) {
        blk->queue.next_avail++;
        if (!serve_chain(s, chain) || !next_chain(s, &any, &chain->head))
            return false;
    }
    if (any || blk->notified)
        start(blk);
    else
        blk->busy = false;
    return true;
}

void virtio_blk_service(struct virtio_blk *blk, const struct dma *dma)
{
    struct session session = {blk, dma, blk->generation};
    if (!blk->busy || *blk->now < blk->due)
        return;
    if (!running(blk))
        blk->busy = false;
    else if (!serve_one(&session) && session.generation == blk->generation)
        fail(blk);
}
