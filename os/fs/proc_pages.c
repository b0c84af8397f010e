// SPDX-License-Identifier: Apache-2.0
// /proc/PID/pagemap, /proc/kpagecount and /proc/kpageflags: a word of 8 bytes a page, virtual or physical. Bits are
// Linux's (Documentation/admin-guide/mm/pagemap).
#include "os/arch/machine.h"
#include "os/fs/proc.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/pool.h"
#include "os/vm/populate.h"
#include "os/vm/space.h"
#include "os/vm/swap.h"

#define WORD sizeof(uint64_t)
#define WORDS_AT_ONCE 32

// The words from offset / 8 on, below `end`: bytes handed over.
static int64_t read_words(uint64_t (*word)(struct space *space, uint64_t number), struct space *space, uint64_t end,
                          struct io *io, uint64_t offset, size_t n)
{
    uint64_t words[WORDS_AT_ONCE], number = offset / WORD, last = MIN(end, number + n / WORD);
    if (offset % WORD || n % WORD)
        return -EINVAL;
    int64_t done = 0;
    while (number < last) {
        size_t count = MIN(last - number, (uint64_t)WORDS_AT_ONCE);
        for (size_t i = 0; i < count; i++)
            words[i] = word(space, number + i);
        int error = io_put(io, words, count * WORD);
        if (error)
            return done ? done : error;
        number += count;
        done += (int64_t)(count * WORD);
        if (give_way())
            break;
    }
    return done;
}

// ---- by virtual page ----

#define PM_EXCLUSIVE (1ul << 56)
#define PM_FILE (1ul << 61)
#define PM_SWAP (1ul << 62)
#define PM_PRESENT (1ul << 63)
#define PM_SWAP_SHIFT 5  // the slot stands above the number of its area

static uint64_t pagemap_word(struct space *space, uint64_t page)
{
    struct pte_view view = pmap_look(&space->pmap, page << PAGE_SHIFT);
    if (view.state == PTE_SWAPPED)
        return PM_SWAP | (uint64_t)swap_index(view.slot) << PM_SWAP_SHIFT | swap_area_number(view.slot);
    if (view.state == PTE_PHYSICAL)
        return PM_PRESENT | view.pa >> PAGE_SHIFT;
    if (view.state != PTE_MAPPED)
        return 0;
    const struct frame *frame = view.frame;
    return PM_PRESENT | frame_pa(frame) >> PAGE_SHIFT | (frame->kind == FRAME_CACHED ? PM_FILE : 0) |
           (frame->maps == 1 && frame != zero_frame ? PM_EXCLUSIVE : 0);
}

int64_t read_pagemap(struct task *task, struct io *io, uint64_t offset, size_t n)
{
    struct space *space = task->space;
    if (!space)
        return 0;
    space_hold(space);
    int64_t done = read_words(pagemap_word, space, USER_END >> PAGE_SHIFT, io, offset, n);
    space_release(space);
    return done;
}

// ---- clear_refs ----

enum { CLEAR_ALL = 1, CLEAR_ANONYMOUS, CLEAR_MAPPED, CLEAR_SOFT_DIRTY, CLEAR_PEAK };

static int forget_use_in(struct space *space, uint64_t start, uint64_t end)
{
    struct pmap *pmap = &space->pmap;
    int error = 0;
    for (uint64_t va = pmap_next(pmap, start, end); va < end && !error; va = pmap_next(pmap, va + PAGE_SIZE, end)) {
        struct pte_view view = pmap_look(pmap, va);
        if (view.state == PTE_MAPPED) {
            view.frame->flags &= (uint8_t)~FRAME_REFERENCED;
            pmap_forget_use(pmap, va);
        }
        error = give_way();
    }
    return error;
}

// By what their region shows, as Linux has it: a private copy of a file's page is the file's.
static int forget_use(struct space *space, int kind)
{
    int error = 0;
    for (struct region *r = space_find_next(space, 0); r && !error;) {
        uint64_t end = r->end;
        if (kind == CLEAR_ALL || (kind == CLEAR_MAPPED) == (r->file != NULL))
            error = forget_use_in(space, r->start, end);
        r = space_find_next(space, end);
    }
    return error;
}

// Soft-dirty bits are not kept, as on Linux for RISC-V: then there is nothing to clear.
int write_task_clear_refs(struct task *task, char *text)
{
    struct space *space = task->space;
    char *end;
    unsigned long kind = strtoul(text, &end, 10);
    int error = 0;
    if (end == text || (*end && *end != '\n') || kind < CLEAR_ALL || kind > CLEAR_PEAK)
        return -EINVAL;
    if (!space)
        return 0;
    space_hold(space);
    if (kind == CLEAR_PEAK)
        space->peak_resident = space_resident(space);
    else if (kind != CLEAR_SOFT_DIRTY)
        error = forget_use(space, (int)kind);
    space_release(space);
    return error;
}

// ---- by physical frame ----

static bool is_ram(uint64_t pfn)
{
    uint64_t pa = pfn << PAGE_SHIFT;
    return pa >= machine.ram_start && pa < machine.ram_end;
}

static uint64_t count_word(struct space *space, uint64_t pfn)
{
    (void)space;
    const struct frame *frame = frame_by_number(pfn);
    return frame && (frame->kind == FRAME_ANON || frame->kind == FRAME_CACHED) ? frame->maps : 0;
}

enum {
    KpfLocked = 0,
    KpfReferenced = 2,
    KpfUptodate = 3,
    KpfDirty = 4,
    KpfLru = 5,
    KpfActive = 6,
    KpfSlab = 7,
    KpfWriteback = 8,
    KpfBuddy = 10,
    KpfMmap = 11,
    KpfAnon = 12,
    KpfSwapCache = 13,
    KpfSwapBacked = 14,
    KpfCompoundHead = 15,
    KpfCompoundTail = 16,
    KpfUnevictable = 18,
    KpfNoPage = 20,
    KpfThp = 22,
    KpfZeroPage = 24,
    KpfPageTable = 26,
    KpfReserved = 32,
    KpfMlocked = 33,
};

static uint64_t bit(bool set, unsigned number) { return (uint64_t)set << number; }

// Of a frame that is part of a huge page.
static uint64_t huge_flags(const struct frame *frame)
{
    if (frame->kind != FRAME_ANON || frame->maps != 1 || pmap_look(frame->first.pmap, frame->first.va).level == 0)
        return 0;
    bool head = frame_pa(frame) % HUGE_SIZE == 0;
    return bit(true, KpfThp) | bit(head, KpfCompoundHead) | bit(!head, KpfCompoundTail);
}

static uint64_t user_page_flags(struct frame *frame)
{
    bool anon = frame->kind == FRAME_ANON, locked = frame->flags & FRAME_LOCKED, wired = frame_is_wired(frame);
    return bit(true, KpfLru) | bit(wired, KpfUnevictable) | bit(wired, KpfMlocked) |
           bit(pool_active(frame) && !wired, KpfActive) | bit(locked, KpfLocked) | bit(!locked, KpfUptodate) |
           bit(frame->flags & FRAME_REFERENCED, KpfReferenced) | bit(frame_dirty(frame), KpfDirty) |
           bit(frame->flags & FRAME_WRITEBACK, KpfWriteback) | bit(frame->maps > 0, KpfMmap) | bit(anon, KpfAnon) |
           bit(anon && frame->slot, KpfSwapCache) | bit(anon || frame->flags & FRAME_SHMEM, KpfSwapBacked) |
           huge_flags(frame);
}

static uint64_t flags_word(struct space *space, uint64_t pfn)
{
    (void)space;
    struct frame *frame = frame_by_number(pfn);
    if (!frame)
        return bit(true, is_ram(pfn) ? KpfReserved : KpfNoPage);
    switch (frame->kind) {
    case FRAME_ANON:
    case FRAME_CACHED: return user_page_flags(frame);
    case FRAME_SLAB: return bit(true, KpfSlab);
    case FRAME_TABLE: return bit(true, KpfPageTable);
    case FRAME_ZERO: return bit(true, KpfZeroPage);
    case FRAME_FREE: return bit(true, KpfBuddy);
    default: return 0;
    }
}

static int64_t read_frames(uint64_t (*word)(struct space *, uint64_t), struct io *io, uint64_t offset, size_t n)
{
    return read_words(word, NULL, machine.ram_end >> PAGE_SHIFT, io, offset, n);
}

int64_t read_kpagecount(struct io *io, uint64_t offset, size_t n) { return read_frames(count_word, io, offset, n); }
int64_t read_kpageflags(struct io *io, uint64_t offset, size_t n) { return read_frames(flags_word, io, offset, n); }
