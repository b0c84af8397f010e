// SPDX-License-Identifier: Apache-2.0
#include "virtio_blk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "virtqueue.h"

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

#define MAGIC_VALUE 0x74726976   // "virt"
#define VENDOR_VALUE 0x4b4c5750  // "PWLK"
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

enum { REQ_READ = 0, REQ_WRITE = 1, REQ_FLUSH = 4, REQ_GET_ID = 8 };
enum { ANSWER_OK = 0, ANSWER_IO_ERROR = 1, ANSWER_UNSUPPORTED = 2 };
#define ID_BYTES 20

// As they lie in guest memory.
struct request_header {
    uint32_t type;
    uint32_t reserved;
    uint64_t sector;
};
struct config_space {
    uint64_t capacity;  // sectors
    uint32_t size_max;
    uint32_t seg_max;
    uint16_t cylinders;
    uint8_t heads, sectors;
    uint32_t blk_size;
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
    struct virtqueue queue;

    bool busy;            // a request is, or may be, waiting
    uint64_t due;         // busy: the cycle in which its transfer starts
    bool notified;        // since the ring was last looked at
    uint32_t generation;  // counts resets

    struct virtio_blk_counts counts;
    struct disk_fault faults[DISK_FAULTS_MAX];
    unsigned fault_count;
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
    for (unsigned i = 0; i < config->fault_count && blk->fault_count < DISK_FAULTS_MAX; i++)
        if (config->faults[i].slot == config->slot)
            blk->faults[blk->fault_count++] = config->faults[i];
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

struct virtio_blk_counts virtio_blk_counts(const struct virtio_blk *blk) { return blk->counts; }

// -----------------------------------------------------------------------------------------------
// Registers

static uint64_t offered_features(const struct virtio_blk *blk)
{
    return F_VERSION_1 | F_INDIRECT_DESC | F_FLUSH | F_BLK_SIZE | F_SEG_MAX | (blk->disk.read_only ? F_READ_ONLY : 0);
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

static bool read_config(const struct virtio_blk *blk, uint64_t offset, unsigned bytes, uint64_t *value)
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
    case MAGIC: return MAGIC_VALUE;
    case VERSION: return 2;
    case DEVICE_ID: return ID_BLOCK;
    case VENDOR_ID: return VENDOR_VALUE;
    case DEVICE_FEATURES: return half(offered_features(blk), blk->device_features_sel);
    case QUEUE_NUM_MAX: return queue_exists ? QUEUE_MAX : 0;
    case QUEUE_READY: return queue_exists && blk->queue.ready;
    case INTERRUPT_STATUS: return blk->isr;
    case STATUS: return blk->status;
    default:  // write-only and unknown registers, configuration generation 0
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
    *value = offset == MAGIC ? MAGIC_VALUE : offset == VERSION ? 2 : offset == VENDOR_ID ? VENDOR_VALUE : 0;
    return true;
}

static void reset(struct virtio_blk *blk)
{
    blk->status = blk->isr = 0;
    blk->device_features_sel = blk->driver_features_sel = blk->queue_sel = 0;
    blk->driver_features = 0;
    blk->queue = (struct virtqueue){0};
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
    bool accepted = (blk->driver_features & ~offered_features(blk)) == 0 && (blk->driver_features & F_VERSION_1);
    if ((value & STATUS_FEATURES_OK) && !accepted)
        value &= ~(uint32_t)STATUS_FEATURES_OK;
    blk->status = (value & 0xff) | (blk->status & STATUS_NEEDS_RESET);
}

static bool power_of_two(uint32_t value) { return value != 0 && (value & (value - 1)) == 0; }

static void write_queue(struct virtio_blk *blk, uint64_t offset, uint32_t value)
{
    struct virtqueue *queue = &blk->queue;
    if (blk->queue_sel != 0)
        return;
    if (offset == QUEUE_READY) {
        queue->ready = (value & 1) && queue->num != 0;
        return;
    }
    if (queue->ready)  // 4.2.2: the rest is fixed while the queue is ready
        return;
    switch (offset) {
    case QUEUE_NUM:
        if (power_of_two(value) && value <= QUEUE_MAX)
            queue->num = value;
        break;
    case QUEUE_DESC_LOW:
    case QUEUE_DESC_HIGH: set_half(&queue->desc, offset == QUEUE_DESC_HIGH, value); break;
    case QUEUE_DRIVER_LOW:
    case QUEUE_DRIVER_HIGH: set_half(&queue->driver, offset == QUEUE_DRIVER_HIGH, value); break;
    case QUEUE_DEVICE_LOW:
    case QUEUE_DEVICE_HIGH: set_half(&queue->device, offset == QUEUE_DEVICE_HIGH, value); break;
    }
}

static bool running(const struct virtio_blk *blk)
{
    return (blk->status & STATUS_DRIVER_OK) && !(blk->status & STATUS_NEEDS_RESET) && blk->queue.ready;
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
    case DEVICE_FEATURES_SEL: blk->device_features_sel = value; break;
    case DRIVER_FEATURES:
        if (!(blk->status & STATUS_FEATURES_OK))
            set_half(&blk->driver_features, blk->driver_features_sel, value);
        break;
    case DRIVER_FEATURES_SEL: blk->driver_features_sel = value; break;
    case QUEUE_SEL: blk->queue_sel = value; break;
    case QUEUE_NOTIFY: notify(blk, value); break;
    case INTERRUPT_ACK: blk->isr &= ~value; break;
    case STATUS: write_status(blk, value); break;
    default: write_queue(blk, offset, value); break;
    }
}

bool virtio_blk_write(struct virtio_blk *blk, uint64_t offset, unsigned bytes, uint64_t value)
{
    if (offset >= CONFIG)
        return true;  // nothing in it can be written
    if (bytes != 4)
        return false;
    write_register(blk, offset, (uint32_t)value);
    return true;
}

bool virtio_blk_irq(const struct virtio_blk *blk) { return blk->isr != 0; }

uint64_t virtio_blk_due(const struct virtio_blk *blk) { return blk->busy ? blk->due : UINT64_MAX; }

// -----------------------------------------------------------------------------------------------
// Requests

static bool within_disk(const struct virtio_blk *blk, uint64_t sector, uint64_t bytes)
{
    return bytes % SECTOR_BYTES == 0 && sector <= blk->config.capacity &&
           bytes / SECTOR_BYTES <= blk->config.capacity - sector;
}

// Each of these answers a request: how, and in *given how many bytes went into the writable part.
static uint8_t serve_read(struct virtio_blk *blk, const struct guest_memory *memory, const struct chain *chain,
                          uint64_t sector, uint64_t *given)
{
    uint64_t bytes = chain->writable_bytes - 1;
    blk->counts.reads++;
    if (!within_disk(blk, sector, bytes) ||
        !chain_give(memory, chain, 0, blk->disk.bytes + sector * SECTOR_BYTES, bytes))
        return ANSWER_IO_ERROR;
    blk->counts.bytes_read += bytes;
    *given = bytes;
    return ANSWER_OK;
}

static uint8_t serve_write(struct virtio_blk *blk, const struct guest_memory *memory, const struct chain *chain,
                           uint64_t sector)
{
    uint64_t bytes = chain->readable_bytes - sizeof(struct request_header);
    blk->counts.writes++;
    if (blk->disk.read_only || !within_disk(blk, sector, bytes) ||
        !chain_take(memory, chain, sizeof(struct request_header), blk->disk.bytes + sector * SECTOR_BYTES, bytes))
        return ANSWER_IO_ERROR;
    blk->counts.bytes_written += bytes;
    return ANSWER_OK;
}

static uint8_t serve_get_id(const struct virtio_blk *blk, const struct guest_memory *memory, const struct chain *chain,
                            uint64_t *given)
{
    char id[ID_BYTES + 1] = {0};
    snprintf(id, sizeof id, "pagewalk-disk%u", blk->slot);
    uint64_t room = chain->writable_bytes - 1;
    *given = room < ID_BYTES ? room : ID_BYTES;
    return chain_give(memory, chain, 0, id, *given) ? ANSWER_OK : ANSWER_IO_ERROR;
}

static uint8_t serve(struct virtio_blk *blk, const struct guest_memory *memory, const struct chain *chain,
                     const struct request_header *header, uint64_t *given)
{
    *given = 0;
    switch (header->type) {
    case REQ_READ: return serve_read(blk, memory, chain, header->sector, given);
    case REQ_WRITE: return serve_write(blk, memory, chain, header->sector);
    case REQ_FLUSH:  // the image is the host's page cache already
        blk->counts.flushes++;
        return ANSWER_OK;
    case REQ_GET_ID: return serve_get_id(blk, memory, chain, given);
    default: return ANSWER_UNSUPPORTED;
    }
}

// What was asked to happen to this request.
static enum disk_failure failure_of(struct virtio_blk *blk, const struct request_header *header,
                                    const struct chain *chain)
{
    uint64_t bytes = header->type == REQ_WRITE ? chain->readable_bytes - sizeof *header : chain->writable_bytes - 1;
    uint64_t sectors = (bytes + SECTOR_BYTES - 1) / SECTOR_BYTES;
    uint64_t end = header->sector + sectors < header->sector ? UINT64_MAX : header->sector + sectors;
    switch (header->type) {
    case REQ_READ: return disk_fault_of(blk->faults, blk->fault_count, DISK_READ, header->sector, end);
    case REQ_WRITE: return disk_fault_of(blk->faults, blk->fault_count, DISK_WRITE, header->sector, end);
    case REQ_FLUSH: return disk_fault_of(blk->faults, blk->fault_count, DISK_FLUSH, 0, UINT64_MAX);
    default: return FAILURE_NONE;
    }
}

static bool serve_chain(struct virtio_blk *blk, const struct guest_memory *memory, struct chain *chain)
{
    struct request_header header;
    if (!virtqueue_chain(&blk->queue, memory, chain) || chain->readable_bytes < sizeof header ||
        chain->writable_bytes < 1 || !chain_take(memory, chain, 0, &header, sizeof header))
        return false;
    enum disk_failure failure = failure_of(blk, &header, chain);
    if (failure == FAILURE_NEEDS_RESET)
        return false;
    uint64_t given = 0;
    uint8_t answer = ANSWER_IO_ERROR;
    if (failure == FAILURE_NONE)
        answer = serve(blk, memory, chain, &header, &given);
    if (answer != ANSWER_OK)
        blk->counts.errors++;
    bool tell;
    if (!chain_give(memory, chain, chain->writable_bytes - 1, &answer, 1) ||
        !virtqueue_complete(&blk->queue, memory, chain, (uint32_t)given + 1, &tell))
        return false;
    if (tell)
        blk->isr |= ISR_USED_BUFFER;
    return true;
}

static bool next_chain(struct virtio_blk *blk, const struct guest_memory *memory, bool *any, uint16_t *head)
{
    blk->notified = false;
    return virtqueue_next(&blk->queue, memory, any, head);
}

// The driver has given us nonsense, or memory that is none (2.1.2); or it was asked for.
static void fail(struct virtio_blk *blk)
{
    blk->status |= STATUS_NEEDS_RESET;
    blk->isr |= ISR_CONFIG_CHANGE;
    blk->busy = false;
}

static bool serve_one(struct virtio_blk *blk, const struct guest_memory *memory)
{
    struct chain *chain = &(struct chain){0};
    bool any;
    if (!next_chain(blk, memory, &any, &chain->head))
        return false;
    if (any) {
        blk->queue.next_avail++;
        if (!serve_chain(blk, memory, chain) || !next_chain(blk, memory, &any, &chain->head))
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
    struct guest_memory memory = {dma, &blk->generation, blk->generation};
    if (!blk->busy || *blk->now < blk->due)
        return;
    if (!running(blk))
        blk->busy = false;
    else if (!serve_one(blk, &memory) && memory.born == blk->generation)
        fail(blk);
}
