// SPDX-License-Identifier: Apache-2.0
// What the TLB and the caches spare each reference. Laps of loads, one from each of 16 pages, are timed: with the TLB;
// with one that has nothing to offer for the next page, as a TLB of a single entry (sfence.vma before each load); and
// with the tables of pages not in a cache either, as without any of it. The walker's reads go through the data cache,
// and are counted there. Claims: F76.
#include <inttypes.h>
#include <stdio.h>

#include "bus/bus.h"

#define PAGE UINT64_C(4096)
#define RAM BUS_RAM_BASE
#define SV39 (UINT64_C(8) << 60)

enum { V = 1, R = 2, A = 64, D = 128 };
enum { PAGES = 16, COLD = 2, FRAMES = 16 /* the first of theirs */, LEVELS = 3, LATENCY = 40, RAM_BYTES = 2 << 20 };
enum { L1_BYTES = 32 << 10, L2_BYTES = 256 << 10 };

static int failures;

static void expect(const char *name, bool holds, const char *what, uint64_t got)
{
    printf("%s without_tlb: %s: %" PRIu64 " %s\n", holds ? "ok" : "not ok", name, got, what);
    failures += !holds;
}

static uint64_t pte(uint64_t pa, uint64_t flags) { return pa / PAGE << 10 | flags; }

// Pages 0, 1, 2 of RAM are the tables, root first. The first address of each page lies in a line of its own set.
static uint64_t address(unsigned page) { return page * PAGE + page * 64; }

static struct bus *machine(void)
{
    struct bus *bus = bus_create(&(struct bus_config){.ram_bytes = RAM_BYTES, .mem_latency = LATENCY, .seed = 1});
    bus_store(bus, RAM, 8, pte(RAM + PAGE, V));
    bus_store(bus, RAM + PAGE, 8, pte(RAM + 2 * PAGE, V));
    for (unsigned page = 0; page < PAGES; page++)
        bus_store(bus, RAM + 2 * PAGE + 8 * page, 8, pte(RAM + (FRAMES + page) * PAGE, V | R | A | D));
    bus_set_pmp(bus, 0, 0x1f /* NAPOT, all rights */, (UINT64_C(1) << 54) - 1);
    bus_set_satp(bus, SV39 | RAM / PAGE);
    bus_set_privilege(bus, BUS_S);
    return bus;
}

struct lap {
    uint64_t cycles, misses, reads, reads_missed;
};

static struct lap counters(const struct bus *bus)
{
    struct lap c = {0, bus_counter(bus, "dtlb_load_miss"), 0, bus_counter(bus, "l1d_miss_by_walker")};
    c.reads =
        bus_counter(bus, "pte_read_level0") + bus_counter(bus, "pte_read_level1") + bus_counter(bus, "pte_read_level2");
    return c;
}

// Other lines than those of tables and pages go through both caches, from the end of RAM.
static void push_out(struct bus *bus)
{
    bus_set_privilege(bus, BUS_M);
    for (uint64_t at = RAM_BYTES - 2 * (L1_BYTES + L2_BYTES); at < RAM_BYTES; at += 64)
        bus_load(bus, RAM + at, 8);
    bus_set_privilege(bus, BUS_S);
    bus_idle(bus, 1000);
}

static struct lap lap(struct bus *bus, unsigned pages, bool forget, bool cold)
{
    struct lap before = counters(bus), after;
    uint64_t cycles = 0;
    for (unsigned page = 0; page < pages; page++) {
        if (cold)
            push_out(bus);
        if (forget)
            bus_sfence(bus, NULL, NULL);
        cycles += bus_load(bus, address(page), 8).cycles;
    }
    after = counters(bus);
    return (struct lap){cycles, after.misses - before.misses, after.reads - before.reads,
                        after.reads_missed - before.reads_missed};
}

int main(void)
{
    struct bus *bus = machine();
    lap(bus, PAGES, true, false);  // tables and pages come to the caches, and stay there
    bus_idle(bus, 1000);
    struct lap single = lap(bus, PAGES, true, false);
    lap(bus, PAGES, false, false);
    struct lap kept = lap(bus, PAGES, false, false), data = lap(bus, COLD, false, true);
    struct lap none = lap(bus, COLD, true, true);

    expect("with-the-tlb", kept.cycles == PAGES && kept.misses == 0, "cycles for 16 loads, none missed", kept.cycles);
    expect("nothing-for-the-next-page", single.cycles == PAGES * (1 + 7) && single.misses == PAGES,
           "cycles for 16 loads, all missed", single.cycles);
    expect("a-walk-reads-each-level", single.reads == PAGES * LEVELS, "entries read for 16 loads", single.reads);
    expect("from-the-data-cache", single.reads_missed == 0, "of them from beyond it", single.reads_missed);
    expect("data-from-memory", data.cycles > COLD * LATENCY && data.reads == 0, "cycles for 2 loads, none missed",
           data.cycles);
    expect("tables-from-memory",
           none.cycles > data.cycles + COLD * LEVELS * LATENCY && none.reads == COLD * LEVELS &&
               none.reads_missed == none.reads,
           "cycles for 2 loads, all missed", none.cycles);
    bus_destroy(bus);
    return failures != 0;
}
