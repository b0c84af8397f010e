// SPDX-License-Identifier: Apache-2.0
// Bench of the data cache: core and walker above, a level that answers, takes back and probes below,
// every byte judged by its history, under every mix of pauses; then the promises that have numbers.
#include <memory>

#include "../caches/core_client.h"
#include "../caches/walker_client.h"
#include "Vdcache_top.h"
#include "below.h"
#include "clock.h"
#include "verilated.h"
#include "wave.h"

using bench::clock;
using bench::reset;
using bench::Run;
using bench::Stall;
typedef bench::Traced<Vdcache_top> Dut;

static void contend(Run &run, Stall core_stall, Stall walker_stall, Stall below_stall, unsigned latency,
                    unsigned probe_percent, uint64_t cycles)
{
    static const unsigned kLines[] = {6, 12, 24, 48, 96};
    unsigned lines = kLines[run.random.below(5)];
    auto dut = std::make_unique<Dut>();
    World w(run, below_stall, lines, latency);
    Core<Dut> core(w, core_stall);
    Walker<Dut> walker(w, walker_stall);
    Below<Dut> below(w, below_stall, latency, probe_percent);
    uint64_t accesses = 0, misses = 0, walker_accesses = 0;

    reset(*dut);
    unsigned read_back = 0;
    for (; !run.failed(); w.cycle++) {
        w.quiet = w.cycle >= cycles;
        if (w.quiet && core.idle() && walker.idle() && below.idle()) {
            if (read_back == lines)
                break;
            below.probe_line(w.arena.line(read_back++));
        }
        core.drive(*dut);
        walker.drive(*dut);
        below.drive(*dut);
        dut->eval();
        core.sample(*dut);
        walker.sample(*dut);
        below.sample(*dut);
        accesses += dut->event_access_o;
        misses += dut->event_miss_o;
        walker_accesses += dut->event_ptw_access_o;
        clock(*dut);
        if (w.cycle > cycles + 3 * kHang)
            run.fail("does not come to rest");
    }
    if (core.count < 50 || walker.count < 50 || below.reads() < 5)
        run.fail("too little was done: core %llu, walker %llu, reads %llu", (unsigned long long)core.count,
                 (unsigned long long)walker.count, (unsigned long long)below.reads());
    // each request that is not refused or for a device is counted once
    if (accesses > core.count || misses > accesses || walker_accesses > walker.count)
        run.fail("events: %llu accesses and %llu misses for %llu requests, %llu for %llu of the walker",
                 (unsigned long long)accesses, (unsigned long long)misses, (unsigned long long)core.count,
                 (unsigned long long)walker_accesses, (unsigned long long)walker.count);
}

// ------------------------------------------------------------------------------------------------
// Promises with numbers: one access at a time, the level below answering at once

class Direct
{
public:
    Direct(Run &run) : world_(run, Stall::Free, 8, 0), below_(world_, Stall::Free, 0, 0)
    {
        world_.memory.limit = UINT64_MAX;
        reset(dut);
    }

    void step()
    {
        below_.drive(dut);
        dut.eval();
        below_.sample(dut);
        clock(dut);
        world_.cycle++;
    }
    uint64_t write_backs() const { return below_.writes; }
    uint64_t reads() const { return below_.reads(); }
    void hold(bool held) { below_.hold(held); }  // no beat of a read comes
    uint64_t claims() const { return below_.claims; }
    uint64_t memory(uint64_t pa) { return world_.memory.read(pa); }
    uint64_t cycle() const { return world_.cycle; }
    void rest(unsigned cycles)
    {
        while (cycles--)
            step();
    }

    struct Answer {
        unsigned cycles;
        uint64_t data;
        bool err;
    };
    Answer access(uint8_t op, uint64_t pa, uint64_t data = 0, uint8_t be = 0xff, uint8_t pbmt = 0)
    {
        Answer answer{0, 0, false};
        bool accepted = false;
        for (unsigned i = 0; i < 1000; i++) {
            dut.core_valid_i = !accepted;
            dut.core_op_i = op;
            dut.core_pa_i = pa;
            dut.core_be_i = be;
            dut.core_wdata_i = data;
            dut.core_early_i = early;
            dut.core_pbmt_i = pbmt;
            below_.drive(dut);
            dut.eval();
            below_.sample(dut);
            bool done = accepted && dut.core_rsp_valid_o;
            answer.data = dut.core_rsp_data_o;
            answer.err = dut.core_rsp_err_o;
            if (accepted)
                answer.cycles++;
            if (dut.core_valid_i && dut.core_ready_o)
                accepted = true;
            clock(dut);
            world_.cycle++;
            if (done)
                break;
        }
        dut.core_valid_i = dut.core_early_i = dut.core_pbmt_i = 0;
        return answer;
    }
    bool early = false;
    bool holds(uint64_t pa)
    {
        probe(pa, false);
        return here_;
    }
    // How many beats of a dirty line came back
    unsigned probe(uint64_t pa, bool invalidate)
    {
        unsigned dirty = 0;
        dut.probe_valid_i = 1;
        below_.drive(dut);
        dut.probe_valid_i = 1;
        dut.probe_pa_i = pa;
        dut.probe_invalidate_i = invalidate;
        dut.eval();
        clock(dut);
        for (bool last = false; !last;) {
            below_.drive(dut);
            dut.eval();
            last = dut.probe_rsp_valid_o && dut.probe_rsp_last_o;
            dirty += dut.probe_rsp_valid_o && dut.probe_rsp_dirty_o;
            here_ = dut.probe_rsp_here_o || dirty;
            clock(dut);
        }
        return dirty;
    }

    Dut dut;

private:
    bool here_ = false;  // what was probed last
    World world_;
    Below<Dut> below_;
};

typedef Core<Dut> Op;

static void expect(Run &run, const char *what, uint64_t got, uint64_t want)
{
    if (got != want)
        run.fail("%s: %llu, not %llu", what, (unsigned long long)got, (unsigned long long)want);
}

static void latencies(Run &run)
{
    Direct d(run);
    uint64_t a = Arena::kRam + 0x100000;
    d.access(Op::kLoad, a);
    d.rest(30);
    expect(run, "cycles of a load that hits", d.access(Op::kLoad, a).cycles, 1);
    expect(run, "cycles of a store that hits", d.access(Op::kStore, a, 1).cycles, 1);
    expect(run, "cycles of an AMO that hits", d.access(Op::kAdd, a, 1).cycles, 1);
    expect(run, "what the AMO left", d.access(Op::kLoad, a).data, 2);
    // a request each cycle: loads and stores of the same doubleword
    unsigned answers = 0;
    for (unsigned i = 0; i < 20; i++) {
        d.dut.core_valid_i = i < 18;
        d.dut.core_op_i = i % 2 ? Op::kLoad : Op::kStore;
        d.dut.core_pa_i = a + i / 6 * 8;
        d.dut.core_be_i = 1u << i % 8;
        d.dut.core_wdata_i = 0x0101010101010101ull * i;
        d.dut.eval();
        answers += d.dut.core_rsp_valid_o;
        clock(d.dut);
    }
    expect(run, "answers to 18 requests in 18 cycles", answers, 18);
    // the walker: a read every other cycle
    answers = 0;
    bool outstanding = false;
    for (unsigned i = 0; i < 20; i++) {
        d.dut.ptw_valid_i = !outstanding;
        d.dut.ptw_cas_i = 0;
        d.dut.ptw_pa_i = a + 8 * (i % 8);
        d.dut.eval();
        answers += d.dut.ptw_rsp_valid_o;
        outstanding = d.dut.ptw_valid_i && d.dut.ptw_ready_o;
        clock(d.dut);
    }
    d.dut.ptw_valid_i = 0;
    expect(run, "the walker's reads in 20 cycles", answers, 10);
}

// Neither the core nor the walker waits for ever while the other asks in every cycle, and hits.
static void turns(Run &run)
{
    Direct d(run);
    uint64_t a = Arena::kRam + 0x100000;
    d.access(Op::kLoad, a);
    d.rest(30);
    unsigned core = 0, walker = 0;
    for (unsigned i = 0; i < 60; i++) {
        d.dut.core_valid_i = 1;
        d.dut.core_op_i = Op::kStore;
        d.dut.core_pa_i = a;
        d.dut.core_be_i = 0xff;
        d.dut.core_wdata_i = i;
        d.dut.ptw_valid_i = 1;
        d.dut.ptw_cas_i = 0;
        d.dut.ptw_pa_i = a + 8;
        d.dut.eval();
        core += d.dut.core_ready_o;
        walker += d.dut.ptw_ready_o;
        clock(d.dut);
    }
    d.dut.core_valid_i = d.dut.ptw_valid_i = 0;
    if (walker < 10)
        run.fail("the walker waits for ever behind stores that hit: %u of 60", walker);
    if (core < 10)
        run.fail("the core waits for ever behind walks that hit: %u of 60", core);
}

static void reservations(Run &run)
{
    Direct d(run);
    uint64_t a = Arena::kRam + 0x100000, same_set = 4096;
    auto sc = [&](uint64_t pa) { return d.access(Op::kSc, pa, 7).data; };
    expect(run, "SC without LR", sc(a), 1);
    d.access(Op::kLr, a);
    expect(run, "SC after LR", sc(a), 0);
    d.access(Op::kLr, a);
    d.access(Op::kZero, a);
    expect(run, "SC after LR and zeroing of its line", sc(a), 0);
    d.access(Op::kLr, a);
    d.access(Op::kFlush, a);  // the level below does not know any more that the line is here
    expect(run, "SC after LR and a flush of its line", sc(a), 1);
    expect(run, "a second SC", sc(a), 1);
    d.access(Op::kLr, a);
    expect(run, "SC to the same line", sc(a + 56), 0);
    d.access(Op::kLr, a);
    expect(run, "SC to another line", sc(a + 64), 1);
    expect(run, "SC after an SC that failed", sc(a), 1);
    d.access(Op::kLr, a);
    d.access(Op::kStore, a + 8, 5);
    expect(run, "SC after an own store to the line", sc(a), 0);
    d.access(Op::kLr, a);
    d.rest(20);
    d.probe(a, false);
    expect(run, "SC after a probe that only reads", sc(a), 0);
    d.access(Op::kLr, a);
    d.rest(20);
    d.probe(a, true);
    expect(run, "SC after a probe that invalidates", sc(a), 1);
    d.access(Op::kLr, a);
    for (unsigned i = 1; i <= 16; i++) {
        d.access(Op::kLoad, a + same_set * i);
        d.rest(20);
    }
    expect(run, "SC after the line was evicted", sc(a), 1);
}

// Only what was written is written back or given to a probe, and once.
static void write_backs(Run &run)
{
    Direct d(run);
    uint64_t a = Arena::kRam + 0x100000, same_set = 4096;
    for (unsigned i = 0; i < 48; i++) {
        d.access(i < 16 ? Op::kStore : Op::kLoad, a + same_set * i);
        d.rest(40);
    }
    expect(run, "write-backs of 16 lines", d.write_backs(), 16);
    d.access(Op::kStore, a);
    d.rest(40);
    expect(run, "beats of a dirty line", d.probe(a, false), 8);
    expect(run, "beats of a line that was given", d.probe(a, false), 0);
    d.access(Op::kStore, a);
    expect(run, "beats of a line that is dirty again", d.probe(a, true), 8);
    expect(run, "beats of a line that was taken away", d.probe(a, true), 0);
}

// Svpbmt: what is done to a page that is not cached is right, and leaves nothing behind.
static void uncached(Run &run)
{
    Direct d(run);
    const uint64_t a = Arena::kRam + 0x100000;
    enum : uint8_t { kPma, kNc, kIo };
    for (uint8_t type : {kNc, kIo}) {
        const uint64_t line = a + 0x10000 * type;
        auto does = [&](uint8_t op, uint64_t data = 0) {
            const uint64_t got = d.access(op, line + 8, data, 0xff, type).data;
            d.rest(60);
            return got;
        };
        uint64_t reads = d.reads(), writes = d.write_backs();
        const uint64_t was = does(Op::kLoad);
        expect(run, "a second load", does(Op::kLoad), was);
        expect(run, "reads of two loads", d.reads() - reads, 2);
        expect(run, "write-backs of loads", d.write_backs() - writes, 0);
        does(Op::kStore, 5);
        expect(run, "write-backs of a store", d.write_backs() - writes, 1);
        expect(run, "an AMO after it", does(Op::kAdd, 2), 5);
        expect(run, "a load after that", does(Op::kLoad), 7);
        expect(run, "write-backs of an AMO and a store", d.write_backs() - writes, 2);
        expect(run, "an LR", does(Op::kLr), 7);
        expect(run, "its SC", does(Op::kSc, 9), 0);
        expect(run, "an SC without it", does(Op::kSc, 1), 1);
        does(Op::kFlush);
        expect(run, "a load after them", does(Op::kLoad), 9);
        does(Op::kZero);
        expect(run, "a load after zeroing", does(Op::kLoad), 0);
        expect(run, "lines that stay", d.holds(line), 0);

        // another page's copy is what it is done to, and leaves too
        d.access(Op::kStore, line + 8, 11);
        d.rest(60);
        writes = d.write_backs();
        expect(run, "a load of what is cached and dirty", does(Op::kLoad), 11);
        expect(run, "write-backs of it", d.write_backs() - writes, 1);
        expect(run, "copies that stay", d.holds(line), 0);
        d.access(Op::kLoad, line + 8);
        d.rest(60);
        does(Op::kStore, 12);
        expect(run, "copies that stay of a store", d.holds(line), 0);
        expect(run, "a load of what was stored", d.access(Op::kLoad, line + 8).data, 12);

        // no stream is seen in it
        d.rest(60);
        reads = d.reads();
        for (unsigned i = 0; i < 16; i++) {
            d.access(Op::kLoad, line + 0x1000 + 64 * i, 0, 0xff, type);
            d.rest(60);
        }
        expect(run, "reads of 16 loads in a row", d.reads() - reads, 16);
    }
}

// An access to an IO page comes after every older store, an access to another page of memory need not; to none is
// there an early answer, and what follows finds the line gone.
static void uncached_order(Run &run)
{
    enum : uint8_t { kPma, kNc, kIo };
    for (uint8_t type : {kPma, kNc, kIo}) {
        Direct d(run);
        const uint64_t a = Arena::kRam + 0x100000, b = a + 0x2000;
        d.access(Op::kStore, b, 1);
        d.rest(60);
        d.hold(true);  // the line that an older store needs does not come
        d.early = true;
        d.access(Op::kStore, a, 1);
        const bool here = d.access(Op::kStore, b, 2, 0xff, type).cycles < 900;
        expect(run, "an answer beside an older store", here, type != kIo);
        d.hold(false);
        d.rest(100);
        expect(run, "at rest", d.dut.quiet_o, 1);
        d.early = false;
        expect(run, "the line has stayed", d.holds(b), type == kPma);
        expect(run, "what was stored", d.access(Op::kLoad, b).data, 2);
        expect(run, "what the older store did", d.access(Op::kLoad, a).data, 1);
    }
}

// Two dirty lines wait to leave, and the level below takes one every nine cycles.
static void two_leave(Run &run)
{
    Direct d(run);
    uint64_t a = Arena::kRam + 0x100000;
    const unsigned lines = 8;  // of 16 in the smallest cache
    for (unsigned i = 0; i < lines; i++)
        d.access(Op::kZero, a + 64 * i);
    d.rest(30);
    uint64_t begin = d.cycle();
    for (unsigned i = 0; i < lines; i++)
        d.access(Op::kFlush, a + 64 * i);
    // the last but two have left, and two wait
    expect(run, "cycles of eight flushes", d.cycle() - begin, 9 * (lines - 2) + 4);
    d.rest(40);
    expect(run, "write-backs of eight lines", d.write_backs(), lines);
}

// A line that stores write whole is claimed, not read, however they come; one that they do not is read, and what
// they did not write is what memory has.
static void full_lines(Run &run)
{
    Direct d(run);
    uint64_t a = Arena::kRam + 0x100000;
    auto store = [&](uint64_t pa, uint64_t data, uint8_t be = 0xff) {
        d.early = true;
        expect(run, "cycles of an early store", d.access(Op::kStore, pa, data, be).cycles, 1);
        d.early = false;
    };
    auto counts = [&](const char *what, uint64_t reads, uint64_t claims) {
        d.rest(60);
        expect(run, what, ((d.reads() - d.claims()) << 32) | d.claims(), (reads << 32) | claims);
    };
    auto holds = [&](const char *what, uint64_t line, unsigned stored) {
        for (unsigned i = 0; i < 8; i++)
            expect(run, what, d.access(Op::kLoad, line + 8 * i).data,
                   stored >> i & 1 ? line + i : d.memory(line + 8 * i));
    };
    for (unsigned i = 0; i < 8; i++)
        store(a + 8 * i, a + i);
    counts("a line from its first doubleword on", 0, 1);
    holds("it", a, 0xff);
    a += 64;
    for (unsigned i = 8; i > 0; i--)
        store(a + 8 * (i - 1), a + i - 1);
    counts("a line from its last doubleword on", 0, 2);
    holds("it", a, 0xff);
    a += 64;
    for (unsigned i = 0; i < 64; i++)
        store(a + i / 8 * 8, (a + i / 8), 1u << i % 8);
    counts("a line by bytes", 0, 3);
    holds("it", a, 0xff);
    a += 64;
    for (unsigned i = 0; i < 7; i++)
        store(a + 8 * i, a + i);
    counts("seven doublewords", 1, 3);
    holds("they, and the eighth", a, 0x7f);
    a += 64;
    for (unsigned i = 8; i > 1; i--)
        store(a + 8 * (i - 1), a + i - 1);
    counts("seven from the last on", 2, 3);
    holds("they, and the first", a, 0xfe);
    a += 64;
    store(a + 24, a + 3);
    d.rest(3);
    expect(run, "reads when a store does not begin its line", d.reads() - d.claims(), 3);
    counts("it", 3, 3);
    holds("it", a, 0x08);
    // a load in each moment of the stores to its line: of a doubleword that has been stored or has not
    unsigned reads = 3, claims = 3;
    for (unsigned when = 0; when <= 8; when++) {
        for (unsigned word = 0; word < 8; word++) {
            a += 192;  // loads of neighbours would be a stream
            for (unsigned i = 0; i < 8; i++) {
                if (i == when)
                    expect(run, "a load between them", d.access(Op::kLoad, a + 8 * word).data,
                           word < when ? a + word : d.memory(a + 8 * word));
                store(a + 8 * i, a + i);
            }
            // one who asks for what has not been stored does not wait for the stores
            bool read = when < 8 && word >= when;
            reads += read;
            claims += !read;
            counts("a line with a load in it", reads, claims);
            holds("it", a, 0xff);
        }
    }
    // two lines at once, doubleword by doubleword: the first is read
    a += 64;
    for (unsigned i = 0; i < 8; i++) {
        store(a + 8 * i, a + i);
        store(a + 64 + 8 * i, a + 64 + i);
    }
    counts("two lines in turn", reads + 1, claims + 1);
    holds("the one", a, 0xff);
    holds("the other", a + 64, 0xff);
    // stores with pauses, shorter and longer than it waits
    for (unsigned pause = 0; pause < 24; pause++) {
        a += 128;
        uint64_t claimed = d.claims();
        for (unsigned i = 0; i < 8; i++) {
            store(a + 8 * i, a + i);
            d.rest(pause);
        }
        d.rest(60);
        if (pause < 14 && d.claims() != claimed + 1)
            run.fail("stores %u cycles apart: the line was read", pause);
        if (pause > 18 && d.claims() != claimed)
            run.fail("stores %u cycles apart: the line was claimed", pause);
        holds("it", a, 0xff);
    }
}

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    const Stall all[] = {Stall::Free, Stall::Random, Stall::Long};
    for (Stall core : all)
        for (Stall walker : all)
            for (Stall below : all)
                suite.run(std::string("core ") + name(core) + ", walker " + name(walker) + ", below " + name(below), 6,
                          [&](Run &run) {
                              unsigned latency = below == Stall::Free ? run.random.below(4) : run.random.below(40);
                              unsigned probes = run.random.below(3) * run.random.below(20);
                              contend(run, core, walker, below, latency, probes, 12000);
                          });
    suite.run("latencies", 1, latencies);
    suite.run("turns", 1, turns);
    suite.run("reservations", 1, reservations);
    suite.run("uncached", 1, uncached);
    suite.run("uncached order", 1, uncached_order);
    suite.run("write-backs", 1, write_backs);
    suite.run("two leave", 1, two_leave);
    suite.run("full lines", 1, full_lines);
    return suite.report();
}
