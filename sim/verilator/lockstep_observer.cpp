// SPDX-License-Identifier: Apache-2.0
#include "lockstep_observer.h"

#include <cstdio>

namespace
{

// PTE bits that the walker may set (privileged manual 4.3.1)
constexpr uint64_t kPteA = 1 << 6, kPteD = 1 << 7;

lockstep_config judge_of(const engine_config &config, const machine *machine)
{
    constexpr uint64_t kOnChip = 64;    // cycles that a write takes inside the machine
    constexpr uint64_t kTransfers = 4;  // line transfers that it may have to wait for
    lockstep_config c = {};
    c.ram = machine->ram;
    c.ram_bytes = machine->ram_bytes;
    c.rom = machine->rom;
    c.rom_bytes = ROM_BYTES;
    c.geometry = &preset_named(config.preset)->geometry;
    c.skew_cycles = kOnChip + kTransfers * config.mem_latency;
    return c;
}

}  // namespace

LockstepObserver::LockstepObserver(const engine_config &config, const machine *machine, const DeviceJudge *devices)
    : machine_(machine), devices_(devices)
{
    lockstep_config c = judge_of(config, machine);
    lockstep_ = lockstep_create(&c);
}

bool LockstepObserver::judged(lockstep_verdict verdict)
{
    if (verdict == LOCKSTEP_OK)
        return true;
    lockstep_report(lockstep_, stderr);
    return false;
}

bool LockstepObserver::on_retire(const Retired &c, uint64_t cycle)
{
    const bool interrupt = c.trap && c.cause & COMMIT_INTERRUPT;
    return queue_.record(c, c.late_id, [this, interrupt, cycle](const commit &complete) {
        if (interrupt)
            lines_are(cycle);
        return judged(lockstep_retire(lockstep_, &complete, cycle));
    });
}

// The lines stood as they were until the cycle before.
bool LockstepObserver::on_wires(uint32_t, uint64_t lines, uint64_t cycle)
{
    return queue_.event([this, lines, cycle] {
        if (cycle)
            lines_are(cycle - 1);
        lines_ = lines;
        lines_are(cycle);
        return true;
    });
}

bool LockstepObserver::on_csrs(const csr_state &state)
{
    return queue_.event([this, state] { return judged(lockstep_csrs(lockstep_, &state)); });
}

bool LockstepObserver::on_walk(const Walk &walk, uint64_t cycle)
{
    if (!walk.ad_write)
        return true;
    uint64_t bits = kPteA | (walk.access == Walk::Store ? kPteD : 0);
    return queue_.event([this, pa = walk.pte_pa, set = walk.pte & bits, cycle] {
        return judged(lockstep_pte_update(lockstep_, pa, set, cycle));
    });
}

bool LockstepObserver::on_dma_write(uint64_t pa, uint64_t data, uint8_t mask, uint64_t cycle)
{
    return queue_.event(
        [this, pa, data, mask, cycle] { return judged(lockstep_external_write(lockstep_, pa, data, mask, cycle)); });
}

// To the hart it is as if somebody had written the line with what memory still holds. Until memory has answered nobody
// can fetch the line again, so that what was stored in between is on its way there, and comes after.
bool LockstepObserver::on_line_lost(uint64_t pa, bool, uint64_t cycle)
{
    for (uint64_t at = pa; at < pa + 64; at += 8) {
        uint64_t old = 0;
        if (machine_memory_read(machine_, at, &old, sizeof old) && !on_dma_write(at, old, 0xff, cycle))
            return false;
    }
    return true;
}

void LockstepObserver::add_stats(stats *out) const
{
    struct lockstep_stats s;
    ::lockstep_stats(lockstep_, &s);
    stats_count(out, "lockstep_retired", s.retired);
    stats_count(out, "lockstep_traps", s.traps);
    stats_count(out, "lockstep_interrupts", s.interrupts);
    stats_count(out, "lockstep_stale_translations", s.stale_translations);
    stats_count(out, "lockstep_skewed_loads", s.skewed_loads);
}
