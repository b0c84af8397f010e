// SPDX-License-Identifier: Apache-2.0
// The first-level caches of the L2's bench. The data cache holds a few lines, dirties them, gives them
// back and answers probes as rtl/cache/dcache.sv promises to; the instruction cache only reads lines.
// Both have several reads under way, each with its own ID.
#ifndef TB_UNIT_L2_CLIENTS_H
#define TB_UNIT_L2_CLIENTS_H

#include <map>

#include "../caches/world.h"

struct Line {
    uint64_t word[8];
    bool dirty = false, err = false;
};

// The reads of a client, one of them at the port at a time. `first` is the oldest cycle whose memory an
// answer may show.
class Reads
{
public:
    static constexpr unsigned kMost = 4;
    struct Read {
        bool busy = false, accepted = false;
        uint64_t pa = 0, first = 0, asked = 0;
        unsigned beat = 0;
        Line line;
    };

    Reads(World &w, const char *who, unsigned ids) : w_(w), who_(who), ids_(ids) {}

    bool asking() const { return asking_ >= 0; }
    bool room() const { return asking_ < 0 && free_id() < ids_; }
    uint64_t pa() const { return reads_[asking_].pa; }
    unsigned id() const { return (unsigned)asking_; }
    unsigned open() const
    {
        unsigned n = 0;
        for (const auto &read : reads_)
            n += read.busy;
        return n;
    }
    bool has(uint64_t line, bool accepted_only) const
    {
        for (const auto &read : reads_)
            if (read.busy && (read.accepted || !accepted_only) && (read.pa & ~63ull) == line)
                return true;
        return false;
    }
    void ask(uint64_t pa)
    {
        asking_ = (int)free_id();
        reads_[asking_] = Read();
        reads_[asking_].busy = true;
        reads_[asking_].pa = pa;
        reads_[asking_].first = reads_[asking_].asked = w_.cycle;
        most = open() > most ? open() : most;
    }
    void accept()
    {
        reads_[asking_].accepted = true;
        asking_ = -1;
        count++;
    }
    // A beat; returns the read when it was its last, which is then no longer under way.
    const Read *take(unsigned id, bool err, bool last, uint64_t data)
    {
        unsigned long long cycle = w_.cycle;
        Read &read = reads_[id % kMost];
        if (id >= ids_ || !read.busy || !(read.accepted || (int)id == asking_)) {
            w_.run.fail("%s: cycle %llu: an answer with ID %u to nothing", who_, cycle, id);
            return nullptr;
        }
        unsigned word = (read.pa / 8 + read.beat) % 8;
        uint64_t pa = (read.pa & ~63ull) + 8 * word;
        if (err != w_.memory.refuses(pa))
            w_.run.fail("%s: cycle %llu: at %llx err %d", who_, cycle, (unsigned long long)pa, err);
        else if (!err)
            w_.check(who_, pa, data, read.first);
        read.line.word[word] = data;
        read.line.err |= err;
        if (last != (++read.beat == 8))
            w_.run.fail("%s: cycle %llu: last at beat %u", who_, cycle, read.beat);
        overtaken += read.beat == 1 && oldest() != id;
        if (!last)
            return nullptr;
        read.busy = false;
        return &read;
    }
    void hang() const
    {
        for (const auto &read : reads_)
            if (read.busy && w_.cycle - read.asked > kHang)
                w_.run.fail("%s: %s for %llx since cycle %llu", who_, read.accepted ? "no answer" : "not accepted",
                            (unsigned long long)read.pa, (unsigned long long)read.asked);
    }

    uint64_t count = 0, most = 0, overtaken = 0;  // overtaken: answers that came before an older one's

private:
    unsigned free_id() const
    {
        unsigned id = 0;
        while (id < ids_ && reads_[id].busy)
            id++;
        return id;
    }
    unsigned oldest() const
    {
        unsigned oldest = kMost;
        for (unsigned i = 0; i < kMost; i++)
            if (reads_[i].busy && (oldest == kMost || reads_[i].asked < reads_[oldest].asked))
                oldest = i;
        return oldest;
    }

    World &w_;
    const char *who_;
    unsigned ids_;
    Read reads_[kMost];
    int asking_ = -1;
};

template <class Dut> class DataCache
{
public:
    DataCache(World &w, bench::Stall stall, unsigned capacity)
        : w_(w), stall_(stall, w.run.random), data_(stall, w.run.random), probes_(stall, w.run.random),
          capacity_(capacity), reads(w, "dc", Reads::kMost)
    {
    }

    void drive(Dut &dut)
    {
        bench::Random &r = w_.run.random;
        if (!w_.quiet) {
            scribble();
            if (reads.room() && stall_.go())
                start_read();
            if (back_ == kNone && stall_.go())
                start_write_back();
        }
        bool asks_read = reads.asking();
        bool asks_write = back_ == kAsking && !asks_read;
        dut.dc_valid_i = asks_read || asks_write;
        dut.dc_op_i = asks_read ? Memory::kLineRead : Memory::kLineWrite;
        dut.dc_id_i = asks_read ? reads.id() : r.below(16);
        dut.dc_pa_i = asks_read ? reads.pa() : back_pa_;
        dut.dc_wvalid_i = back_ == kGiving && data_.go();
        dut.dc_wdata_i = dut.dc_wvalid_i ? back_line_.word[back_beat_] : r.next();
        // a probe: accepted, then answered; one that meets a read under way waits for it
        dut.probe_ready_i = probe_ == kQuiet && probes_.go();
        dut.probe_rsp_valid_i = 0;
        dut.probe_rsp_dirty_i = r.percent(50);
        dut.probe_rsp_here_i = r.percent(50);
        dut.probe_rsp_last_i = r.percent(50);
        dut.probe_rsp_data_i = r.next();
        if (probe_ == kDecide && !reads.has(probe_pa_, true) && probes_.go())
            decide();
        if (probe_ == kClean) {
            dut.probe_rsp_valid_i = 1;
            dut.probe_rsp_dirty_i = 0;
            dut.probe_rsp_here_i = probe_here_;
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
            probe_ = kDecide;
            probe_pa_ = line(dut.probe_pa_o);
            probe_invalidate_ = dut.probe_invalidate_o;
            if (back_ == kGiving && back_pa_ == probe_pa_)
                w_.run.fail("dc: cycle %llu: probed for the line that it is giving back", (unsigned long long)w_.cycle);
            if (back_ == kGiving)
                crossed++;
            probes++;
        }
        if (dut.dc_wvalid_i && dut.dc_wready_o && ++back_beat_ == 8)
            back_ = kNone;
        if (dut.dc_rsp_valid_o) {
            const Reads::Read *read =
                reads.take(dut.dc_rsp_id_o, dut.dc_rsp_err_o, dut.dc_rsp_last_o, dut.dc_rsp_data_o);
            if (read && !read->line.err)
                lines_[line(read->pa)] = read->line;
        }
        if (dut.dc_valid_i && dut.dc_ready_o) {
            if (dut.dc_op_i == Memory::kLineRead) {
                reads.accept();
            } else {
                if (probe_ != kQuiet && back_pa_ == probe_pa_)
                    w_.run.fail("dc: cycle %llu: a line accepted while it is probed", (unsigned long long)w_.cycle);
                back_ = kGiving;
                back_beat_ = 0;
                backs++;
            }
        }
        reads.hang();
    }

    bool idle() const { return !reads.open() && back_ == kNone && probe_ == kQuiet; }

    // On order, for directed cases: a core's store into a line that is here, and giving a line back.
    bool has(uint64_t pa) const { return lines_.count(line(pa)); }
    // A line that is here, or on its way in or out, is not asked for.
    bool may_read(uint64_t pa) const
    {
        return reads.room() && !has(pa) && !reads.has(line(pa), false) && !(back_ != kNone && line(pa) == back_pa_);
    }
    void store(uint64_t pa, uint8_t be)
    {
        if (!has(pa) || (probe_ == kDecide && line(pa) == probe_pa_))
            return;
        uint64_t data = w_.run.random.next(), mask = 0;
        Line &here = lines_[line(pa)];
        for (unsigned b = 0; b < 8; b++)
            if (be >> b & 1)
                mask |= 0xffull << (8 * b);
        here.word[pa / 8 % 8] = (here.word[pa / 8 % 8] & ~mask) | (data & mask);
        here.dirty = true;
        w_.history.begin(pa, be, data, w_.cycle);
        w_.history.end(pa, be, w_.cycle);
    }
    void give_back(uint64_t pa)
    {
        if (back_ != kNone || !has(pa) || !lines_[line(pa)].dirty || (probe_ == kDecide && line(pa) == probe_pa_))
            return;
        back_ = kAsking;
        back_pa_ = line(pa);
        back_line_ = lines_[line(pa)];
        lines_.erase(line(pa));
    }
    void forget(uint64_t pa) { lines_.erase(line(pa)); }
    // When all is at rest, what is here must be the latest.
    void check_line(uint64_t pa)
    {
        for (unsigned d = 0; d < 8 && has(pa); d++)
            w_.check("dc, at rest", line(pa) + 8 * d, lines_[line(pa)].word[d], w_.cycle);
    }
    uint64_t backs = 0, probes = 0, crossed = 0;  // crossed: probes while a line is being given back

private:
    static uint64_t line(uint64_t pa) { return pa & ~63ull; }

    void start_read()
    {
        bench::Random &r = w_.run.random;
        uint64_t pa = w_.arena.line(r.below(w_.arena.lines)) + 8 * r.below(8);
        if (r.percent(3))
            pa = r.percent(50) ? w_.arena.bad_line() + 8 * r.below(8) : w_.arena.limit();
        if (!may_read(pa))
            return;
        if (lines_.size() + reads.open() >= capacity_) {  // a clean line is just forgotten
            for (auto it = lines_.begin(); it != lines_.end(); ++it)
                if (!it->second.dirty) {
                    lines_.erase(it);
                    break;
                }
            if (lines_.size() + reads.open() >= capacity_)
                return;
        }
        reads.ask(pa);
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
        probe_here_ = it != lines_.end();
        if (probe_here_) {
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
    Line back_line_, probe_line_;
    int back_ = kNone, probe_ = kQuiet;
    uint64_t back_pa_ = 0, probe_pa_ = 0;
    unsigned back_beat_ = 0, probe_beat_ = 0;
    bool probe_invalidate_ = false, probe_here_ = false;

public:
    Reads reads;
};

template <class Dut> class InstructionCache
{
public:
    InstructionCache(World &w, bench::Stall stall) : w_(w), stall_(stall, w.run.random), reads(w, "ic", 2) {}

    void drive(Dut &dut)
    {
        bench::Random &r = w_.run.random;
        if (reads.room() && !w_.quiet && stall_.go()) {
            uint64_t pa = w_.arena.line(r.below(w_.arena.lines)) + 8 * r.below(8);
            if (r.percent(3))
                pa = w_.arena.bad_line() + 8 * r.below(8);
            if (!reads.has(pa & ~63ull, false))
                reads.ask(pa);
        }
        dut.ic_valid_i = reads.asking();
        dut.ic_id_i = reads.asking() ? reads.id() : r.below(16);
        dut.ic_pa_i = reads.asking() ? reads.pa() : r.next();
    }

    void sample(Dut &dut)
    {
        if (dut.ic_rsp_valid_o)
            reads.take(dut.ic_rsp_id_o, dut.ic_rsp_err_o, dut.ic_rsp_last_o, dut.ic_rsp_data_o);
        if (dut.ic_valid_i && dut.ic_ready_o)
            reads.accept();
        reads.hang();
    }

    bool idle() const { return !reads.open(); }

private:
    World &w_;
    bench::Staller stall_;

public:
    Reads reads;
};

#endif
