// SPDX-License-Identifier: Apache-2.0
// The memory below the L2 in the cache benches: one request at a time, lines in and out as
// machine_pkg says, any latency, pauses on every handshake. Addresses at or above `limit` are refused
// beat by beat, and so is one doubleword of each line in `bad`.
#ifndef TB_UNIT_CACHES_MEMORY_H
#define TB_UNIT_CACHES_MEMORY_H

#include <set>
#include <unordered_map>

#include "bench.h"
#include "history.h"

class Memory
{
public:
    enum : uint8_t { kLineRead = 0, kLineWrite = 1, kDwordRead = 2, kDwordWrite = 3 };

    Memory(bench::Run &run, bench::Stall stall, unsigned max_latency)
        : run_(run), request_(stall, run.random), data_(stall, run.random), max_latency_(max_latency)
    {
    }

    uint64_t limit = UINT64_MAX;
    std::set<uint64_t> bad;  // addresses of doublewords

    bool refuses(uint64_t pa) const { return pa >= limit || bad.count(pa & ~7ull); }

    template <class Dut> void drive(Dut &dut)
    {
        dut.mem_ready_i = state_ == kIdle && request_.go();
        dut.mem_wready_i = state_ == kWrite && data_.go();
        dut.mem_rsp_valid_i = 0;
        dut.mem_rsp_data_i = run_.random.next();
        dut.mem_rsp_last_i = run_.random.percent(50);
        dut.mem_rsp_err_i = run_.random.percent(50);
        if (state_ == kRead && wait_ == 0 && data_.go()) {
            uint64_t pa = (pa_ & ~63ull) | ((pa_ + 8 * beat_) & 56);
            dut.mem_rsp_valid_i = 1;
            dut.mem_rsp_data_i = read(pa);
            dut.mem_rsp_last_i = beat_ == 7;
            dut.mem_rsp_err_i = refuses(pa);
        } else if (state_ == kAnswer && wait_ == 0 && data_.go()) {
            dut.mem_rsp_valid_i = 1;
            dut.mem_rsp_last_i = 1;
            dut.mem_rsp_err_i = refuses(pa_);
        }
    }

    template <class Dut> void sample(Dut &dut)
    {
        if (wait_ > 0)
            wait_--;
        if (dut.mem_valid_o && dut.mem_ready_i) {
            pa_ = dut.mem_pa_o;
            beat_ = 0;
            if (dut.mem_op_o == kLineRead) {
                state_ = kRead;
                wait_ = latency();
                reads++;
            } else if (dut.mem_op_o == kLineWrite) {
                state_ = kWrite;
                writes++;
            } else {
                run_.fail("memory was asked for operation %u", dut.mem_op_o);
            }
        } else if (dut.mem_rsp_valid_i) {
            if (dut.mem_rsp_last_i)
                state_ = kIdle;
            beat_++;
        } else if (dut.mem_wvalid_o && dut.mem_wready_i) {
            uint64_t pa = (pa_ & ~63ull) + 8 * beat_++;
            if (!refuses(pa))
                words_[pa] = dut.mem_wdata_o;
            if (beat_ == 8) {
                state_ = kAnswer;
                wait_ = latency();
            }
        }
    }

    uint64_t read(uint64_t pa) const
    {
        auto it = words_.find(pa & ~7ull);
        return it == words_.end() ? History::initial_dword(pa) : it->second;
    }
    void write(uint64_t pa, uint64_t data) { words_[pa & ~7ull] = data; }
    bool idle() const { return state_ == kIdle; }

    uint64_t reads = 0, writes = 0;

private:
    unsigned latency() { return max_latency_ ? 1 + run_.random.below(max_latency_) : 0; }

    enum State { kIdle, kRead, kWrite, kAnswer };
    bench::Run &run_;
    bench::Staller request_, data_;
    unsigned max_latency_;
    State state_ = kIdle;
    uint64_t pa_ = 0;
    unsigned beat_ = 0, wait_ = 0;
    std::unordered_map<uint64_t, uint64_t> words_;
};

#endif
