// SPDX-License-Identifier: Apache-2.0
// Bench of the instruction cache: fetches, kills and invalidations above, a level below that answers
// in any order and whose memory changes all the time. A fetch may see what was there at any time since the
// last invalidation, and nothing older. Then the promises that have numbers.
#include <memory>

#include "../caches/fetch_client.h"
#include "../caches/line_reads.h"
#include "Vicache_top.h"
#include "clock.h"
#include "verilated.h"
#include "wave.h"

using bench::clock;
using bench::reset;
using bench::Run;
using bench::Stall;
typedef bench::Traced<Vicache_top> Dut;

// The level below: what a line holds when its request is accepted is what comes.
class Source
{
public:
    Source(World &w, Stall stall, unsigned max_latency, unsigned write_percent)
        : w_(w), request_(stall, w.run.random), write_percent_(write_percent), reads_(w, stall, max_latency)
    {
    }

    void drive(Dut &dut)
    {
        bench::Random &r = w_.run.random;
        if (r.percent(write_percent_)) {
            uint64_t pa = w_.arena.line(r.below(w_.arena.lines)) + 8 * r.below(8), data = r.next();
            if (pa != w_.arena.counter()) {
                w_.history.begin(pa, 0xff, data, w_.cycle);
                w_.history.end(pa, 0xff, w_.cycle);
                w_.memory.write(pa, data);
            }
        }
        dut.line_ready_i = reads_.open() < 3 && request_.go();
        reads_.drive(dut);
    }

    void sample(Dut &dut)
    {
        reads_.sample(dut);
        if (dut.line_valid_o && dut.line_ready_i) {
            if (dut.line_op_o != Memory::kLineRead)
                w_.run.fail("below: asked for operation %u", dut.line_op_o);
            reads_.accept(dut);
        }
    }
    uint64_t reads() const { return reads_.accepted; }

private:
    World &w_;
    bench::Staller request_;
    unsigned write_percent_;
    LineReads<Dut> reads_;
};

static void fetch_all(Run &run, Stall above, Stall below, unsigned latency, unsigned writes)
{
    static const unsigned kLines[] = {4, 12, 48, 96};
    auto dut = std::make_unique<Dut>();
    World w(run, below, kLines[run.random.below(4)], latency);
    Fetcher<Dut> fetch(w, above);
    Source source(w, below, latency, writes);
    uint64_t accesses = 0, misses = 0, ahead = 0, useful = 0, late = 0, useless = 0;
    dut->prefetch_i = run.random.percent(75);
    reset(*dut);
    for (; w.cycle < 15000 && !run.failed(); w.cycle++) {
        fetch.drive(*dut);
        source.drive(*dut);
        dut->eval();
        fetch.sample(*dut);
        source.sample(*dut);
        accesses += dut->event_access_o;
        misses += dut->event_miss_o;
        ahead += dut->event_prefetch_o;
        useful += dut->event_useful_o;
        late += dut->event_late_o;
        useless += dut->event_useless_o;
        if (useful + late + useless > ahead)
            run.fail("events: cycle %llu: more prefetched lines came to an end than began",
                     (unsigned long long)w.cycle);
        clock(*dut);
    }
    if (dut->prefetch_i ? ahead < 5 : ahead != 0)
        run.fail("%llu lines were prefetched", (unsigned long long)ahead);
    if (fetch.count < 50 || source.reads() < 5)
        run.fail("too little was done: %llu fetches, %llu lines", (unsigned long long)fetch.count,
                 (unsigned long long)source.reads());
    if (accesses > fetch.count || misses > accesses)
        run.fail("events: %llu accesses, %llu misses for %llu fetches", (unsigned long long)accesses,
                 (unsigned long long)misses, (unsigned long long)fetch.count);
}

// A request each cycle; returns the cycles from the first acceptance to the last answer.
static uint64_t stream(Dut &dut, Source &source, World &w, const std::vector<uint64_t> &list)
{
    size_t asked = 0, answered = 0;
    uint64_t start = 0;
    for (unsigned i = 0; i < 5000 && answered < list.size(); i++) {
        dut.fetch_valid_i = asked < list.size();
        if (asked < list.size())
            dut.fetch_pa_i = list[asked];
        source.drive(dut);
        dut.eval();
        source.sample(dut);
        if (dut.fetch_rsp_valid_o) {
            w.check("fetch", list[answered], dut.fetch_rsp_data_o, 0);
            answered++;
        }
        if (dut.fetch_valid_i && dut.fetch_ready_o && asked++ == 0)
            start = w.cycle;
        clock(dut);
        w.cycle++;
    }
    dut.fetch_valid_i = 0;
    return w.cycle - 1 - start;
}

static void latencies(Run &run)
{
    auto dut = std::make_unique<Dut>();
    World w(run, Stall::Free, 8, 0);
    w.memory.limit = UINT64_MAX;
    Source source(w, Stall::Free, 0, 0);
    auto expect = [&](const char *what, uint64_t got, uint64_t want) {
        if (got != want)
            run.fail("%s: %llu, not %llu", what, (unsigned long long)got, (unsigned long long)want);
    };
    auto rest = [&] {
        for (unsigned i = 0; i < 60; i++) {
            source.drive(*dut);
            dut->eval();
            source.sample(*dut);
            clock(*dut);
        }
    };
    reset(*dut);
    std::vector<uint64_t> loop;
    for (unsigned i = 0; i < 32; i++)
        loop.push_back(0x80100000ull + 8 * i);
    stream(*dut, source, w, loop);
    expect("cycles of 32 fetches that hit", stream(*dut, source, w, loop), 32);
    rest();
    expect("lines fetched", source.reads(), 4);
    dut->invalidate_valid_i = 1;
    dut->fetch_kill_i = 1;
    dut->eval();
    expect("an invalidation is taken at once", dut->invalidate_ready_o, 1);
    clock(*dut);
    dut->invalidate_valid_i = 0;
    dut->fetch_kill_i = 0;
    stream(*dut, source, w, loop);
    rest();
    expect("lines fetched after an invalidation", source.reads(), 8);
    // within a line that is coming, each doubleword is served in the cycle in which it comes
    std::vector<uint64_t> line;
    for (unsigned i = 0; i < 8; i++)
        line.push_back(0x80200000ull + 8 * ((i + 3) % 8));
    rest();
    uint64_t first = stream(*dut, source, w, {0x80300000ull + 24});
    rest();
    expect("cycles of a line that comes beat by beat", stream(*dut, source, w, line), first + 7);
}

// The line after one that is missed comes along, within the page, and after the first use of it the next.
static void ahead(Run &run)
{
    auto dut = std::make_unique<Dut>();
    World w(run, Stall::Free, 8, 0);
    w.memory.limit = UINT64_MAX;
    Source source(w, Stall::Free, 0, 0);
    uint64_t count[4] = {};  // fetched ahead, useful, late, useless
    auto rest = [&](unsigned cycles) {
        for (unsigned i = 0; i < cycles; i++) {
            source.drive(*dut);
            dut->eval();
            source.sample(*dut);
            count[0] += dut->event_prefetch_o;
            clock(*dut);
        }
    };
    // one fetch, its cycles, and 60 of rest or `after`
    auto fetch = [&](uint64_t pa, unsigned after = 60) {
        unsigned cycles = 0;
        for (bool asked = false, done = false; !done; cycles++) {
            dut->fetch_valid_i = !asked;
            dut->fetch_pa_i = pa;
            source.drive(*dut);
            dut->eval();
            source.sample(*dut);
            done = asked && dut->fetch_rsp_valid_o;
            if (done)
                w.check("fetch", pa, dut->fetch_rsp_data_o, 0);
            asked = true;
            count[0] += dut->event_prefetch_o;
            count[1] += dut->event_useful_o;
            count[2] += dut->event_late_o;
            count[3] += dut->event_useless_o;
            clock(*dut);
        }
        dut->fetch_valid_i = 0;
        rest(after);
        return cycles - 1;
    };
    auto expect = [&](const char *what, uint64_t reads, uint64_t fetched, uint64_t useful, uint64_t late) {
        if (source.reads() != reads || count[0] != fetched || count[1] != useful || count[2] != late)
            run.fail("%s: %llu lines read, %llu ahead, %llu useful, %llu late; not %llu, %llu, %llu, %llu", what,
                     (unsigned long long)source.reads(), (unsigned long long)count[0], (unsigned long long)count[1],
                     (unsigned long long)count[2], (unsigned long long)reads, (unsigned long long)fetched,
                     (unsigned long long)useful, (unsigned long long)late);
    };
    dut->prefetch_i = 1;
    reset(*dut);
    const uint64_t page = 0x80100000;
    unsigned missed = fetch(page);
    expect("a miss", 2, 1, 0, 0);
    if (fetch(page + 64) != 1 || missed <= 1)
        run.fail("the next line was not there");
    expect("the next line", 3, 2, 1, 0);
    fetch(page + 72);
    expect("the same again", 3, 2, 1, 0);
    fetch(page + 4096 - 64);
    expect("the last line of a page", 4, 2, 1, 0);
    fetch(page + 0x1000, 2);  // asked for while it comes
    fetch(page + 0x1040);
    expect("a line that is late", 7, 4, 1, 1);
    dut->prefetch_i = 0;
    fetch(page + 0x2000);
    expect("a miss without it", 8, 4, 1, 1);
    // what is replaced unused: lines of one set, many more than it has ways
    dut->prefetch_i = 1;
    for (unsigned i = 0; i < 64; i++)
        fetch(page + 0x10000 + 0x1000 * i);
    if (count[3] < 40)
        run.fail("%llu of 64 lines fetched ahead were useless", (unsigned long long)count[3]);
}

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    const Stall all[] = {Stall::Free, Stall::Random, Stall::Long};
    for (Stall above : all)
        for (Stall below : all)
            suite.run(std::string("core ") + name(above) + ", below " + name(below), 12, [&](Run &run) {
                unsigned latency = below == Stall::Free ? run.random.below(4) : run.random.below(40);
                fetch_all(run, above, below, latency, run.random.below(2) * 20);
            });
    suite.run("latencies", 1, latencies);
    suite.run("ahead", 1, ahead);
    return suite.report();
}
