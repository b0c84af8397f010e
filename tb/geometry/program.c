// SPDX-License-Identifier: Apache-2.0
// Accesses of every kind to a memory system of the geometry that is given, and what they came to: cycles and counts.
// Two memory systems of the same geometry must print the same, one that is built so and one that is masked down to it.
// Then geometries of all kinds, one after the other: no load sees another value than what was stored last, and after
// each change all that was stored is in memory.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bus/bus.h"

#define PAGE UINT64_C(4096)
#define ROOT (BUS_RAM_BASE + UINT64_C(0x10000))
#define MEGAS (ROOT + PAGE)       // the middle table of VA [0, 1 GiB): leaves and pointers
#define LEAVES (ROOT + 2 * PAGE)  // REGIONS last tables
#define FRAMES (BUS_RAM_BASE + UINT64_C(0x400000))
#define GIGA (UINT64_C(1) << 30)  // the page of VA [1 GiB, 2 GiB)
#define MEGA (UINT64_C(1) << 21)
#define ACCESSES 15000
#define CHANGES 12
#define ACCESSES_BETWEEN 600
#define RAM_BYTES (UINT64_C(16) << 20)

enum { V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128 };
enum { REGIONS = 32, PAGES = 64, BIG_PAGES = 16 };

static uint64_t state;
static unsigned draw(unsigned below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((state >> 33) % below);
}

static void pte(struct bus *bus, uint64_t table, unsigned index, uint64_t pa, uint64_t flags)
{
    uint64_t entry = pa / PAGE << 10 | flags;
    uint8_t *at = bus_memory(bus) + (table - BUS_RAM_BASE) + 8 * index;
    for (int i = 0; i < 8; i++)
        at[i] = (uint8_t)(entry >> 8 * i);
}

// Pages of three sizes: those of 4 KiB in 512 KiB of frames, the larger ones around them.
static void tables(struct bus *bus)
{
    const uint64_t leaf = V | R | W | X | A | D;
    pte(bus, ROOT, 0, MEGAS, V);
    pte(bus, ROOT, 1, BUS_RAM_BASE, leaf | G);
    for (unsigned region = 0; region < REGIONS; region++) {
        pte(bus, MEGAS, region, LEAVES + region * PAGE, V);
        for (unsigned page = 0; page < PAGES; page++)
            pte(bus, LEAVES + region * PAGE, 3 * page, FRAMES + draw(128) * PAGE, leaf);
    }
    for (unsigned page = 0; page < BIG_PAGES; page++)
        pte(bus, MEGAS, REGIONS + page, FRAMES, leaf);
}

// Mostly near to what came before, now and then elsewhere; in the giant page little.
static uint64_t address(void)
{
    static unsigned region, page;
    unsigned dice = draw(100);
    if (dice < 4)
        return GIGA + 0x400000 + draw(0x20000 / 8) * 8;
    if (dice < 12)
        return (REGIONS + draw(BIG_PAGES)) * MEGA + draw(dice < 9 ? 4096 : MEGA / 8) * 8;
    if (dice < 16)
        region = draw(REGIONS);
    if (dice < 45)
        page = draw(dice < 30 ? PAGES : 10);
    return region * MEGA + page * 3 * PAGE + draw(dice < 70 ? 64 : 512) * 8;
}

// What memory is to hold, by physical address
static uint64_t *shadow;
static uint64_t *at(uint64_t pa) { return &shadow[(pa - BUS_RAM_BASE) / 8]; }

static void check(uint64_t va, struct bus_result r)
{
    if (r.fault != BUS_OK || r.data != *at(r.pa)) {
        printf("%" PRIx64 ": fault %d, pa %" PRIx64 ", %" PRIx64 " instead of %" PRIx64 "\n", va, r.fault, r.pa, r.data,
               r.fault == BUS_OK ? *at(r.pa) : 0);
        exit(1);
    }
}

static void check_memory(struct bus *bus)
{
    for (uint64_t i = 0; i < RAM_BYTES / 8; i++) {
        uint64_t value;
        memcpy(&value, bus_memory(bus) + 8 * i, 8);
        if (value != shadow[i]) {
            printf("memory at %" PRIx64 ": %" PRIx64 " instead of %" PRIx64 "\n", BUS_RAM_BASE + 8 * i, value,
                   shadow[i]);
            exit(1);
        }
    }
}

static void access_one(struct bus *bus)
{
    uint64_t va = address();
    unsigned dice = draw(100);
    if (dice < 25) {
        // instructions are not coherent with stores: the value may be an old one
        bus_fetch(bus, va);
    } else if (dice < 65) {
        check(va, bus_load(bus, va, 8));
    } else if (dice < 96) {
        *at(bus_store(bus, va, 8, state).pa) = state;
    } else if (dice < 98) {
        struct bus_result r = bus_atomic(bus, BUS_ADD, va, 8, 1);
        check(va, r);
        ++*at(r.pa);
    } else if (draw(20) == 0) {
        bus_sfence(bus, draw(2) ? &va : NULL, draw(2) ? &(uint16_t){0} : NULL);
    } else if (draw(20) == 0) {
        bus_fence_i(bus);
    }
}

static void print(const struct bus *bus, uint64_t begin)
{
    static const char *const events[] = {"itlb_miss",    "dtlb_load_miss",   "dtlb_store_miss", "stlb_hit",
                                         "stlb_miss",    "walk_cache_upper", "walk_cache_last", "l1i_miss",
                                         "l1d_miss",     "l1d_writeback",    "l2_access",       "l2_miss",
                                         "l2_writeback", "walk_cycles",      "axi_line_reads"};
    printf("%" PRIu64 " cycles", bus_cycles(bus) - begin);
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        printf(" %s %" PRIu64, events[i], bus_counter(bus, events[i]));
    printf("\n");
}

// A value with a legal nibble or byte here and there, and all kinds of others
static uint64_t any_geometry(void)
{
    uint64_t value = 0;
    for (unsigned nibble = 0; nibble < 14; nibble++)
        value |= (uint64_t)(draw(3) ? draw(4) : draw(16)) << 4 * nibble;
    return value;
}

static void change_all_the_time(struct bus *bus)
{
    for (int i = 0; i < CHANGES; i++) {
        bus_set_replace(bus, any_geometry());
        check_memory(bus);
        for (int j = 0; j < ACCESSES_BETWEEN; j++)
            access_one(bus);
        bus_set_geometry(bus, any_geometry());
        check_memory(bus);
        for (int j = 0; j < ACCESSES_BETWEEN; j++)
            access_one(bus);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: program MGEOMETRY MREPLACE\n");
        return 2;
    }
    const uint64_t geometry = strtoull(argv[1], NULL, 16), replace = strtoull(argv[2], NULL, 16);
    for (unsigned seed = 1; seed <= 3; seed++) {
        state = seed;
        struct bus *bus = bus_create(&(struct bus_config){.ram_bytes = RAM_BYTES, .mem_latency = 20});
        shadow = malloc(RAM_BYTES);
        if (!bus || !shadow)
            return 1;
        tables(bus);
        memcpy(shadow, bus_memory(bus), RAM_BYTES);
        bus_set_pmp(bus, 0, 0x1f, (UINT64_C(1) << 54) - 1);
        bus_set_satp(bus, UINT64_C(8) << 60 | ROOT / PAGE);
        bus_set_privilege(bus, BUS_S);
        bus_set_replace(bus, replace);
        bus_set_geometry(bus, geometry);
        if (bus_geometry(bus) != geometry || bus_replace(bus) != replace) {
            fprintf(stderr, "program: %" PRIx64 " %" PRIx64 " is held as %" PRIx64 " %" PRIx64 "\n", geometry, replace,
                    bus_geometry(bus), bus_replace(bus));
            return 1;
        }
        uint64_t begin = bus_cycles(bus);
        for (int i = 0; i < ACCESSES; i++)
            access_one(bus);
        print(bus, begin);
        change_all_the_time(bus);
        bus_destroy(bus);
        free(shadow);
    }
    return 0;
}
