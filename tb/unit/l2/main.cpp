// SPDX-License-Identifier: Apache-2.0
// Bench of the second-level cache: a data cache that dirties, gives back and is probed, an instruction
// cache and DMA above, memory below, every byte judged by its history, under every mix of pauses. It
// ends by reading all of it back by DMA.
#include <memory>

#include "../caches/dma_client.h"
#include "Vl2_top.h"
#include "clients.h"
#include "clock.h"
#include "verilated.h"
#include "wave.h"

using bench::clock;
using bench::reset;
using bench::Run;
using bench::Stall;
typedef bench::Traced<Vl2_top> Dut;

static void contend(Run &run, Stall dc_stall, Stall others, Stall below, unsigned latency, uint64_t cycles)
{
    static const unsigned kLines[] = {6, 12, 24, 48, 160};
    unsigned lines = kLines[run.random.below(5)];
    auto dut = std::make_unique<Dut>();
    World w(run, below, lines, latency);
    DataCache<Dut> dc(w, dc_stall, 1 + run.random.below(12));
    InstructionCache<Dut> ic(w, others);
    Dma<Dut> dma(w, others);
    uint64_t accesses = 0, misses = 0, write_backs = 0, prefetches = 0, ends = 0;

    dut->prefetch_depth_i = run.random.below(5);
    reset(*dut);
    unsigned read_back = 0;
    for (; !run.failed(); w.cycle++) {
        w.quiet = w.cycle >= cycles;
        bool settled = w.quiet && dc.idle() && ic.idle() && dma.idle();
        if (settled && read_back == lines)
            break;
        if (settled)
            dma.read_line(w.arena.line(read_back++));
        dc.drive(*dut);
        ic.drive(*dut);
        dma.drive(*dut);
        w.memory.drive(*dut);
        dut->eval();
        dc.sample(*dut);
        ic.sample(*dut);
        dma.sample(*dut);
        w.memory.sample(*dut);
        accesses += dut->event_access_o;
        misses += dut->event_miss_o;
        write_backs += dut->event_writeback_o;
        prefetches += dut->event_prefetch_o;
        ends += dut->event_useful_o + dut->event_late_o + dut->event_useless_o;
        clock(*dut);
        if (w.cycle > cycles + 4 * kHang)
            run.fail("does not come to rest");
    }
    if (dc.reads.count < 20 || ic.reads.count < 10 || dma.count < 10)
        run.fail("too little was done: dc %llu, ic %llu, dma %llu", (unsigned long long)dc.reads.count,
                 (unsigned long long)ic.reads.count, (unsigned long long)dma.count);
    if (ends > prefetches || w.memory.reads > misses + prefetches)
        run.fail("events: %llu prefetches, %llu of them useful, late or useless; %llu misses, %llu reads of memory",
                 (unsigned long long)prefetches, (unsigned long long)ends, (unsigned long long)misses,
                 (unsigned long long)w.memory.reads);
    if (misses > accesses || write_backs - w.memory.writes > 2)  // two may be under way
        run.fail("events: %llu accesses, %llu misses, %llu write-backs for %llu in memory",
                 (unsigned long long)accesses, (unsigned long long)misses, (unsigned long long)write_backs,
                 (unsigned long long)w.memory.writes);
}

// ------------------------------------------------------------------------------------------------
// Directed cases: the clients do what they are told, memory answers after a fixed latency

class Direct
{
public:
    Direct(Run &run, unsigned latency)
        : dut(std::make_unique<Dut>()), w(run, Stall::Free, kLines, latency), dc(w, Stall::Free, 64),
          ic(w, Stall::Free), dma(w, Stall::Free)
    {
        w.quiet = true;
        w.memory.fixed = true;
        dut->prefetch_depth_i = 0;
        reset(*dut);
        for (unsigned i = 0; i < 600; i++)  // the sets are emptied
            step();
    }

    static constexpr unsigned kLines = 1u << 14;

    void step()
    {
        dc.drive(*dut);
        ic.drive(*dut);
        dma.drive(*dut);
        w.memory.drive(*dut);
        dut->eval();
        dc.sample(*dut);
        ic.sample(*dut);
        dma.sample(*dut);
        w.memory.sample(*dut);
        prefetches += dut->event_prefetch_o;
        useful += dut->event_useful_o;
        late += dut->event_late_o;
        useless += dut->event_useless_o;
        lost += dut->lost_valid_o;
        if (dut->lost_valid_o)
            lost_pa = dut->lost_pa_o;
        if (dut->dc_rsp_valid_o) {
            if (!beats++)
                first_beat = w.cycle;
            last_beat = w.cycle;
        }
        clock(*dut);
        w.cycle++;
    }
    void settle()
    {
        unsigned quiet = 0;
        for (unsigned i = 0; i < 2000 && quiet < 3 && !w.run.failed(); i++) {
            step();
            quiet = dc.idle() && ic.idle() && dma.idle() && w.memory.idle() ? quiet + 1 : 0;
        }
        if (quiet < 3)
            w.run.fail("cycle %llu: does not come to rest", (unsigned long long)w.cycle);
    }
    // The data cache reads these lines, all at once as far as it can; the cycles to first and last beat.
    void read(const std::vector<uint64_t> &lines)
    {
        beats = 0;
        asked = w.cycle;
        for (size_t i = 0; i < lines.size() && !w.run.failed();) {
            if (dc.reads.room())
                dc.reads.ask(lines[i++]);
            step();
        }
        settle();
    }
    unsigned to_first() const { return (unsigned)(first_beat - asked); }
    unsigned to_last() const { return (unsigned)(last_beat - asked); }
    uint64_t fetch(uint64_t pa)
    {
        uint64_t before = dc.probes;
        ic.reads.ask(pa);
        settle();
        return dc.probes - before;
    }
    void expect(const char *what, uint64_t got, uint64_t want)
    {
        if (got != want)
            w.run.fail("%s: %llu, not %llu", what, (unsigned long long)got, (unsigned long long)want);
    }

    std::unique_ptr<Dut> dut;
    World w;
    DataCache<Dut> dc;
    InstructionCache<Dut> ic;
    Dma<Dut> dma;
    uint64_t prefetches = 0, useful = 0, late = 0, useless = 0;
    uint64_t lost = 0, lost_pa = 0, beats = 0, asked = 0, first_beat = 0, last_beat = 0;
};

// Cycles from the request at the port. A hit gives its first beat two cycles later, and a beat a cycle,
// the next one without a gap. Of misses memory's latency is paid once, four at a time.
static void latencies(Run &run)
{
    enum { L = 40 };
    Direct d(run, L);
    uint64_t line = d.w.arena.line(3);
    auto at = [&](unsigned i) { return d.w.arena.line(8 * i + 2) + 8 * (i % 8); };
    d.read({line + 24});
    d.expect("miss, first beat", d.to_first(), L + 3);
    d.expect("miss, last beat", d.to_last(), L + 3 + 7);
    d.dc.forget(line);
    d.read({line + 24});
    d.expect("hit, first beat", d.to_first(), 2);
    d.expect("hit, last beat", d.to_last(), 2 + 7);
    d.read({at(10), at(11), at(12), at(13)});
    d.expect("four misses, first beat", d.to_first(), L + 3);
    d.expect("four misses, last beat", d.to_last(), L + 3 + 31);
    d.expect("reads of memory at one time", d.w.memory.most_reads, 4);
    for (unsigned i = 10; i < 14; i++)
        d.dc.forget(at(i));
    d.read({at(10), at(11), at(12), at(13)});
    d.expect("four hits, first beat", d.to_first(), 2);
    d.expect("four hits, last beat", d.to_last(), 2 + 31);
    // a hit does not wait for a miss before it
    d.dc.forget(line);
    d.read({at(14), line});
    d.expect("a hit behind a miss, first beat", d.to_first(), 4);
    d.expect("it has overtaken", d.dc.reads.overtaken, 1);
}

// A miss whose victim is dirty costs what it costs without: the write-back goes beside it.
static void write_back_beside_fetch(Run &run)
{
    enum { L = 40, Dirty = 16 };
    Direct d(run, L);
    auto at = [&](unsigned i) { return d.w.arena.line(8 * i + 2); };  // all of one set
    auto make_dirty = [&] {
        for (unsigned i = 0; i < Dirty; i++) {
            d.read({at(i)});
            d.dc.store(at(i), 1);
            d.dc.give_back(at(i));
            d.settle();
        }
    };
    make_dirty();
    uint64_t writes = d.w.memory.writes, beside = d.w.memory.beside;
    d.read({at(100), at(101), at(102), at(103)});
    d.expect("four misses, last beat", d.to_last(), L + 3 + 31);
    if (d.w.memory.beside == beside)
        run.fail("no line was written back while another was fetched");
    for (unsigned i = 104; i < 108; i++) {
        d.read({at(i)});
        d.expect("miss, last beat", d.to_last(), L + 3 + 7);
    }
    if (d.w.memory.writes - writes < 3)  // the tree may choose one of the new lines
        run.fail("only %llu lines were written back", (unsigned long long)(d.w.memory.writes - writes));
    make_dirty();
    d.dc.forget(at(108));
    for (unsigned i = 0; i < Dirty; i++) {  // each is asked for while it may be on its way out
        if (d.dc.may_read(at(i)))
            d.read({at(i)});
        d.dc.check_line(at(i));
    }
}

// A write-back that memory refuses is told, with its address, once.
static void refused_write_back(Run &run)
{
    Direct d(run, 5);
    auto at = [&](unsigned i) { return d.w.arena.line(8 * i + 2); };
    d.w.memory.deaf.insert(at(0));
    for (unsigned i = 0; i < 20; i++) {
        d.read({at(i)});
        d.dc.store(at(i), 1);
        d.dc.give_back(at(i));
        d.settle();
    }
    d.expect("lines lost", d.lost, 1);
    d.expect("the lost line", d.lost_pa, at(0));
}

// Who is probed when: the data cache may hold what it has read and not given back, and what is not here.
static void directory(Run &run)
{
    Direct d(run, 5);
    auto at = [&](unsigned i) { return d.w.arena.line(8 * i + 2); };
    d.expect("nobody has it: unknown", d.fetch(at(0)), 1);
    d.expect("here, and not held", d.fetch(at(0)), 0);
    d.read({at(0)});
    d.expect("read by the data cache", d.fetch(at(0)), 1);
    d.expect("and still there", d.fetch(at(0)), 1);
    d.dc.store(at(0), 1);
    d.expect("dirty there", d.fetch(at(0)), 1);
    d.dc.forget(at(0));
    d.expect("forgotten without a word", d.fetch(at(0)), 1);
    d.expect("and then known", d.fetch(at(0)), 0);
    d.read({at(1)});
    d.dc.store(at(1), 1);
    d.dc.give_back(at(1));
    d.settle();
    d.expect("given back", d.fetch(at(1)), 0);
}

// A stream: two neighbours in a row, and then as many lines ahead as is said, to the end of the page.
static void prefetching(Run &run)
{
    for (unsigned depth = 0; depth <= 4; depth++) {
        Direct d(run, 20);
        d.dut->prefetch_depth_i = depth;
        uint64_t page = 0x80000000 + (1 << 20);
        auto at = [&](unsigned i) { return page + 64 * i; };
        d.read({at(0)});
        d.expect("prefetches after a line", d.prefetches, 0);
        d.read({at(1)});
        d.expect("prefetches after its neighbour", d.prefetches, depth);
        uint64_t reads = d.w.memory.reads;
        for (unsigned i = 2; i < 10; i++) {
            d.read({at(i)});
            if (depth)
                d.expect("a line that was prefetched, first beat", d.to_first(), 2);
        }
        d.expect("lines of memory", d.w.memory.reads - reads, 8);
        d.expect("prefetches that were used", d.useful, depth ? 8 : 0);
        d.expect("prefetches that were late", d.late, 0);
        d.expect("prefetches", d.prefetches, depth ? depth + 8 : 0);
        // at the end of the page there is no next line
        for (unsigned i = 10; i < 64; i++)
            d.read({at(i)});
        d.expect("prefetches in a page", d.prefetches, depth ? 62 : 0);
        // all of it leaves the cache again, those unused too
        d.read({at(128)});
        d.read({at(129)});
        uint64_t before = d.prefetches;
        d.dut->prefetch_depth_i = 0;
        for (unsigned i = 0; i < 1u << 13; i++)
            d.read({page + (1 << 20) + 64 * i});
        d.expect("prefetches when switched off", d.prefetches, before);
        d.expect("prefetches that were never used", d.useless, depth);
        d.expect("their sum", d.useful + d.late + d.useless, d.prefetches);
    }
    // a line that is asked for while it comes
    Direct d(run, 60);
    d.dut->prefetch_depth_i = 2;
    d.read({0x80100000});
    d.dc.reads.ask(0x80100040);
    for (unsigned i = 0; i < 8; i++)
        d.step();
    d.dc.reads.ask(0x80100080);
    d.settle();
    d.expect("late", d.late, 1);
    d.expect("lines of memory", d.w.memory.reads, 2 + d.prefetches);
}

// A line that the data cache has written, and that has left the L2, is prefetched from memory: who else reads it must
// get what the data cache has.
static void prefetching_behind_a_dirty_line(Run &run)
{
    Direct d(run, 20);
    uint64_t page = 0x80000000 + (1 << 20);
    d.read({page + 128});
    d.dc.store(page + 128, 1);
    for (unsigned i = 0; i < 1u << 13; i++)
        d.read({page + (1 << 20) + 64 * i});
    d.dut->prefetch_depth_i = 1;
    d.read({page});
    d.read({page + 64});
    d.expect("prefetches", d.prefetches, 1);
    d.expect("probes for it", d.fetch(page + 128), 1);
}

// Two events on a line, or on two of a set that is full of dirty lines, the second slid over every cycle
// of the first. Every answer is judged by its clients; in the end what the data cache has and what DMA
// reads must be the latest.
static void sweep(Run &run)
{
    enum { Events = 8, Phases = 44, States = 4 };
    Direct d(run, 12);
    d.dut->prefetch_depth_i = 2;
    const Arena &a = d.w.arena;
    unsigned next = 64;
    auto event = [&](unsigned e, uint64_t x, uint64_t y, uint64_t z, unsigned kind) {
        uint8_t core = Arena::owned(Owner::Core, kind, 1), device = Arena::owned(Owner::Dma, kind, 1);
        switch (e) {
        case 0:
        case 6: {
            uint64_t pa = e ? y : x;
            if (d.dc.may_read(pa))
                d.dc.reads.ask(pa + 16);
            break;
        }
        case 1:
            if (d.ic.reads.room() && !d.ic.reads.has(x, false))
                d.ic.reads.ask(x + 8);
            break;
        case 2: d.dma.read_line(x); break;
        case 3:
            if (kind == 0)
                d.dma.write(x, true, 0xff);
            break;
        case 4: d.dma.write(x + 8, false, device); break;
        case 5:
            if (kind == 3) {
                d.dc.store(x + 8, core);
                d.dc.give_back(x);
            }
            break;
        default: d.dc.give_back(z); break;
        }
    };
    for (unsigned kind : {0u, 3u})  // of which line: DMA's whole, or bytes of both
        for (unsigned state = 0; state < States; state++)
            for (unsigned one = 0; one < Events; one++)
                for (unsigned two = 0; two < Events; two++)
                    for (unsigned phase = 0; phase < Phases; phase++) {
                        if (one >= 2 && one <= 4 && two >= 2 && two <= 4)
                            continue;  // DMA does one thing at a time
                        next = next + 3 < Direct::kLines / 8 - 1 ? next + 3 : 64;
                        uint64_t x = a.line(8 * next + kind), y = a.line(8 * (next + 1) + kind);
                        uint64_t z = a.line(8 * (next + 2) + 3);
                        if (z % 4096 != x % 4096 && kind == 3)
                            run.fail("not of one set");
                        if (d.dc.may_read(z))
                            d.dc.reads.ask(z);
                        d.settle();
                        d.dc.store(z + 8, Arena::owned(Owner::Core, 3, 1));
                        if (state > 0) {  // in the L2; held clean; held dirty
                            if (d.dc.may_read(x))
                                d.dc.reads.ask(x);
                            d.settle();
                            if (state == 1)
                                d.dc.forget(x);
                            if (state == 3 && kind == 3)
                                d.dc.store(x + 8, Arena::owned(Owner::Core, kind, 1));
                        }
                        event(one, x, y, z, kind);
                        for (unsigned i = 0; i < phase; i++)
                            d.step();
                        event(two, x, y, z, kind);
                        d.settle();
                        d.dc.check_line(x);
                        d.dma.read_line(x);
                        d.settle();
                        d.dma.read_line(z);
                        d.settle();
                        if (run.failed()) {
                            run.fail("line kind %u, state %u, event %u, then %u after %u cycles", kind, state, one, two,
                                     phase);
                            return;
                        }
                        d.dc.forget(x), d.dc.forget(y), d.dc.forget(z);
                    }
    if (d.dc.crossed == 0)
        run.fail("no probe crossed a line that was being given back");
}

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    const Stall all[] = {Stall::Free, Stall::Random, Stall::Long};
    for (Stall dc : all)
        for (Stall others : all)
            for (Stall below : all)
                suite.run(std::string("data cache ") + name(dc) + ", others " + name(others) + ", memory " +
                              name(below),
                          12, [&](Run &run) {
                              unsigned latency = below == Stall::Free ? run.random.below(4) : 1 + run.random.below(40);
                              contend(run, dc, others, below, latency, 15000);
                          });
    suite.run("latencies", 1, latencies);
    suite.run("a write-back goes beside a fetch", 1, write_back_beside_fetch);
    suite.run("a refused write-back is told", 1, refused_write_back);
    suite.run("the directory says whom to probe", 1, directory);
    suite.run("streams are prefetched", 1, prefetching);
    suite.run("a dirty line is prefetched", 1, prefetching_behind_a_dirty_line);
    suite.run("one event over every cycle of another", 1, sweep);
    return suite.report();
}
