// SPDX-License-Identifier: Apache-2.0
// Instruction fetch: a request may see what was there at any time since the last invalidation before or
// with it
#ifndef TB_UNIT_CACHES_FETCH_CLIENT_H
#define TB_UNIT_CACHES_FETCH_CLIENT_H

#include "world.h"

template <class Dut> class Fetcher
{
public:
    Fetcher(World &w, bench::Stall stall) : w_(w), stall_(stall, w.run.random) {}

    void drive(Dut &dut)
    {
        bench::Random &r = w_.run.random;
        if (!asking_ && !w_.quiet && stall_.go()) {
            choose();
            asking_ = true;
        }
        dut.fetch_kill_i = r.percent(4);
        dut.invalidate_valid_i = r.percent(2);
        if (dut.fetch_kill_i && asking_)
            choose();
        dut.fetch_valid_i = asking_;
        dut.fetch_pa_i = pa_;
    }

    void sample(Dut &dut)
    {
        if (dut.fetch_rsp_valid_o && !dut.fetch_kill_i) {
            if (!busy_)
                w_.run.fail("fetch: cycle %llu: an answer to nothing", (unsigned long long)w_.cycle);
            else
                answer(dut);
        }
        if (dut.fetch_rsp_valid_o || dut.fetch_kill_i)
            busy_ = false;
        if (dut.invalidate_valid_i && dut.invalidate_ready_o)
            since_ = w_.cycle;
        if (dut.fetch_valid_i && dut.fetch_ready_o) {
            if (busy_)
                w_.run.fail("fetch: cycle %llu: accepted a second request", (unsigned long long)w_.cycle);
            now_ = pa_;
            asking_ = false;
            busy_ = true;
            accepted_ = w_.cycle;
            accepted_since_ = since_;
            count++;
        }
        if (busy_ && w_.cycle - accepted_ > kHang)
            w_.run.fail("fetch: no answer for %llx since cycle %llu", (unsigned long long)now_,
                        (unsigned long long)accepted_);
    }

    bool idle() const { return !busy_ && !asking_; }
    uint64_t count = 0;

private:
    void choose()
    {
        bench::Random &r = w_.run.random;
        const Arena &a = w_.arena;
        unsigned kind = r.below(100);
        if (kind < 60)
            pa_ = (pa_ & ~63ull) | ((pa_ + 8) & 56);
        else if (kind < 94)
            pa_ = a.line(r.below(a.lines)) + r.below(8) * 8;
        else if (kind < 96)
            pa_ = Arena::kRom + r.below(64) * 8;
        else if (kind < 98)
            pa_ = a.bad_line() + r.below(8) * 8;
        else
            pa_ = r.percent(50) ? a.limit() : Arena::kDevice;
    }

    void answer(Dut &dut)
    {
        bool err = dut.fetch_rsp_err_o;
        bool device = now_ >= 0x10000 && now_ < Arena::kRam;
        bool must = device || w_.memory.refuses(now_);
        bool may = (now_ & ~63ull) == w_.arena.bad_line();
        if ((must && !err) || (err && !must && !may))
            w_.run.fail("fetch: cycle %llu: at %llx err %d", (unsigned long long)w_.cycle, (unsigned long long)now_,
                        err);
        if (!err)
            w_.check("fetch", now_, dut.fetch_rsp_data_o, accepted_since_);
    }

    World &w_;
    bench::Staller stall_;
    bool asking_ = false, busy_ = false;
    uint64_t pa_ = Arena::kRam, now_ = 0, accepted_ = 0, accepted_since_ = 0, since_ = 0;
};

#endif
