// SPDX-License-Identifier: Apache-2.0
// What faults cost, by kind, in cycles: from the last instruction that retired
// before the trap to the first one that retires in user mode after it. Split
// into hardware (until the handler's first instruction retires: the access, the
// walk, the trap), device (the task waited for the disk) and kernel (the rest).
// The kernel says the kind by a mark (os/vm/marks.h); a fault is told from
// others under way by its ASID. Write-outs to swap are events of their own,
// begin to end. The kernel's marks cut a fault into phases, too, whose cycles
// are summed by kind: what /proc/vmcycles says, seen from outside.
#ifndef PAGEWALK_FAULT_COSTS_H
#define PAGEWALK_FAULT_COSTS_H

#include <array>
#include <map>
#include <vector>

#include "marks.h"
#include "observation.h"

class FaultCosts : public Observer
{
public:
    bool on_retire(const Retired &, uint64_t cycle) override;
    bool on_csrs(const csr_state &) override;
    void add_stats(stats *) const override;

private:
    enum Phase { Entry, Lookup, Allocation, Device, Fill, Table, Fence, Return, Phases };  // os/vm/trace.h
    struct Interval {                                                                      // a fault, or a write-out
        unsigned kind = kNoMark;
        uint64_t begin = 0;
        uint64_t hardware = 0;       // cycles before the handler's first instruction
        uint64_t device = 0;         // cycles waited so far
        uint64_t waiting_since = 0;  // 0: not waiting
        Phase phase = Entry;
        Phase interrupted = Entry;  // by the wait for a device
        uint64_t phase_since = 0;   // cycle
        std::array<uint64_t, Phases> phases{};
    };
    struct Sample {
        uint64_t total, hardware, device;
    };
    static void enter(Interval *, Phase, uint64_t cycle);
    static void mark_phase(Interval *, unsigned code, uint64_t cycle);
    void mark(unsigned code, uint64_t cycle);
    void close(Interval &, uint64_t cycle);

    uint16_t asid_ = 0;
    uint64_t last_retire_ = 0;             // the cycle in which something last retired
    bool entering_ = false;                // a page fault was taken, its handler has not begun
    std::map<uint16_t, Interval> faults_;  // under way, by ASID
    std::map<uint16_t, Interval> write_outs_;
    std::map<unsigned, std::vector<Sample>> samples_;
    std::map<unsigned, std::array<uint64_t, Phases>> phases_;  // sums by kind
};

#endif
