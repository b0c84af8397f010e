// SPDX-License-Identifier: Apache-2.0
// The far end of the machine's AXI4 manager port: memory and device registers. Ready for an address or
// a write beat unless its owner holds the channel back (below). A read's first beat is answered
// as many cycles after its address was taken as MemoryTiming says, if none is in front of it, then one beat a cycle; a
// write is answered as many cycles after its last beat, but memory has it at once. What nobody answers is DECERR.
// Bursts are what axi_edge.sv sends, and by ID: WRAP or INCR bursts of doublewords for lines, one beat for a device
// register.
#ifndef PAGEWALK_AXI_HOST_H
#define PAGEWALK_AXI_HOST_H

#include <cstdint>
#include <deque>

#include "memory_timing.h"

// What the port's signals are in one cycle.
struct AxiFromMachine {
    bool arvalid;
    uint8_t arid, arlen, arsize, arburst;
    uint64_t araddr;
    bool awvalid;
    uint8_t awid, awlen, awsize, awburst;
    uint64_t awaddr;
    bool wvalid, wlast;
    uint64_t wdata;
    uint8_t wstrb;
    bool rready, bready;
};
struct AxiToMachine {
    bool rvalid, rlast;
    uint8_t rid, rresp;
    uint64_t rdata;
    bool bvalid;
    uint8_t bid, bresp;
};

// What answers at the far end. Data are in doubleword lanes; false is DECERR.
class AxiTarget
{
public:
    virtual ~AxiTarget() = default;
    // Memory: the aligned doubleword at `address`.
    virtual bool read_memory(uint64_t address, uint64_t *data) = 0;
    virtual bool write_memory(uint64_t address, uint64_t data, uint8_t strobe) = 0;
    // A device register: `bytes` (1, 2, 4, 8) at `address`, value in the low bytes.
    virtual bool read_device(uint64_t address, unsigned bytes, uint64_t *value) = 0;
    virtual bool write_device(uint64_t address, unsigned bytes, uint64_t value) = 0;
};

class AxiHost
{
public:
    AxiHost(AxiTarget *target, const MemoryTiming &timing) : target_(target), timing_(timing) {}

    // Something is under way: give() must be called. take() only when a valid is high.
    bool busy() const { return writing_ || !reads_.empty() || !acks_.empty(); }

    // One clock edge, in two halves: what the machine is given at the edge of `cycle`, a read beat and a write's
    // answer if it is ready for them (`rready`, `bready`), and then what it offers there.
    AxiToMachine give(uint64_t cycle, bool rready, bool bready);
    void take(const AxiFromMachine &in, uint64_t cycle);

    // For an owner that holds channels back: give() as if the machine were not ready, and take() without the
    // valids that it has not been ready for. Until a burst's data are complete, the next write address
    // must wait; until its address is taken, so must its data.
    bool writing() const { return writing_; }

    uint64_t memory_reads() const { return memory_reads_; }
    uint64_t memory_writes() const { return memory_writes_; }
    const MemoryTiming &timing() const { return timing_; }

private:
    struct Read {
        uint64_t due, address;
        unsigned beats, beat, bytes;
        bool wraps;
        uint8_t id;
    };
    struct Ack {
        uint64_t due, address, data;
        uint8_t strobe, resp, id;
    };
    void take_read(const AxiFromMachine &in, uint64_t cycle);
    void take_write(const AxiFromMachine &in, uint64_t cycle);
    void give_read(AxiToMachine *out, uint64_t cycle);
    void give_ack(AxiToMachine *out, uint64_t cycle);

    AxiTarget *target_;
    MemoryTiming timing_;
    std::deque<Read> reads_;
    std::deque<Ack> acks_;
    bool writing_ = false;  // an address was taken, its data is not complete
    uint8_t write_id_ = 0;
    uint64_t write_address_ = 0, write_latency_ = 0;
    uint8_t write_resp_ = 0;
    uint64_t memory_reads_ = 0, memory_writes_ = 0;
};

#endif
