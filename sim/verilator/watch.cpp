// SPDX-License-Identifier: Apache-2.0
#include "watch.h"

#include "laws.h"

namespace
{

constexpr uint64_t kLineBytes = 64;
constexpr uint64_t kAnswersInTurn = 8;

}  // namespace

Watch::Watch(const engine_config &config, machine *machine) : mem_latency_(config.mem_latency)
{
    attach(&position);
    if (config.lockstep) {
        devices_ = std::make_unique<DeviceJudge>();
        lockstep_ = std::make_unique<LockstepObserver>(config, machine, devices_.get());
        attach(devices_.get());
        attach(lockstep_.get());
        attach(&recount_);
        recounts_ = true;
    }
    if (machine_tohost(machine)) {
        htif_ = std::make_unique<HtifObserver>(machine);
        attach(htif_.get());
    }
    attach(&costs_);
    if (config.walks) {
        walk_trace_ = std::make_unique<WalkTrace>(config.walks);
        attach(walk_trace_.get());
    }
}

void Watch::attach(Observer *observer) { observers_.push_back(observer); }

void Watch::retired(const Retired &c)
{
    for (Observer *o : observers_)
        failed |= !o->on_retire(c, cycle);
}

void Watch::late(int id, uint64_t rd_value)
{
    for (Observer *o : observers_)
        failed |= !o->on_late(id, rd_value);
}

void Watch::lost(const char *what, uint64_t pa)
{
    if (!failed)
        fprintf(stderr, "pagewalk: memory refused %s %#lx (cycle %lu)\n", what, pa, cycle);
    failed = refused_ = true;
}

void Watch::refused(uint64_t pa) { lost("the line of instructions that have retired, at", pa); }

void Watch::csrs(const csr_state &state)
{
    for (Observer *o : observers_)
        failed |= !o->on_csrs(state);
}

void Watch::walked(Walk walk)
{
    walk_steps_.ended(&walk);
    for (Observer *o : observers_)
        failed |= !o->on_walk(walk, cycle);
}

void Watch::wires(uint32_t irq, uint64_t lines)
{
    for (Observer *o : observers_)
        failed |= !o->on_wires(irq, lines, cycle);
}

void Watch::device_asked(const DeviceRequest &request)
{
    for (Observer *o : observers_)
        failed |= !o->on_device_asked(request, cycle);
}

void Watch::device_served(bool write, uint64_t pa, unsigned bytes, uint64_t value, bool ok)
{
    for (Observer *o : observers_)
        failed |= !o->on_device_served(write, pa, bytes, value, ok);
}

void Watch::device_answered(bool err, uint64_t rdata)
{
    for (Observer *o : observers_)
        failed |= !o->on_device_answered(err, rdata, cycle);
}

void Watch::memory_refused(uint64_t pa) { refused_lines_[pa & ~(kLineBytes - 1)] = cycle; }

void Watch::line_lost(uint64_t pa, bool heard)
{
    if (refused_lines_.erase(pa) == 0) {
        fprintf(stderr,
                "pagewalk: the machine says that memory refused the line at %#lx, which it did not (cycle %lu)\n", pa,
                cycle);
        failed = true;
        return;
    }
    lines_lost_++;
    for (Observer *o : observers_)
        failed |= !o->on_line_lost(pa, heard, cycle);
    if (!heard)
        lost("what the caches wrote back, at", pa);
}

// A refusal reaches the machine one latency after the last of the data, and may have to wait for the answers before it.
std::string Watch::untold() const
{
    for (const auto &[pa, since] : refused_lines_)
        if (since + kAnswersInTurn * mem_latency_ < cycle)
            return "memory refused the line of address " + std::to_string(pa) + " in cycle " + std::to_string(since) +
                   ", and the machine has not told";
    return "";
}

void Watch::dma_written(uint64_t pa, uint64_t data, uint8_t mask)
{
    for (Observer *o : observers_)
        failed |= !o->on_dma_write(pa, data, mask, cycle);
}

bool Watch::adds_up()
{
    std::string broken = untold();
    if (broken.empty())
        broken = cycles_broken(counters, cycle);
    for (const Law &law : event_laws())
        if (broken.empty())
            broken = law_broken(law, counters);
    if (broken.empty() && counters.count(EvL2Lost) != lines_lost_)
        broken = "l2_lost is " + std::to_string(counters.count(EvL2Lost)) + ", lines that were lost " +
                 std::to_string(lines_lost_);
    if (broken.empty() && recounts_)
        broken = recount_.difference(counters, last_often_, last_seldom_cycle_ + 1 == cycle ? last_seldom_ : 0);
    if (!broken.empty())
        fprintf(stderr, "pagewalk: the counts of events do not add up: %s (cycle %lu)\n", broken.c_str(), cycle);
    return broken.empty();
}

void Watch::add_stats(stats *out) const
{
    counters.add_stats(out);
    for (const Observer *o : observers_)
        o->add_stats(out);
}

void Watch::where(FILE *out) const
{
    const commit &last = position.last, &trap = position.last_trap;
    fprintf(out, "last retired: pc %016lx insn %08x priv %u at cycle %lu\n", last.pc, last.insn, last.priv,
            position.last_cycle);
    fprintf(out, "last trap:    pc %016lx cause %lx tval %016lx at cycle %lu\n", trap.pc, trap.cause, trap.tval,
            position.last_trap_cycle);
}
