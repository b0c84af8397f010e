// SPDX-License-Identifier: Apache-2.0
// All that watches a run of the RTL, whoever clocks it: the position, HTIF, the judges, the counters and
// the costs of faults. It is the listener of the DPI calls; the engine tells it the cycle.
#ifndef PAGEWALK_WATCH_H
#define PAGEWALK_WATCH_H

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "device_judge.h"
#include "dpi.h"
#include "event_counters.h"
#include "fault_costs.h"
#include "lockstep_observer.h"
#include "recount.h"
#include "walk_steps.h"
#include "walk_trace.h"

extern "C" {
#include "machine/engine.h"
}

// Where the machine stands, for those who ask after a watchdog.
class Position : public Observer
{
public:
    bool on_retire(const Retired &c, uint64_t cycle) override
    {
        if (c.trap) {
            last_trap = c;
            last_trap_cycle = cycle;
        } else {
            instructions++;
            last = c;
            last_cycle = cycle;  // a trap alone is no progress
        }
        return true;
    }
    uint64_t instructions = 0, last_cycle = 0, last_trap_cycle = 0;
    commit last = {}, last_trap = {};
};

// Serves tohost: a store to it is a command to the host.
class HtifObserver : public Observer
{
public:
    explicit HtifObserver(machine *machine) : machine_(machine), tohost_(machine_tohost(machine)) {}
    bool on_retire(const Retired &c, uint64_t) override
    {
        if (c.mem_write && c.mem_pa >> 3 == tohost_ >> 3)
            machine_htif_store(machine_, c.mem_pa, c.mem_bytes, c.mem_wdata);
        return true;
    }

private:
    machine *machine_;
    uint64_t tohost_;
};

class Watch : public DpiListener
{
public:
    Watch(const engine_config &config, machine *machine);
    void attach(Observer *observer);

    void device_served(bool write, uint64_t pa, unsigned bytes, uint64_t value, bool ok);
    void dma_written(uint64_t pa, uint64_t data, uint8_t mask);
    // Memory has refused a doubleword that the caches wrote back. The machine has to say so (line_lost).
    void memory_refused(uint64_t pa);
    void memory_read(uint64_t pa) { walk_steps_.memory_gave(pa); }
    // Do the counts of events add up (laws.h), and, in lockstep, to what was seen? To be asked between cycles; the
    // first that does not is told on stderr.
    bool adds_up();
    void add_stats(stats *) const;
    void where(FILE *out) const;

    // DpiListener
    void retired(const Retired &) override;
    void late(int id, uint64_t rd_value) override;
    void refused(uint64_t pa) override;
    void csrs(const csr_state &) override;
    void walked(Walk) override;
    void walk_began() override
    {
        walk_steps_.began(cycle);
        recount_.walk_began();
    }
    void pte_asked(bool set, uint64_t pa) override
    {
        walk_steps_.asked(set, pa, cycle);
        recount_.asked(set);
    }
    void pte_missed() override { walk_steps_.missed(); }
    void pte_answered(bool err, uint64_t value) override { walk_steps_.answered(err, value, cycle); }
    void events(uint64_t often) override
    {
        counters.add(often);
        last_often_ = often;
    }
    void seldom(uint64_t seldom) override
    {
        counters.add_seldom(seldom);
        last_seldom_ = seldom;
        last_seldom_cycle_ = cycle;
    }
    void wires(uint32_t irq, uint64_t lines) override;
    void device_asked(const DeviceRequest &) override;
    void device_answered(bool err, uint64_t rdata) override;
    // Where the machine's software is not told, it ends the run.
    void line_lost(uint64_t pa, bool heard) override;

    uint64_t cycle = 0;   // clock edges since reset; kept by the engine
    bool failed = false;  // an observer has found an error and reported it, or memory has refused something
    engine_status outcome() const { return refused_ ? ENGINE_REFUSED : ENGINE_MISMATCH; }  // of that
    Position position;
    EventCounters counters;

private:
    void lost(const char *what, uint64_t pa);
    std::string untold() const;
    // Lines that memory has refused and the machine has not told of: address -> cycle of the last of its data
    std::map<uint64_t, uint64_t> refused_lines_;
    uint64_t mem_latency_;
    uint64_t lines_lost_ = 0;
    bool refused_ = false;
    FaultCosts costs_;
    WalkSteps walk_steps_;
    Recount recount_;
    bool recounts_ = false;
    uint64_t last_often_ = 0, last_seldom_ = 0, last_seldom_cycle_ = UINT64_MAX;
    std::unique_ptr<WalkTrace> walk_trace_;
    std::unique_ptr<DeviceJudge> devices_;
    std::unique_ptr<LockstepObserver> lockstep_;
    std::unique_ptr<HtifObserver> htif_;
    std::vector<Observer *> observers_;
};

#endif
