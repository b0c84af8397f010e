// SPDX-License-Identifier: Apache-2.0
// Kernel stacks: places of two pages in the stack area, the upper a stack, the lower nothing, so that a stack that
// overflows traps. A task that ends leaves its stack for the next, mapped as it is; of more than a few the frames are
// given back, and only then the TLB is told.
#include "os/lib/panic.h"
#include "os/vm/kalloc.h"
#include "os/vm/kmap.h"
#include "os/vm/kstack.h"
#include "os/vm/pte.h"

#define PLACE_BYTES (2 * PAGE_SIZE)
#define PLACES_A_TABLE (ENTRIES / 2)
#define WARM_MOST 2

uint64_t kstack_directory[ENTRIES] __attribute__((aligned(4096)));  // level 1 of the stack area

static uint64_t *warm[WARM_MOST];  // stacks without a task
static unsigned warm_count;
static uint64_t in_use;
static uint64_t free_place, places_made;  // a free place + 1, 0: none. Its entry names the next in the same way

// The entry of a place's stack page, in a table that exists.
static uint64_t *entry_of(uint64_t place)
{
    uint64_t *table = kva(pte_pa(kstack_directory[place / PLACES_A_TABLE]));
    return &table[place % PLACES_A_TABLE * 2 + 1];
}

static uint64_t *stack_of(uint64_t place) { return (uint64_t *)(KSTACK_BASE + place * PLACE_BYTES + PAGE_SIZE); }

static uint64_t place_of(const uint64_t *stack) { return ((uint64_t)stack - KSTACK_BASE) / PLACE_BYTES; }

// Makes sure that there is a free place. May sleep. False: no memory.
static bool place_prepare(void)
{
    if (!free_place && places_made == (uint64_t)ENTRIES * PLACES_A_TABLE)
        return false;
    if (free_place || places_made % PLACES_A_TABLE)
        return true;
    uint64_t *directory = &kstack_directory[places_made / PLACES_A_TABLE];
    if (*directory)
        return true;
    uint64_t *table = kpage_alloc_zeroed();
    if (!table)
        return false;
    if (*directory)
        kpage_free(table);  // somebody was faster
    else
        *directory = pte_of_pa(pa_of(table)) | PTE_V;
    return true;
}

static uint64_t place_take(void)
{
    if (!free_place)
        return places_made++;
    uint64_t place = free_place - 1;
    free_place = pte_slot(*entry_of(place));
    return place;
}

uint64_t *kstack_alloc(void)
{
    if (warm_count) {
        in_use++;
        return warm[--warm_count];
    }
    struct frame *frame = frame_alloc(FRAME_KERNEL);
    if (!frame)
        return NULL;
    if (!place_prepare()) {
        frame_free(frame);
        return NULL;
    }
    uint64_t place = place_take();
    *entry_of(place) = pte_of_pa(frame_pa(frame)) | PTE_V | PTE_R | PTE_W | PTE_G | PTE_A | PTE_D;
    fence_kernel_page((uint64_t)stack_of(place));
    in_use++;
    return stack_of(place);
}

void kstack_free(uint64_t *stack)
{
    in_use--;
    if (warm_count < WARM_MOST) {
        warm[warm_count++] = stack;
        return;
    }
    uint64_t place = place_of(stack), *entry = entry_of(place);
    struct frame *frame = frame_of(pte_pa(*entry));
    *entry = pte_of_slot(free_place);
    free_place = place + 1;
    fence_kernel_page((uint64_t)stack);
    frame_free(frame);
}

uint64_t kstack_count(void) { return in_use; }

bool kstack_is_guard(uint64_t va)
{
    extern char boot_stack[];
    if (va >= KSTACK_BASE && va < KSTACK_BASE + level_size(2))
        return !(va & PAGE_SIZE);
    return page_down(va) == (uint64_t)boot_stack - PAGE_SIZE;
}
