// SPDX-License-Identifier: Apache-2.0
// The memory below the L2 in the cache benches: line reads and line writes, several of each under way,
// known by their IDs, with any latency and pauses on every handshake. Unless it never holds back, reads
// overtake each other beat by beat and writes are acknowledged in any order. A beat gives what memory
// holds in its cycle, and a write takes effect when it is acknowledged: whoever relies on an order that
// AXI does not promise is found out, and two requests for one line that could pass each other are a
// failure of their own.
//
// Addresses at or above `limit` are refused beat by beat, and so is one doubleword of each line in `bad`;
// writes of lines in `deaf` are refused.
#ifndef TB_UNIT_CACHES_MEMORY_H
#define TB_UNIT_CACHES_MEMORY_H

#include <set>
#include <unordered_map>
#include <vector>

#include "bench.h"
#include "history.h"

class Memory
{
public:
    enum : uint8_t { kLineRead = 0, kLineWrite = 1, kDwordRead = 2, kDwordWrite = 3 };

    Memory(bench::Run &run, bench::Stall stall, unsigned max_latency)
        : run_(run), request_(stall, run.random), data_(stall, run.random), in_order_(stall == bench::Stall::Free),
          max_latency_(max_latency)
    {
    }

    uint64_t limit = UINT64_MAX;
    std::set<uint64_t> bad;   // addresses of doublewords
    std::set<uint64_t> deaf;  // addresses of lines
    bool fixed = false;       // the latency is always the greatest

    bool refuses(uint64_t pa) const { return pa >= limit || bad.count(pa & ~7ull); }

    template <class Dut> void drive(Dut &dut)
    {
        bench::Random &r = run_.random;
        dut.mem_read_ready_i = request_.go();
        dut.mem_write_ready_i = !taking_ && request_.go();
        dut.mem_wready_i = taking_ && data_.go();
        dut.mem_rsp_valid_i = 0;
        dut.mem_rsp_id_i = r.below(16);
        dut.mem_rsp_data_i = r.next();
        dut.mem_rsp_last_i = r.percent(50);
        dut.mem_rsp_err_i = r.percent(50);
        if (choose(reads_, &beat_of_) && data_.go()) {
            const Read &read = reads_[beat_of_];
            uint64_t pa = line(read.pa) | ((read.pa + 8 * read.beat) & 56);
            dut.mem_rsp_valid_i = 1;
            dut.mem_rsp_id_i = read.id;
            dut.mem_rsp_data_i = this->read(pa);
            dut.mem_rsp_last_i = read.beat == 7;
            dut.mem_rsp_err_i = refuses(pa);
        }
        dut.mem_ack_valid_i = 0;
        dut.mem_ack_id_i = r.below(16);
        dut.mem_ack_err_i = r.percent(50);
        if (choose(writes_, &ack_of_) && data_.go()) {
            dut.mem_ack_valid_i = 1;
            dut.mem_ack_id_i = writes_[ack_of_].id;
            dut.mem_ack_err_i = is_deaf(writes_[ack_of_]);
        }
    }

    template <class Dut> void sample(Dut &dut)
    {
        if (dut.mem_rsp_valid_i && ++reads_[beat_of_].beat == 8)
            reads_.erase(reads_.begin() + beat_of_);
        if (dut.mem_ack_valid_i) {
            const Write &write = writes_[ack_of_];
            for (unsigned i = 0; i < 8 && !is_deaf(write); i++)
                words_[write.pa + 8 * i] = write.data[i];
            writes_.erase(writes_.begin() + ack_of_);
        }
        for (auto &read : reads_)
            read.wait -= read.wait > 0;
        for (auto &write : writes_)
            write.wait -= write.wait > 0;
        if (dut.mem_wvalid_o && dut.mem_wready_i) {
            taken_.data[taken_.beat++] = dut.mem_wdata_o;
            if (taken_.beat == 8) {
                taking_ = false;
                taken_.wait = latency();
                writes_.push_back(taken_);
            }
        }
        if (dut.mem_read_valid_o && dut.mem_read_ready_i) {
            meets("read", dut.mem_read_pa_o, dut.mem_read_id_o, false);
            reads_.push_back(Read{(uint64_t)dut.mem_read_pa_o, dut.mem_read_id_o, latency(), 0});
            reads++;
            most_reads = reads_.size() > most_reads ? reads_.size() : most_reads;
        }
        if (dut.mem_write_valid_o && dut.mem_write_ready_i) {
            meets("write", dut.mem_write_pa_o, dut.mem_write_id_o, true);
            taking_ = true;
            taken_ = Write();
            taken_.pa = line(dut.mem_write_pa_o);
            taken_.id = dut.mem_write_id_o;
            writes++;
            beside += !reads_.empty();
        }
    }

    uint64_t read(uint64_t pa) const
    {
        auto it = words_.find(pa & ~7ull);
        return it == words_.end() ? History::initial_dword(pa) : it->second;
    }
    void write(uint64_t pa, uint64_t data) { words_[pa & ~7ull] = data; }
    bool idle() const { return reads_.empty() && writes_.empty() && !taking_; }

    uint64_t reads = 0, writes = 0;
    uint64_t most_reads = 0;  // at one time
    uint64_t beside = 0;      // writes that were asked for while a read was under way

private:
    struct Read {
        uint64_t pa;
        unsigned id, wait, beat;
    };
    struct Write {
        uint64_t pa = 0, data[8] = {};
        unsigned id = 0, wait = 0, beat = 0;
    };
    static uint64_t line(uint64_t pa) { return pa & ~63ull; }
    unsigned latency() { return fixed || !max_latency_ ? max_latency_ : 1 + run_.random.below(max_latency_); }
    bool is_deaf(const Write &write) const { return write.pa >= limit || deaf.count(write.pa); }

    template <class Request> bool choose(const std::vector<Request> &list, size_t *which)
    {
        size_t ready = 0;
        for (const auto &one : list)
            ready += one.wait == 0;
        if (!ready)
            return false;
        size_t skip = in_order_ ? 0 : run_.random.below(ready);
        for (*which = 0; list[*which].wait || skip--; ++*which)
            ;
        return true;
    }

    // Nothing orders requests of different IDs, nor reads and writes.
    void meets(const char *what, uint64_t pa, unsigned id, bool is_write)
    {
        for (const auto &read : reads_) {
            if (read.id == id && !is_write)
                run_.fail("memory: a read with ID %u, which has one under way", id);
            if (line(read.pa) == line(pa))
                run_.fail("memory: a %s of line %llx while it is being read", what, (unsigned long long)line(pa));
        }
        for (size_t i = 0; i < writes_.size() + taking_; i++) {
            const Write &write = i < writes_.size() ? writes_[i] : taken_;
            if (write.id == id && is_write)
                run_.fail("memory: a write with ID %u, which has one under way", id);
            if (write.pa == line(pa))
                run_.fail("memory: a %s of line %llx while it is being written", what, (unsigned long long)line(pa));
        }
    }

    bench::Run &run_;
    bench::Staller request_, data_;
    bool in_order_;
    unsigned max_latency_;
    std::vector<Read> reads_;
    std::vector<Write> writes_;
    Write taken_;          // whose data are coming ...
    bool taking_ = false;  // ... now
    size_t beat_of_ = 0, ack_of_ = 0;
    std::unordered_map<uint64_t, uint64_t> words_;
};

#endif
