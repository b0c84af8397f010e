// SPDX-License-Identifier: Apache-2.0
#include "laws.h"

#include <inttypes.h>

static void equal(struct run *run, const char *law, uint64_t left, uint64_t right)
{
    if (left != right)
        complain(run, "counters: %s: %" PRIu64 " and %" PRIu64, law, left, right);
}

static void at_most(struct run *run, const char *law, uint64_t left, uint64_t right)
{
    if (left > right)
        complain(run, "counters: %s: %" PRIu64 " and %" PRIu64, law, left, right);
}

static void between(struct run *run, const char *law, uint64_t value, uint64_t least, uint64_t more)
{
    if (value < least || value > least + more)
        complain(run, "counters: %s: %" PRIu64 ", not %" PRIu64 " and at most %" PRIu64 " more", law, value, least,
                 more);
}

static void translation(struct run *run, const struct bus *bus, const struct tally *t)
{
    uint64_t starts = bus_counter(bus, "walk_start");
    uint64_t lookups = bus_counter(bus, "dtlb_load_lookup") + bus_counter(bus, "dtlb_store_lookup");
    uint64_t misses = bus_counter(bus, "dtlb_load_miss") + bus_counter(bus, "dtlb_store_miss");
    uint64_t root_reads = bus_counter(bus, "pte_read_level2"), middle_reads = bus_counter(bus, "pte_read_level1");
    uint64_t last_reads = bus_counter(bus, "pte_read_level0");
    uint64_t upper_reads = bus_counter(bus, "pte_read_level4") + bus_counter(bus, "pte_read_level3");
    uint64_t reads = upper_reads + root_reads + middle_reads + last_reads;
    uint64_t updates = bus_counter(bus, "ad_update");
    uint64_t done = bus_counter(bus, "walk_done");
    uint64_t second_hits = bus_counter(bus, "stlb_hit"), second_misses = bus_counter(bus, "stlb_miss");
    uint64_t uppers = bus_counter(bus, "walk_cache_upper"), lasts = bus_counter(bus, "walk_cache_last");

    equal(run, "DTLB look-ups = translated accesses", lookups, t->data_translated);
    equal(run, "ITLB look-ups = translated fetches", bus_counter(bus, "itlb_lookup"), t->fetch_translated);
    equal(run, "misses = looked up in the second level", misses + bus_counter(bus, "itlb_miss"),
          second_hits + second_misses);
    equal(run, "misses of the second level = walks", second_misses, starts);
    at_most(run, "data walks <= DTLB misses", bus_counter(bus, "walk_start_d"), misses);
    at_most(run, "fetch walks <= ITLB misses", bus_counter(bus, "walk_start_i"), bus_counter(bus, "itlb_miss"));
    at_most(run, "walks that begin lower <= walks", uppers + lasts, starts);
    at_most(run, "DTLB misses <= look-ups", misses, t->data_translated);
    at_most(run, "ITLB misses <= look-ups", bus_counter(bus, "itlb_miss"), t->fetch_translated);
    equal(run, "walks = done + faulted", starts, done + bus_counter(bus, "walk_fault"));
    equal(run, "walks killed = 0", bus_counter(bus, "walk_killed"), 0);
    equal(run, "walks = those of fetches + those of data", starts,
          bus_counter(bus, "walk_start_i") + bus_counter(bus, "walk_start_d"));
    at_most(run, "loads' misses <= look-ups", bus_counter(bus, "dtlb_load_miss"), bus_counter(bus, "dtlb_load_lookup"));
    at_most(run, "PTEs read of the middle tables <= of the root, and begun there", middle_reads, root_reads + uppers);
    at_most(run, "PTEs read of the last tables <= of the middle, and begun there", last_reads, middle_reads + lasts);
    at_most(run, "walks done <= PTEs read", done, reads);
    at_most(run, "PTEs read of each table <= walks", root_reads, starts);
    at_most(run, "PTEs read <= 5 a walk", reads, 5 * starts);
    at_most(run, "2 cycles for each PTE <= cycles of walks", 2 * done, bus_counter(bus, "walk_cycles"));
    equal(run, "A/D updates = PTEs that changed", updates, t->ad_updates);
    equal(run, "the walker's accesses = PTEs read + A/D updates", bus_counter(bus, "l1d_access_by_walker"),
          reads + updates);
    equal(run, "fences", bus_counter(bus, "sfence"), t->sfences);
}

static void caches(struct run *run, const struct bus *bus, const struct tally *t)
{
    uint64_t l2 = bus_counter(bus, "l2_access"), writebacks = bus_counter(bus, "l1d_writeback");
    uint64_t fetch_misses = bus_counter(bus, "l1i_miss");

    between(run, "L1D accesses = loads, stores and atomics", bus_counter(bus, "l1d_access"), t->data_cached,
            t->data_unsure);
    between(run, "L1I accesses = fetches", bus_counter(bus, "l1i_access"), t->fetch_cached, t->fetch_unsure);
    at_most(run, "L1D misses <= accesses", bus_counter(bus, "l1d_miss"), bus_counter(bus, "l1d_access"));
    at_most(run, "L1I misses <= accesses", fetch_misses, bus_counter(bus, "l1i_access"));
    at_most(run, "the walker's misses <= its accesses", bus_counter(bus, "l1d_miss_by_walker"),
            bus_counter(bus, "l1d_access_by_walker"));
    at_most(run, "L1D write-backs + L1I misses <= L2 accesses", writebacks + fetch_misses, l2);
    at_most(run, "L2 misses <= accesses", bus_counter(bus, "l2_miss"), l2);
    uint64_t prefetches = bus_counter(bus, "l2_prefetch");
    at_most(run, "lines read from memory <= L2 misses + prefetches", bus_counter(bus, "axi_line_reads"),
            bus_counter(bus, "l2_miss") + prefetches);
    at_most(run, "prefetches used, late or useless <= prefetches",
            bus_counter(bus, "l2_prefetch_useful") + bus_counter(bus, "l2_prefetch_late") +
                bus_counter(bus, "l2_prefetch_useless"),
            prefetches);
    at_most(run, "L2 misses <= lines read from memory + lines given by the L1D", bus_counter(bus, "l2_miss"),
            bus_counter(bus, "axi_line_reads") + writebacks + fetch_misses + bus_counter(bus, "l1i_prefetch"));
    at_most(run, "lines fetched ahead by the L1I that were used, late or useless <= all of them",
            bus_counter(bus, "l1i_prefetch_useful") + bus_counter(bus, "l1i_prefetch_late") +
                bus_counter(bus, "l1i_prefetch_useless"),
            bus_counter(bus, "l1i_prefetch"));
    equal(run, "L2 write-backs = lines written to memory", bus_counter(bus, "l2_writeback"),
          bus_counter(bus, "axi_line_writes"));
}

void laws_check(struct run *run, struct bus *bus, const struct tally *t)
{
    bus_idle(bus, 5000);  // what is under way comes to its end, and is counted
    translation(run, bus, t);
    caches(run, bus, t);
}
