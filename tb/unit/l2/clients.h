// SPDX-License-Identifier: Apache-2.0
// The first-level caches of the L2's bench. The data cache holds a few lines, dirties them, gives them
// back and answers probes as rtl/cache/dcache.sv promises to; the instruction cache only reads lines.
#ifndef TB_UNIT_L2_CLIENTS_H
#define TB_UNIT_L2_CLIENTS_H

#include <map>

#include "../caches/world.h"

template <class Dut> class DataCache
{
public:
    DataCache(World &w, bench::Stall stall, unsigned capacity)
        : w_(w), stall_(stall, w.run.random), data_(stall, w.run.random), probes_(stall, w.run.random),
          capacity_(capacity)
    {
    }

    void drive(Dut &dut)
    {
        bench::Random &r = w_.run.random;
        if (!w_.quiet) {
            scribble();
            if (!reading_ && stall_.go())
                start_read();
            if (back_ == kNone && stall_.go())
                start_write_back();
        }
        bool asks_read = reading_ && !read_accepted_;
        bool asks_write = back_ == kAsking && !asks_read;
        dut.dc_valid_i = asks_read || asks_write;
        dut.dc_op_i = asks_read ? Memory::kLineRead : Memory::kLineWrite;
        dut.dc_pa_i = asks_read ? read_pa_ : back_pa_;
        dut.dc_wvalid_i = back_ == kGiving && data_.go();
        dut.dc_wdata_i = dut.dc_wvalid_i ? back_line_.word[back_beat_] : r.next();
        // a probe: accepted, then answered; one that meets a read under way waits for it
        dut.probe_ready_i = probe_ == kQuiet && probes_.go();
        dut.probe_rsp_valid_i = 0;
        dut.probe_rsp_dirty_i = r.percent(50);
        dut.probe_rsp_last_i = r.percent(50);
        dut.probe_rsp_data_i = r.next();
        if (probe_ == kDecide && !(reading_ && read_accepted_ && line(read_pa_) == probe_pa_) && probes_.go())
            decide();
        if (probe_ == kClean) {
            dut.probe_rsp_valid_i = 1;
            dut.probe_rsp_dirty_i = 0;
            dut.probe_rsp_last_i = 1;
        } else if (probe_ == kDirty && probes_.go()) {
            dut.probe_rsp_valid_i = 1;
            dut.probe_rsp_dirty_i = 1;
            dut.probe_rsp_last_i = probe_beat_ == 7;
            dut.probe_rsp_data_i = probe_line_.word[probe_beat_];
        }
    }

    void sample(Dut &dut)
    {
        if (dut.probe_rsp_valid_i) {
            if (dut.probe_rsp_last_i)
                probe_ = kQuiet;
            probe_beat_++;
        }
        if (dut.probe_valid_o && dut.probe_ready_i) {
            if (back_ == kGiving)
                w_.run.fail("dc: cycle %llu: probed while it gives a line back", (unsigned long long)w_.cycle);
            probe_ = kDecide;
            probe_pa_ = line(dut.probe_pa_o);
            probe_invalidate_ = dut.probe_invalidate_o;
            probes++;
        }
        if (dut.dc_wvalid_i && dut.dc_wready_o && ++back_beat_ == 8)
            back_ = kNone;
        if (dut.dc_rsp_valid_o) {
            if (!reading_ || !read_accepted_)
                w_.run.fail("dc: cycle %llu: an answer to nothing", (unsigned long long)w_.cycle);
            else
                take_beat(dut);
        }
        if (dut.dc_valid_i && dut.dc_ready_o) {
            if (dut.dc_op_i == Memory::kLineRead) {
                read_accepted_ = true;
                read_cycle_ = w_.cycle;
                reads++;
            } else {
                if (probe_ != kQuiet)
                    w_.run.fail("dc: cycle %llu: a write-back accepted during a probe", (unsigned long long)w_.cycle);
                back_ = kGiving;
                back_beat_ = 0;
                backs++;
            }
        }
        if (reading_ && read_accepted_ && w_.cycle - read_cycle_ > kHang)
            w_.run.fail("dc: no answer for %llx since cycle %llu", (unsigned long long)read_pa_,
                        (unsigned long long)read_cycle_);
    }

    bool idle() const { return !reading_ && back_ == kNone && probe_ == kQuiet; }
    uint64_t reads = 0, backs = 0, probes = 0;

private:
    struct Line {
        uint64_t word[8];
        bool dirty = false, err = false;
    };
    static uint64_t line(uint64_t pa) { return pa & ~63ull; }

    void start_read()
    {
        bench::Random &r = w_.run.random;
        uint64_t pa = w_.arena.line(r.below(w_.arena.lines)) + 8 * r.below(8);
        if (r.percent(3))
            pa = r.percent(50) ? w_.arena.bad_line() + 8 * r.below(8) : w_.arena.limit();
        if (lines_.count(line(pa)) || (back_ != kNone && line(pa) == back_pa_))
            return;
        if (lines_.size() >= capacity_) {  // a clean line is just forgotten
            for (auto it = lines_.begin(); it != lines_.end(); ++it)
                if (!it->second.dirty) {
                    lines_.erase(it);
                    break;
                }
            if (lines_.size() >= capacity_)
                return;
        }
        reading_ = true;
        read_accepted_ = false;
        read_pa_ = pa;
        read_beat_ = 0;
        read_line_ = Line();
    }

    void take_beat(Dut &dut)
    {
        unsigned word = (read_pa_ / 8 + read_beat_) % 8;
        uint64_t pa = line(read_pa_) + 8 * word;
        bool bad = w_.memory.refuses(pa);
        if (dut.dc_rsp_err_o != bad)
            w_.run.fail("dc: cycle %llu: at %llx err %d", (unsigned long long)w_.cycle, (unsigned long long)pa,
                        dut.dc_rsp_err_o);
        if (!bad)
            w_.check("dc", pa, dut.dc_rsp_data_o, read_cycle_);
        read_line_.word[word] = dut.dc_rsp_data_o;
        read_line_.err |= dut.dc_rsp_err_o;
        if (dut.dc_rsp_last_o != (++read_beat_ == 8))
            w_.run.fail("dc: cycle %llu: last at beat %u", (unsigned long long)w_.cycle, read_beat_);
        if (read_beat_ < 8)
            return;
        reading_ = false;
        if (!read_line_.err)
            lines_[line(read_pa_)] = read_line_;
    }

    // The core writes its bytes of some line that is here.
    void scribble()
    {
        bench::Random &r = w_.run.random;
        if (lines_.empty() || !r.percent(30))
            return;
        auto it = lines_.begin();
        std::advance(it, r.below(lines_.size()));
        if (probe_ == kDecide && it->first == probe_pa_)
            return;
        for (unsigned i = 0; i < w_.arena.lines; i++) {
            if (w_.arena.line(i) != it->first)
                continue;
            unsigned d = r.below(8);
            uint8_t be = Arena::owned(Owner::Core, i, d) | Arena::owned(Owner::Walker, i, d);
            if (!be)
                return;
            uint64_t data = r.next(), mask = 0;
            for (unsigned b = 0; b < 8; b++)
                if (be >> b & 1)
                    mask |= 0xffull << (8 * b);
            it->second.word[d] = (it->second.word[d] & ~mask) | (data & mask);
            it->second.dirty = true;
            w_.history.begin(it->first + 8 * d, be, data, w_.cycle);
            w_.history.end(it->first + 8 * d, be, w_.cycle);
        }
    }

    void start_write_back()
    {
        if (w_.run.random.percent(70))
            return;
        for (auto it = lines_.begin(); it != lines_.end(); ++it) {
            if (!it->second.dirty || w_.run.random.percent(50))
                continue;
            if (probe_ == kDecide && it->first == probe_pa_)
                continue;
            back_ = kAsking;
            back_pa_ = it->first;
            back_line_ = it->second;
            lines_.erase(it);
            return;
        }
    }

    void decide()
    {
        probe_beat_ = 0;
        probe_ = kClean;
        auto it = lines_.find(probe_pa_);
        if (it != lines_.end()) {
            if (it->second.dirty) {
                probe_ = kDirty;
                probe_line_ = it->second;
                it->second.dirty = false;
            }
            if (probe_invalidate_)
                lines_.erase(it);
        } else if (back_ == kAsking && back_pa_ == probe_pa_) {
            probe_ = kDirty;
            probe_line_ = back_line_;
            back_ = kNone;
        }
    }

    enum { kNone, kAsking, kGiving };
    enum { kQuiet, kDecide, kClean, kDirty };
    World &w_;
    bench::Staller stall_, data_, probes_;
    unsigned capacity_;
    std::map<uint64_t, Line> lines_;
    bool reading_ = false, read_accepted_ = false;
    uint64_t read_pa_ = 0, read_cycle_ = 0;
    unsigned read_beat_ = 0;
    Line read_line_, back_line_, probe_line_;
    int back_ = kNone, probe_ = kQuiet;
    uint64_t back_pa_ = 0, probe_pa_ = 0;
    unsigned back_beat_ = 0, probe_beat_ = 0;
    bool probe_invalidate_ = false;
};

template <class Dut> class InstructionCache
{
public:
    InstructionCache(World &w, bench::Stall stall) : w_(w), stall_(stall, w.run.random) {}

    void drive(Dut &dut)
    {
        bench::Random &r = w_.run.random;
        if (!asking_ && !busy_ && !w_.quiet && stall_.go()) {
            asking_ = true;
            pa_ = w_.arena.line(r.below(w_.arena.lines)) + 8 * r.below(8);
            if (r.percent(3))
                pa_ = w_.arena.bad_line() + 8 * r.below(8);
        }
        dut.ic_valid_i = asking_;
        dut.ic_pa_i = pa_;
    }

    void sample(Dut &dut)
    {
        if (dut.ic_rsp_valid_o) {
            uint64_t pa = (pa_ & ~63ull) + ((pa_ + 8 * beat_) & 56);
            if (!busy_)
                w_.run.fail("ic: cycle %llu: an answer to nothing", (unsigned long long)w_.cycle);
            if (dut.ic_rsp_err_o != w_.memory.refuses(pa))
                w_.run.fail("ic: cycle %llu: at %llx err %d", (unsigned long long)w_.cycle, (unsigned long long)pa,
                            dut.ic_rsp_err_o);
            else if (!dut.ic_rsp_err_o)
                w_.check("ic", pa, dut.ic_rsp_data_o, accepted_);
            if (dut.ic_rsp_last_o != (++beat_ == 8))
                w_.run.fail("ic: cycle %llu: last at beat %u", (unsigned long long)w_.cycle, beat_);
            if (beat_ == 8)
                busy_ = false;
        }
        if (dut.ic_valid_i && dut.ic_ready_o) {
            asking_ = false;
            busy_ = true;
            // what the data cache held was asked for before this cycle, in the request's probe
            accepted_ = asked_;
            beat_ = 0;
            count++;
        }
        if (!asking_)
            asked_ = w_.cycle + 1;
        if (asking_ && w_.cycle - asked_ > kHang)
            w_.run.fail("ic: not accepted since cycle %llu", (unsigned long long)asked_);
        if (busy_ && w_.cycle - accepted_ > kHang)
            w_.run.fail("ic: no answer since cycle %llu", (unsigned long long)accepted_);
    }

    bool idle() const { return !busy_ && !asking_; }
    uint64_t count = 0;

private:
    World &w_;
    bench::Staller stall_;
    bool asking_ = false, busy_ = false;
    uint64_t pa_ = 0, accepted_ = 0, asked_ = 0;
    unsigned beat_ = 0;
};

#endif
