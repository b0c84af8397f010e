// SPDX-License-Identifier: Apache-2.0
// What translation adds to a load or a store, in cycles over the same one that hits the TLB: nothing on a hit; a page
// that the L1 TLB has lost; the walk after sfence.vma of the page, which may begin below the root, and of everything,
// with its three entries in the L1D, in the L2, in memory; and setting A or D besides. The data is in the L1D. The
// root, middle and leaf entry of the page, and its data, are in different sets of every cache.
//
// Memory latencies: 2 20 30 100
#include "timed.h"

enum { PAGE_INDEX = 320, FIRST_OTHER = 512, OTHERS = 256, DATA = 0xc00 };
static char frame[PAGE] ALIGNED(PAGE);

static uint64_t page(void) { return window(PAGE_INDEX) + DATA; }

static void use(void) { read_line(page()); }

static void set_leaf(uint64_t flags)
{
    leaves[PAGE_INDEX] = pte(frame, flags);
    sfence();
}

// ---- On a hit

static int64_t hit(void)
{
    use();
    return load_at(page());
}

static int64_t store_hit(void)
{
    *(volatile uint64_t *)page() = 0;
    return store_at(page());
}

static int64_t without_translation(void)
{
    uint64_t satp, at = (uintptr_t)frame + DATA;
    read_line(at);
    __asm__ volatile("csrrw %0, satp, x0" : "=r"(satp)::"memory");
    int64_t cycles = load_at(at);
    __asm__ volatile("csrw satp, %0" ::"r"(satp) : "memory");
    return cycles;
}

// ---- On a miss

// More pages than an L1 TLB has entries, each with the same line.
static int64_t lost_by_the_tlb(void)
{
    use();
    for (unsigned i = 0; i < OTHERS; i++)
        read_line(window(FIRST_OTHER + i) + DATA);
    return load_at(page());
}

static int64_t after_sfence_page(void)
{
    use();
    sfence_page(page());
    return load_at(page());
}

static int64_t after_sfence(void)
{
    use();
    sfence();
    return load_at(page());
}

static int64_t tables_pushed(void (*push)(const void *))
{
    use();
    sfence();
    push(root + ROOT_INDEX);
    push(middle + MIDDLE_INDEX);
    push(leaves + PAGE_INDEX);
    return load_at(page());
}
static int64_t tables_in_l2(void) { return tables_pushed(push_to_l2); }
static int64_t tables_in_memory(void) { return tables_pushed(push_to_memory); }

static int64_t sets_a(void)
{
    use();
    set_leaf(RW & ~A);
    return load_at(page());
}

static int64_t store_after_sfence(void)
{
    store_hit();
    sfence();
    return store_at(page());
}

static int64_t sets_d(void)
{
    use();
    set_leaf(RW & ~D);
    return store_at(page());
}

int main(void)
{
    open_window();
    for (unsigned i = 0; i < OTHERS; i++)
        leaves[FIRST_OTHER + i] = pte(frame, RW);
    set_leaf(RW);
    struct spread load = repeat(hit), store = repeat(store_hit), walk = repeat(after_sfence);
    tell("tlb_hit", less(load, repeat(without_translation)));
    tell("stlb_hit", less(repeat(lost_by_the_tlb), load));
    tell("walk_cache_hit", less(repeat(after_sfence_page), load));
    tell("walk_l1d", less(walk, load));
    tell("walk_l2", less(repeat(tables_in_l2), load));
    tell("walk_memory", less(repeat(tables_in_memory), load));
    tell("set_a", less(repeat(sets_a), walk));
    set_leaf(RW);
    struct spread store_walk = repeat(store_after_sfence);
    tell("walk_l1d_store", less(store_walk, store));
    tell("set_d", less(repeat(sets_d), store_walk));
    return leaves[PAGE_INDEX] != pte(frame, RW);
}
