// SPDX-License-Identifier: Apache-2.0
// Everything around the core, as far as the port contract of docs/architecture.md goes: a memory
// behind the fetch and data ports that translates by the manual (Sv39, PMP) at once, holds back and
// answers late as a stall mode says, and drives garbage where nothing is promised. It judges the
// core's use of the ports; the lockstep judge judges what the core retires.
//
// Memory: boot ROM at 0x1000 (it jumps to RAM), RAM at 0x80000000, and four device registers:
//   0x100000  finisher: 0x5555 ends the run well, 0x3333 | code << 16 ends it as failed
//   0x10001000  interrupt wires, as bits of mip (MSIP, MTIP, SEIP, MEIP)
//   0x10001008  raises the wires of its low 16 bits after as many cycles as the bits above them say
//   0x10001010  reads the number of cycles
#ifndef TB_UNIT_CORE_HOST_H
#define TB_UNIT_CORE_HOST_H

#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "Vcore.h"
#include "common/bench.h"
#include "common/pmp_reference.h"
#include "common/walk_reference.h"
#include "common/wave.h"

#include "verilator/record_queue.h"

extern "C" {
#include "model/lockstep.h"
}

class CoreHost
{
public:
    static constexpr uint64_t kRam = 0x80000000, kRamBytes = 4 << 20;

    CoreHost(bench::Run &run, bench::Stall stall);
    ~CoreHost();

    uint8_t *ram() { return ram_.data(); }
    void load(const char *path);  // a flat image at the start of RAM

    // Runs to the finisher, a failure, or the limit; true if the finisher said pass.
    bool go(uint64_t max_cycles, bool lockstep);
    // From the observer bound to csr: does the record just taken call for the CSRs, and here they
    // are.
    bool wants_csrs() { return std::exchange(wants_csrs_, false); }
    void csrs(const struct csr_state &state);

    void random_interrupts(unsigned every) { irq_every_ = every; }

    uint64_t cycles() const { return cycle_; }
    uint64_t retired() const { return retired_; }
    uint64_t traps() const { return traps_; }
    uint64_t late() const { return late_count_; }  // loads that were answered late
    const struct lockstep_stats &judged() const { return judged_; }
    // Cycles between the retirements of the two markers `slti x0, x0, 1` and `slti x0, x0, 2`, and
    // instructions from the first (excluded) to the second (included).
    uint64_t marked_cycles() const { return marked_cycles_; }
    uint64_t marked_retired() const { return marked_retired_; }
    // Longest time from a data fault's answer to the request for its handler
    uint64_t trap_latency() const { return trap_latency_; }

private:
    struct Rights {
        sv::Fault fault;
        uint64_t pa;
    };

    void cycle();
    void retire();
    void accept_fetch();
    void accept_data();
    Rights translate(uint64_t va, sv::Access access, int bytes);
    uint64_t read(uint64_t pa, int bytes) const;
    void write(uint64_t pa, int bytes, uint64_t value);
    bool is_ram(uint64_t pa) const { return pa >= kRam && pa < kRam + kRamBytes; }
    bool is_rom(uint64_t pa) const { return pa >= 0x1000 && pa < 0x10000; }
    uint64_t device_read(uint64_t pa, bool &ok);
    void device_write(uint64_t pa, uint64_t value, bool &ok);
    int latency();

    bench::Run &run_;
    bench::Random random_;
    bench::Staller fetch_stall_, data_stall_, fence_stall_;
    bench::Stall mode_;
    std::vector<uint8_t> ram_, rom_;
    std::unique_ptr<VerilatedContext> context_;
    std::unique_ptr<bench::Traced<Vcore>> core_;
    lockstep *judge_ = nullptr;
    struct lockstep_stats judged_ = {};
    FILE *trace_ = nullptr;  // CORE_TRACE names a file: a line a record

    struct Answer {
        bool valid;
        int wait;
        sv::Fault fault;
        uint64_t pa, data;
        bool early = false, load = false;
        unsigned id = 0;
    };
    // An access that was answered early and is still to be performed: a load under its id, or the stores
    struct Early {
        bool open = false;
        int wait = 0;
        uint64_t data = 0, accepted = 0;
    };
    void answer_late();
    bool quiet() const;
    Early late_[4], early_stores_;
    RecordQueue queue_;
    Answer fetch_ = {}, data_ = {};
    bool fetch_answered_ = false, data_answered_ = false;
    std::deque<uint64_t> stored_;  // addresses of stores made, not yet retired
    uint64_t reservation_ = ~0ull;

    uint64_t wires_ = 0, later_wires_ = 0, later_at_ = 0;
    unsigned irq_every_ = 0;
    uint64_t cycle_ = 0, retired_ = 0, traps_ = 0, mtime_ = 0;
    uint64_t mark_cycle_ = 0, mark_retired_ = 0, marked_cycles_ = 0, marked_retired_ = 0;
    uint64_t fault_cycle_ = 0, trap_latency_ = 0;
    uint64_t last_retire_ = 0, late_count_ = 0;
    bool fault_pending_ = false;
    bool wants_csrs_ = false;
    bool finished_ = false, passed_ = false;
};

#endif
