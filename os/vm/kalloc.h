// SPDX-License-Identifier: Apache-2.0
// Kernel memory: whole pages, and small blocks cut from pages. Never swapped, never moved.
#ifndef VM_KALLOC_H
#define VM_KALLOC_H

#include "os/lib/string.h"

// A page of kernel memory by its physmap address; NULL when nothing can be reclaimed. May sleep. Contents undefined.
void *kpage_alloc(void);
void *kpage_alloc_zeroed(void);
void *kpage_take_zeroed(void);     // only if one is free: does not sleep
void *kpage_alloc_for_user(void);  // for bytes of programs: leaves the kernel its reserve (watermark.h). May sleep
void kpage_free(void *page);

// Blocks come in classes of 32 bytes << class, up to 2048 bytes.
#define KALLOC_SMALLEST_SHIFT 5
#define KALLOC_CLASSES 7
unsigned kalloc_class_of(size_t size);
static inline unsigned kalloc_class(size_t size)
{
    if (!__builtin_constant_p(size) || size > 32ul << (KALLOC_CLASSES - 1))
        return kalloc_class_of(size);
    return size <= 32 ? 0 : 64 - (unsigned)__builtin_clzl(size - 1) - KALLOC_SMALLEST_SHIFT;
}

// `size` bytes, at most 2048, aligned to 16; NULL when out of memory. May sleep. Contents undefined.
void *kmalloc_class(size_t class);
static inline void *kmalloc(size_t size) { return kmalloc_class(kalloc_class(size)); }
static inline void *kzalloc(size_t size)
{
    void *block = kmalloc(size);
    return block ? memset(block, 0, size) : NULL;
}
void *kmalloc_now(size_t size);  // only from what is free: does not sleep
void kfree(void *block);         // NULL is nothing

// Physically contiguous kernel memory for ever, zeroed, page-aligned; only during boot. Panics when there is none.
void *kboot_alloc(size_t bytes);

#endif
