// SPDX-License-Identifier: Apache-2.0
// Bench of the router of device accesses: each access comes to one device, the one that its address names, once, and
// that device's answer goes back, once; while one is under way none is accepted. Addresses lie at both sides of
// every border. The devices in here take a request at once and answer in the next cycle; the edge does so when
// it likes.
#include <memory>

#include "Vio_router_top.h"
#include "bench.h"
#include "clock.h"
#include "verilated.h"
#include "wave.h"

using bench::Run;
using bench::Stall;
using bench::Staller;
typedef bench::Traced<Vio_router_top> Dut;

namespace
{

enum Device : unsigned { Clint, Plic, Bank, Edge, Devices };
constexpr uint64_t kBorders[] = {0,         0x2000000,  0x2010000,  0x6000000,        0x6001000,
                                 0xc000000, 0x10000000, 0x80000000, UINT64_C(1) << 55};

// QEMU's `virt` board, and the error bank where that board has nothing
Device device_of(uint64_t pa)
{
    if (pa >= 0x2000000 && pa < 0x2010000)
        return Clint;
    if (pa >= 0x6000000 && pa < 0x6001000)
        return Bank;
    return pa >= 0xc000000 && pa < 0x10000000 ? Plic : Edge;
}

void accesses(Run &run, Stall above, Stall below)
{
    bench::Random &r = run.random;
    auto dut = std::make_unique<Dut>();
    Staller asks(above, r), takes(below, r), answers(below, r);
    unsigned done[Devices] = {}, under_way = 0;
    Device at = Edge;
    bool answer_due = false;  // in this cycle: all but the edge
    dut->valid_i = dut->edge_ready_i = dut->from_valid_i = 0;
    bench::reset(*dut);
    for (unsigned cycle = 0; cycle < 8000 && !run.failed(); cycle++) {
        if (!dut->valid_i && asks.go()) {
            dut->valid_i = 1;
            dut->pa_i = (kBorders[r.below(9)] + (r.below(9) - 4) * 8) & ((UINT64_C(1) << 56) - 1);
        }
        dut->edge_ready_i = takes.go();
        bool answer = under_way && (at == Edge ? answers.go() : answer_due);
        dut->from_valid_i = answer ? 1u << at : 0;
        dut->from_err_i = r.percent(30);
        dut->from_rdata_i = r.next();
        dut->eval();

        Device wanted = device_of(dut->pa_i);
        unsigned due = dut->valid_i && !under_way ? 1u << wanted : 0;
        if (dut->to_valid_o != due)
            run.fail("cycle %u: %#llx is offered to %#x", cycle, (unsigned long long)dut->pa_i, dut->to_valid_o);
        bool accepted = dut->valid_i && dut->ready_o;
        if (accepted != (due && (wanted != Edge || dut->edge_ready_i)))
            run.fail("cycle %u: accepted %u", cycle, accepted);
        if (dut->rsp_valid_o != answer ||
            (answer && (dut->err_o != dut->from_err_i || dut->rdata_o != dut->from_rdata_i)))
            run.fail("cycle %u: the answer of device %u", cycle, at);
        if (answer) {
            done[at]++;
            under_way = 0;
        }
        bool takes_it = accepted;
        bench::clock(*dut);
        answer_due = false;
        if (takes_it) {
            at = wanted;
            under_way = 1;
            answer_due = true;
            dut->valid_i = 0;
        }
    }
    for (unsigned n : done)
        if (!run.failed() && n < 20)
            run.fail("too little was done: %u, %u, %u, %u", done[0], done[1], done[2], done[3]);
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    for (int a = 0; a < bench::kStalls; a++)
        for (int b = 0; b < bench::kStalls; b++) {
            Stall above = Stall(a), below = Stall(b);
            suite.run(std::string("accesses, asked ") + name(above) + ", edge " + name(below), 4,
                      [=](Run &run) { accesses(run, above, below); });
        }
    return suite.report();
}
