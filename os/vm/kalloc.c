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
    unsigned class = 0;
    while (((size_t)1 << (KALLOC_SMALLEST_SHIFT + class)) < size)
        class ++;
    KASSERT(class < KALLOC_CLASSES);
    return class;
}

// The bytes of a free block behind its link.
static char *rest_of(void *block) { return (char *)block + sizeof(void *); }
static size_t bytes_of_rest(unsigned class) { return ((size_t)1 << (KALLOC_SMALLEST_SHIFT + class)) - sizeof(void *); }

// Cuts a fresh page into free blocks and puts it on the list of its class.
static struct frame *slab_create(unsigned class, struct frame *frame)
{
    if (!frame)
        return NULL;
    size_t size = (size_t)1 << (KALLOC_SMALLEST_SHIFT + class);
    char *base = frame_kva(frame);
    frame->index = class;
    frame->maps = 0;
    frame->blocks = NULL;
    for (size_t at = PAGE_SIZE; at > 0; at -= size) {
        *(void **)(base + at - size) = frame->blocks;
        if (poison)
            poison_fill(rest_of(base + at - size), bytes_of_rest(class));
        frame->blocks = base + at - size;
    }
    list_push_front(&with_room[class], &frame->link);
    return frame;
}

static inline void *take_block(unsigned class)
{
    struct frame *frame = LIST_ENTRY(with_room[class].next, struct frame, link);
    void **block = frame->blocks;
    frame->blocks = *block;
    frame->maps++;
    if (poison)
        poison_check(rest_of(block), bytes_of_rest(class));
    if (!frame->blocks)
        list_remove(&frame->link);
    return block;
}

void *kmalloc_class(unsigned class)
{
    if (alloc_fails())
        return NULL;
    if (list_empty(&with_room[class]) && !slab_create(class, frame_alloc(FRAME_SLAB)))
        return NULL;
    return take_block(class);
}

void *kmalloc_now(size_t size)
{
    unsigned class = kalloc_class(size);
    if (alloc_fails())
        return NULL;
    if (list_empty(&with_room[class]) && !slab_create(class, frame_take(FRAME_SLAB)))
        return NULL;
    return take_block(class);
}

void *kzalloc(size_t size)
{
    void *block = kmalloc(size);
    return block ? memset(block, 0, size) : NULL;
}

void kfree(void *block)
{
    if (!block)
        return;
    struct frame *frame = frame_of(pa_of(block));
    KASSERT(frame && frame->kind == FRAME_SLAB && frame->maps > 0);
    if (!frame->blocks)
        list_push_front(&with_room[frame->index], &frame->link);
    *(void **)block = frame->blocks;
    frame->blocks = block;
    if (poison)
        poison_fill(rest_of(block), bytes_of_rest((unsigned)frame->index));
    if (--frame->maps > 0)
        return;
    list_remove(&frame->link);
    frame_free(frame);
}
