// SPDX-License-Identifier: Apache-2.0
// What stands below the data cache in its bench: a level that answers line reads in any order, takes
// write-backs, and probes whenever it likes, as the L2 does for instruction fetch and DMA. Its own
// promises: nothing of a line is accepted between a probe of it and the answer, and no line is probed
// that is being taken.
#ifndef TB_UNIT_DCACHE_BELOW_H
#define TB_UNIT_DCACHE_BELOW_H

#include <vector>

#include "../caches/line_reads.h"

template <class Dut> class Below
{
public:
    Below(World &w, bench::Stall stall, unsigned max_latency, unsigned probe_percent)
        : w_(w), request_(stall, w.run.random), data_(stall, w.run.random), probe_percent_(probe_percent),
          reads_(w, stall, max_latency)
    {
    }

    void drive(Dut &dut)
    {
        bench::Random &r = w_.run.random;
        // a probe first: what of its line comes with it in this cycle is not accepted any more
        if (probe_ == kQuiet && !w_.quiet && r.percent(probe_percent_))
            choose_probe();
        dut.probe_valid_i = probe_ == kAsk;
        dut.probe_pa_i = probe_pa_;
        dut.probe_invalidate_i = invalidate_;
        dut.line_wready_i = writing_ > 0 && data_.go();
        reads_.drive(dut);
        // which line is offered does not depend on what is ready
        dut.line_ready_i = 0;
        dut.eval();
        bool room = dut.line_op_o != Memory::kLineWrite ? reads_.open() < 4 : writing_ == 0;
        bool probed = probe_ != kQuiet && (dut.line_pa_o & ~63ull) == probe_pa_;
        dut.line_ready_i = room && !probed && request_.go();
        crossed += dut.line_valid_o && dut.line_ready_i && probe_ != kQuiet && dut.line_op_o == Memory::kLineWrite;
    }

    void sample(Dut &dut)
    {
        reads_.sample(dut);
        if (dut.line_wvalid_o && dut.line_wready_i) {
            w_.memory.write(write_pa_ + 8 * (8 - writing_), dut.line_wdata_o);
            writing_--;
        }
        if (dut.line_valid_o && dut.line_ready_i) {
            if (dut.line_op_o == Memory::kLineRead || dut.line_op_o == Memory::kDwordRead) {
                claims += dut.line_op_o == Memory::kDwordRead;
                reads_.accept(dut);
            } else if (dut.line_op_o == Memory::kLineWrite) {
                write_pa_ = dut.line_pa_o & ~63ull;
                writing_ = 8;
                writes++;
            } else {
                w_.run.fail("below: asked for operation %u", dut.line_op_o);
            }
        }
        if (dut.probe_rsp_valid_o) {
            if (probe_ != kWait)
                w_.run.fail("below: cycle %llu: an answer to no probe", (unsigned long long)w_.cycle);
            else
                answer(dut);
        }
        if (dut.probe_valid_i && dut.probe_ready_o)
            probe_ = kWait;
        if (probe_ != kQuiet && w_.cycle - probe_cycle_ > 2000)
            w_.run.fail("below: no answer to the probe of %llx since cycle %llu", (unsigned long long)probe_pa_,
                        (unsigned long long)probe_cycle_);
    }

    // Probe this line next, to read it: for the final comparison.
    void probe_line(uint64_t pa) { start_probe(pa, false, false); }
    bool idle() const { return probe_ == kQuiet && writing_ == 0 && reads_.open() == 0; }
    uint64_t reads() const { return reads_.accepted; }
    void hold(bool held) { reads_.held = held; }
    uint64_t claims = 0, writes = 0, probes = 0, dirty = 0;
    uint64_t crossed = 0;  // write-backs that were accepted during a probe

private:
    void choose_probe()
    {
        unsigned line = w_.run.random.below(w_.arena.lines);
        bool invalidate = w_.run.random.percent(50);
        if (writing_ == 0 || w_.arena.line(line) != write_pa_)
            start_probe(w_.arena.line(line), invalidate, invalidate);
    }

    // With `write`, a device writes its bytes of the line when the cache has given it up.
    void start_probe(uint64_t pa, bool invalidate, bool write)
    {
        probe_ = kAsk;
        probe_pa_ = pa;
        invalidate_ = invalidate;
        probe_cycle_ = w_.cycle;
        beat_ = 0;
        probes++;
        written_.clear();
        if (!write)
            return;
        for (unsigned i = 0; i < w_.arena.lines; i++) {
            if (w_.arena.line(i) != pa)
                continue;
            for (unsigned d = 0; d < 8; d++) {
                uint8_t mask = Arena::owned(Owner::Dma, i, d);
                if (!mask)
                    continue;
                written_.push_back({d, mask, w_.run.random.next()});
                w_.history.begin(pa + 8 * d, mask, written_.back().data, w_.cycle);
            }
        }
        if (!written_.empty()) {
            w_.dma_writes.push_back({pa, w_.cycle});
            w_.dma_write_ends.push_back(UINT64_MAX);
        }
    }

    void answer(Dut &dut)
    {
        if (dut.probe_rsp_dirty_o) {
            w_.memory.write(probe_pa_ + 8 * beat_++, dut.probe_rsp_data_o);
            if (dut.probe_rsp_last_o != (beat_ == 8))
                w_.run.fail("below: cycle %llu: last at beat %u", (unsigned long long)w_.cycle, beat_);
            if (beat_ == 8)
                dirty++;
        } else if (!dut.probe_rsp_last_o || beat_) {
            w_.run.fail("below: cycle %llu: a clean beat in the middle", (unsigned long long)w_.cycle);
        }
        if (!dut.probe_rsp_last_o)
            return;
        for (const auto &write : written_) {
            uint64_t pa = probe_pa_ + 8 * write.dword, mask = 0;
            for (unsigned i = 0; i < 8; i++)
                if (write.be >> i & 1)
                    mask |= 0xffull << (8 * i);
            w_.memory.write(pa, (w_.memory.read(pa) & ~mask) | (write.data & mask));
            w_.history.end(pa, write.be, w_.cycle);
        }
        if (!written_.empty())
            w_.dma_write_ends.back() = w_.cycle;
        // what the level below now has is the newest of what was written before the probe
        for (unsigned d = 0; d < 8; d++)
            w_.check("below", probe_pa_ + 8 * d, w_.memory.read(probe_pa_ + 8 * d), probe_cycle_);
        probe_ = kQuiet;
    }

    struct Write {
        unsigned dword;
        uint8_t be;
        uint64_t data;
    };
    enum { kQuiet, kAsk, kWait };
    World &w_;
    bench::Staller request_, data_;
    unsigned probe_percent_;
    LineReads<Dut> reads_;
    uint64_t write_pa_ = 0;
    unsigned writing_ = 0;  // beats still to come
    int probe_ = kQuiet;
    uint64_t probe_pa_ = 0, probe_cycle_ = 0;
    bool invalidate_ = false;
    unsigned beat_ = 0;
    std::vector<Write> written_;
};

#endif
