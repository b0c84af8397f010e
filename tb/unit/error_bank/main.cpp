// SPDX-License-Identifier: Apache-2.0
// Bench of the error bank: the same accesses and lost lines, edge by edge, as the error bank of the host's machine
// (sim/machine/error_bank.c). Every answer, every refusal, the interrupt and what is logged must be the same. At
// random, with what is written chosen so that records come, are cleared and meet losses; and one loss at every cycle of
// a driver that reads a record and clears it.
#include <memory>

#include "Verror_bank_top.h"
#include "bench.h"
#include "clock.h"
#include "device_port.h"
#include "verilated.h"
#include "wave.h"

extern "C" {
#include "machine/error_bank.h"
#include "machine/memmap.h"
}

using bench::Access;
using bench::kNoAccess;
using bench::Run;
typedef bench::Traced<Verror_bank_top> Dut;

namespace
{

constexpr uint64_t kInfo = 0x08, kSummary = 0x10, kControl = 0x40, kStatus = 0x48, kAddress = 0x50;
constexpr uint64_t kElse = 1, kSignal = 3 << 6, kInvalidate = UINT64_C(1) << 48, kRead = UINT64_C(1) << 49;
constexpr uint64_t kValid = 1, kMore = 1 << 6, kReading = 1 << 23;

class Pair
{
public:
    explicit Pair(Run &run) : run_(run), dut_(std::make_unique<Dut>())
    {
        error_bank_reset(&host_);
        dut_->lost_i = dut_->valid_i = 0;
        bench::reset(*dut_);
    }

    // One edge, with or without a line lost at `lost` (0: none). What was read is in `value`; false if it was refused.
    bool edge(const Access &a, uint64_t lost = 0, uint64_t *value = nullptr)
    {
        dut_->lost_i = lost != 0;
        dut_->lost_pa_i = lost;
        bench::present(*dut_, ERROR_BANK_BASE, a);
        dut_->eval();
        bool unheard = dut_->unheard_o;
        bench::clock(*dut_);

        uint64_t due = 0;
        bool ok = true, logged = false;
        if (a.valid)
            ok = a.write ? error_bank_write(&host_, a.offset, a.bytes, a.value)
                         : error_bank_read(&host_, a.offset, a.bytes, &due);
        if (lost)
            logged = error_bank_lost(&host_, lost);
        cycle_++;
        if (unheard != (lost && !logged))
            run_.fail("cycle %u: a line at %#llx: unheard %u", cycle_, (unsigned long long)lost, unheard);
        bench::judge_answer(run_, cycle_, *dut_, a, ok, due);
        if (dut_->irq_o != error_bank_notifies(&host_))
            run_.fail("cycle %u: interrupt %u", cycle_, dut_->irq_o);
        if (value)
            *value = bench::answered(*dut_, a);
        return !dut_->err_o;
    }
    void write(uint64_t offset, uint64_t value, uint64_t lost = 0) { edge({true, true, offset, 8, value}, lost); }
    uint64_t read(uint64_t offset, uint64_t lost = 0)
    {
        uint64_t value = 0;
        edge({true, false, offset, 8, 0}, lost, &value);
        return value;
    }
    bool notifies() const { return dut_->irq_o; }
    void expect(const char *what, uint64_t got, uint64_t want)
    {
        if (got != want)
            run_.fail("%s: %#llx, not %#llx", what, (unsigned long long)got, (unsigned long long)want);
    }

private:
    Run &run_;
    std::unique_ptr<Dut> dut_;
    struct error_bank host_;
    unsigned cycle_ = 0;
};

uint64_t random_offset(bench::Random &r)
{
    static constexpr uint64_t registers[] = {0, kInfo, kSummary, kControl, kStatus, kAddress, 0x58, 0x60, 0x68, 0x80};
    if (r.percent(80))
        return 0x40 + 8 * r.below(3);
    return r.percent(70) ? registers[r.below(10)] : r.below(0x1000) & ~UINT64_C(7);
}

// Mostly what does something: bits that registers have, and the address of a line.
uint64_t random_value(bench::Random &r)
{
    uint64_t bits = kElse | kSignal | kInvalidate | kRead | kValid | kMore | kReading;
    return r.percent(70) ? r.next() & bits : r.next();
}

void accesses(Run &run, unsigned busy_percent, unsigned lost_percent)
{
    bench::Random &r = run.random;
    Pair p(run);
    unsigned refused = 0, records = 0, interrupts = 0;
    for (unsigned n = 0; n < 8000 && !run.failed(); n++) {
        Access a = {r.percent(busy_percent), r.percent(50), random_offset(r), 8, random_value(r)};
        if (r.percent(30)) {
            a.bytes = 1u << r.below(4);
            a.offset += r.below(8) & ~uint64_t(a.bytes - 1);
            a.value = a.bytes == 4 && a.offset & 4 ? a.value >> 32 : a.value;
        }
        if (a.bytes < 8)
            a.value &= (UINT64_C(1) << 8 * a.bytes) - 1;
        uint64_t lost = r.percent(lost_percent) ? 0x80000000 + (r.below(1 << 20) << 6) + r.below(64) : 0, value;
        bool ok = p.edge(a, lost, &value);
        refused += a.valid && !ok;
        records += ok && a.valid && !a.write && a.offset == kStatus && value & kValid;
        interrupts += p.notifies();
    }
    if (!run.failed() && (!refused || records < 20 || interrupts < 20))
        run.fail("too little was done: %u refused, %u records, %u cycles of interrupt", refused, records, interrupts);
}

// What the specification says, in numbers.
void one_record(Run &run)
{
    Pair p(run);
    p.expect("version 1, one record", p.read(kInfo), UINT64_C(0x0100000000010000));
    p.expect("an empty record", p.read(kStatus), 0x13001708);
    p.edge(kNoAccess, 0x80000040);
    p.expect("nothing is logged before it is asked for", p.read(kSummary), 1);
    p.write(kControl, ~UINT64_C(0));
    p.expect("what control holds", p.read(kControl), kElse | kSignal);
    p.edge(kNoAccess, 0x81234567);
    p.expect("the interrupt", p.notifies(), 1);
    p.expect("the record", p.read(kStatus), 0x13001708 | kValid | kReading);
    p.expect("its line", p.read(kAddress), 0x81234540);
    p.edge(kNoAccess, 0x82000000);
    p.expect("a second is told, and is not read", p.read(kStatus), 0x13001708 | kValid | kMore);
    p.expect("the first stays", p.read(kAddress), 0x81234540);
    p.write(kControl, kElse | kSignal | kInvalidate);
    p.expect("a record that changed is not cleared", p.read(kSummary), 3);
    p.write(kStatus, 0);
    p.expect("nor written", p.read(kSummary), 3);
    p.write(kControl, kSignal | kInvalidate | kRead);
    p.expect("having been read it is", p.read(kSummary), 1);
    p.expect("no interrupt", p.notifies(), 0);
    p.edge(kNoAccess, 0x82000000);
    p.expect("else is off", p.read(kSummary), 1);
    p.write(kAddress, 0x80abc0ff);
    p.write(kStatus, kValid);
    p.expect("software's own", p.read(kStatus), 0x13001708 | kValid);
    p.expect("and its interrupt", p.notifies(), 1);
    p.write(kControl, 0);
    p.expect("no signal", p.notifies(), 0);
}

// A driver reads status and address, clears, and looks again; a line is lost at each of its cycles, and again `apart`
// cycles later. Of two lines the driver must see the first, and that there was more: in its record, or as a new one.
void a_loss_at_every_cycle(Run &run)
{
    for (unsigned first = 0; first < 12; first++) {
        for (unsigned apart = 1; apart < 8; apart++) {
            Pair p(run);
            unsigned now = 0, told = 0;
            auto lost = [&] {
                unsigned n = now++;
                return n == first ? 0x80000400 : n == first + apart ? 0x80000800 : UINT64_C(0);
            };
            p.write(kControl, kElse | kSignal);
            while (now < 40) {
                uint64_t status = p.read(kStatus, lost());
                if (!(status & kValid))
                    continue;
                uint64_t line = p.read(kAddress, lost());
                p.write(kControl, kElse | kSignal | kInvalidate, lost());
                uint64_t after = p.read(kStatus, lost());
                if (after & kValid && !(after & kReading)) {
                    p.write(kControl, kElse | kSignal | kRead, lost());
                    continue;
                }
                p.expect("the line that is told", line, told ? 0x80000800 : 0x80000400);
                told += status & kMore ? 2 : 1;
            }
            p.expect("lines that were told", told, 2);
            p.expect("nothing is left", p.notifies(), 0);
        }
    }
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    for (unsigned busy : {100, 60})
        for (unsigned lost : {1, 20, 90})
            suite.run("accesses " + std::to_string(busy) + " %, lost lines " + std::to_string(lost) + " %", 8,
                      [=](Run &run) { accesses(run, busy, lost); });
    suite.run("one record", 1, one_record);
    suite.run("a loss at every cycle", 1, a_loss_at_every_cycle);
    return suite.report();
}
