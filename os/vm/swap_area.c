// SPDX-License-Identifier: Apache-2.0
// Areas from swapon(2) to their end: the header that mkswap(8) wrote (version 1: one header page, then page-sized
// slots), and the directory of slots.
#include "os/vm/swap_area.h"

#include "os/dev/blk.h"
#include "os/fs/vfs.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/object.h"
#include "os/vm/reclaim.h"
#include "os/vm/swap.h"

#define SLOTS_A_PAGE (PAGE_SIZE / sizeof(struct slot))
#define SLOTS_MOST \
    MIN(SLOT_MASK, PAGE_SIZE / sizeof(struct slot *) * SLOTS_A_PAGE)  // of a larger area the rest is not used
#define PRIORITY_LEAST (-2)  // of the first area that names none; each after it has one less

// Layout of the header page, bytes.
#define HEADER_VERSION 1024
#define HEADER_LAST_PAGE 1028
#define HEADER_BAD_COUNT 1032
#define HEADER_BAD_PAGES 1536
#define HEADER_MAGIC 4086
#define MAGIC "SWAPSPACE2"

struct swap_area swap_areas[AREAS_MOST];
static int next_priority = PRIORITY_LEAST;

// ---- slots by number ----

struct slot *slot_of(struct swap_area *area, uint32_t index)
{
    KASSERT(index > 0 && index < area->ready);
    return &area->pages[index / SLOTS_A_PAGE][index % SLOTS_A_PAGE];
}

struct slot *slot_at(uint32_t slot) { return slot_of(area_of(slot), slot & SLOT_MASK); }

bool slot_valid(uint32_t slot)
{
    uint32_t index = slot & SLOT_MASK;
    if (slot >> SLOT_BITS >= AREAS_MOST || !area_live(area_of(slot)))
        return false;
    return index > 0 && index < area_of(slot)->high;
}

uint32_t slot_next(uint32_t slot)
{
    uint32_t index = (slot & SLOT_MASK) + 1;
    for (struct swap_area *area = area_of(slot); area < swap_areas + AREAS_MOST; area++, index = 1)
        if (area_live(area) && index < area->high)
            return area_base(area) | index;
    return SWAP_NONE;
}

// ---- the directory ----

static void free_directory(struct swap_area *area)
{
    for (uint32_t i = 0; i * SLOTS_A_PAGE < area->end && area->pages; i++)
        if (area->pages[i])
            kpage_free(area->pages[i]);
    if (area->pages)
        kpage_free(area->pages);
    area->pages = NULL;
}

// The next page of the directory, for slots that lie as the device has them.
static int grow(struct swap_area *area, struct slot *page)
{
    if (!page)
        return -ENOMEM;
    uint32_t end = (uint32_t)MIN(area->ready + SLOTS_A_PAGE, area->end);
    area->pages[area->ready / SLOTS_A_PAGE] = page;
    for (uint32_t index = area->ready; index < end; index++)
        page[index % SLOTS_A_PAGE].sector = (uint32_t)(index * SECTORS_A_PAGE);
    area->ready = end;
    return 0;
}

// The same for slots that lie where the file has them. May sleep. A hole is -EINVAL.
static int grow_in_file(struct swap_area *area)
{
    uint32_t begin = area->ready;
    int error = grow(area, kpage_alloc_zeroed());
    for (uint32_t index = begin; index < area->ready && !error; index++) {
        uint64_t sector;
        error = area->vnode->ops->bmap(area->vnode, index, &sector);
        if (!error)
            area->pages[index / SLOTS_A_PAGE][index % SLOTS_A_PAGE].sector = (uint32_t)sector;
    }
    return error;
}

// Of a partition the directory grows with its use: a large area would cost a small memory dearly if all of it came at
// once. Of a file it is whole, so that a hole is met now.
static int make_directory(struct swap_area *area, uint32_t end)
{
    area->end = end;
    area->ready = 0;
    area->pages = kpage_alloc_zeroed();
    if (!area->pages)
        return -ENOMEM;
    if (!area->is_file)
        return grow(area, kpage_alloc_zeroed());
    int error = 0;
    while (!error && area->ready < end)
        error = grow_in_file(area);
    return error;
}

uint32_t area_room(const struct swap_area *area) { return area->ready - 1 - area->bad - area->used; }

void area_grow_ahead(struct swap_area *area)
{
    if (area->ready < area->end && area->high + SLOTS_A_PAGE / 2 > area->ready)
        grow(area, kpage_take_zeroed());
}

// ---- the header ----

static uint32_t header_word(const char *header, unsigned at)
{
    uint32_t word;
    memcpy(&word, header + at, sizeof word);
    return word;
}

static uint64_t pages_there(const struct swap_area *area)
{
    return area->is_file ? area->vnode->size / PAGE_SIZE : blk_sectors(area->device) / SECTORS_A_PAGE;
}

// The number of pages that the header promises, when it is one and they are there; otherwise 0.
static uint32_t header_pages(const struct swap_area *area, const char *header)
{
    if (memcmp(header + HEADER_MAGIC, MAGIC, sizeof MAGIC - 1) != 0 || header_word(header, HEADER_VERSION) != 1)
        return 0;
    uint64_t pages = header_word(header, HEADER_LAST_PAGE) + UINT64_C(1);
    return pages > 1 && pages <= pages_there(area) ? (uint32_t)MIN(pages, SLOTS_MOST) : 0;
}

static int take_bad_pages(struct swap_area *area, const char *header)
{
    uint32_t count = header_word(header, HEADER_BAD_COUNT);
    if (count > (HEADER_MAGIC - HEADER_BAD_PAGES) / 4)
        return -EINVAL;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t bad = header_word(header, HEADER_BAD_PAGES + 4 * i);
        int error = bad == 0 || bad >= area->end ? -EINVAL : 0;
        while (!error && bad >= area->ready)
            error = grow(area, kpage_alloc_zeroed());
        if (error)
            return error;
        area->bad += slot_of(area, bad)->refs != REFS_BAD;  // it may be listed twice
        slot_of(area, bad)->refs = REFS_BAD;
    }
    return 0;
}

static int read_header(struct swap_area *area, char *header)
{
    uint64_t sector = 0;
    int error = area->is_file ? area->vnode->ops->bmap(area->vnode, 0, &sector) : 0;
    if (!error)
        error = blk_read(area->device, sector, header, PAGE_SIZE);
    if (error)
        return error;
    uint32_t pages = header_pages(area, header);
    if (!pages)
        return -EINVAL;
    error = make_directory(area, pages);
    if (!error)
        error = take_bad_pages(area, header);
    return error;
}

// ---- on and off ----

bool swap_uses(const struct blk *device)
{
    for (struct swap_area *area = swap_areas; area < swap_areas + AREAS_MOST; area++)
        if (area->state != AREA_UNUSED && !area->is_file && area->device == device)
            return true;
    return false;
}

struct swap_area *area_find(const struct vnode *vnode)
{
    for (struct swap_area *area = swap_areas; area < swap_areas + AREAS_MOST; area++)
        if (area->state != AREA_UNUSED && area->vnode == vnode)
            return area;
    return NULL;
}

static struct swap_area *unused(void)
{
    for (struct swap_area *area = swap_areas; area < swap_areas + AREAS_MOST; area++)
        if (area->state == AREA_UNUSED)
            return area;
    return NULL;
}

static bool others_use(const struct swap_area *own)
{
    for (struct swap_area *area = swap_areas; area < swap_areas + AREAS_MOST; area++)
        if (area != own && area->state != AREA_UNUSED && area->device == own->device)
            return true;
    return false;
}

// What the path names becomes the area's: a block device, or a file with its device. 0 or -EINVAL, -EBUSY (a
// device that is mounted, or an area already by whatever name).
static int identify(struct swap_area *area)
{
    const struct vnode *vnode = area->vnode;
    uint32_t type = vnode->mode & S_IFMT;
    if (type == S_IFBLK)
        area->device = devfs_disk(vnode->rdev);
    else if (type == S_IFREG && vnode->ops->bmap)
        area->device = devfs_disk(vnode->fs->dev);
    area->is_file = area->device && type == S_IFREG;
    if (!area->device)
        return -EINVAL;
    return !area->is_file && (vfs_uses(area->device) || others_use(area)) ? -EBUSY : 0;
}

// From now on nobody writes to the file; what has been written, the header perhaps, reaches the device.
static int claim_file(struct vnode *vnode)
{
    lock_take(&vnode->lock);
    vnode->swapping = true;
    lock_drop(&vnode->lock);
    return vnode_sync(vnode);
}

static int start(struct swap_area *area)
{
    int error = lock_take_killable(&vfs_mounting);
    if (error)
        return error;
    error = identify(area);
    lock_drop(&vfs_mounting);
    if (!error && area->is_file)
        error = claim_file(area->vnode);
    char *header = error ? NULL : kpage_alloc();
    if (!error)
        error = header ? read_header(area, header) : -ENOMEM;
    if (header)
        kpage_free(header);
    return error;
}

static void end(struct swap_area *area)
{
    struct vnode *vnode = area->vnode;
    bool is_file = area->is_file;
    free_directory(area);
    *area = (struct swap_area){.state = AREA_UNUSED};
    if (is_file)
        vnode->swapping = false;
    vnode_release(vnode);
}

int swap_on(struct vnode *vnode, const char *name, int priority)
{
    struct swap_area *area = unused();
    if (area_find(vnode))
        return -EBUSY;
    if (!area)
        return -EPERM;
    *area = (struct swap_area){.state = AREA_STARTING, .vnode = vnode, .next = 1, .high = 1};
    vnode_hold(vnode);
    strlcpy(area->name, name, sizeof area->name);
    int error = start(area);
    if (error) {
        end(area);
        return error;
    }
    area->priority = priority >= 0 ? priority : next_priority--;
    area->state = AREA_ON;
    wake_all(&reclaim_hope);
    return 0;
}

int area_detach(struct swap_area *area)
{
    if (area->used)
        return -EBUSY;
    area->state = AREA_STARTING;
    if (area->is_file && area->vnode->object)
        object_truncate(area->vnode->object, 0);  // what the cache has of the file is older than the device
    end(area);
    return 0;
}

// ---- figures ----

static bool counts(const struct swap_area *area) { return area->state == AREA_ON; }

bool swap_accepts(void)
{
    for (struct swap_area *area = swap_areas; area < swap_areas + AREAS_MOST; area++)
        if (area->state == AREA_ON)
            return true;
    return false;
}

uint64_t swap_total(void)
{
    uint64_t total = 0;
    for (struct swap_area *area = swap_areas; area < swap_areas + AREAS_MOST; area++)
        total += counts(area) ? area->end - 1 - area->bad : 0;
    return total;
}

uint64_t swap_used(void)
{
    uint64_t used = 0;
    for (struct swap_area *area = swap_areas; area < swap_areas + AREAS_MOST; area++)
        used += counts(area) ? area->used : 0;
    return used;
}

uint64_t swap_audit_used(void)
{
    uint64_t used = 0;
    for (struct swap_area *area = swap_areas; area < swap_areas + AREAS_MOST; area++)
        used += area_live(area) ? area->used : 0;
    return used;
}

uint64_t swap_cache_count(void)
{
    uint64_t cached = 0;
    for (struct swap_area *area = swap_areas; area < swap_areas + AREAS_MOST; area++)
        cached += area_live(area) ? area->cached : 0;
    return cached;
}

bool swap_describe(unsigned number, struct swap_description *d)
{
    const struct swap_area *area = &swap_areas[number];
    bool on = number < AREAS_MOST && area_live(area);
    if (on)
        *d =
            (struct swap_description){area->name, area->is_file, area->end - 1 - area->bad, area->used, area->priority};
    return on;
}
