// SPDX-License-Identifier: Apache-2.0
#include "fault_costs.h"

#include <algorithm>
#include <string>

namespace
{

bool is_page_fault(const commit &c)
{
    constexpr uint64_t kFetch = 12, kLoad = 13, kStore = 15;
    return c.trap && (c.cause == kFetch || c.cause == kLoad || c.cause == kStore);
}

uint16_t asid_of(uint64_t satp) { return uint16_t(satp >> 44); }

}  // namespace

bool FaultCosts::on_csrs(const csr_state &state)
{
    asid_ = asid_of(state.satp);
    return true;
}

bool FaultCosts::on_retire(const Retired &c, uint64_t cycle)
{
    if (entering_) {
        faults_[asid_].hardware = cycle - faults_[asid_].begin;
        entering_ = false;
    }
    if (c.priv == PRIV_U) {
        auto fault = faults_.find(asid_);
        if (fault != faults_.end()) {
            close(fault->second, cycle);
            faults_.erase(fault);
        }
        if (is_page_fault(c)) {
            faults_[asid_].begin = faults_[asid_].phase_since = last_retire_;
            entering_ = true;
        }
    } else if (!c.trap) {
        unsigned code = mark_of(c.insn);
        if (code != kNoMark)
            mark(code, cycle);
    }
    last_retire_ = cycle;
    return true;
}

void FaultCosts::enter(Interval *i, Phase phase, uint64_t cycle)
{
    i->phases[i->phase] += cycle - i->phase_since;
    i->phase = phase;
    i->phase_since = cycle;
}

void FaultCosts::mark_phase(Interval *i, unsigned code, uint64_t cycle)
{
    switch (code) {
    case MARK_PHASE_LOOKUP: return enter(i, Lookup, cycle);
    case MARK_PHASE_ALLOCATION: return enter(i, Allocation, cycle);
    case MARK_PHASE_FILL: return enter(i, Fill, cycle);
    case MARK_PHASE_TABLE: return enter(i, Table, cycle);
    case MARK_PHASE_FENCE: return enter(i, Fence, cycle);
    case MARK_PHASE_RETURN: return enter(i, Return, cycle);
    case MARK_DEVICE_WAIT_BEGIN: i->interrupted = i->phase; return enter(i, Device, cycle);
    case MARK_DEVICE_WAIT_END: return enter(i, i->interrupted, cycle);
    default: return;
    }
}

void FaultCosts::mark(unsigned code, uint64_t cycle)
{
    auto fault = faults_.find(asid_);
    if (fault != faults_.end() && fault->second.phase != Return)
        mark_phase(&fault->second, code, cycle);
    auto write_out = write_outs_.find(asid_);
    if (mark_names_fault(code)) {
        if (fault != faults_.end())
            fault->second.kind = code;
    } else if (code == MARK_SWAP_OUT_BEGIN) {
        write_outs_[asid_] = Interval{code, cycle, 0, 0, 0};
    } else if (code == MARK_SWAP_OUT_END && write_out != write_outs_.end()) {
        close(write_out->second, cycle);
        write_outs_.erase(write_out);
    } else if (code == MARK_DEVICE_WAIT_BEGIN || code == MARK_DEVICE_WAIT_END) {
        for (Interval *i : {fault != faults_.end() ? &fault->second : nullptr,
                            write_out != write_outs_.end() ? &write_out->second : nullptr}) {
            if (!i)
                continue;
            if (code == MARK_DEVICE_WAIT_BEGIN) {
                i->waiting_since = cycle;
            } else if (i->waiting_since) {
                i->device += cycle - i->waiting_since;
                i->waiting_since = 0;
            }
        }
    }
}

void FaultCosts::close(Interval &i, uint64_t cycle)
{
    if (i.kind == kNoMark)
        return;
    samples_[i.kind].push_back(Sample{cycle - i.begin, i.hardware, i.device});
    if (!mark_names_fault(i.kind))
        return;
    enter(&i, Return, cycle);
    for (unsigned phase = 0; phase < Phases; phase++)
        phases_[i.kind][phase] += i.phases[phase];
}

void FaultCosts::add_stats(stats *out) const
{
    for (const auto &[kind, samples] : samples_) {
        std::string name = mark_name(kind);
        auto median = [&](auto value) {
            std::vector<uint64_t> sorted;
            for (const Sample &s : samples)
                sorted.push_back(value(s));
            std::nth_element(sorted.begin(), sorted.begin() + sorted.size() / 2, sorted.end());
            return sorted[sorted.size() / 2];
        };
        auto put = [&](const char *what, uint64_t value) {
            stats_count(out, ("fault_" + name + "_" + what).c_str(), value);
        };
        uint64_t max = 0;
        for (const Sample &s : samples)
            max = std::max(max, s.total);
        put("count", samples.size());
        put("median_cycles", median([](const Sample &s) { return s.total; }));
        put("max_cycles", max);
        put("median_hardware_cycles", median([](const Sample &s) { return s.hardware; }));
        put("median_kernel_cycles", median([](const Sample &s) { return s.total - s.hardware - s.device; }));
        put("median_device_cycles", median([](const Sample &s) { return s.device; }));
        if (!mark_names_fault(kind))
            continue;
        static const char *const names[Phases] = {"entry", "lookup", "allocation", "device",
                                                  "fill",  "table",  "fence",      "return"};
        for (unsigned phase = 0; phase < Phases; phase++)
            put((std::string(names[phase]) + "_cycles").c_str(), phases_.at(kind)[phase]);
    }
}
