// SPDX-License-Identifier: Apache-2.0
// The page-table walker: reads, and compare-and-set on what is its own or on the shared counter
#ifndef TB_UNIT_CACHES_WALKER_CLIENT_H
#define TB_UNIT_CACHES_WALKER_CLIENT_H

#include "world.h"

template <class Dut> class Walker
{
public:
    Walker(World &w, bench::Stall stall) : w_(w), stall_(stall, w.run.random) {}

    void drive(Dut &dut)
    {
        if (!asking_ && !w_.quiet && stall_.go()) {
            choose();
            asking_ = true;
        }
        dut.ptw_valid_i = asking_;
        dut.ptw_cas_i = next_.cas;
        dut.ptw_pa_i = next_.pa;
        dut.ptw_expected_i = next_.expected;
        dut.ptw_desired_i = next_.desired;
    }

    void sample(Dut &dut)
    {
        if (dut.ptw_rsp_valid_o) {
            if (!busy_)
                w_.run.fail("walker: cycle %llu: an answer to nothing", (unsigned long long)w_.cycle);
            else
                answer(dut);
            busy_ = false;
        }
        if (dut.ptw_valid_i && dut.ptw_ready_o) {
            if (busy_)
                w_.run.fail("walker: cycle %llu: accepted a second request", (unsigned long long)w_.cycle);
            now_ = next_;
            asking_ = false;
            busy_ = true;
            accepted_ = w_.cycle;
            count++;
            if (now_.cas && now_.pa == w_.arena.counter())
                w_.counted++;  // taken back if it fails
            else if (now_.cas && plain() && now_.expected == w_.history.latest_dword(now_.pa))
                w_.history.begin(now_.pa, 0xff, now_.desired, w_.cycle);
        }
        if (busy_ && w_.cycle - accepted_ > kHang)
            w_.run.fail("walker: no answer for %llx since cycle %llu", (unsigned long long)now_.pa,
                        (unsigned long long)accepted_);
    }

    bool idle() const { return !busy_ && !asking_; }
    uint64_t count = 0, cas_good = 0;

private:
    struct Op {
        bool cas = false;
        uint64_t pa = 0, expected = 0, desired = 0;
    };
    bool plain() const { return now_.pa >= Arena::kRam && now_.pa < w_.arena.bad_line(); }

    void choose()
    {
        bench::Random &r = w_.run.random;
        const Arena &a = w_.arena;
        unsigned kind = r.below(100);
        Op op;
        if (kind < 40) {
            op.pa = a.line(r.below(a.lines)) + r.below(8) * 8;
        } else if (kind < 75) {
            op.pa = a.line(r.below((a.lines + 2) / 8) * 8 + 4 + r.below(2)) + r.below(2) * 8;
            op.cas = r.percent(60);
            op.expected = w_.history.latest_dword(op.pa) ^ (r.percent(20) ? 1 : 0);
            op.desired = r.next();
        } else if (kind < 95) {
            op.pa = a.counter();
            op.cas = have_count_ && r.percent(70);
            op.expected = count_seen_;
            op.desired = count_seen_ + 1;
        } else {
            op.pa = r.percent(50) ? a.limit() + 64 * r.below(8) : r.percent(50) ? a.bad_dword() : Arena::kDevice;
            op.cas = r.percent(30);
        }
        next_ = op;
    }

    void answer(Dut &dut)
    {
        unsigned long long cycle = w_.cycle;
        bool err = dut.ptw_rsp_err_o;
        uint64_t data = dut.ptw_rsp_data_o;
        bool must = w_.memory.refuses(now_.pa) || now_.pa < Arena::kRam;
        if (err != must) {
            w_.run.fail("walker: cycle %llu: at %llx err %d", cycle, (unsigned long long)now_.pa, err);
            return;
        }
        if (err)
            return;
        if (now_.pa == w_.arena.counter()) {
            if (now_.cas && data != now_.expected)
                w_.counted--;
            if (now_.cas && data == now_.expected)
                cas_good++;
            w_.check("walker", now_.pa, data, accepted_);
            have_count_ = !now_.cas || data != now_.expected;
            count_seen_ = data;
            return;
        }
        if (!now_.cas) {
            w_.check("walker", now_.pa, data, accepted_);
            return;
        }
        if (data == now_.expected) {
            cas_good++;
            if (w_.history.latest_dword(now_.pa) == now_.desired) {
                w_.history.end(now_.pa, 0xff, w_.cycle);
                return;
            }
        }
        if (data != w_.history.latest_dword(now_.pa))
            w_.run.fail("walker: cycle %llu: compare-and-set at %llx read %016llx, not %016llx", cycle,
                        (unsigned long long)now_.pa, (unsigned long long)data,
                        (unsigned long long)w_.history.latest_dword(now_.pa));
    }

    World &w_;
    bench::Staller stall_;
    Op next_, now_;
    bool asking_ = false, busy_ = false, have_count_ = false;
    uint64_t accepted_ = 0, count_seen_ = 0;
};

#endif
