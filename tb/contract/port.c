// SPDX-License-Identifier: Apache-2.0
// The hardware contract at the core-side port of memsys, without a core: cycles from a request to its answer, through
// the bus library, for several memory latencies M. Prints "NAME@M NUMBER" lines under the names of the programs' lines,
// with the same meaning: what translation adds (walks.c), load to use (loads.c), a fence (fences.c), a fault
// (fault_entry.c). Each is measured several times; "LEAST..MOST" where the times differ.
//
// usage: port M...
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "bus/bus.h"

#define PAGE UINT64_C(4096)
#define RAM BUS_RAM_BASE
#define SV39 (UINT64_C(8) << 60)
#define OPEN ((UINT64_C(1) << 54) - 1)

enum { V = 1, R = 2, W = 4, A = 64, D = 128, RW = V | R | W | A | D, NAPOT_RWX = 0x1f };
enum { ROOT_INDEX = 65, MIDDLE_INDEX = 16, LEAF_INDEX = 320, FIRST_OTHER = 384, OTHERS = 128, DATA = 0xc00 };

// The tables and the frame. The entries of the page, and its data, are in different sets of every cache.
#define ROOT (RAM + 16 * PAGE)
#define MIDDLE (ROOT + PAGE)
#define LEAVES (MIDDLE + PAGE)
#define FRAME (LEAVES + PAGE)
#define ROOT_ENTRY (ROOT + 8 * ROOT_INDEX)
#define MIDDLE_ENTRY (MIDDLE + 8 * MIDDLE_INDEX)
#define LEAF(n) (LEAVES + 8 * (n))
#define LEAF_ENTRY LEAF(LEAF_INDEX)
#define VA(n) ((uint64_t)ROOT_INDEX << 30 | (uint64_t)MIDDLE_INDEX << 21 | (uint64_t)(n) << 12 | DATA)
#define THE_PAGE VA(LEAF_INDEX)

static struct bus *bus;

static uint64_t pte(uint64_t pa, uint64_t flags) { return pa / PAGE << 10 | flags; }

static int64_t load(uint64_t va) { return (int64_t)bus_load(bus, va, 8).cycles; }
static int64_t store(uint64_t va) { return (int64_t)bus_store(bus, va, 8, 1).cycles; }
static void sfence(void) { bus_sfence(bus, NULL, NULL); }

// In M mode, so that it meets no TLB.
static void poke(uint64_t pa, uint64_t value)
{
    bus_set_privilege(bus, BUS_M);
    bus_store(bus, pa, 8, value);
    bus_set_privilege(bus, BUS_S);
}

// ---- Caches

#define SPARE (RAM + (8 << 20))
enum { RIVALS = 24, FAR_STRIDE = 256 << 10, L1_WAY = 4096, L2_WAY = 32 << 10, SETTLE = 1000 };

static void push_to_memory(uint64_t line)
{
    bus_set_privilege(bus, BUS_M);
    for (uint64_t i = 0; i < RIVALS; i++)
        load(SPARE + line % FAR_STRIDE + i * FAR_STRIDE);
    bus_set_privilege(bus, BUS_S);
    bus_idle(bus, SETTLE);
}

static void push_to_l2(uint64_t line)
{
    bus_set_privilege(bus, BUS_M);
    for (uint64_t i = 0; i < RIVALS; i++) {
        uint64_t at = SPARE + line % L1_WAY + i * L1_WAY;
        if (at % L2_WAY != line % L2_WAY)
            load(at);
    }
    bus_set_privilege(bus, BUS_S);
    bus_idle(bus, SETTLE);
}

// ---- What is measured

static int64_t hit(void)
{
    load(THE_PAGE);
    return load(THE_PAGE);
}
static int64_t store_hit(void)
{
    store(THE_PAGE);
    return store(THE_PAGE);
}
static int64_t without_translation(void)
{
    bus_set_privilege(bus, BUS_M);
    load(FRAME + DATA);
    int64_t cycles = load(FRAME + DATA);
    bus_set_privilege(bus, BUS_S);
    return cycles;
}
static int64_t lost_by_the_tlb(void)
{
    load(THE_PAGE);
    for (unsigned i = 0; i < OTHERS; i++)
        load(VA(FIRST_OTHER + i));
    return load(THE_PAGE);
}
static int64_t after_sfence_page(void)
{
    uint64_t va = THE_PAGE;
    load(THE_PAGE);
    bus_sfence(bus, &va, NULL);
    return load(THE_PAGE);
}
static int64_t after_sfence(void)
{
    load(THE_PAGE);
    sfence();
    return load(THE_PAGE);
}
static int64_t tables_pushed(void (*push)(uint64_t))
{
    load(THE_PAGE);
    sfence();
    push(ROOT_ENTRY);
    push(MIDDLE_ENTRY);
    push(LEAF_ENTRY);
    return load(THE_PAGE);
}
static int64_t tables_in_l2(void) { return tables_pushed(push_to_l2); }
static int64_t tables_in_memory(void) { return tables_pushed(push_to_memory); }

static void set_leaf(uint64_t flags)
{
    poke(LEAF_ENTRY, pte(FRAME, flags));
    sfence();
}
static int64_t sets_a(void)
{
    set_leaf(RW & ~A);
    return load(THE_PAGE);
}
static int64_t store_after_sfence(void)
{
    store_hit();
    sfence();
    return store(THE_PAGE);
}
static int64_t sets_d(void)
{
    set_leaf(RW & ~D);
    return store(THE_PAGE);
}

static int64_t from_l2(void)
{
    load(THE_PAGE);
    push_to_l2(FRAME + DATA);
    return load(THE_PAGE);
}
static int64_t from_memory(void)
{
    load(THE_PAGE);
    push_to_memory(FRAME + DATA);
    return load(THE_PAGE);
}

static int64_t faults(void)
{
    poke(LEAF_ENTRY, 0);
    sfence();
    struct bus_result r = bus_load(bus, THE_PAGE, 8);
    poke(LEAF_ENTRY, pte(FRAME, RW));
    return r.fault == BUS_PAGE_FAULT ? (int64_t)r.cycles : INT64_MIN;
}

static int64_t fence(const uint64_t *va, const uint16_t *asid)
{
    load(THE_PAGE);
    return (int64_t)bus_sfence(bus, va, asid);
}
static const uint64_t fenced_page = THE_PAGE;
static const uint16_t fenced_asid = 1;
static int64_t fence_all(void) { return fence(NULL, NULL); }
static int64_t fence_page(void) { return fence(&fenced_page, NULL); }
static int64_t fence_asid(void) { return fence(NULL, &fenced_asid); }
static int64_t fence_both(void) { return fence(&fenced_page, &fenced_asid); }

// ---- What is printed

struct spread {
    int64_t least, most;
};

static struct spread repeat(int64_t (*code)(void))
{
    struct spread s = {INT64_MAX, INT64_MIN};
    for (unsigned i = 0; i < 6; i++) {
        int64_t cycles = code();
        if (i >= 2 && cycles < s.least)
            s.least = cycles;
        if (i >= 2 && cycles > s.most)
            s.most = cycles;
        bus_idle(bus, 20);
    }
    return s;
}

static struct spread less(struct spread a, struct spread b)
{
    return (struct spread){a.least - b.most, a.most - b.least};
}

static void tell(const char *name, uint64_t latency, struct spread s)
{
    printf("%s@%" PRIu64 " %" PRId64, name, latency, s.least);
    if (s.least != s.most)
        printf("..%" PRId64, s.most);
    putchar('\n');
}

static void begin(uint64_t latency)
{
    bus = bus_create(&(struct bus_config){.mem_latency = latency, .seed = 1});
    if (!bus)
        exit(2);
    bus_store(bus, ROOT_ENTRY, 8, pte(MIDDLE, V));
    bus_store(bus, MIDDLE_ENTRY, 8, pte(LEAVES, V));
    bus_store(bus, LEAF_ENTRY, 8, pte(FRAME, RW));
    for (unsigned i = 0; i < OTHERS; i++)
        bus_store(bus, LEAF(FIRST_OTHER + i), 8, pte(FRAME, RW));
    bus_set_pmp(bus, 0, NAPOT_RWX, OPEN);
    bus_set_satp(bus, SV39 | (uint64_t)fenced_asid << 44 | ROOT / PAGE);
    bus_set_adue(bus, true);
    bus_set_privilege(bus, BUS_S);
}

static void measure(uint64_t m)
{
    // An answer is used in the cycle after.
    static const struct spread to_use = {-1, -1};
    begin(m);
    struct spread load = repeat(hit), store = repeat(store_hit), walk = repeat(after_sfence);
    tell("tlb_hit", m, less(load, repeat(without_translation)));
    tell("stlb_hit", m, less(repeat(lost_by_the_tlb), load));
    tell("walk_cache_hit", m, less(repeat(after_sfence_page), load));
    tell("walk_l1d", m, less(walk, load));
    tell("walk_l2", m, less(repeat(tables_in_l2), load));
    tell("walk_memory", m, less(repeat(tables_in_memory), load));
    tell("set_a", m, less(repeat(sets_a), walk));
    set_leaf(RW);
    struct spread store_walk = repeat(store_after_sfence);
    tell("walk_l1d_store", m, less(store_walk, store));
    tell("set_d", m, less(repeat(sets_d), store_walk));
    set_leaf(RW);
    tell("load_l1d", m, less(load, to_use));
    tell("load_l2", m, less(repeat(from_l2), to_use));
    tell("load_memory", m, less(repeat(from_memory), to_use));
    tell("sfence_all", m, repeat(fence_all));
    tell("sfence_page", m, repeat(fence_page));
    tell("sfence_asid", m, repeat(fence_asid));
    tell("sfence_page_asid", m, repeat(fence_both));
    tell("fault_to_handler", m, less(repeat(faults), walk));
    bus_destroy(bus);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        measure(strtoull(argv[i], NULL, 10));
    return argc < 2;
}
