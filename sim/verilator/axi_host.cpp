// SPDX-License-Identifier: Apache-2.0
#include "axi_host.h"

namespace
{

constexpr uint8_t kOkay = 0, kDecErr = 3;
constexpr uint8_t kDevice = 16;  // the ID of device registers; those below are lines
constexpr uint8_t kWrap = 2;     // AxBURST

// First byte and size of what the byte enables name.
void lanes(uint8_t strobe, unsigned *first, unsigned *bytes)
{
    *first = __builtin_ctz(strobe);
    *bytes = __builtin_popcount(strobe);
}

}  // namespace

AxiToMachine AxiHost::give(uint64_t cycle, bool rready, bool bready)
{
    AxiToMachine out = {};
    if (rready && !reads_.empty())
        give_read(&out, cycle);
    if (bready && !acks_.empty())
        give_ack(&out, cycle);
    return out;
}

void AxiHost::take(const AxiFromMachine &in, uint64_t cycle)
{
    if (in.arvalid)
        take_read(in, cycle);
    if (in.awvalid || in.wvalid)
        take_write(in, cycle);
}

void AxiHost::take_read(const AxiFromMachine &in, uint64_t cycle)
{
    uint64_t latency = in.arid == kDevice ? timing_.latency() : timing_.of_line(in.araddr);
    reads_.push_back(Read{cycle + latency, in.araddr, in.arlen + 1u, 0, 1u << in.arsize, in.arburst == kWrap, in.arid});
    if (in.arid != kDevice)
        memory_reads_++;
}

// A burst under way goes on; a new one starts when it is due.
void AxiHost::give_read(AxiToMachine *out, uint64_t cycle)
{
    Read &read = reads_.front();
    if (cycle < read.due)
        return;
    out->rvalid = true;
    out->rid = read.id;
    out->rlast = read.beat + 1 == read.beats;
    out->rresp = kOkay;
    if (read.id == kDevice) {
        uint64_t value = 0;
        if (!target_->read_device(read.address, read.bytes, &value))
            out->rresp = kDecErr;
        out->rdata = value << 8 * (read.address & 7);
    } else {
        uint64_t at = read.address + 8 * read.beat, within = 8 * read.beats - 1;
        if (read.wraps)
            at = (read.address & ~within) | (at & within);
        if (!target_->read_memory(at, &out->rdata))
            out->rresp = kDecErr;
    }
    read.beat++;
    if (out->rlast)
        reads_.pop_front();
}

void AxiHost::take_write(const AxiFromMachine &in, uint64_t cycle)
{
    if (in.awvalid) {
        writing_ = true;
        write_id_ = in.awid;
        write_address_ = in.awaddr;
        write_resp_ = kOkay;
        write_latency_ = in.awid == kDevice ? timing_.latency() : timing_.of_line(in.awaddr);
        if (in.awid != kDevice)
            memory_writes_++;
    }
    if (!in.wvalid)
        return;
    if (write_id_ == kDevice) {
        acks_.push_back(Ack{cycle + write_latency_, write_address_, in.wdata, in.wstrb, kOkay, kDevice});
    } else {
        if (!target_->write_memory(write_address_, in.wdata, in.wstrb))
            write_resp_ = kDecErr;
        write_address_ += 8;
        if (in.wlast)
            acks_.push_back(Ack{cycle + write_latency_, 0, 0, 0, write_resp_, write_id_});
    }
    if (in.wlast)
        writing_ = false;
}

void AxiHost::give_ack(AxiToMachine *out, uint64_t cycle)
{
    Ack &ack = acks_.front();
    if (cycle < ack.due)
        return;
    if (ack.id == kDevice) {
        unsigned first, bytes;
        lanes(ack.strobe, &first, &bytes);
        uint64_t mask = bytes == 8 ? ~UINT64_C(0) : (UINT64_C(1) << 8 * bytes) - 1;
        uint64_t address = (ack.address & ~UINT64_C(7)) + first;
        if (!target_->write_device(address, bytes, ack.data >> 8 * first & mask))
            ack.resp = kDecErr;
    }
    out->bvalid = true;
    out->bid = ack.id;
    out->bresp = ack.resp;
    acks_.pop_front();
}
