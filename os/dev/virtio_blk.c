// SPDX-License-Identifier: Apache-2.0
// The virtio block driver (Virtual I/O Device specification 1.1, 5.2): several requests may be under way on a disk, one
// a sleeping task. A request is a chain of descriptors (header, pieces of data, status) at a fixed place of the table,
// which stays as it is until the request is done: so it can be issued again when the device had to be reset.

#include <stddef.h>

#include "os/arch/machine.h"
#include "os/dev/blk.h"
#include "os/dev/mmio.h"
#include "os/dev/plic.h"
#include "os/dev/virtio.h"
#include "os/kern/sched.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/trace.h"
#include "os/vm/stats.h"

#define DISKS_MAX 4
#define QUEUE_SIZE 64
#define REQUESTS 4                     // under way on one disk
#define BLAMED_MAX 2                   // resets that one request may cause before it has failed
#define CHAIN_MAX (BLK_PAGES_MAX + 2)  // descriptors of one: request i has [CHAIN_MAX * i, CHAIN_MAX * (i + 1))
_Static_assert(REQUESTS *CHAIN_MAX <= QUEUE_SIZE, "every chain has its place");

enum { BLK_F_RO = 5, BLK_F_FLUSH = 9 };
enum { BLK_T_IN = 0, BLK_T_OUT = 1, BLK_T_FLUSH = 4 };
enum { BLK_S_OK = 0, BLK_S_NONE = 0xff };  // the last is ours: the device has not answered

// What a request moves: `count` pieces of memory of `bytes` each.
struct pieces {
    void *const *at;
    unsigned count;
    uint32_t bytes;
};

// A task that waits for a request. They are served in the order in which they came: who has just had one would else
// take it again each time, before the one that it woke has run.
struct turn {
    struct list link;
    struct request *request;  // NULL until it is this one's turn
};

struct request {
    struct {
        uint32_t type, reserved;
        uint64_t sector;
    } header;
    uint8_t status;  // written by the device
    uint8_t blamed;  // resets that nobody else can have caused
    bool in_use, issued, done;
    bool suspect;  // it was under way at a reset: from now on it has the device for itself
    struct waitq finished;
};

// Rings and requests are shared with the device; the driver's fields are guarded by the one lock of sched.h.
struct blk {
    struct virtq_desc desc[QUEUE_SIZE] __attribute__((aligned(16)));
    struct {
        uint16_t flags, idx, ring[QUEUE_SIZE], used_event;
    } avail;
    struct {
        uint16_t flags, idx;
        struct virtq_used_elem ring[QUEUE_SIZE];
        uint16_t avail_event;
    } used __attribute__((aligned(4)));
    struct request requests[REQUESTS];  // where one is free, nobody waits
    struct list turns;
    struct waitq request_given;
    uint64_t base;
    uint64_t sectors;
    struct blk_counts reads, writes;
    uint16_t used_seen;
    bool read_only, can_flush;
    bool lost;  // it did not come back from a reset
    char name[4];
};

static struct blk disks[DISKS_MAX];
static unsigned disk_count;
static unsigned unfinished;  // requests on all disks
static struct waitq one_ended = WAITQ_INIT(one_ended);

static uint32_t reg_read(const struct blk *b, unsigned reg) { return mmio_read32(b->base + reg); }
static void reg_write(const struct blk *b, unsigned reg, uint32_t v) { mmio_write32(b->base + reg, v); }

static void reg_write_address(const struct blk *b, unsigned reg, const volatile void *p)
{
    uint64_t pa = pa_of((const void *)p);
    reg_write(b, reg, (uint32_t)pa);
    reg_write(b, reg + 4, (uint32_t)(pa >> 32));
}

// ---- requests --------------------------------------------------------------------------------------------------

static struct request *request_begin(struct request *r)
{
    r->in_use = true;
    r->issued = r->done = r->suspect = false;
    r->blamed = 0;
    return r;
}

static struct request *request_wait(struct blk *b)
{
    struct turn turn = {.request = NULL};
    list_push_back(&b->turns, &turn.link);
    while (!turn.request)
        sleep_on(&b->request_given);
    return request_begin(turn.request);
}

static struct request *request_take(struct blk *b)
{
    for (struct request *r = b->requests; r < b->requests + REQUESTS; r++)
        if (!r->in_use)
            return request_begin(r);
    return request_wait(b);
}

// Until the one to whom it is given runs, it is done: there is nothing to issue yet.
static void request_free(struct blk *b, struct request *r)
{
    struct list *first = list_first(&b->turns);
    r->done = true;
    if (!first) {
        r->in_use = false;
        return;
    }
    list_remove(first);
    LIST_ENTRY(first, struct turn, link)->request = r;
    wake_all(&b->request_given);
}

static unsigned first_of(const struct blk *b, const struct request *r)
{
    return CHAIN_MAX * (unsigned)(r - b->requests);
}

static void describe(struct blk *b, unsigned i, const void *p, uint32_t len, uint16_t flags)
{
    b->desc[i] = (struct virtq_desc){pa_of(p), len, flags, (uint16_t)(i + 1)};
}

static void describe_request(struct blk *b, struct request *r, uint32_t type, uint64_t sector,
                             const struct pieces *data)
{
    unsigned at = first_of(b, r);
    r->header.type = type;
    r->header.sector = sector;
    describe(b, at++, &r->header, sizeof r->header, DESC_NEXT);
    for (unsigned i = 0; i < data->count; i++)
        describe(b, at++, data->at[i], data->bytes, DESC_NEXT | (type == BLK_T_IN ? DESC_DEVICE_WRITES : 0));
    describe(b, at, &r->status, 1, DESC_DEVICE_WRITES);
}

static bool waits_for_issue(const struct request *r) { return r->in_use && !r->done && !r->issued; }

static bool under_way(const struct request *r) { return r->in_use && !r->done && r->issued; }

// Hands the device what it may have now: all, or while there are suspects one of those.
static void issue(struct blk *b)
{
    struct request *const end = b->requests + REQUESTS, *suspect = NULL;
    uint16_t idx = b->avail.idx;
    bool busy = false;
    for (struct request *r = b->requests; r < end; r++) {
        busy |= under_way(r);
        if (!suspect && r->in_use && !r->done && r->suspect)
            suspect = r;
    }
    for (struct request *r = b->requests; r < end; r++)
        if (waits_for_issue(r) && (!suspect || (r == suspect && !busy))) {
            r->issued = true;
            r->status = BLK_S_NONE;
            b->avail.ring[idx++ % QUEUE_SIZE] = (uint16_t)first_of(b, r);
        }
    if (idx == b->avail.idx)
        return;
    mmio_fence();
    *(volatile uint16_t *)&b->avail.idx = idx;
    mmio_fence();
    reg_write(b, VIRTIO_QUEUE_NOTIFY, 0);
}

// The one who has asked runs first, so that who only looks on finds what has become of it.
static void finish(struct request *r)
{
    r->done = true;
    unfinished--;
    wake_all(&r->finished);
    wake_all(&one_ended);
}

static int transfer(struct blk *b, uint32_t type, uint64_t sector, const struct pieces *data)
{
    struct request *r = request_take(b);
    if (b->lost) {
        request_free(b, r);
        return -EIO;
    }
    device_wait_begin();
    describe_request(b, r, type, sector, data);
    unfinished++;
    issue(b);
    while (!r->done)
        sleep_on(&r->finished);
    device_wait_end();
    int result = r->status == BLK_S_OK ? 0 : -EIO;
    request_free(b, r);
    return result;
}

static bool start(struct blk *b);

// The device has given up what it was asked, and does nothing before it is reset (2.1.2). All of it is asked again, one
// after the other, since it does not say what it stumbled over. A request that makes it stumble alone is blamed, and
// fails in the end.
static void start_again(struct blk *b)
{
    unsigned interrupted = 0;
    kprintf("blk: %s wanted a reset\n", b->name);
    b->lost = !start(b);
    for (struct request *r = b->requests; r < b->requests + REQUESTS; r++)
        interrupted += under_way(r);
    for (struct request *r = b->requests; r < b->requests + REQUESTS; r++) {
        if (under_way(r)) {
            r->issued = false;
            r->suspect = true;
            r->blamed += interrupted == 1;
        }
        if (r->in_use && !r->done && (b->lost || r->blamed == BLAMED_MAX)) {
            r->status = BLK_S_NONE;
            finish(r);
        }
    }
    issue(b);
}

static void blk_interrupt(void *arg)
{
    struct blk *b = arg;
    uint32_t reasons = reg_read(b, VIRTIO_INTERRUPT_STATUS);
    reg_write(b, VIRTIO_INTERRUPT_ACK, reasons);
    mmio_fence();
    while (b->used_seen != *(volatile uint16_t *)&b->used.idx) {
        mmio_fence();
        unsigned request = b->used.ring[b->used_seen % QUEUE_SIZE].id / CHAIN_MAX;
        KASSERT(request < REQUESTS);
        finish(&b->requests[request]);
        b->used_seen++;
    }
    if ((reasons & INTERRUPT_CONFIG) != 0 && (reg_read(b, VIRTIO_STATUS) & STATUS_NEEDS_RESET) != 0)
        start_again(b);
    else
        issue(b);
}

// ---- bringing a disk up (3.1.1) --------------------------------------------------------------------------------

static uint32_t offered(const struct blk *b, unsigned word)
{
    reg_write(b, VIRTIO_DEVICE_FEATURES_SEL, word);
    return reg_read(b, VIRTIO_DEVICE_FEATURES);
}

static void accept_features(const struct blk *b, unsigned word, uint32_t features)
{
    reg_write(b, VIRTIO_DRIVER_FEATURES_SEL, word);
    reg_write(b, VIRTIO_DRIVER_FEATURES, features);
}

static bool negotiate(struct blk *b)
{
    uint32_t low = offered(b, 0), high = offered(b, 1);
    b->read_only = (low >> BLK_F_RO & 1) != 0;
    b->can_flush = (low >> BLK_F_FLUSH & 1) != 0;
    if ((high >> (VIRTIO_F_VERSION_1 - 32) & 1) == 0)
        return false;
    accept_features(b, 0, low & (1u << BLK_F_RO | 1u << BLK_F_FLUSH));
    accept_features(b, 1, 1u << (VIRTIO_F_VERSION_1 - 32));
    reg_write(b, VIRTIO_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK);
    return (reg_read(b, VIRTIO_STATUS) & STATUS_FEATURES_OK) != 0;
}

static bool set_up_queue(struct blk *b)
{
    reg_write(b, VIRTIO_QUEUE_SEL, 0);
    if (reg_read(b, VIRTIO_QUEUE_NUM_MAX) < QUEUE_SIZE)
        return false;
    b->avail.idx = b->used.idx = b->used_seen = 0;
    reg_write(b, VIRTIO_QUEUE_NUM, QUEUE_SIZE);
    reg_write_address(b, VIRTIO_QUEUE_DESC, b->desc);
    reg_write_address(b, VIRTIO_QUEUE_DRIVER, &b->avail);
    reg_write_address(b, VIRTIO_QUEUE_DEVICE, &b->used);
    reg_write(b, VIRTIO_QUEUE_READY, 1);
    return true;
}

// From reset, whatever was before, to a device that takes requests.
static bool start(struct blk *b)
{
    reg_write(b, VIRTIO_STATUS, 0);
    reg_write(b, VIRTIO_STATUS, STATUS_ACKNOWLEDGE);
    reg_write(b, VIRTIO_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
    if (!negotiate(b) || !set_up_queue(b)) {
        reg_write(b, VIRTIO_STATUS, STATUS_FAILED);
        return false;
    }
    reg_write(b, VIRTIO_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK | STATUS_DRIVER_OK);
    return true;
}

static bool bring_up(struct blk *b)
{
    if (!start(b))
        return false;
    b->sectors = reg_read(b, VIRTIO_CONFIG) | (uint64_t)reg_read(b, VIRTIO_CONFIG + 4) << 32;
    list_init(&b->turns);
    waitq_init(&b->request_given);
    for (unsigned i = 0; i < REQUESTS; i++)
        waitq_init(&b->requests[i].finished);
    return true;
}

static bool is_block_device(const struct blk *b)
{
    return reg_read(b, VIRTIO_MAGIC) == VIRTIO_MAGIC_VALUE && reg_read(b, VIRTIO_VERSION) == 2 &&
           reg_read(b, VIRTIO_DEVICE_ID) == VIRTIO_ID_BLOCK;
}

void blk_init(void)
{
    for (unsigned i = 0; i < machine.virtio_count && disk_count < DISKS_MAX; i++) {
        struct blk *b = &disks[disk_count];
        b->base = machine.virtio[i].base;
        if (!is_block_device(b))
            continue;
        snprintf(b->name, sizeof b->name, "vd%c", 'a' + disk_count);
        if (!bring_up(b)) {
            kprintf("blk: the device at 0x%lx refuses to start\n", b->base);
            continue;
        }
        plic_enable(machine.virtio[i].irq, blk_interrupt, b);
        disk_count++;
    }
}

// ---- the interface ---------------------------------------------------------------------------------------------

struct blk *blk_find(const char *name)
{
    if (strncmp(name, "/dev/", 5) == 0)
        name += 5;
    for (unsigned i = 0; i < disk_count; i++)
        if (strcmp(disks[i].name, name) == 0)
            return &disks[i];
    return NULL;
}

struct blk_counts blk_reads(const struct blk *b) { return b->reads; }
struct blk_counts blk_writes(const struct blk *b) { return b->writes; }
struct blk *blk_by_index(unsigned index) { return index < disk_count ? &disks[index] : NULL; }
const char *blk_name(const struct blk *b) { return b->name; }
uint64_t blk_sectors(const struct blk *b) { return b->sectors; }
bool blk_read_only(const struct blk *b) { return b->read_only; }

static bool in_range(const struct blk *b, uint64_t sector, const struct pieces *data)
{
    uint64_t count = (uint64_t)data->count * data->bytes / SECTOR_SIZE;
    return data->bytes % SECTOR_SIZE == 0 && count > 0 && sector <= b->sectors && count <= b->sectors - sector;
}

static void note(struct blk_counts *counts, const struct pieces *data)
{
    counts->requests++;
    counts->merged += data->count - 1;
    counts->sectors += (uint64_t)data->count * data->bytes / SECTOR_SIZE;
}

static int read_pieces(struct blk *b, uint64_t sector, const struct pieces *data)
{
    if (!in_range(b, sector, data))
        return -EINVAL;
    vm_stats.pgpgin += (uint64_t)data->count * data->bytes / 1024;
    note(&b->reads, data);
    return transfer(b, BLK_T_IN, sector, data);
}

static int write_pieces(struct blk *b, uint64_t sector, const struct pieces *data)
{
    if (!in_range(b, sector, data))
        return -EINVAL;
    if (b->read_only)
        return -EROFS;
    vm_stats.pgpgout += (uint64_t)data->count * data->bytes / 1024;
    note(&b->writes, data);
    return transfer(b, BLK_T_OUT, sector, data);
}

int blk_read(struct blk *b, uint64_t sector, void *kva, unsigned bytes)
{
    return read_pieces(b, sector, &(struct pieces){&kva, 1, bytes});
}

int blk_write(struct blk *b, uint64_t sector, const void *kva, unsigned bytes)
{
    void *at = (void *)kva;
    return write_pieces(b, sector, &(struct pieces){&at, 1, bytes});
}

int blk_read_pages(struct blk *b, uint64_t sector, void *const pages[], unsigned count)
{
    return count > BLK_PAGES_MAX ? -EINVAL : read_pieces(b, sector, &(struct pieces){pages, count, PAGE_SIZE});
}

int blk_write_pages(struct blk *b, uint64_t sector, void *const pages[], unsigned count)
{
    return count > BLK_PAGES_MAX ? -EINVAL : write_pieces(b, sector, &(struct pieces){pages, count, PAGE_SIZE});
}

int blk_flush(struct blk *b) { return b->can_flush ? transfer(b, BLK_T_FLUSH, 0, &(struct pieces){NULL, 0, 0}) : 0; }

bool blk_wait_any(void)
{
    if (unfinished == 0)
        return false;
    device_wait_begin();
    sleep_on(&one_ended);
    device_wait_end();
    return true;
}
