// SPDX-License-Identifier: Apache-2.0
// The bus library in a page: builds a page table in the modelled memory, touches a page, takes a fault,
// mends the PTE, fences, tries again, and prints what each step cost. Run it with `make example-bus`.
#include <inttypes.h>
#include <stdio.h>

#include "bus.h"

#define PAGE UINT64_C(4096)
#define ROOT (BUS_RAM_BASE + 1 * PAGE)  // three levels of Sv39
#define MIDDLE (BUS_RAM_BASE + 2 * PAGE)
#define LEAVES (BUS_RAM_BASE + 3 * PAGE)
#define FRAME (BUS_RAM_BASE + 16 * PAGE)  // where the page lives
#define VA UINT64_C(0x40201000)           // VPN 1, 1, 1

enum { V = 1, R = 2, W = 4, X = 8, U = 16, A = 64, D = 128 };

static uint64_t pte(uint64_t pa, uint64_t flags) { return pa / PAGE << 10 | flags; }

static void show(const char *what, struct bus_result r)
{
    static const char *const faults[] = {"ok", "page fault", "access fault"};
    printf("%-50s %5" PRIu64 " cycles  %-10s  data %" PRIx64 "\n", what, r.cycles, faults[r.fault], r.data);
}

int main(void)
{
    struct bus *bus = bus_create(&(struct bus_config){.mem_latency = 40});
    if (!bus)
        return 1;

    // In M mode addresses are physical: write the table. The leaf is not there yet.
    show("first store: the L2 clears its tags, then a miss", bus_store(bus, ROOT + 8 * 1, 8, pte(MIDDLE, V)));
    bus_store(bus, MIDDLE + 8 * 1, 8, pte(LEAVES, V));
    bus_store(bus, LEAVES + 8 * 1, 8, 0);
    bus_store(bus, FRAME, 8, 0x1234);

    // The rest happens in S mode, translated, and S mode needs a PMP entry that allows it.
    enum { NAPOT_RWX = 0x1f };
    bus_set_pmp(bus, 0, NAPOT_RWX, (UINT64_C(1) << 54) - 1);
    bus_set_satp(bus, UINT64_C(8) << 60 | UINT64_C(1) << 44 | ROOT / PAGE);
    bus_set_privilege(bus, BUS_S);
    show("load: no leaf PTE", bus_load(bus, VA, 8));

    // Mend the PTE as an operating system would, and fence.
    bus_set_privilege(bus, BUS_M);
    bus_store(bus, LEAVES + 8 * 1, 8, pte(FRAME, V | R | A));
    bus_set_privilege(bus, BUS_S);
    uint64_t va = VA;
    printf("%-50s %5" PRIu64 " cycles\n", "sfence.vma of that page", bus_sfence(bus, &va, NULL));

    show("load again: a walk of three PTEs in the L1D", bus_load(bus, VA, 8));
    show("and again: TLB hit, L1 hit", bus_load(bus, VA, 8));
    show("store: the page may only be read", bus_store(bus, VA, 8, 1));

    printf("walks %" PRIu64 ", PTEs of the last level read %" PRIu64 ", loads: %" PRIu64 " DTLB look-ups, %" PRIu64
           " misses; %" PRIu64 " cycles in all\n",
           bus_counter(bus, "walk_start_d"), bus_counter(bus, "pte_read_level0"), bus_counter(bus, "dtlb_load_lookup"),
           bus_counter(bus, "dtlb_load_miss"), bus_cycles(bus));
    bus_destroy(bus);
    return 0;
}
