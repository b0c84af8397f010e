// SPDX-License-Identifier: Apache-2.0
// Device DMA: lines and doublewords, both ways
#ifndef TB_UNIT_CACHES_DMA_CLIENT_H
#define TB_UNIT_CACHES_DMA_CLIENT_H

#include "world.h"

template <class Dut> class Dma
{
public:
    Dma(World &w, bench::Stall stall) : w_(w), stall_(stall, w.run.random), data_(stall, w.run.random) {}

    // Read a line next, before any random request: for the final comparison.
    void read_line(uint64_t pa)
    {
        next_ = Op();
        next_.op = Memory::kLineRead;
        next_.pa = pa;
        asking_ = true;
    }

    // Write a line, or the enabled bytes of a doubleword, next.
    void write(uint64_t pa, bool line, uint8_t be)
    {
        next_ = Op();
        next_.op = line ? Memory::kLineWrite : Memory::kDwordWrite;
        next_.pa = pa;
        next_.be = be;
        for (auto &d : next_.data)
            d = w_.run.random.next();
        asking_ = true;
    }

    void drive(Dut &dut)
    {
        if (!asking_ && !busy_ && !w_.quiet && stall_.go()) {
            choose();
            asking_ = true;
        }
        dut.dma_valid_i = asking_;
        dut.dma_op_i = next_.op;
        dut.dma_be_i = next_.be;
        dut.dma_pa_i = next_.pa;
        dut.dma_wvalid_i = busy_ && given_ < beats(now_) && is_write(now_) && data_.go();
        dut.dma_wdata_i = dut.dma_wvalid_i ? now_.data[given_] : w_.run.random.next();
    }

    void sample(Dut &dut)
    {
        if (dut.dma_rsp_valid_o) {
            if (!busy_)
                w_.run.fail("dma: cycle %llu: an answer to nothing", (unsigned long long)w_.cycle);
            else
                answer(dut);
        }
        if (dut.dma_wvalid_i && dut.dma_wready_o)
            given_++;
        if (dut.dma_valid_i && dut.dma_ready_o) {
            now_ = next_;
            asking_ = false;
            busy_ = true;
            accepted_ = w_.cycle;
            given_ = taken_ = 0;
            count++;
            if (is_write(now_) && !refused()) {
                for (unsigned i = 0; i < beats(now_); i++)
                    w_.history.begin(now_.pa + 8 * i, now_.be, now_.data[i], w_.cycle);
                w_.dma_writes.push_back({now_.pa & ~63ull, w_.cycle});
                w_.dma_write_ends.push_back(UINT64_MAX);
            }
        }
        if (busy_ && w_.cycle - accepted_ > kHang)
            w_.run.fail("dma: no answer to %u at %llx since cycle %llu", now_.op, (unsigned long long)now_.pa,
                        (unsigned long long)accepted_);
    }

    bool idle() const { return !busy_ && !asking_; }
    uint64_t count = 0;

private:
    struct Op {
        uint8_t op = 0, be = 0xff;
        uint64_t pa = 0, data[8] = {};
    };
    static bool is_write(const Op &op) { return op.op == Memory::kLineWrite || op.op == Memory::kDwordWrite; }
    static unsigned beats(const Op &op) { return op.op == Memory::kLineRead || op.op == Memory::kLineWrite ? 8 : 1; }
    bool device() const { return now_.pa >= 0x10000 && now_.pa < Arena::kRam; }
    bool refused() const
    {
        return now_.pa < Arena::kRam || now_.pa >= w_.arena.limit() || (now_.pa & ~63ull) == w_.arena.bad_line();
    }

    void choose()
    {
        bench::Random &r = w_.run.random;
        const Arena &a = w_.arena;
        Op op;
        for (auto &d : op.data)
            d = r.next();
        unsigned kind = r.below(100), line = r.below(a.lines), dword = r.below(8);
        op.pa = a.line(line) + dword * 8;
        if (kind < 30) {
            op.op = Memory::kLineRead;
        } else if (kind < 50) {
            op.op = Memory::kLineWrite;
            op.pa = a.line(line / 8 * 8);
        } else if (kind < 65) {
            op.op = Memory::kDwordRead;
        } else if (kind < 95) {
            op.op = Memory::kDwordWrite;
            op.be = Arena::owned(Owner::Dma, line, dword);
            if (r.percent(50))
                op.be &= (uint8_t)r.next();
            if (!op.be)
                op.op = Memory::kDwordRead;
        } else {
            op.op = r.below(4);
            op.pa = r.percent(50) ? Arena::kDevice : r.percent(50) ? Arena::kRom : a.bad_line();
            if (op.op == Memory::kLineWrite && op.pa == a.bad_line())
                op.op = Memory::kDwordWrite;
        }
        next_ = op;
    }

    void answer(Dut &dut)
    {
        unsigned long long cycle = w_.cycle;
        bool err = dut.dma_rsp_err_o, last = dut.dma_rsp_last_o;
        uint64_t pa = (now_.pa & ~63ull) | ((now_.pa + 8 * taken_) & 56);
        if (is_write(now_)) {
            if (!last)
                w_.run.fail("dma: cycle %llu: a write's answer without last", cycle);
            if (err != refused())
                w_.run.fail("dma: cycle %llu: write at %llx err %d", cycle, (unsigned long long)pa, err);
            if (given_ < beats(now_))
                w_.run.fail("dma: cycle %llu: a write answered before its data", cycle);
            if (!refused()) {
                for (unsigned i = 0; i < beats(now_); i++)
                    w_.history.end(now_.pa + 8 * i, now_.be, w_.cycle);
                w_.dma_write_ends.back() = w_.cycle;
            }
            busy_ = false;
            return;
        }
        if (err != (device() || w_.memory.refuses(pa)))
            w_.run.fail("dma: cycle %llu: read at %llx err %d", cycle, (unsigned long long)pa, err);
        if (!err)
            w_.check("dma", pa, dut.dma_rsp_data_o, accepted_);
        taken_++;
        if (last != (taken_ == beats(now_)))
            w_.run.fail("dma: cycle %llu: last at beat %u of operation %u", cycle, taken_, now_.op);
        if (last)
            busy_ = false;
    }

    World &w_;
    bench::Staller stall_, data_;
    Op next_, now_;
    bool asking_ = false, busy_ = false;
    unsigned given_ = 0, taken_ = 0;
    uint64_t accepted_ = 0;
};

#endif
