// SPDX-License-Identifier: Apache-2.0
// Kernel memory: pages straight from the frame table; small blocks from slab pages of one power-of-two size each. A
// slab page goes back to the frame table when its last block is freed.
#include "os/vm/kalloc.h"

#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/frame.h"
#include "os/vm/page.h"
#include "os/vm/poison.h"

// Slab pages with at least one free block, by class.
static struct list with_room[KALLOC_CLASSES] = {
    LIST_INIT(with_room[0]), LIST_INIT(with_room[1]), LIST_INIT(with_room[2]), LIST_INIT(with_room[3]),
    LIST_INIT(with_room[4]), LIST_INIT(with_room[5]), LIST_INIT(with_room[6]),
};

void *kpage_alloc(void)
{
    struct frame *frame = frame_alloc(FRAME_KERNEL);
    return frame ? frame_kva(frame) : NULL;
}

void *kpage_alloc_for_user(void)
{
    struct frame *frame = frame_alloc_sparing(FRAME_KERNEL);
    return frame ? frame_kva(frame) : NULL;
}

void *kpage_alloc_zeroed(void)
{
    struct frame *frame = frame_alloc_zeroed(FRAME_KERNEL);
    return frame ? frame_kva(frame) : NULL;
}

void *kpage_take_zeroed(void)
{
    struct frame *frame = frame_take(FRAME_KERNEL);
    if (frame)
        page_zero(frame_kva(frame));
    return frame ? frame_kva(frame) : NULL;
}

void kpage_free(void *page)
{
    struct frame *frame = frame_of(pa_of(page));
    KASSERT(frame && frame->kind == FRAME_KERNEL);
    frame_free(frame);
}

void *kboot_alloc(size_t bytes)
{
    size_t size = page_up(bytes);
    return memset(kva(frame_boot_take(size >> PAGE_SHIFT)), 0, size);
}

unsigned kalloc_class_of(size_t size)
{
    size_t class = 0;
    while (((size_t)1 << (KALLOC_SMALLEST_SHIFT + class)) < size)
        class ++;
    KASSERT(class < KALLOC_CLASSES);
    return class;
}

// The bytes of a free block behind its link.
static char *rest_of(void *block) { return (char *)block + sizeof(void *); }
static size_t bytes_of(size_t class) { return (size_t)1 << (KALLOC_SMALLEST_SHIFT + class); }
static size_t bytes_of_rest(size_t class) { return bytes_of(class) - sizeof(void *); }

// A fresh page, of which nothing is cut yet, on the list of its class.
static struct frame *slab_create(size_t class, struct frame *frame)
{
    if (!frame)
        return NULL;
    if (poison)
        poison_fill(frame_kva(frame), PAGE_SIZE);
    frame->index = class;
    frame->maps = 0;
    frame->blocks = NULL;
    frame->cut = 0;
    list_push_front(&with_room[class], &frame->link);
    return frame;
}

static bool is_full(const struct frame *frame) { return !frame->blocks && frame->cut == PAGE_SIZE; }

// There is one. Blocks that were given back go first: they are warm.
static inline void *take_block(size_t class)
{
    struct frame *frame = LIST_ENTRY(with_room[class].next, struct frame, link);
    void **block = frame->blocks;
    if (block) {
        frame->blocks = *block;
    } else {
        block = (void **)((char *)frame_kva(frame) + frame->cut);
        frame->cut += (uint32_t)bytes_of(class);
    }
    frame->maps++;
    if (is_full(frame))
        list_remove(&frame->link);
    return block;
}

__attribute__((noinline)) static void *take_checked(size_t class)
{
    void *block = take_block(class);
    poison_check(rest_of(block), bytes_of_rest(class));
    return block;
}

static void *take(size_t class) { return poison ? take_checked(class) : take_block(class); }

__attribute__((noinline)) static void *kmalloc_class_cold(size_t class)
{
    if (alloc_fails())
        return NULL;
    if (list_empty(&with_room[class]) && !slab_create(class, frame_alloc(FRAME_SLAB)))
        return NULL;
    return take(class);
}

void *kmalloc_class(size_t class)
{
    if (__builtin_expect(fail_alloc || list_empty(&with_room[class]), 0))
        return kmalloc_class_cold(class);
    return take(class);
}

void *kmalloc_now(size_t size)
{
    size_t class = kalloc_class(size);
    if (alloc_fails())
        return NULL;
    if (list_empty(&with_room[class]) && !slab_create(class, frame_take(FRAME_SLAB)))
        return NULL;
    return take(class);
}

static inline void give_block(struct frame *frame, void *block)
{
    if (is_full(frame))
        list_push_front(&with_room[frame->index], &frame->link);
    *(void **)block = frame->blocks;
    frame->blocks = block;
    if (--frame->maps > 0)
        return;
    list_remove(&frame->link);
    frame_free(frame);
}

__attribute__((noinline)) static void give_poisoned(struct frame *frame, void *block)
{
    poison_fill(rest_of(block), bytes_of_rest(frame->index));
    give_block(frame, block);
}

void kfree(void *block)
{
    if (!block)
        return;
    struct frame *frame = frame_of(pa_of(block));
    KASSERT(frame && frame->kind == FRAME_SLAB && frame->maps > 0);
    if (poison)
        give_poisoned(frame, block);
    else
        give_block(frame, block);
}
