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
    uint64_t accesses = 0, misses = 0, write_backs = 0;

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
        clock(*dut);
        if (w.cycle > cycles + 4 * kHang)
            run.fail("does not come to rest");
    }
    if (dc.reads < 20 || ic.count < 10 || dma.count < 10)
        run.fail("too little was done: dc %llu, ic %llu, dma %llu", (unsigned long long)dc.reads,
                 (unsigned long long)ic.count, (unsigned long long)dma.count);
    if (misses > accesses || write_backs - w.memory.writes > 1)  // one may be under way
        run.fail("events: %llu accesses, %llu misses, %llu write-backs for %llu in memory",
                 (unsigned long long)accesses, (unsigned long long)misses, (unsigned long long)write_backs,
                 (unsigned long long)w.memory.writes);
}

// A read that hits: accepted in cycle n, beats from n + 2, one a cycle, the next one without a gap.
static void latencies(Run &run)
{
    auto dut = std::make_unique<Dut>();
    World w(run, Stall::Free, 8, 0);
    w.memory.limit = UINT64_MAX;
    reset(*dut);
    auto step = [&] {
        w.memory.drive(*dut);
        dut->eval();
    };
    auto done = [&] {
        w.memory.sample(*dut);
        clock(*dut);
        w.cycle++;
    };
    for (unsigned i = 0; i < 5000; i++) {
        step();
        done();
    }
    for (unsigned pass = 0; pass < 2; pass++) {
        unsigned asked = 0, beats = 0;
        uint64_t start = 0, first = 0, last = 0;
        while (beats < 32) {
            dut->dc_valid_i = asked < 4;
            dut->dc_op_i = Memory::kLineRead;
            dut->dc_id_i = asked;
            dut->dc_pa_i = 0x80100000 + 64 * asked + 8 * asked;
            step();
            if (dut->dc_rsp_valid_o) {
                if (beats++ == 0)
                    first = w.cycle;
                last = w.cycle;
            }
            if (dut->dc_valid_i && dut->dc_ready_o && asked++ == 0)
                start = w.cycle;
            done();
        }
        dut->dc_valid_i = 0;
        if (pass == 0)
            continue;
        if (first - start != 2)
            run.fail("first beat after %llu cycles, not 2", (unsigned long long)(first - start));
        if (last - first != 31)
            run.fail("32 beats in %llu cycles", (unsigned long long)(last - first + 1));
    }
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
    return suite.report();
}
