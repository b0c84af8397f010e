// SPDX-License-Identifier: Apache-2.0
// What the RTL shows of itself, and who may look. machine_observer.sv calls the host at the clock edge; an
// engine turns each call into one of the events below and passes it to its observers in order of
// attachment. An observer never changes the machine.
#ifndef PAGEWALK_OBSERVATION_H
#define PAGEWALK_OBSERVATION_H

#include <cstdint>
#include <memory>

#include "events.h"

extern "C" {
#include "machine/stats.h"
#include "machine/walk_file.h"
#include "model/commit.h"
}

// An access of a walk to memory: the read of an entry, or the compare-and-set of its A and D.
struct WalkStep {
    uint64_t pa, value;  // the value read; of a compare-and-set, what was there before it
    uint64_t cycles;     // from the request to its answer
    walk_source source;
    bool set;      // a compare-and-set
    bool refused;  // answered with an error
};

// A walk that ended (machine_pkg::walk_t).
struct Walk {
    enum Access { Fetch, Load, Store } access;
    enum Fault { None, PageFault, AccessFault } fault;
    bool killed;
    bool ad_write;  // A or D was set in `pte`, which is the value after that
    bool global;
    unsigned level;  // of the last entry read; 0: a 4 KiB page
    uint16_t asid;
    uint64_t va;      // that was translated
    uint64_t pte;     // the last entry read
    uint64_t pte_pa;  // and its address
    walk_reason reason;
    uint64_t began;         // the cycle in which it did
    const WalkStep *steps;  // in order; valid during the call
    size_t step_count;
};

// An access of the core to a device's register (machine_pkg::io_req_t), as it was asked for.
struct DeviceRequest {
    uint64_t pa;  // of the doubleword
    uint8_t byte_enables;
    bool write;
    uint64_t wdata;  // in the doubleword's lanes
};

// A record of the retire port. With `late_id` not negative it is a load whose rd_value follows under that
// id (on_late).
struct Retired : commit {
    int late_id = -1;
};

// The events of events_pkg, as bits of two words (build/events/events.h).
using Event = event_bit;

class Observer
{
public:
    virtual ~Observer() = default;
    // One instruction or trap, in order; `cycle` counts clock edges since reset. False: stop the run,
    // the observer has found an error and has reported it on stderr.
    virtual bool on_retire(const Retired &, uint64_t cycle)
    {
        (void)cycle;
        return true;
    }
    virtual bool on_late(int id, uint64_t rd_value)
    {
        (void)id;
        (void)rd_value;
        return true;
    }
    // The CSRs after the record given last, if that may have changed them.
    virtual bool on_csrs(const csr_state &) { return true; }
    virtual bool on_walk(const Walk &, uint64_t cycle)
    {
        (void)cycle;
        return true;
    }
    // A device wrote the bytes of `mask` in the doubleword at `pa`.
    virtual bool on_dma_write(uint64_t pa, uint64_t data, uint8_t mask, uint64_t cycle)
    {
        (void)pa;
        (void)data;
        (void)mask;
        (void)cycle;
        return true;
    }
    // The devices' interrupt wires (bit: source) and the core's interrupt lines (as bits of mip) are now
    // these. Told when one changes; before the edge of `cycle` all is low.
    virtual bool on_wires(uint32_t irq, uint64_t lines, uint64_t cycle)
    {
        (void)irq;
        (void)lines;
        (void)cycle;
        return true;
    }
    // The core's access to a device: accepted at one edge, answered at a later one, one at a time. In between
    // comes what the host's device did, if the access left the machine: the first byte's address, and the
    // value in the low bytes.
    virtual bool on_device_asked(const DeviceRequest &, uint64_t cycle)
    {
        (void)cycle;
        return true;
    }
    virtual bool on_device_served(bool write, uint64_t pa, unsigned bytes, uint64_t value, bool ok)
    {
        (void)write;
        (void)pa;
        (void)bytes;
        (void)value;
        (void)ok;
        return true;
    }
    virtual bool on_device_answered(bool err, uint64_t rdata, uint64_t cycle)
    {
        (void)err;
        (void)rdata;
        (void)cycle;
        return true;
    }
    // The line at `pa`, which memory refused to take: what it holds there is what it held before. Told after the
    // access of the same edge. `heard`: the error bank has logged it.
    virtual bool on_line_lost(uint64_t pa, bool heard, uint64_t cycle)
    {
        (void)pa;
        (void)heard;
        (void)cycle;
        return true;
    }
    virtual void add_stats(stats *) const {}
};

#endif
