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
        printf("# %ld accesses, %ld page faults, %ld access faults; %ld walks, %ld killed, %ld A/D updates; "
               "%ld of the second level, %ld from the walk cache\n",
               b.accepted, b.page_faults, b.access_faults, b.started, b.killed, b.ad_updates, b.stlb_hits,
               b.walk_cache_hits);
}

// ---- Directed: a small space with known pages, for exact cycles and for sliding fences

constexpr uint64_t kVa = 0x1008040201000;  // index 1 at each level
constexpr uint64_t kPageA = 0x84000000, kPageB = 0x88000000;
constexpr uint64_t kOtherTable = kTables + 0x3800000;
constexpr uint64_t kAll = sv::V | sv::R | sv::W | sv::X | sv::A | sv::D;

class Directed : public Bench
{
public:
    explicit Directed(Run &run, Stall walker = Stall::Free, int levels = 3)
        : Bench(run, {Stall::Free, Stall::Free, Stall::Free, walker}), va(kVa & ((1ull << (12 + 9 * levels)) - 1)),
          levels(levels)
    {
        for (int level = levels - 1; level > 0; level--) {
            leaf_at[level] = table + 8;
            world.write(leaf_at[level], (table + 0x1000) >> 2 | sv::V);
            table += 0x1000;
        }
        leaf_at[0] = table + 8;
        context = {1, 1, false, false, true, false, (uint64_t)(levels + 5) << 60 | 5ull << 44 | kRoot >> 12};
        world.asids[0] = 5;
        world.roots[0] = kRoot;
        world.levels[0] = levels;
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
    uint64_t leaf_at[5];
    const uint64_t va;  // index 1 at each level
    const int levels;

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
void exact_cycles(Run &run, int levels)
{
    Directed d(run, Stall::Free, levels);
    const int whole = 2 * levels + 1, second = 2, last = 3, upper = 5;
    const uint64_t near = d.va + 0x1000, far = d.va + 0x200000;  // the same last table; the one above it
    d.map(0, kPageA, kAll);
    d.world.write(d.leaf_at[0] + 8, (kPageA + 0x1000) >> 2 | kAll);
    d.world.write(d.leaf_at[1] + 8, d.world.read(d.leaf_at[1]));
    expect(run, "4 KiB, the whole walk", d.wait_data(Load, d.va), whole);
    expect(run, "4 KiB, load hit", d.wait_data(Load, d.va + 8), 0);
    expect(run, "4 KiB, store hit", d.wait_data(Store, d.va + 8), 0);
    expect(run, "4 KiB, fetch from the second level", d.wait_fetch(d.va, true), second);
    expect(run, "4 KiB, fetch hit", d.wait_fetch(d.va, false), 0);
    expect(run, "the walk from the last table", d.wait_data(Load, near), last);
    expect(run, "the walk from the table above", d.wait_data(Load, far), upper);
    expect(run, "fence of all", d.do_fence({false, false, 0, 0}), 1);
    expect(run, "the whole walk after the fence", d.wait_data(Load, d.va), whole);
    expect(run, "fence by address", d.do_fence({true, true, 5, d.va}), 2);
    d.map(0, kPageA, kAll & ~(sv::A | sv::D));
    expect(run, "load that sets A", d.wait_data(Load, d.va), last + 2);
    expect(run, "store that sets D", d.wait_data(Store, d.va), last + 2);
    expect(run, "store to a dirty page", d.wait_data(Store, d.va), 0);
    expect(run, "fence by another ASID", d.do_fence({false, true, 6, 0}), 1);
    expect(run, "which it spares", d.wait_fetch(d.va, true), second);
    d.rest(300);  // the second level looks for what the fence named
    expect(run, "fence by ASID", d.do_fence({false, true, 5, 0}), 1);
    expect(run, "the whole walk after it", d.wait_data(Load, d.va), whole);
    for (int level = 1; level < levels; level++) {
        d.do_fence({false, false, 0, 0});
        d.map(level, 1ull << (12 + 9 * level), kAll);
        expect(run, "a larger page, the whole walk", d.wait_data(Load, d.va), whole - 2 * level);
        const uint64_t other = d.va ^ 1ull << (11 + 9 * level);
        expect(run, "a larger page, hit elsewhere", d.wait_data(Load, other), 0);
        expect(run, "a larger page, from the second level", d.wait_fetch(other, true), second);
    }
    d.do_fence({false, false, 0, 0});
    d.map(levels - 1, 0, 0);
    expect(run, "page fault", d.wait_data(Load, d.va), 3);
    d.rest(10);
}

// One entry for the 16 pages of 64 KiB, whichever was asked for; a fence of any of them forgets it.
void napot(Run &run, int levels)
{
    for (int page = 0; page < 16; page++) {
        Directed d(run, Stall::Free, levels);
        const uint64_t va = d.va & ~0xffffull, there = 0x84540000;
        d.world.all_answer = true;
        for (int i = 0; i < 16; i++)
            d.world.write(d.leaf_at[0] - 8 + 8 * i, (there | 8 << 12) >> 2 | kAll | 1ull << 63);
        d.world.write_group(d.leaf_at[0], d.world.read(d.leaf_at[0]));
        d.wait_data(Load, va + 0x1000 * page);
        for (int i = 0; i < 16; i++)
            expect(run, "64 KiB, hit", d.wait_data(Load, va + 0x1000 * i + 16 * i), 0);
        if (d.dtlb_misses != 1)
            run.fail("%ld misses for one page of 64 KiB", d.dtlb_misses);
        d.do_fence({true, false, 0, va + 0x1000 * (15 - page)});
        d.wait_data(Store, va + 0x1000 * page);
        if (d.dtlb_misses != 2)
            run.fail("the fence of another of its pages leaves it");
        d.rest(4);
    }
}

// Each mode finds its own pages only, though ASID, address and root be the same.
void modes_side_by_side(Run &run)
{
    for (int first = 3; first <= 5; first++)
        for (int second = 3; second <= 5; second++) {
            Directed d(run, Stall::Free, first);
            d.audits = false;  // its one space changes its mode, and the entries of the other one stay
            d.map(0, kPageA, kAll);
            const uint64_t va = kVa & ((1ull << 38) - 1);  // canonical in all of them
            d.world.all_answer = true;
            for (int level = 3; level < first; level++)  // index 0 of what is above
                d.world.write(d.leaf_at[level] - 8, d.world.read(d.leaf_at[level]));
            d.wait_data(Load, va);
            d.context.satp = (d.context.satp & ~(15ull << 60)) | (uint64_t)(second + 5) << 60;
            d.world.levels[0] = second;
            const long misses = d.dtlb_misses;
            d.wait_data(Load, va);
            d.rest(2);
            if ((d.dtlb_misses == misses) != (first == second))
                run.fail("Sv%d after Sv%d: %ld misses", 12 + 9 * second, 12 + 9 * first, d.dtlb_misses - misses);
        }
}

// What a case of a sliding fence is about
struct Slide {
    bool data;     // which side walks
    bool sets;     // the walk has to set A or D
    bool pointer;  // the change is in the entry above the leaf: it names another table
    int levels, level;
    int form;  // of the fence: 1 by address, 2 by ASID
};

// Memory changes and is fenced in each cycle of a walk that began before: the old page must be gone.
void sliding_fence(Run &run, const Slide &c, Stall walker)
{
    for (int at = 0; at < 24; at++) {
        Directed d(run, walker, c.levels);
        const uint64_t flags = c.sets ? kAll & ~(sv::A | sv::D) : kAll;
        const uint64_t size = 0x1000ull << 9 * c.level, mask = ~(size - 1);
        const uint64_t va = kVa & ((1ull << (12 + 9 * c.levels)) - 1) & mask, before = kPageA & mask,
                       after = (kPageB & mask) + size;
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
            d.world.write(d.leaf_at[c.level + 1], kOtherTable >> 2 | sv::V);
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
            d.present_data({Load, false, 0xff, d.va, 0});
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
        d.wait_data(Load, d.va);
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
    d.wait_fetch(d.va, true);
    for (int i = 0; i < 50; i++) {
        d.begin();
        d.driver.dut->ptw_req_ready_i = d.ptw.ready = false;
        d.present_data({Load, false, 0xff, d.va, 0});
        d.present_fetch(d.va + 8 * i, false);
        d.finish();
        if (i > 0 && d.fetch_waits)
            run.fail("a fetch that hits waits for the data side's walk");
    }
    d.rest(10);
}

// And a fetch that misses has its walk, however many accesses hit meanwhile.
void walk_under_hits(Run &run)
{
    Directed d(run);
    d.map(0, kPageA, kAll);
    d.wait_data(Load, d.va);
    d.begin();
    d.present_fetch(d.va, true);
    d.present_data({Load, false, 0xff, d.va, 0});
    d.finish();
    for (int i = 0; i < 50 && d.fetch_waits; i++) {
        d.begin();
        d.present_fetch(d.va, false);
        d.present_data({Load, false, 0xff, d.va, 0});
        d.finish();
    }
    if (d.fetch_waits)
        run.fail("a fetch that misses waits for ever behind accesses that hit");
    d.rest(10);
}

// A PTE that gains rights, or becomes valid, is seen without a fence; so is one made dirty by software.
void more_rights_without_fence(Run &run)
{
    Directed d(run);
    d.context.adue = false;
    d.map(0, kPageA, kAll & ~(sv::W | sv::D));
    d.wait_data(Load, d.va);
    d.map(0, kPageA, kAll & ~sv::D);
    d.wait_data(Store, d.va);
    d.rest(2);
    if (d.page_faults != 1)
        run.fail("a store to a clean page does not fault without ADUE");
    d.map(0, kPageA, kAll);
    d.wait_data(Store, d.va);
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
    for (int levels = 3; levels <= 5; levels++)
        suite.run("Sv" + std::to_string(12 + 9 * levels) + ": exact cycles", 1,
                  [=](Run &run) { exact_cycles(run, levels); });
    for (int levels = 3; levels <= 5; levels++)
        suite.run("Sv" + std::to_string(12 + 9 * levels) + ": 64 KiB", 1, [=](Run &run) { napot(run, levels); });
    suite.run("modes side by side", 1, modes_side_by_side);
    suite.run("hits under a walk", 1, hits_under_a_walk);
    suite.run("a walk under hits", 1, walk_under_hits);
    suite.run("more rights without a fence", 1, more_rights_without_fence);
    for (int walker = 0; walker < bench::kStalls; walker++)
        for (int form = 0; form < 4; form++)
            for (int level = 0; level < 3; level++)
                for (int kind = 0; kind < 8; kind++) {
                    const Slide c{(kind & 1) != 0, (kind & 2) != 0, (kind & 4) != 0, 3, level, form};
                    if (c.pointer && level == 2)
                        continue;
                    const std::string name = std::string("fence over a walk, ") + (c.data ? "data" : "fetch") +
                                             (c.sets ? " that sets A/D" : "") + (c.pointer ? ", pointer" : ", leaf") +
                                             ", level " + std::to_string(level) + ", form " + std::to_string(form) +
                                             ", walker " + bench::name((Stall)walker);
                    suite.run(name, 1, [=](Run &run) { sliding_fence(run, c, (Stall)walker); });
                }
    for (int level = 0; level < 5; level++)
        for (int form = 0; form < 4; form++) {
            const Slide c{true, true, false, 5, level, form};
            suite.run("fence over a walk of Sv57, level " + std::to_string(level) + ", form " + std::to_string(form), 1,
                      [=](Run &run) { sliding_fence(run, c, Stall::Free); });
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
