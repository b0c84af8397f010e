// SPDX-License-Identifier: Apache-2.0
#include "virtqueue.h"

#define DESC_F_NEXT 1
#define DESC_F_WRITE 2
#define DESC_F_INDIRECT 4
#define AVAIL_F_NO_INTERRUPT 1

// As they lie in guest memory.
struct descriptor {
    uint64_t pa;
    uint32_t len;
    uint16_t flags;
    uint16_t next;
};
struct used_element {
    uint32_t id;
    uint32_t len;
};

// Guest memory, as long as the device has not been reset while we waited for it.
static bool fetch(const struct guest_memory *m, uint64_t pa, void *buf, size_t len)
{
    return m->dma->read(m->dma->ctx, pa, buf, len) && m->born == *m->generation;
}

static bool store(const struct guest_memory *m, uint64_t pa, const void *buf, size_t len)
{
    return m->dma->write(m->dma->ctx, pa, buf, len) && m->born == *m->generation;
}

// -----------------------------------------------------------------------------------------------
// Chains

static bool add_segment(struct chain *chain, const struct descriptor *desc)
{
    bool writable = desc->flags & DESC_F_WRITE;
    if (chain->count == SEGMENTS_MAX || (!writable && chain->count != chain->readable))
        return false;  // too long, or readable after writable (2.7.4.2)
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
static bool follow(const struct guest_memory *m, uint64_t table, uint32_t entries, uint16_t first, bool indirect,
                   struct chain *chain)
{
    uint16_t index = first;
    for (uint32_t steps = 0; steps < entries; steps++) {
        struct descriptor desc;
        if (index >= entries || !fetch(m, table + index * sizeof desc, &desc, sizeof desc))
            return false;
        if (desc.flags & DESC_F_INDIRECT) {
            if (indirect || (desc.flags & DESC_F_NEXT) || desc.len % sizeof desc != 0)
                return false;
            return follow(m, desc.pa, desc.len / sizeof desc, 0, true, chain);
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
static bool move(const struct guest_memory *m, const struct segment *first, const struct segment *last, uint64_t skip,
                 uint8_t *buf, uint64_t len, bool to_guest)
{
    for (; first < last && len > 0; first++) {
        if (skip >= first->len) {
            skip -= first->len;
            continue;
        }
        uint64_t part = first->len - skip < len ? first->len - skip : len;
        bool moved = to_guest ? store(m, first->pa + skip, buf, part) : fetch(m, first->pa + skip, buf, part);
        if (!moved)
            return false;
        buf += part;
        len -= part;
        skip = 0;
    }
    return len == 0;
}

bool chain_take(const struct guest_memory *m, const struct chain *chain, uint64_t from, void *buf, uint64_t len)
{
    return move(m, chain->segments, chain->segments + chain->readable, from, buf, len, false);
}

bool chain_give(const struct guest_memory *m, const struct chain *chain, uint64_t at, const void *buf, uint64_t len)
{
    return move(m, chain->segments + chain->readable, chain->segments + chain->count, at, (uint8_t *)buf, len, true);
}

bool virtqueue_chain(const struct virtqueue *queue, const struct guest_memory *m, struct chain *chain)
{
    return follow(m, queue->desc, queue->num, chain->head, false, chain);
}

// -----------------------------------------------------------------------------------------------
// Rings

bool virtqueue_next(const struct virtqueue *queue, const struct guest_memory *m, bool *any, uint16_t *head)
{
    uint16_t index;
    if (!fetch(m, queue->driver + 2, &index, sizeof index))
        return false;
    uint16_t waiting = index - queue->next_avail;
    if (waiting > queue->num)
        return false;
    *any = waiting > 0;
    uint64_t slot = queue->next_avail % queue->num;
    return !*any || fetch(m, queue->driver + 4 + 2 * slot, head, sizeof *head);
}

bool virtqueue_complete(struct virtqueue *queue, const struct guest_memory *m, const struct chain *chain,
                        uint32_t written, bool *tell)
{
    struct used_element element = {chain->head, written};
    uint64_t slot = queue->next_used % queue->num;
    uint16_t index = queue->next_used + 1;
    uint16_t avail_flags;
    if (!store(m, queue->device + 4 + slot * sizeof element, &element, sizeof element) ||
        !store(m, queue->device + 2, &index, sizeof index))
        return false;
    queue->next_used = index;
    if (!fetch(m, queue->driver, &avail_flags, sizeof avail_flags))
        return false;
    *tell = !(avail_flags & AVAIL_F_NO_INTERRUPT);
    return true;
}
