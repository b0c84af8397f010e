// SPDX-License-Identifier: Apache-2.0
// Bench of the CLINT: the same accesses at the same edges as the CLINT of the host's machine (sim/machine/clint.c).
// Answers, refusals, time, and both interrupt lines must be the same; the timer's line is a cycle behind its
// time. Times to come are chosen near now, and near the end of 64 bits.
#include <memory>

#include "Vclint_top.h"
#include "bench.h"
#include "clock.h"
#include "device_port.h"
#include "verilated.h"
#include "wave.h"

extern "C" {
#include "machine/clint.h"
#include "machine/memmap.h"
}

using bench::Run;
typedef bench::Traced<Vclint_top> Dut;

namespace
{

constexpr uint64_t kMsip = 0, kMtimecmp = 0x4000, kMtime = 0xbff8;

class Pair
{
public:
    explicit Pair(Run &run) : run_(run), dut_(std::make_unique<Dut>())
    {
        clint_reset(&host_);
        dut_->valid_i = 0;
        bench::reset(*dut_);
    }

    bool edge(bool valid, bool write, uint64_t offset, unsigned bytes, uint64_t value, uint64_t *read = nullptr)
    {
        const bench::Access a = {valid, write, offset, bytes, value};
        bench::present(*dut_, CLINT_BASE, a);
        dut_->eval();
        bench::clock(*dut_);

        bool timer = clint_timer_pending(&host_, cycle_);
        uint64_t due = 0;
        bool ok = true;
        if (valid && !write)
            ok = clint_read(&host_, cycle_, offset, bytes, &due);
        else if (valid)
            ok = host_write(offset, bytes, value);
        cycle_++;
        bench::judge_answer(run_, cycle(), *dut_, a, ok, due);
        if (dut_->mtime_o != clint_mtime(&host_, cycle_))
            run_.fail("cycle %llu: time %llu, not %llu", cycle(), (unsigned long long)dut_->mtime_o,
                      (unsigned long long)clint_mtime(&host_, cycle_));
        if (dut_->mtip_o != timer || dut_->msip_o != host_.msip)
            run_.fail("cycle %llu: timer %u, software %u, not %u and %u", cycle(), dut_->mtip_o, dut_->msip_o, timer,
                      host_.msip);
        timers += timer;
        if (read)
            *read = bench::answered(*dut_, a);
        return !dut_->err_o;
    }
    void idle() { edge(false, false, 0, 8, 0); }
    uint64_t now() const { return dut_->mtime_o; }
    bool timer() const { return dut_->mtip_o; }
    unsigned long long cycle() const { return cycle_; }
    unsigned timers = 0;

private:
    // A write stands from the next edge on, whatever time would have become there.
    bool host_write(uint64_t offset, unsigned bytes, uint64_t value)
    {
        uint64_t whole;
        if (bytes < 4 || !clint_read(&host_, cycle_, offset & ~UINT64_C(7), 8, &whole))
            return false;
        memcpy(reinterpret_cast<uint8_t *>(&whole) + (offset & 7), &value, bytes);
        return clint_write(&host_, cycle_ + 1, offset & ~UINT64_C(7), 8, whole);
    }
    Run &run_;
    std::unique_ptr<Dut> dut_;
    struct clint host_;
    uint64_t cycle_ = 0;
};

void accesses(Run &run, unsigned busy_percent)
{
    static const uint64_t kRegisters[] = {kMsip, kMtimecmp, kMtimecmp, kMtimecmp, kMtime, kMtime};
    bench::Random &r = run.random;
    Pair p(run);
    unsigned refused = 0;
    for (unsigned n = 0; n < 10000 && !run.failed(); n++) {
        uint64_t offset = r.percent(85) ? kRegisters[r.below(6)] : r.below(0x10000) & ~UINT64_C(7);
        unsigned bytes = r.percent(50) ? 8 : r.percent(70) ? 4 : 1u << r.below(4);
        offset += r.below(8) & ~uint64_t(bytes - 1);
        uint64_t value = r.percent(40) ? r.next() : r.percent(80) ? p.now() + r.below(12) - 4 : 0 - r.below(20);
        if (bytes < 8)
            value = value >> (offset & 4 ? 32 : 0) & ((UINT64_C(1) << 8 * bytes) - 1);
        bool valid = r.percent(busy_percent);
        refused += !p.edge(valid, r.percent(60), offset, bytes, value) && valid;
    }
    if (!run.failed() && (!refused || !p.timers))
        run.fail("too little was done: %u refused, timer high in %u cycles", refused, p.timers);
}

// A tick is CYCLES_PER_TIME_TICK cycles from reset on, and the line rises a cycle after its time has come; time
// goes round at its end.
void ticks(Run &run)
{
    Pair p(run);
    p.edge(true, true, kMtimecmp, 8, 3);
    while (!p.timer() && p.cycle() < 100)
        p.idle();
    if (p.cycle() != 3 * CYCLES_PER_TIME_TICK + 1)
        run.fail("the timer's line rises at cycle %llu", p.cycle());
    p.edge(true, true, kMtime, 8, UINT64_MAX);
    p.edge(true, true, kMtimecmp, 8, 1);
    for (unsigned n = 0; n < 3 * CYCLES_PER_TIME_TICK; n++)
        p.idle();
    if (p.now() > 2)
        run.fail("time is %llu behind its end", (unsigned long long)p.now());
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    for (unsigned busy : {100, 30, 3})
        suite.run("accesses " + std::to_string(busy) + " %", 8, [=](Run &run) { accesses(run, busy); });
    suite.run("ticks", 1, ticks);
    return suite.report();
}
