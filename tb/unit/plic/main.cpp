// SPDX-License-Identifier: Apache-2.0
// Bench of the PLIC: the same wires and accesses, edge by edge, as the PLIC of the host's machine (sim/machine/plic.c).
// Every answer, every refusal and both interrupt lines must be the same. Wires rise and fall at random, and
// what is written is chosen so that sources tie, thresholds cut, and claims and completions meet arrivals.
#include <memory>

#include "Vplic_top.h"
#include "bench.h"
#include "clock.h"
#include "device_port.h"
#include "verilated.h"
#include "wave.h"

extern "C" {
#include "machine/plic.h"
}

using bench::Access;
using bench::Run;
typedef bench::Traced<Vplic_top> Dut;

namespace
{

constexpr uint64_t kBase = 0xc000000;

class Pair
{
public:
    explicit Pair(Run &run) : run_(run), dut_(std::make_unique<Dut>())
    {
        plic_reset(&host_);
        dut_->irq_i = dut_->valid_i = 0;
        bench::reset(*dut_);
    }

    // One edge; the answer of the access is in `value`, false if it was refused.
    bool edge(uint32_t wires, const Access &a, uint64_t *value = nullptr)
    {
        dut_->irq_i = wires;
        bench::present(*dut_, kBase, a);
        dut_->eval();
        bench::clock(*dut_);

        uint32_t shut = host_.claimed;  // gateways before this edge
        uint64_t due = 0;
        bool ok = true;
        if (a.valid)
            ok = a.write ? plic_write(&host_, a.offset, a.bytes, a.value) : plic_read(&host_, a.offset, a.bytes, &due);
        plic_set_levels(&host_, wires & ~shut);
        plic_set_levels(&host_, 0);
        cycle_++;
        bench::judge_answer(run_, cycle_, *dut_, a, ok, due);
        if (dut_->meip_o != plic_notifies(&host_, PLIC_M) || dut_->seip_o != plic_notifies(&host_, PLIC_S))
            run_.fail("cycle %u: interrupts M %u S %u, not %u and %u", cycle_, dut_->meip_o, dut_->seip_o,
                      plic_notifies(&host_, PLIC_M), plic_notifies(&host_, PLIC_S));
        if (value)
            *value = bench::answered(*dut_, a);
        return !dut_->err_o;
    }
    void write(uint64_t offset, uint32_t value) { edge(wires, Access{true, true, offset, 4, value}); }
    uint64_t read(uint64_t offset)
    {
        uint64_t value = 0;
        edge(wires, Access{true, false, offset, 4, 0}, &value);
        return value;
    }
    void idle() { edge(wires, Access{false, false, 0, 4, 0}); }
    bool lines(bool m, bool s) const { return dut_->meip_o == m && dut_->seip_o == s; }

    uint32_t wires = 0;

private:
    Run &run_;
    std::unique_ptr<Dut> dut_;
    struct plic host_;
    unsigned cycle_ = 0;
};

uint64_t random_offset(bench::Random &r)
{
    switch (r.below(10)) {
    case 0:
    case 1: return 4 * r.below(36);
    case 2: return 0x1000 + 4 * r.below(3);
    case 3: return 0x2000 + 0x80 * r.below(3) + 4 * r.below(2);
    case 4:
    case 5:
    case 6:
    case 7: return 0x200000 + 0x1000 * r.below(2) + 4;
    case 8: return 0x200000 + 0x1000 * r.below(3) + 4 * r.below(3);
    default: return r.below(0x4000000) & ~UINT64_C(3);
    }
}

void accesses(Run &run, unsigned busy_percent, unsigned rise_percent)
{
    bench::Random &r = run.random;
    Pair p(run);
    unsigned refused = 0, claims = 0;
    uint32_t wires = 0;
    for (unsigned s = 1; s < 32; s++)
        p.write(4 * s, uint32_t(r.below(r.percent(50) ? 8 : 3)));
    for (unsigned n = 0; n < 6000 && !run.failed(); n++) {
        for (unsigned s = 0; s < 32; s++)
            if (r.percent(wires >> s & 1 ? 30 : rise_percent))
                wires ^= 1u << s;
        Access a = {r.percent(busy_percent), r.percent(50), random_offset(r), 4, 0};
        if (r.percent(10)) {
            a.bytes = 1u << r.below(4);
            a.offset = (a.offset + r.below(8)) & ~uint64_t(a.bytes - 1);
        }
        bool small = r.percent(60);
        a.value = small ? r.below(64) : r.next() & 0xffffffff;
        uint64_t value = 0;
        bool ok = p.edge(wires, a, &value);
        refused += a.valid && !ok;
        claims += ok && a.valid && !a.write && (a.offset & 0x3ff007) == 0x200004 && value;
    }
    if (!run.failed() && (!refused || claims < 20))
        run.fail("too little was done: %u refused, %u claims", refused, claims);
}

// Of equals the lowest number; the highest priority first; what is not above the threshold does not notify.
void order(Run &run)
{
    Pair p(run);
    auto expect = [&](const char *what, uint64_t got, uint64_t want) {
        if (got != want)
            run.fail("%s: %llu, not %llu", what, (unsigned long long)got, (unsigned long long)want);
    };
    p.write(4 * 5, 3), p.write(4 * 9, 3), p.write(4 * 31, 7), p.write(4 * 1, 0);
    p.write(0x2080, 0xffffffff);
    p.wires = 1u << 1 | 1u << 5 | 1u << 9 | 1u << 31;
    p.idle();
    expect("S is told", p.lines(false, true), 1);
    p.write(0x201000, 7);
    expect("a threshold of 7 cuts all", p.lines(false, false), 1);
    expect("a claim does not ask the threshold", p.read(0x201004), 31);
    p.write(0x201000, 2);
    expect("first of equals", p.read(0x201004), 5);
    expect("second of equals", p.read(0x201004), 9);
    expect("priority 0 never", p.read(0x201004), 0);
    expect("pending", p.read(0x1000), 1u << 1);
    p.write(0x201004, 5);
    p.idle();
    expect("again after its completion, its wire is high", p.read(0x201004), 5);
    p.write(0x200004, 31);
    p.idle();
    expect("a context that has it not enabled completes nothing", p.read(0x201004), 0);
}

// A claim at every cycle around the fall and the rise of a wire.
void claim_beside_a_wire(Run &run)
{
    for (unsigned at = 0; at < 12; at++) {
        Pair p(run);
        p.write(4 * 7, 1);
        p.write(0x2000, 1u << 7);
        for (unsigned n = 0; n < 12; n++) {
            p.wires = (n >= 2 && n < 4) || (n >= 7 && n < 9) ? 1u << 7 : 0;
            if (n == at)
                p.read(0x200004);
            else if (n == at + 1)
                p.write(0x200004, 7);
            else
                p.idle();
        }
    }
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    for (unsigned busy : {100, 70, 40})
        for (unsigned rise : {1, 10, 60})
            suite.run("accesses " + std::to_string(busy) + " %, wires " + std::to_string(rise) + " %", 8,
                      [=](Run &run) { accesses(run, busy, rise); });
    suite.run("order", 1, order);
    suite.run("a claim beside a wire", 1, claim_beside_a_wire);
    return suite.report();
}
