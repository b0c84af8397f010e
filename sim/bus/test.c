// SPDX-License-Identifier: Apache-2.0
// The bus library and the hardware contract: what each access meets, and exactly how many cycles it takes.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bus.h"

#define PAGE UINT64_C(4096)
#define RAM BUS_RAM_BASE
#define SV39 (UINT64_C(8) << 60)
#define ASID(n) ((uint64_t)(n) << 44)
#define VA(vpn2, vpn1, vpn0) ((uint64_t)(vpn2) << 30 | (uint64_t)(vpn1) << 21 | (uint64_t)(vpn0) << 12)

enum { V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128 };
enum { LATENCY = 40 };

static int failures;

static void expect(const char *name, uint64_t got, uint64_t wanted)
{
    if (got == wanted) {
        printf("ok %s\n", name);
    } else {
        printf("not ok %s: %" PRIu64 " instead of %" PRIu64 "\n", name, got, wanted);
        failures++;
    }
}

static uint64_t pte(uint64_t pa, uint64_t flags) { return pa / PAGE << 10 | flags; }

// A table at RAM: page 0 the root, 1 the middle, 2 the leaves of VA(1, 1, *); frames from page 16 on.
static struct bus *machine_with_table(void)
{
    enum { NAPOT_RWX = 0x1f };
    struct bus *bus = bus_create(&(struct bus_config){.mem_latency = LATENCY, .ram_bytes = 1 << 20, .seed = 1});
    bus_store(bus, RAM + 8, 8, pte(RAM + PAGE, V));
    bus_store(bus, RAM + PAGE + 8, 8, pte(RAM + 2 * PAGE, V));
    for (unsigned i = 0; i < 64; i++)
        bus_store(bus, RAM + 2 * PAGE + 8 * i, 8, pte(RAM + (16 + i) * PAGE, V | R | W | A | D));
    bus_set_pmp(bus, 0, NAPOT_RWX, (UINT64_C(1) << 54) - 1);
    bus_set_satp(bus, SV39 | ASID(1) | RAM / PAGE);
    bus_set_privilege(bus, BUS_S);
    // The PMP ranges are recomputed after a write; the first access waits for them.
    bus_load(bus, VA(1, 1, 63), 8);
    return bus;
}

static void costs(void)
{
    struct bus *bus = machine_with_table();
    bus_load(bus, VA(1, 1, 0), 8);
    expect("tlb-hit-l1-hit", bus_load(bus, VA(1, 1, 0), 8).cycles, 1);
    bus_sfence(bus, NULL, NULL);
    expect("three-level-walk-in-l1d", bus_load(bus, VA(1, 1, 0), 8).cycles, 1 + 7);
    bus_destroy(bus);

    // A line that nobody has: through L1 and L2 to memory, its critical word first.
    bus = bus_create(&(struct bus_config){.mem_latency = LATENCY, .ram_bytes = 1 << 20});
    struct bus *slow = bus_create(&(struct bus_config){.mem_latency = 3 * LATENCY, .ram_bytes = 1 << 20});
    uint64_t miss = bus_load(bus, RAM + 0x8000, 8).cycles, slow_miss = bus_load(slow, RAM + 0x8000, 8).cycles;
    expect("memory-latency-counts-once-a-miss", slow_miss - miss, 2 * LATENCY);
    expect("hit-after-miss", bus_load(bus, RAM + 0x8000, 8).cycles, 1);
    bus_destroy(slow);
    bus_destroy(bus);
}

// The penalty of a miss that the walker serves from the L1D, with pages of each size, and of what delays it.
static uint64_t miss(struct bus *bus, uint64_t va, bool store)
{
    bus_sfence(bus, NULL, NULL);
    return (store ? bus_store(bus, va, 8, 1) : bus_load(bus, va, 8)).cycles - 1;
}

static void walks(void)
{
    struct bus *bus = machine_with_table();
    uint64_t page = VA(1, 1, 5), megapage = VA(1, 2, 20), gigapage = VA(2, 0, 20), clean = VA(1, 1, 6);
    bus_set_privilege(bus, BUS_M);
    bus_store(bus, RAM + PAGE + 8 * 2, 8, pte(RAM, V | R | W | A | D));
    bus_store(bus, RAM + 8 * 2, 8, pte(RAM, V | R | W | A | D));
    bus_store(bus, RAM + 2 * PAGE + 8 * 6, 8, pte(RAM + 20 * PAGE, V | R | W));
    bus_set_privilege(bus, BUS_S);
    bus_set_adue(bus, true);
    miss(bus, page, false);  // PTEs and data into the L1D
    miss(bus, gigapage, false);
    bus_idle(bus, 200);
    expect("walk-of-a-page", miss(bus, page, false), 7);
    expect("walk-of-a-megapage", miss(bus, megapage, false), 5);
    expect("walk-of-a-gigapage", miss(bus, gigapage, false), 3);
    expect("walk-that-sets-a", miss(bus, clean, false), 7 + 2);
    expect("walk-that-sets-d", miss(bus, clean, true), 7 + 2);
    expect("walk-with-a-and-d-set", miss(bus, clean, true), 7);

    // A PMP register written: the TLBs are empty, and no request is accepted until the ranges are known.
    enum { NAPOT_RWX = 0x1f };
    bus_set_pmp(bus, 0, NAPOT_RWX, (UINT64_C(1) << 54) - 1);
    expect("miss-after-a-pmp-write", bus_load(bus, page, 8).cycles - 1, 16 + 7);
    bus_destroy(bus);
}

// A line that the L2 has and the L1D has not.
static void l2_hit(void)
{
    enum { L1_BYTES = 32 << 10 };
    struct bus *bus = bus_create(&(struct bus_config){.mem_latency = LATENCY, .ram_bytes = 1 << 20});
    for (unsigned i = 0; i < 4 * L1_BYTES; i += 64)
        bus_load(bus, RAM + i, 8);
    bus_idle(bus, 200);
    expect("l1-miss-l2-hit", bus_load(bus, RAM + 0x1000, 8).cycles, 4);
    bus_destroy(bus);
}

static void fence_cycles(void)
{
    struct bus *bus = machine_with_table();
    uint64_t va = VA(1, 1, 0);
    uint16_t asid = 1;
    expect("sfence-behind-an-access", bus_sfence(bus, NULL, NULL), 2);  // until that has been performed
    expect("sfence-of-all", bus_sfence(bus, NULL, NULL), 1);
    expect("sfence-of-a-page", bus_sfence(bus, &va, NULL), 2);
    expect("sfence-of-an-asid", bus_sfence(bus, NULL, &asid), 1);
    expect("sfence-of-a-page-and-asid", bus_sfence(bus, &va, &asid), 2);
    expect("fence-i", bus_fence_i(bus), 1);
    bus_destroy(bus);
}

static void faults(void)
{
    struct bus *bus = machine_with_table();
    expect("no-pte", bus_load(bus, VA(1, 2, 0), 8).fault, BUS_PAGE_FAULT);
    expect("no-right-to-execute", bus_fetch(bus, VA(1, 1, 0)).fault, BUS_PAGE_FAULT);
    expect("non-canonical", bus_load(bus, UINT64_C(1) << 40, 8).fault, BUS_PAGE_FAULT);
    bus_set_privilege(bus, BUS_U);
    expect("supervisor-page-from-user", bus_load(bus, VA(1, 1, 0), 8).fault, BUS_PAGE_FAULT);
    bus_set_privilege(bus, BUS_M);
    expect("no-memory-there", bus_load(bus, RAM + (1 << 20), 8).fault, BUS_ACCESS_FAULT);
    expect("walks-that-faulted", bus_counter(bus, "walk_fault"), 3);
    bus_destroy(bus);
}

// A fence by address or by ASID takes what it covers and leaves the rest; a global page survives an ASID's.
static void fences(void)
{
    struct bus *bus = machine_with_table();
    uint64_t va = VA(1, 1, 5);
    uint16_t asid = 1, other = 2;
    bus_load(bus, va, 8);
    bus_load(bus, VA(1, 1, 6), 8);
    bus_sfence(bus, NULL, &other);
    expect("asid-fence-leaves-another-asid", bus_load(bus, va, 8).cycles, 1);
    bus_sfence(bus, &va, &asid);
    expect("va-fence-leaves-another-page", bus_load(bus, VA(1, 1, 6), 8).cycles, 1);
    expect("va-fence-takes-its-page", bus_load(bus, va, 8).cycles > 1, 1);
    bus_sfence(bus, NULL, &asid);
    expect("asid-fence-takes-its-pages", bus_load(bus, VA(1, 1, 6), 8).cycles > 1, 1);

    bus_set_privilege(bus, BUS_M);
    bus_store(bus, RAM + 2 * PAGE + 8 * 7, 8, pte(RAM + 23 * PAGE, V | R | G | A));
    bus_set_privilege(bus, BUS_S);
    bus_load(bus, VA(1, 1, 7), 8);
    bus_sfence(bus, NULL, &asid);
    expect("asid-fence-leaves-a-global-page", bus_load(bus, VA(1, 1, 7), 8).cycles, 1);
    bus_set_satp(bus, SV39 | ASID(2) | RAM / PAGE);
    expect("another-asid-finds-a-global-page", bus_load(bus, VA(1, 1, 7), 8).cycles, 1);
    expect("another-asid-finds-no-other", bus_load(bus, VA(1, 1, 63), 8).cycles > 1, 1);
    bus_destroy(bus);
}

static void accessed_and_dirty(void)
{
    struct bus *bus = machine_with_table();
    uint64_t leaf = RAM + 2 * PAGE + 8 * 7, page = VA(1, 1, 7);
    bus_set_privilege(bus, BUS_M);
    bus_store(bus, leaf, 8, pte(RAM + 23 * PAGE, V | R | W));
    bus_set_privilege(bus, BUS_S);
    expect("svade-clear-a-faults", bus_load(bus, page, 8).fault, BUS_PAGE_FAULT);
    bus_set_adue(bus, true);
    expect("svadu-load", bus_load(bus, page, 8).fault, BUS_OK);
    bus_set_privilege(bus, BUS_M);
    expect("svadu-set-a", bus_load(bus, leaf, 8).data, pte(RAM + 23 * PAGE, V | R | W | A));
    bus_set_privilege(bus, BUS_S);
    expect("svadu-store", bus_store(bus, page, 8, 1).fault, BUS_OK);
    bus_set_privilege(bus, BUS_M);
    expect("svadu-set-d", bus_load(bus, leaf, 8).data, pte(RAM + 23 * PAGE, V | R | W | A | D));
    bus_destroy(bus);
}

static void atomics(void)
{
    struct bus *bus = machine_with_table();
    bus_set_privilege(bus, BUS_M);
    uint64_t at = RAM + 0x20000;
    bus_store(bus, at, 8, 40);
    expect("amoadd-gives-the-old-value", bus_atomic(bus, BUS_ADD, at, 8, 2).data, 40);
    expect("amoadd-adds", bus_load(bus, at, 8).data, 42);
    expect("sc-without-reservation-fails", bus_atomic(bus, BUS_SC, at, 8, 7).data, 1);
    bus_atomic(bus, BUS_LR, at, 8, 0);
    expect("sc-with-reservation-stores", bus_atomic(bus, BUS_SC, at, 8, 7).data, 0);
    expect("sc-stored", bus_load(bus, at, 8).data, 7);
    bus_destroy(bus);
}

// What memory holds before the first access, and how it holds back: at random, and the same from the same seed.
static uint64_t stalled(unsigned percent, uint64_t seed, uint64_t *sum)
{
    struct bus *bus = bus_create(
        &(struct bus_config){.mem_latency = LATENCY, .ram_bytes = 1 << 20, .seed = seed, .stall_percent = percent});
    for (uint64_t i = 0; i < 256; i++)
        memcpy(bus_memory(bus) + 64 * i, &i, sizeof i);
    for (unsigned i = 0; i < 256; i++)
        *sum += bus_load(bus, RAM + 64 * i, 8).data;
    uint64_t cycles = bus_cycles(bus);
    bus_idle(bus, 10);
    expect("idle-cycles-pass", bus_cycles(bus) - cycles, 10);
    bus_destroy(bus);
    return cycles;
}

static void memory(void)
{
    enum { SUM = 255 * 256 / 2 };
    uint64_t sum = 0;
    uint64_t free = stalled(0, 1, &sum), once = stalled(50, 1, &sum), again = stalled(50, 1, &sum);
    uint64_t other = stalled(50, 3, &sum);
    expect("stalls-and-none-load-the-same", sum, 4 * SUM);
    expect("stalls-cost-time", once > free, 1);
    expect("stalls-repeat-from-their-seed", again, once);
    expect("stalls-differ-from-another-seed", other != once, 1);
    expect("stalls-for-ever-are-refused", bus_create(&(struct bus_config){.stall_percent = 100}) == NULL, 1);
}

int main(void)
{
    costs();
    walks();
    l2_hit();
    fence_cycles();
    memory();
    faults();
    fences();
    accessed_and_dirty();
    atomics();
    return failures != 0;
}
