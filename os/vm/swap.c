// SPDX-License-Identifier: Apache-2.0
// Swap slots and the swap cache, on a device that mkswap has prepared (version 1: one header page, then page-sized
// slots).
//
// A slot is one of:
//   FREE     refs = 0, no frame                nobody wants it
//   OUT      refs > 0, no frame                its bytes are only on the device
//   CACHED   refs >= 0, a frame                frame->slot names it; the frame's bytes are the same or newer
//
//   FREE   -> CACHED   swap_alloc + swap_cache_add + swap_unref   a page gets its place, then its PTEs name the slot
//   CACHED -> OUT      swap_cache_drop                            reclaim frees the frame: its bytes have been written
//   OUT    -> CACHED   swap_get                                   a fault needs the bytes
//   CACHED -> FREE     swap_cache_drop with refs = 0              frame gone, or slot given back: swap is crowded
//   OUT    -> FREE     the last swap_unref                        exit, munmap, exec
//   FREE   -> OUT -> FREE   swap_alloc, swap_unref                pages of SHARED objects, which have no swap cache
//
// Invariants (vm_check recomputes 1 to 3):
//   1. refs = PTEs that hold the slot + entries of SHARED objects that do.
//   2. slot.frame = f exactly when f is ANON and f->slot = slot.
//   3. used = slots that are not FREE.
//   4. A frame in the cache is owned by its PTEs and by refs: it is exclusive only with one PTE and refs = 0.
//   5. A named slot cannot change hands: so who waits for a frame, and finds it caching the slot that his PTE still
//      holds, has the right bytes.
#include "os/vm/swap.h"

#include "os/dev/blk.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/pool.h"
#include "os/vm/stats.h"

#define SECTORS_A_PAGE (PAGE_SIZE / SECTOR_SIZE)
#define SLOTS_A_PAGE (PAGE_SIZE / sizeof(struct slot))
#define REFS_BAD UINT16_MAX  // a block that mkswap found bad

struct slot {
    uint16_t refs;
    uint16_t audit;   // references that vm_check found
    uint32_t shadow;  // what the policy left (pool.h)
    uint32_t frame;   // physical frame number of the frame that caches it; 0: none
};

// Layout of the header page (mkswap(8), version 1), bytes.
#define HEADER_VERSION 1024
#define HEADER_LAST_PAGE 1028
#define HEADER_BAD_COUNT 1032
#define HEADER_BAD_PAGES 1536
#define HEADER_MAGIC 4086
#define MAGIC "SWAPSPACE2"

static struct {
    struct blk *device;  // NULL: no swap
    char name[32];
    struct slot **pages;  // directory: SLOTS_A_PAGE slots a page
    uint32_t end;         // slots are [1, end)
    uint32_t ready;       // those below have their place in the directory
    uint32_t bad;
    uint32_t used;
    uint32_t cached;
    uint32_t next;  // where the search for free slots goes on
    bool starting;  // swapon reads the header
    bool closed;    // swapoff is under way
    uint32_t high;  // no slot from here on was ever used
} swap;

static struct slot *slot_at(uint32_t slot)
{
    KASSERT(slot > 0 && slot < swap.ready);
    return &swap.pages[slot / SLOTS_A_PAGE][slot % SLOTS_A_PAGE];
}

static bool slot_free(const struct slot *s) { return s->refs == 0 && s->frame == 0; }

// ---- swapon ----

static void free_directory(void)
{
    for (uint32_t i = 0; i * SLOTS_A_PAGE < swap.end && swap.pages; i++)
        if (swap.pages[i])
            kpage_free(swap.pages[i]);
    if (swap.pages)
        kpage_free(swap.pages);
    swap.pages = NULL;
}

// The next page of the directory. A large area would cost a small memory dearly if all of it came at once.
static bool grow(void *page)
{
    if (!page)
        return false;
    swap.pages[swap.ready / SLOTS_A_PAGE] = page;
    swap.ready = (uint32_t)MIN(swap.ready + SLOTS_A_PAGE, swap.end);
    return true;
}

static int make_directory(uint32_t end)
{
    swap.end = end;
    swap.ready = 0;
    swap.pages = kpage_alloc_zeroed();
    if (!swap.pages)
        return -ENOMEM;
    return grow(kpage_alloc_zeroed()) ? 0 : -ENOMEM;
}

static uint32_t header_word(const char *header, unsigned at)
{
    uint32_t word;
    memcpy(&word, header + at, sizeof word);
    return word;
}

// The number of pages that the header promises, when it is one and the device has them; otherwise 0.
static uint32_t header_pages(const char *header, struct blk *device)
{
    if (memcmp(header + HEADER_MAGIC, MAGIC, sizeof MAGIC - 1) != 0)
        return 0;
    if (header_word(header, HEADER_VERSION) != 1)
        return 0;
    uint32_t pages = header_word(header, HEADER_LAST_PAGE) + 1;
    bool fits = pages > 1 && pages <= blk_sectors(device) / SECTORS_A_PAGE;
    return fits && pages / SLOTS_A_PAGE < PAGE_SIZE / sizeof *swap.pages ? pages : 0;
}

static int take_bad_pages(const char *header)
{
    uint32_t count = header_word(header, HEADER_BAD_COUNT);
    if (count > (HEADER_MAGIC - HEADER_BAD_PAGES) / 4)
        return -EINVAL;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t bad = header_word(header, HEADER_BAD_PAGES + 4 * i);
        if (bad == 0 || bad >= swap.end)
            return -EINVAL;
        while (bad >= swap.ready)
            if (!grow(kpage_alloc_zeroed()))
                return -ENOMEM;
        swap.bad += slot_at(bad)->refs != REFS_BAD;  // it may be listed twice
        slot_at(bad)->refs = REFS_BAD;
    }
    return 0;
}

static int read_header(struct blk *device, char *header)
{
    int error = blk_read(device, 0, header, PAGE_SIZE);
    if (error)
        return error;
    uint32_t pages = header_pages(header, device);
    if (!pages)
        return -EINVAL;
    error = make_directory(pages);
    if (!error)
        error = take_bad_pages(header);
    if (error)
        free_directory();
    return error;
}

static int start(struct blk *device, const char *name)
{
    char *header = kpage_alloc();
    if (!header)
        return -ENOMEM;
    int error = read_header(device, header);
    kpage_free(header);
    if (error)
        return error;
    swap.device = device;
    swap.next = swap.high = 1;
    strlcpy(swap.name, name, sizeof swap.name);
    return 0;
}

int swap_on(struct blk *device, const char *name)
{
    if (swap.device || swap.starting)
        return -EBUSY;
    swap.starting = true;
    int error = start(device, name);
    if (error)
        memset(&swap, 0, sizeof swap);
    swap.starting = false;
    return error;
}

bool swap_active(void) { return swap.device != NULL; }
bool swap_accepts(void) { return swap.device && !swap.closed; }
const char *swap_name(void) { return swap.name; }

int swap_detach(void)
{
    if (swap.used)
        return -EBUSY;
    free_directory();
    memset(&swap, 0, sizeof swap);
    return 0;
}

// ---- slots ----

uint32_t swap_refs(uint32_t slot) { return slot_at(slot)->refs; }

void swap_ref(uint32_t slot)
{
    struct slot *s = slot_at(slot);
    KASSERT(s->refs < REFS_BAD - 1);
    s->refs++;
}

static struct frame *frame_in(const struct slot *s) { return s->frame ? frame_by_number(s->frame) : NULL; }

// A slot that only caches a page in memory: the page can do without.
static bool uncache(uint32_t slot)
{
    struct slot *s = slot_at(slot);
    struct frame *frame = frame_in(s);
    if (s->refs || !frame || frame->flags & FRAME_IO)
        return false;
    frame->flags |= FRAME_DIRTY;
    swap_cache_drop(frame);
    return true;
}

static uint32_t steal_cached(void)
{
    for (uint32_t slot = 1; slot < swap.high; slot++)
        if (uncache(slot))
            return slot;
    return SWAP_NONE;
}

void swap_close(bool closed) { swap.closed = closed; }

static void wait_while_busy(struct frame *frame)
{
    frame_hold(frame);
    frame_wait_locked(frame);
    frame_release(frame);
}

bool swap_drop_cached(void)
{
    bool slept = false;
    for (uint32_t slot = 1; slot < swap.high; slot++) {
        struct frame *frame = frame_in(slot_at(slot));
        if (frame && frame->flags & FRAME_IO) {
            wait_while_busy(frame);
            slept = true;
        }
        uncache(slot);
    }
    return slept;
}

// The free slots from `slot` on, up to `want`, below `end`.
static unsigned run_at(uint32_t slot, unsigned want, uint32_t end)
{
    unsigned length = 0;
    while (length < want && slot + length < end && slot_free(slot_at(slot + length)))
        length++;
    return length;
}

// A run of `want` free slots in [from, end), or 0.
static uint32_t find_run(uint32_t from, uint32_t end, unsigned want)
{
    for (uint32_t slot = from; slot + want <= end;) {
        unsigned length = run_at(slot, want, end);
        if (length == want)
            return slot;
        slot += length + 1;
    }
    return SWAP_NONE;
}

// Among the slots used before, going round, so that those in use lie close; then among those that never were.
static uint32_t find_free(unsigned want)
{
    uint32_t slot = find_run(swap.next, swap.high, want);
    if (!slot)
        slot = find_run(1, swap.high, want);
    if (!slot)
        slot = find_run(swap.high, swap.ready, want);
    return slot;
}

// Eviction cannot wait for memory, so the directory grows while half a page of slots was never used, from what is free.
static void grow_ahead(void)
{
    if (swap.ready < swap.end && swap.high + SLOTS_A_PAGE / 2 > swap.ready)
        grow(kpage_take_zeroed());
}

bool swap_make_room(void)
{
    if (!swap_accepts())
        return false;
    grow_ahead();
    return swap.used < swap.ready - 1 - swap.bad || steal_cached();
}

unsigned swap_alloc(unsigned want, uint32_t *first)
{
    if (!swap_make_room())
        return 0;
    uint32_t slot;
    while (!(slot = find_free(want)))
        want /= 2;  // one is free, so this ends
    for (unsigned i = 0; i < want; i++)
        *slot_at(slot + i) = (struct slot){.refs = 1};
    swap.used += want;
    swap.next = slot + want;
    swap.high = MAX(swap.high, swap.next);
    *first = slot;
    return want;
}

void swap_unref(uint32_t slot)
{
    struct slot *s = slot_at(slot);
    KASSERT(s->refs > 0 && s->refs != REFS_BAD);
    if (--s->refs > 0)
        return;
    if (s->frame)
        frame_settle(frame_in(s));
    else
        swap.used--;
}

bool swap_crowded(void) { return swap.closed || swap.used * 2 > swap_total(); }

uint32_t swap_shadow(uint32_t slot) { return slot_at(slot)->shadow; }
void swap_set_shadow(uint32_t slot, uint32_t shadow) { slot_at(slot)->shadow = shadow; }

// ---- the cache ----

struct frame *swap_cached(uint32_t slot) { return frame_in(slot_at(slot)); }

void swap_cache_add(struct frame *frame, uint32_t slot)
{
    struct slot *s = slot_at(slot);
    KASSERT(!s->frame && !frame->slot && frame->kind == FRAME_ANON);
    s->frame = (uint32_t)(frame_pa(frame) >> PAGE_SHIFT);
    frame->slot = slot;
    swap.cached++;
}

void swap_cache_drop(struct frame *frame)
{
    struct slot *s = slot_at(frame->slot);
    KASSERT(frame_in(s) == frame);
    swap.cached--;
    s->frame = 0;
    if (s->refs == 0)
        swap.used--;
    frame->slot = SWAP_NONE;
}

int swap_write(uint32_t first, void *const pages[], unsigned count)
{
    int error = blk_write_pages(swap.device, (uint64_t)first * SECTORS_A_PAGE, pages, count);
    if (!error)
        vm_stats.pswpout += count;
    return error;
}

int swap_read(uint32_t slot, void *page)
{
    int error = blk_read(swap.device, (uint64_t)slot * SECTORS_A_PAGE, page, PAGE_SIZE);
    if (!error)
        vm_stats.pswpin++;
    return error;
}

// OUT -> CACHED with the caller's fresh frame, which others see as LOCKED until the bytes are there.
static int bring_in(uint32_t slot, struct frame *frame)
{
    swap_cache_add(frame, slot);
    pool_insert(frame, slot_at(slot)->shadow);
    frame_lock(frame);
    int error = swap_read(slot, frame_kva(frame));
    frame_unlock(frame);
    if (error)
        swap_cache_drop(frame);
    return error;
}

// Does anybody name the slot, or a frame cache it? Who slept asks first: the area itself may be gone.
static bool slot_lives(uint32_t slot) { return slot < swap.ready && !slot_free(slot_at(slot)); }

// The frame in the cache once its bytes are there, held; NULL when it has left the slot meanwhile. Sleeps.
static struct frame *hold_when_read(struct frame *frame, uint32_t slot)
{
    frame_hold(frame);
    frame_wait_locked(frame);
    if (frame->slot == slot)
        return frame;
    frame_release(frame);
    return NULL;
}

int swap_get(uint32_t slot, struct frame **out, bool *read)
{
    struct frame *fresh = NULL, *frame = NULL;
    int error = 0;
    while (!frame && !error) {
        if (!slot_lives(slot)) {
            error = -EAGAIN;
        } else if ((frame = swap_cached(slot))) {
            frame = hold_when_read(frame, slot);
        } else if (!fresh) {
            fresh = frame_alloc_user();
            error = fresh ? 0 : -ENOMEM;
        } else if (!(error = bring_in(slot, fresh))) {
            *read = true;
            *out = fresh;
            return 0;
        }
    }
    if (fresh)
        frame_release(fresh);
    if (!error)
        *out = frame;
    return error;
}

uint64_t swap_total(void) { return swap.device ? swap.end - 1 - swap.bad : 0; }
uint64_t swap_used(void) { return swap.used; }
uint64_t swap_cache_count(void) { return swap.cached; }
uint32_t swap_high(void) { return swap.device ? swap.high : 0; }
bool swap_slot_bad(uint32_t slot) { return slot_at(slot)->refs == REFS_BAD; }

void swap_audit_start(void)
{
    for (uint32_t slot = 1; slot < swap_high(); slot++)
        slot_at(slot)->audit = 0;
}

void swap_audit_name(uint32_t slot) { slot_at(slot)->audit++; }
uint32_t swap_audit_names(uint32_t slot) { return slot_at(slot)->audit; }
