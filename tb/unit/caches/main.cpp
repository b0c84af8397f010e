// SPDX-License-Identifier: Apache-2.0
// Bench of the three caches together: core, walker, fetch and DMA at once, against the history of
// every byte, under every mix of pauses above and below. It ends by reading all of it back by DMA.
// `--perf` instead prints the cycles of the common cases.
#include <memory>

#include "Vcaches_top.h"
#include "core_client.h"
#include "dma_client.h"
#include "fetch_client.h"
#include "clock.h"
#include "verilated.h"
#include "walker_client.h"
#include "wave.h"

using bench::clock;
using bench::reset;
using bench::Run;
using bench::Stall;
typedef bench::Traced<Vcaches_top> Dut;

struct Mix {
    Stall core, walker, fetch, dma, memory;
    unsigned latency;
};

static void contend(Run &run, const Mix &mix, uint64_t cycles)
{
    static const unsigned kLines[] = {6, 12, 24, 48, 160};
    unsigned lines = kLines[run.random.below(5)];
    auto dut = std::make_unique<Dut>();
    World w(run, mix.memory, lines, mix.latency);
    Core<Dut> core(w, mix.core);
    Walker<Dut> walker(w, mix.walker);
    Fetcher<Dut> fetch(w, mix.fetch);
    Dma<Dut> dma(w, mix.dma);

    dut->prefetch_depth_i = run.random.below(5);
    dut->l1i_prefetch_i = run.random.below(2);
    reset(*dut);
    unsigned read_back = 0;
    uint64_t deadline = cycles + 4 * kHang + (uint64_t)lines * 2000;
    for (;; w.cycle++) {
        w.quiet = w.cycle >= cycles;
        bool settled = w.quiet && core.idle() && walker.idle() && fetch.idle() && dma.idle();
        if (settled && read_back == lines)
            break;
        if (settled)
            dma.read_line(w.arena.line(read_back++));
        core.drive(*dut);
        walker.drive(*dut);
        fetch.drive(*dut);
        dma.drive(*dut);
        w.memory.drive(*dut);
        dut->eval();
        core.sample(*dut);
        walker.sample(*dut);
        fetch.sample(*dut);
        dma.sample(*dut);
        w.memory.sample(*dut);
        clock(*dut);
        if (run.failed())
            break;
        if (w.cycle > deadline) {
            run.fail("does not come to rest");
            break;
        }
    }
    if (core.count < 50 || walker.count < 50 || fetch.count < 50 || dma.count < 20)
        run.fail("too little was done: core %llu, walker %llu, fetch %llu, dma %llu", (unsigned long long)core.count,
                 (unsigned long long)walker.count, (unsigned long long)fetch.count, (unsigned long long)dma.count);
}

// ------------------------------------------------------------------------------------------------
// Cycles of the common cases

struct Driver {
    Run run{1};
    World w{run, Stall::Free, 8, 0};
    Dut dut;
    uint64_t accesses = 0;
    Driver()
    {
        dut.prefetch_depth_i = 4;
        dut.l1i_prefetch_i = 0;
        reset(dut);
        while (cycle_until_ready() > 0) {
        }
    }
    int cycle_until_ready()
    {
        for (int i = 0; i < 2000; i++)
            step();
        return 0;
    }
    void step()
    {
        w.memory.drive(dut);
        dut.eval();
        w.memory.sample(dut);
        clock(dut);
        w.cycle++;
    }
    // A pipelined stream: requests in order, each accepted as soon as it can be; returns the cycles
    // from the first acceptance to the last answer.
    struct Access {
        uint8_t op;
        uint64_t pa;
    };
    uint64_t stream(const Access *list, size_t n)
    {
        uint64_t start = 0;
        size_t asked = 0, answered = 0;
        while (answered < n) {
            dut.core_valid_i = asked < n;
            if (asked < n)
                dut.core_op_i = list[asked].op, dut.core_pa_i = list[asked].pa, dut.core_be_i = 0xff;
            w.memory.drive(dut);
            dut.eval();
            w.memory.sample(dut);
            if (dut.core_rsp_valid_o)
                answered++;
            if (dut.core_valid_i && dut.core_ready_o && asked++ == 0)
                start = w.cycle;
            clock(dut);
            w.cycle++;
        }
        dut.core_valid_i = 0;
        return w.cycle - 1 - start;
    }
    uint64_t one(uint8_t op, uint64_t pa)
    {
        Access a{op, pa};
        uint64_t cycles = stream(&a, 1);
        for (int i = 0; i < 40; i++)
            step();
        return cycles;
    }
    uint64_t fetch(uint64_t pa)
    {
        uint64_t start = w.cycle;
        bool asked = false;
        for (;;) {
            dut.fetch_valid_i = !asked;
            dut.fetch_pa_i = pa;
            w.memory.drive(dut);
            dut.eval();
            w.memory.sample(dut);
            bool done = dut.fetch_rsp_valid_o;
            if (dut.fetch_valid_i && dut.fetch_ready_o)
                asked = true, start = w.cycle;
            clock(dut);
            w.cycle++;
            if (done)
                break;
        }
        dut.fetch_valid_i = 0;
        uint64_t cycles = w.cycle - 1 - start;
        for (int i = 0; i < 40; i++)
            step();
        return cycles;
    }
};

static void performance()
{
    Driver d;
    d.w.memory.limit = UINT64_MAX;
    uint64_t a = Arena::kRam + 0x100000;
    printf("# request to answer, in cycles (memory answers at once)\n");
    printf("load, from memory      %llu\n", (unsigned long long)d.one(0, a));
    printf("load, hit              %llu\n", (unsigned long long)d.one(0, a));
    printf("store, hit             %llu\n", (unsigned long long)d.one(1, a));
    for (int i = 1; i <= 16; i++)
        d.one(0, a + 4096 * i);
    printf("load, L2 hit           %llu\n", (unsigned long long)d.one(0, a));
    for (int i = 1; i <= 16; i++)
        d.one(1, a + 4096 * i);
    printf("load, L2 hit, dirty    %llu\n", (unsigned long long)d.one(0, a));
    for (int i = 1; i <= 16; i++)
        d.one(1, a + 4096 * i);
    printf("store, L2 hit, dirty   %llu\n", (unsigned long long)d.one(1, a));
    printf("fetch, from memory     %llu\n", (unsigned long long)d.fetch(a + 0x100000));
    printf("fetch, hit             %llu\n", (unsigned long long)d.fetch(a + 0x100000));
    printf("fetch, L2 hit          %llu\n", (unsigned long long)d.fetch(a));

    // memcpy of 32 KiB, eight loads then eight stores, as the core's loop gives them: 16 accesses and
    // three other instructions a line
    std::vector<Driver::Access> copy;
    uint64_t from = Arena::kRam + 0x400000, to = Arena::kRam + 0x410000;
    for (unsigned pass = 0; pass < 3; pass++)
        for (unsigned line = 0; line < 512; line++) {
            for (unsigned i = 0; i < 8; i++)
                copy.push_back({0, from + line * 64 + i * 8});
            for (unsigned i = 0; i < 8; i++)
                copy.push_back({1, to + line * 64 + i * 8});
        }
    size_t pass = copy.size() / 3;
    d.stream(copy.data(), 2 * pass);
    uint64_t cycles = d.stream(copy.data() + 2 * pass, pass);
    printf("32 KiB copied in L2    %.2f cycles a doubleword (accesses alone 2.00)\n", (double)cycles / 4096);
}

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "--perf")) {
        performance();
        return 0;
    }
    bench::Suite suite(argc, argv);
    const Stall all[] = {Stall::Free, Stall::Random, Stall::Long};
    for (Stall above : all)
        for (Stall below : all)
            suite.run(std::string("all clients ") + name(above) + ", memory " + name(below), 4, [&](Run &run) {
                unsigned latency = below == Stall::Free ? run.random.below(4) : 1 + run.random.below(40);
                contend(run, {above, above, above, above, below, latency}, 12000);
            });
    // every client in turn hurries while the others pause, and the other way round
    for (int hurried = 0; hurried < 4; hurried++)
        for (int i = 0; i < 2; i++) {
            static const char *const kNames[] = {"core", "walker", "fetch", "dma"};
            Stall one = i ? Stall::Long : Stall::Free, rest = i ? Stall::Free : Stall::Long;
            suite.run(std::string(kNames[hurried]) + " " + name(one) + ", others " + name(rest), 4, [&](Run &run) {
                Stall s[4] = {rest, rest, rest, rest};
                s[hurried] = one;
                contend(run, {s[0], s[1], s[2], s[3], all[run.random.below(3)], (unsigned)run.random.below(30)}, 15000);
            });
        }
    return suite.report();
}
