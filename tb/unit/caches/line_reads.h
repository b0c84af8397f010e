// SPDX-License-Identifier: Apache-2.0
// Reads of lines as a level below a first-level cache answers them: each some time after it was
// accepted, its beats from the wanted doubleword on, with the request's ID. With pauses they overtake
// each other, beat by beat; without, they keep their order. What a line holds when it is accepted is
// what comes. A claim has one beat, with nothing of the line in it.
#ifndef TB_UNIT_CACHES_LINE_READS_H
#define TB_UNIT_CACHES_LINE_READS_H

#include <vector>

#include "world.h"

template <class Dut> class LineReads
{
public:
    LineReads(World &w, bench::Stall stall, unsigned max_latency)
        : w_(w), beats_(stall, w.run.random), in_order_(stall == bench::Stall::Free), max_latency_(max_latency)
    {
    }

    void drive(Dut &dut)
    {
        bench::Random &r = w_.run.random;
        dut.line_rsp_valid_i = 0;
        dut.line_rsp_data_i = r.next();
        dut.line_rsp_last_i = r.percent(50);
        dut.line_rsp_err_i = r.percent(50);
        dut.line_rsp_id_i = r.below(16);
        size_t ready = 0;
        for (const auto &read : reads_)
            ready += read.wait == 0;
        if (ready && !held && beats_.go()) {
            size_t skip = in_order_ ? 0 : r.below(ready);
            for (now_ = 0; reads_[now_].wait || skip--; now_++)
                ;
            const Read &read = reads_[now_];
            unsigned word = (read.pa / 8 + read.beat) % 8;
            dut.line_rsp_valid_i = 1;
            dut.line_rsp_id_i = read.id;
            dut.line_rsp_data_i = read.claim ? r.next() : read.data[word];
            dut.line_rsp_last_i = read.claim || read.beat == 7;
            dut.line_rsp_err_i = !read.claim && w_.memory.refuses((read.pa & ~63ull) + 8 * word);
        }
    }

    void sample(Dut &dut)
    {
        for (auto &read : reads_)
            if (read.wait > 0)
                read.wait--;
        if (dut.line_rsp_valid_i && (reads_[now_].claim || ++reads_[now_].beat == 8))
            reads_.erase(reads_.begin() + now_);
    }

    // The request at the port. After sample().
    void accept(Dut &dut)
    {
        Read read;
        read.pa = dut.line_pa_o;
        read.id = dut.line_id_o;
        read.claim = dut.line_op_o == Memory::kDwordRead;
        read.wait = max_latency_ ? w_.run.random.below(max_latency_) : 0;
        for (unsigned i = 0; i < 8; i++)
            read.data[i] = w_.memory.read((read.pa & ~63ull) + 8 * i);
        reads_.push_back(read);
        accepted++;
    }

    size_t open() const { return reads_.size(); }
    uint64_t accepted = 0;
    bool held = false;  // no beat comes

private:
    struct Read {
        uint64_t pa, data[8];
        unsigned beat = 0, wait = 0, id = 0;
        bool claim = false;
    };
    World &w_;
    bench::Staller beats_;
    bool in_order_;
    unsigned max_latency_;
    std::vector<Read> reads_;
    size_t now_ = 0;  // the read whose beat is at the port
};

#endif
