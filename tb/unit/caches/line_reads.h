// SPDX-License-Identifier: Apache-2.0
// Reads of lines as a level below a first-level cache answers them: in order, each some time after it
// was accepted, its beats from the wanted doubleword on. What a line holds when it is accepted is what
// comes.
#ifndef TB_UNIT_CACHES_LINE_READS_H
#define TB_UNIT_CACHES_LINE_READS_H

#include <deque>

#include "world.h"

template <class Dut> class LineReads
{
public:
    LineReads(World &w, bench::Stall stall, unsigned max_latency)
        : w_(w), beats_(stall, w.run.random), max_latency_(max_latency)
    {
    }

    void drive(Dut &dut)
    {
        bench::Random &r = w_.run.random;
        dut.line_rsp_valid_i = 0;
        dut.line_rsp_data_i = r.next();
        dut.line_rsp_last_i = r.percent(50);
        dut.line_rsp_err_i = r.percent(50);
        if (!reads_.empty() && reads_.front().wait == 0 && beats_.go()) {
            const Read &read = reads_.front();
            unsigned word = (read.pa / 8 + read.beat) % 8;
            dut.line_rsp_valid_i = 1;
            dut.line_rsp_data_i = read.data[word];
            dut.line_rsp_last_i = read.beat == 7;
            dut.line_rsp_err_i = w_.memory.refuses((read.pa & ~63ull) + 8 * word);
        }
    }

    void sample(Dut &dut)
    {
        for (auto &read : reads_)
            if (read.wait > 0)
                read.wait--;
        if (dut.line_rsp_valid_i && ++reads_.front().beat == 8)
            reads_.pop_front();
    }

    // The request at the port. After sample().
    void accept(Dut &dut)
    {
        Read read;
        read.pa = dut.line_pa_o;
        read.wait = max_latency_ ? w_.run.random.below(max_latency_) : 0;
        for (unsigned i = 0; i < 8; i++)
            read.data[i] = w_.memory.read((read.pa & ~63ull) + 8 * i);
        reads_.push_back(read);
        accepted++;
    }

    size_t open() const { return reads_.size(); }
    uint64_t accepted = 0;

private:
    struct Read {
        uint64_t pa, data[8];
        unsigned beat = 0, wait = 0;
    };
    World &w_;
    bench::Staller beats_;
    unsigned max_latency_;
    std::deque<Read> reads_;
};

#endif
