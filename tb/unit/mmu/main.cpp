// SPDX-License-Identifier: Apache-2.0
// The MMU at its ports: random page tables that change under it, contexts, fences and PMP settings,
// against the reference walk; every handshake free, random or stalling long; a fence slid over every
// cycle of a walk; and the exact cost of the common cases.
#include "ports.h"

namespace
{

using namespace mmu;

void random_case(Run &run, const Stalls &s, int cycles, bool show = false)
{
    Bench b(run, s);
    for (int i = 0; i < cycles && !run.failed(); i++)
        b.random_cycle();
    if (!run.failed())
        b.drain();
    if (show)
        printf("# %ld accesses, %ld page faults, %ld access faults; %ld walks, %ld killed, %ld A/D updates\n",
               b.accepted, b.page_faults, b.access_faults, b.started, b.killed, b.ad_updates);
}

// ---- Directed: a small space with known pages, for exact cycles and for sliding fences

constexpr uint64_t kVa = 0x40201000;  // index 1 at each level
constexpr uint64_t kPageA = 0x84000000, kPageB = 0x88000000;
constexpr uint64_t kOtherTable = kTables + 0x3800000;
constexpr uint64_t kAll = sv39::V | sv39::R | sv39::W | sv39::X | sv39::A | sv39::D;

class Directed : public Bench
{
public:
    explicit Directed(Run &run, Stall walker = Stall::Free)
        : Bench(run, {Stall::Free, Stall::Free, Stall::Free, walker})
    {
        for (int level = 2; level > 0; level--) {
            leaf_at[level] = table + 8;
            world.write(leaf_at[level], (table + 0x1000) >> 2 | sv39::V);
            table += 0x1000;
        }
        leaf_at[0] = table + 8;
        context = {1, 1, false, false, true, 8ull << 60 | 5ull << 44 | kRoot >> 12};
        world.asids[0] = 5;
        world.roots[0] = kRoot;
        asid = 0;
    }
    void map(int level, uint64_t page, uint64_t flags) { world.write(leaf_at[level], page >> 2 | flags); }

    // Present a request until it is accepted; the cycles that it waited.
    int wait_data(Op op, uint64_t va)
    {
        for (int waited = 0; waited < 1000; waited++) {
            begin();
            present_data({op, false, 0xff, va, 0});
            finish();
            if (!data_waits)
                return waited;
        }
        run.fail("access to %lx is never accepted", (long)va);
        return -1;
    }
    int wait_fetch(uint64_t va, bool renew)
    {
        for (int waited = 0; waited < 1000; waited++) {
            begin();
            present_fetch(va, renew && waited == 0);
            finish();
            if (!fetch_waits)
                return waited;
        }
        run.fail("fetch of %lx is never accepted", (long)va);
        return -1;
    }
    int do_fence(const Fence &f)
    {
        for (int cycles = 1; cycles < 1000; cycles++) {
            begin();
            if (cycles == 1)
                fence_begun = world.now;
            driver.fence(f);
            finish();
            if (!driver_sfence_ready)
                continue;
            world.fenced(f, fence_begun);
            return cycles;
        }
        run.fail("a fence is never done");
        return -1;
    }
    void rest(int cycles)
    {
        for (int i = 0; i < cycles; i++) {
            begin();
            kill_fetch();
            finish();
        }
    }
    uint64_t leaf_at[3];

private:
    static constexpr uint64_t kRoot = kTables + 0x3000000;
    uint64_t table = kRoot;
};

void expect(Run &run, const char *what, int got, int want)
{
    if (got != want)
        run.fail("%s: %d cycles, not %d", what, got, want);
}

// Penalty over a hit, with every PTE in the data cache
void exact_cycles(Run &run)
{
    Directed d(run);
    d.map(0, kPageA, kAll);
    expect(run, "4 KiB, load miss", d.wait_data(Load, kVa), 7);
    expect(run, "4 KiB, load hit", d.wait_data(Load, kVa + 8), 0);
    expect(run, "4 KiB, store hit", d.wait_data(Store, kVa + 8), 0);
    expect(run, "4 KiB, fetch miss", d.wait_fetch(kVa, true), 7);
    expect(run, "4 KiB, fetch hit", d.wait_fetch(kVa, false), 0);
    expect(run, "fence of all", d.do_fence({false, false, 0, 0}), 1);
    expect(run, "miss after the fence", d.wait_data(Load, kVa), 7);
    expect(run, "fence by address", d.do_fence({true, true, 5, kVa}), 1);
    d.map(0, kPageA, kAll & ~(sv39::A | sv39::D));
    expect(run, "load that sets A", d.wait_data(Load, kVa), 9);
    expect(run, "store that sets D", d.wait_data(Store, kVa), 9);
    expect(run, "store to a dirty page", d.wait_data(Store, kVa), 0);
    d.do_fence({false, false, 0, 0});
    d.map(1, kPageA, kAll);
    expect(run, "2 MiB, miss", d.wait_data(Load, kVa), 5);
    d.do_fence({false, false, 0, 0});
    d.map(2, kPageA & ~0x3fffffffull, kAll);
    expect(run, "1 GiB, miss", d.wait_data(Load, kVa), 3);
    d.do_fence({false, false, 0, 0});
    d.map(2, 0, 0);
    expect(run, "page fault", d.wait_data(Load, kVa), 3);
    d.rest(10);
}

// What a case of a sliding fence is about
struct Slide {
    bool data;     // which side walks
    bool sets;     // the walk has to set A or D
    bool pointer;  // the change is in the entry above the leaf: it names another table
    int level;
    int form;  // of the fence: 1 by address, 2 by ASID
};

// Memory changes and is fenced in each cycle of a walk that began before: the old page must be gone.
void sliding_fence(Run &run, const Slide &c, Stall walker)
{
    for (int at = 0; at < 24; at++) {
        Directed d(run, walker);
        const uint64_t flags = c.sets ? kAll & ~(sv39::A | sv39::D) : kAll;
        const uint64_t size = 0x1000ull << 9 * c.level, mask = ~(size - 1);
        const uint64_t va = kVa & mask, before = kPageA & mask, after = (kPageB & mask) + size;
        const Op op = c.sets ? Store : Load;
        d.map(c.level, before, flags);
        if (c.pointer)
            d.world.write(kOtherTable + (d.leaf_at[c.level] & 0xfff), after >> 2 | flags);
        for (int i = 0; i < at; i++) {
            d.begin();
            if (c.data)
                d.present_data({op, false, 0xff, va, 0});
            else
                d.present_fetch(va, i == 0);
            d.finish();
        }
        d.data_waits = false;
        d.begin();
        if (!c.data && d.fetch_waits)
            d.present_fetch(va, false);
        if (c.pointer)
            d.world.write(d.leaf_at[c.level + 1], kOtherTable >> 2 | sv39::V);
        else
            d.map(c.level, after, flags);
        d.finish();
        // the address of the fence is another one in the same page
        d.do_fence({(c.form & 1) != 0, (c.form & 2) != 0, 5, va + size / 2});
        d.rest(run.random.percent(50) ? 200 : 0);  // a walk that runs on may end first
        if (c.data)
            d.wait_data(op, va);
        else
            d.wait_fetch(va, true);
        d.rest(12);
        if (run.failed())
            return run.fail("the fence came %d cycles after the request", at);
    }
}

// The PMP closes a page table in each cycle of a walk: nothing that was read from it may be used.
void sliding_pmp(Run &run, int level, Stall walker)
{
    for (int at = 0; at < 24; at++) {
        Directed d(run, walker);
        d.map(0, kPageA, kAll);
        for (int i = 0; i < at; i++) {
            d.begin();
            d.present_data({Load, false, 0xff, kVa, 0});
            d.finish();
        }
        d.data_waits = false;
        d.world.entries[3] = {pmp::Napot << 3, (d.leaf_at[level] & ~0xfffull) >> 2 | 0x1ff};
        d.begin();
        d.set_pmp();
        d.world.forget(d.world.now);
        d.driver.dut->pmp_changed_i = 1;
        d.finish();
        d.rest(run.random.percent(50) ? 200 : 0);
        const long faults = d.access_faults;
        d.wait_data(Load, kVa);
        d.rest(12);
        if (d.access_faults != faults + 1)
            run.fail("no access fault");
        if (run.failed())
            return run.fail("the PMP changed %d cycles after the request", at);
    }
}

// The other side goes on while one side's walk hangs in the cache.
void hits_under_a_walk(Run &run)
{
    Directed d(run);
    d.map(0, kPageA, kAll);
    d.wait_fetch(kVa, true);
    for (int i = 0; i < 50; i++) {
        d.begin();
        d.driver.dut->ptw_req_ready_i = d.ptw.ready = false;
        d.present_data({Load, false, 0xff, kVa, 0});
        d.present_fetch(kVa + 8 * i, false);
        d.finish();
        if (i > 0 && d.fetch_waits)
            run.fail("a fetch that hits waits for the data side's walk");
    }
    d.rest(10);
}

// A PTE that gains rights, or becomes valid, is seen without a fence; so is one made dirty by software.
void more_rights_without_fence(Run &run)
{
    Directed d(run);
    d.context.adue = false;
    d.map(0, kPageA, kAll & ~(sv39::W | sv39::D));
    d.wait_data(Load, kVa);
    d.map(0, kPageA, kAll & ~sv39::D);
    d.wait_data(Store, kVa);
    d.rest(2);
    if (d.page_faults != 1)
        run.fail("a store to a clean page does not fault without ADUE");
    d.map(0, kPageA, kAll);
    d.wait_data(Store, kVa);
    d.rest(2);
    if (d.page_faults != 1)
        run.fail("a fault from a stale entry");
    if (d.dtlb_misses != 3)
        run.fail("%ld misses, not 3", d.dtlb_misses);
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    suite.run("exact cycles", 1, exact_cycles);
    suite.run("hits under a walk", 1, hits_under_a_walk);
    suite.run("more rights without a fence", 1, more_rights_without_fence);
    for (int walker = 0; walker < bench::kStalls; walker++)
        for (int form = 0; form < 4; form++)
            for (int level = 0; level < 3; level++)
                for (int kind = 0; kind < 8; kind++) {
                    const Slide c{(kind & 1) != 0, (kind & 2) != 0, (kind & 4) != 0, level, form};
                    if (c.pointer && level == 2)
                        continue;
                    const std::string name = std::string("fence over a walk, ") + (c.data ? "data" : "fetch") +
                                             (c.sets ? " that sets A/D" : "") + (c.pointer ? ", pointer" : ", leaf") +
                                             ", level " + std::to_string(level) + ", form " + std::to_string(form) +
                                             ", walker " + bench::name((Stall)walker);
                    suite.run(name, 1, [=](Run &run) { sliding_fence(run, c, (Stall)walker); });
                }
    for (int walker = 0; walker < bench::kStalls; walker++)
        for (int level = 0; level < 3; level++)
            suite.run("PMP change over a walk, level " + std::to_string(level) + ", walker " +
                          bench::name((Stall)walker),
                      1, [=](Run &run) { sliding_pmp(run, level, (Stall)walker); });
    for (int core = 0; core < bench::kStalls; core++)
        for (int ic = 0; ic < bench::kStalls; ic++)
            for (int dc = 0; dc < bench::kStalls; dc++)
                for (int ptw = 0; ptw < bench::kStalls; ptw++) {
                    const Stalls s{(Stall)core, (Stall)ic, (Stall)dc, (Stall)ptw};
                    const std::string name = std::string("random, core ") + bench::name(s.core) + ", icache " +
                                             bench::name(s.ic) + ", dcache " + bench::name(s.dc) + ", walker " +
                                             bench::name(s.ptw);
                    suite.run(name, 2, [=](Run &run) { random_case(run, s, 6000); });
                }
    suite.run("long random", 4, [](Run &run) {
        random_case(run, {Stall::Random, Stall::Random, Stall::Random, Stall::Random}, 60000, true);
    });
    return suite.report();
}
