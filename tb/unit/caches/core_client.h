// SPDX-License-Identifier: Apache-2.0
// The core: loads, stores, LR/SC, AMOs, device accesses, and addresses that are refused; some of the loads
// and stores content with an early answer, so that several are open
#ifndef TB_UNIT_CACHES_CORE_CLIENT_H
#define TB_UNIT_CACHES_CORE_CLIENT_H

#include <map>

#include "world.h"

template <class Dut> class Core
{
public:
    enum : uint8_t { kLoad, kStore, kLr, kSc, kSwap, kAdd, kXor, kAnd, kOr, kMin, kMax, kMinu, kMaxu, kFlush, kZero };

    Core(World &w, bench::Stall stall) : w_(w), stall_(stall, w.run.random), io_(stall, w.run.random) {}

    void drive(Dut &dut)
    {
        if (!asking_ && !w_.quiet && stall_.go()) {
            choose();
            asking_ = true;
        } else if (asking_ && w_.run.random.percent(3)) {
            choose();  // a request not yet accepted may change
        }
        dut.core_valid_i = asking_;
        dut.core_op_i = asking_ ? next_.op : w_.run.random.below(16);
        dut.core_be_i = next_.be;
        dut.core_pa_i = next_.pa;
        dut.core_wdata_i = next_.wdata;
        dut.core_early_i = next_.early;
        dut.core_pbmt_i = next_.pbmt;
        dut.core_id_i = next_.id;
        dut.io_ready_i = io_state_ == 0 && io_.go();
        dut.io_rsp_valid_i = io_state_ == 1 && io_.go();
        dut.io_rsp_err_i = w_.run.random.percent(20);
        dut.io_rsp_data_i = w_.run.random.next();
    }

    void sample(Dut &dut)
    {
        if (dut.io_valid_o) {
            if (!busy_ || w_.memory.limit == 0 || now_.pa >= Arena::kRam || dut.io_pa_o != now_.pa ||
                dut.io_be_o != now_.be || dut.io_write_o != (now_.op == kStore) ||
                (dut.io_write_o && dut.io_wdata_o != now_.wdata))
                w_.run.fail("core: cycle %llu: wrong device access", (unsigned long long)w_.cycle);
            if (dut.io_ready_i)
                io_state_ = 1, io_count++;
        }
        if (dut.io_rsp_valid_i)
            io_state_ = 0;
        if (dut.late_valid_o)
            late(dut);
        if (dut.refused_o)
            refused_line(dut.refused_pa_o & ~63ull);
        if (dut.quiet_o)
            quiet();
        if (dut.core_rsp_valid_o) {
            if (!busy_)
                w_.run.fail("core: cycle %llu: an answer to nothing", (unsigned long long)w_.cycle);
            else
                answer(dut);
            busy_ = false;
        }
        if (dut.core_valid_i && dut.core_ready_o) {
            if (busy_)
                w_.run.fail("core: cycle %llu: accepted a second request", (unsigned long long)w_.cycle);
            accept();
        }
        if (busy_ && w_.cycle - accepted_ > kHang)
            w_.run.fail("core: no answer to %u at %llx since cycle %llu", now_.op, (unsigned long long)now_.pa,
                        (unsigned long long)accepted_);
        if (w_.cycle - quiet_cycle_ > kHang && (!stores_.empty() || open_loads()))
            w_.run.fail("core: early accesses are not performed since cycle %llu", (unsigned long long)quiet_cycle_);
        for (const auto &line : to_refuse_)
            if (w_.cycle - line.second > kHang)
                w_.run.fail("core: nobody was told that line %llx, needed since cycle %llu, was refused",
                            (unsigned long long)line.first, (unsigned long long)line.second);
        quiet_seen_ = dut.quiet_o;
    }

    bool idle() const { return !busy_ && !asking_ && quiet_seen_ && to_refuse_.empty(); }
    uint64_t count = 0, sc_good = 0, io_count = 0, late_count = 0, early_stores = 0;

private:
    struct Op {
        uint8_t op = 0, be = 0xff;
        uint64_t pa = 0, wdata = 0;
        bool early = false;
        uint8_t id = 0, pbmt = 0;  // Svpbmt: NC 1, IO 2
    };
    // A load that was answered `late`
    struct LateLoad {
        bool open = false;
        Op op;
        uint64_t accepted = 0;
        uint64_t own = 0;  // what the core's own bytes of the doubleword must be: older stores', not younger ones'
        uint8_t mine = 0;  // which these are
    };

    static bool is_amo(uint8_t op) { return op >= kSwap && op <= kMaxu; }
    static bool writes(uint8_t op) { return op != kLoad && op != kLr && op != kFlush; }

    void choose()
    {
        bench::Random &r = w_.run.random;
        const Arena &a = w_.arena;
        Op op;
        op.wdata = r.next();
        unsigned kind = r.below(100);
        op.op = kind < 42 ? kLoad : kind < 75 ? kStore : kind < 87 ? kSwap : kind < 91 ? kLr : kind < 95 ? kSc : kLoad;
        if (op.op == kSwap)
            op.op = (uint8_t)(kSwap + r.below(9));
        unsigned size = r.below(4);
        if (op.op >= kLr && size < 2)
            size += 2;
        // a short run of neighbours now and then: stores followed by loads of the same doubleword
        if (!r.percent(30)) {
            line_ = r.below(a.lines);
            dword_ = r.below(8);
        } else if (r.percent(50)) {
            dword_ = (dword_ + 1) % 8;
        }
        if (op.op == kSc && r.percent(80))
            line_ = reserved_line_;
        op.pa = a.line(line_) + dword_ * 8;
        unsigned first = r.below(8 >> size) << size;
        op.be = (uint8_t)(((1u << (1 << size)) - 1) << first);
        if (kind >= 95) {  // what is out of the ordinary
            switch (r.below(7)) {
            case 0:
            case 1:
                op.op = r.percent(50) ? kLoad : kStore;
                op.pa = Arena::kDevice + r.below(64) * 8;
                break;
            case 2:
                op.op = kSwap;
                op.pa = Arena::kDevice;
                break;
            case 3:
                op.op = r.percent(50) ? kLoad : kLr;
                op.pa = Arena::kRom + r.below(64) * 8;
                break;
            case 4:
                op.op = r.percent(50) ? kStore : kAdd;
                op.pa = Arena::kRom + r.below(64) * 8;
                break;
            case 5:
                op.op = r.below(13);
                op.pa = a.limit() + r.below(64) * 8;
                break;
            case 6:
                op.op = r.below(13);
                op.pa = a.bad_line() + r.below(8) * 8;
                break;
            }
            if (op.op >= kLr && size < 2)
                op.be = 0xff;
        } else if (op.pa == a.counter() && writes(op.op)) {
            op.op = kAdd, op.be = 0xff, op.wdata = 1;
        } else if (writes(op.op)) {
            uint8_t mine = Arena::owned(Owner::Core, line_, dword_);
            if (op.op == kStore)
                op.be &= mine;
            if (!op.be || (op.be & ~mine))
                op.op = kLoad, op.be = 0xff;
        }
        if (kind < 95 && r.percent(6)) {  // a whole line, if all of it is the core's
            op.op = r.percent(50) ? kFlush : kZero;
            op.be = 0xff;
            for (unsigned d = 0; d < 8 && op.op == kZero; d++)
                if (Arena::owned(Owner::Core, line_, d) != 0xff)
                    op.op = kFlush;
        }
        if (op.op == kZero)
            op.early = r.percent(early_percent_);
        if ((op.op == kLoad || op.op == kStore) && r.percent(early_percent_)) {
            op.early = true;
            op.id = (uint8_t)r.below(4);
            for (unsigned i = 0; i < 4 && taken(op.id); i++)
                op.id = (op.id + 1) % 4;
            op.early = op.op == kStore || !taken(op.id);
        }
        if (r.percent(uncached_percent_))
            op.pbmt = (uint8_t)(1 + r.below(2));
        next_ = op;
    }

    // What an access to memory leaves, from the manual, byte lanes and all
    static uint64_t result(const Op &op, uint64_t old)
    {
        uint64_t mask = 0;
        for (unsigned i = 0; i < 8; i++)
            if (op.be >> i & 1)
                mask |= 0xffull << (8 * i);
        uint64_t operand = op.wdata;
        if (is_amo(op.op) && op.op != kSwap) {
            unsigned shift = op.be == 0xf0 ? 32 : 0;
            bool word = op.be != 0xff;
            uint64_t a = old >> shift, b = op.wdata >> shift;
            int64_t sa = word ? (int32_t)a : (int64_t)a, sb = word ? (int32_t)b : (int64_t)b;
            uint64_t ua = word ? (uint32_t)a : a, ub = word ? (uint32_t)b : b;
            uint64_t v = 0;
            switch (op.op) {
            case kAdd: v = a + b; break;
            case kXor: v = a ^ b; break;
            case kAnd: v = a & b; break;
            case kOr: v = a | b; break;
            case kMin: v = sa < sb ? a : b; break;
            case kMax: v = sa > sb ? a : b; break;
            case kMinu: v = ua < ub ? a : b; break;
            case kMaxu: v = ua > ub ? a : b; break;
            }
            operand = v << shift;
        }
        return (old & ~mask) | (operand & mask);
    }

    bool refused(const Op &op) const
    {
        bool memory = op.pa >= Arena::kRam || (op.pa >= Arena::kRom && op.pa < 0x10000);
        if (!memory)
            return op.op >= kLr;
        return op.pa < Arena::kRam && writes(op.op);
    }
    bool device(const Op &op) const { return op.pa >= 0x10000 && op.pa < Arena::kRam && op.op < kLr; }
    bool normal(const Op &op) const
    {
        return !refused(op) && !device(op) && op.pa >= Arena::kRam && (op.pa & ~63ull) != w_.arena.bad_line() &&
               op.pa < w_.arena.limit();
    }

    void accept()
    {
        now_ = next_;
        now_.early = now_.early && !now_.pbmt;  // what is asked for is not granted
        own_ = w_.history.latest_dword(now_.pa);
        mine_ = normal(now_) && now_.pa != w_.arena.counter()
                    ? Arena::owned(Owner::Core, line_of_now_(), now_.pa / 8 % 8)
                    : 0;
        asking_ = false;
        busy_ = true;
        accepted_ = w_.cycle;
        count++;
        if (normal(now_) && writes(now_.op)) {
            if (now_.op == kZero)
                for (unsigned d = 0; d < 8; d++)
                    w_.history.begin((now_.pa & ~63ull) + 8 * d, 0xff, 0, w_.cycle);
            else if (now_.pa == w_.arena.counter())
                w_.counted++;
            else
                w_.history.begin(now_.pa, now_.be, result(now_, w_.history.latest_dword(now_.pa)), w_.cycle);
        }
    }

    bool reservation_lost() const
    {
        for (size_t i = 0; i < w_.dma_writes.size(); i++)
            if (w_.dma_writes[i].first == reserved_ && w_.dma_writes[i].second > reserved_cycle_ &&
                w_.dma_write_ends[i] < accepted_)
                return true;
        return false;
    }

    void answer(Dut &dut)
    {
        bool err = dut.core_rsp_err_o;
        uint64_t data = dut.core_rsp_data_o;
        unsigned long long cycle = w_.cycle;
        bool sc_may = have_reservation_ && reserved_ == (now_.pa & ~63ull) && !reservation_lost();
        if (now_.op == kSc)
            have_reservation_ = false;

        if (dut.core_rsp_late_o) {
            if (now_.op != kLoad || !now_.early || late_[now_.id].open || device(now_) || refused(now_))
                w_.run.fail("core: cycle %llu: operation %u at %llx is not to be late", cycle, now_.op,
                            (unsigned long long)now_.pa);
            late_[now_.id] = {true, now_, accepted_, own_, mine_};
            promised(now_);
            late_count++;
            return;
        }
        if (device(now_)) {
            if (!dut.io_rsp_valid_i || err != dut.io_rsp_err_i || (!err && data != dut.io_rsp_data_i))
                w_.run.fail("core: cycle %llu: not the device's answer", cycle);
            return;
        }
        bool must = refused(now_) || now_.pa >= w_.arena.limit() || now_.pa == w_.arena.bad_dword() ||
                    ((now_.pa & ~63ull) == w_.arena.bad_line() && now_.op != kLoad);
        bool may = (now_.pa & ~63ull) == w_.arena.bad_line();
        if ((now_.op == kStore || now_.op == kZero) && now_.early && !refused(now_)) {
            if (err)
                w_.run.fail("core: cycle %llu: an early store at %llx: err", cycle, (unsigned long long)now_.pa);
            early_stores++;
            promised(now_);
            if (normal(now_))
                stores_.push_back(now_);
            return;
        }
        if ((must && !err) || (err && !must && !may)) {
            w_.run.fail("core: cycle %llu: operation %u at %llx: err %d", cycle, now_.op, (unsigned long long)now_.pa,
                        err);
            return;
        }
        if (err)
            return;

        if (now_.op == kSc) {
            if (data > 1)
                w_.run.fail("core: cycle %llu: SC answered %llx", cycle, (unsigned long long)data);
            if (data == 0 && !sc_may)
                w_.run.fail("core: cycle %llu: SC at %llx succeeded without a reservation", cycle,
                            (unsigned long long)now_.pa);
            if (data == 0)
                sc_good++;
            if (normal(now_)) {
                if (data == 0)
                    w_.history.end(now_.pa, now_.be, w_.cycle);
                else
                    w_.history.cancel(now_.pa, now_.be);
            }
            return;
        }
        if (now_.op == kLr) {
            have_reservation_ = true;
            reserved_ = now_.pa & ~63ull;
            reserved_cycle_ = w_.cycle;
            if (normal(now_))
                reserved_line_ = line_of_now_();
        }
        if (normal(now_) && writes(now_.op) && now_.pa != w_.arena.counter()) {
            // what was there before: the bytes that are not written say little, those that are say all
            if (is_amo(now_.op)) {
                w_.history.cancel(now_.pa, now_.be);
                uint64_t old = w_.history.latest_dword(now_.pa), mask = 0;
                for (unsigned i = 0; i < 8; i++)
                    if (now_.be >> i & 1)
                        mask |= 0xffull << (8 * i);
                if ((old ^ data) & mask)
                    w_.run.fail("core: cycle %llu: AMO at %llx read %016llx, not %016llx", cycle,
                                (unsigned long long)now_.pa, (unsigned long long)data, (unsigned long long)old);
                w_.history.begin(now_.pa, now_.be, result(now_, old), accepted_);
            }
            end(now_);
            return;
        }
        if (now_.op == kFlush)
            return;
        check(now_, data, accepted_, own_, mine_);
    }

    // A write has been done
    void end(const Op &op)
    {
        if (op.op != kZero)
            w_.history.end(op.pa, op.be, w_.cycle);
        for (unsigned d = 0; d < 8 && op.op == kZero; d++)
            w_.history.end((op.pa & ~63ull) + 8 * d, 0xff, w_.cycle);
    }

    // A load's bytes: the core's own are those of its last store before, others' what the history allows
    void check(const Op &op, uint64_t data, uint64_t accepted, uint64_t own, uint8_t mine)
    {
        w_.check("core", op.pa, data, accepted, op.be);
        for (unsigned i = 0; i < 8; i++)
            if ((op.be & mine) >> i & 1 && (uint8_t)(data >> 8 * i) != (uint8_t)(own >> 8 * i))
                w_.run.fail("core: cycle %llu: load of %llx accepted at %llu: %016llx, last stored %016llx, byte %u",
                            (unsigned long long)w_.cycle, (unsigned long long)op.pa, (unsigned long long)accepted,
                            (unsigned long long)data, (unsigned long long)own, i);
    }

    void late(Dut &dut)
    {
        LateLoad &l = late_[dut.late_id_o];
        if (!l.open) {
            w_.run.fail("core: cycle %llu: late data for nobody", (unsigned long long)w_.cycle);
            return;
        }
        l.open = false;
        bool bad = (l.op.pa & ~63ull) == w_.arena.bad_line(), beyond = l.op.pa >= w_.arena.limit();
        if (dut.late_err_o ? !bad && !beyond : beyond || l.op.pa == w_.arena.bad_dword())
            w_.run.fail("core: cycle %llu: late load of %llx: err %d", (unsigned long long)w_.cycle,
                        (unsigned long long)l.op.pa, dut.late_err_o);
        if (!dut.late_err_o)
            check(l.op, dut.late_data_o, l.accepted, l.own, l.mine);
    }

    // An early access whose line memory refuses: that must be said.
    void promised(const Op &op)
    {
        uint64_t line = op.pa & ~63ull;
        if (line == w_.arena.bad_line() || op.pa >= w_.arena.limit())
            to_refuse_[line] = w_.cycle;
    }
    void refused_line(uint64_t line)
    {
        if (line != w_.arena.bad_line() && line < w_.arena.limit())
            w_.run.fail("core: cycle %llu: line %llx said to be refused", (unsigned long long)w_.cycle,
                        (unsigned long long)line);
        to_refuse_.erase(line);
    }
    void quiet()
    {
        if (open_loads())
            w_.run.fail("core: cycle %llu: quiet, and a load is open", (unsigned long long)w_.cycle);
        for (const Op &op : stores_)
            end(op);
        stores_.clear();
        quiet_cycle_ = w_.cycle;
    }
    bool taken(uint8_t id) const
    {
        return late_[id].open || (busy_ && now_.early && now_.op == kLoad && now_.id == id);
    }
    bool open_loads() const { return late_[0].open || late_[1].open || late_[2].open || late_[3].open; }

    unsigned line_of_now_() const
    {
        for (unsigned i = 0; i < w_.arena.lines; i++)
            if (w_.arena.line(i) == (now_.pa & ~63ull))
                return i;
        return 0;
    }

    World &w_;
    bench::Staller stall_, io_;
    Op next_, now_;
    bool asking_ = false, busy_ = false;
    LateLoad late_[4];
    std::vector<Op> stores_;                  // answered early, perhaps not performed
    std::map<uint64_t, uint64_t> to_refuse_;  // lines, and since when
    uint64_t own_ = 0, quiet_cycle_ = 0;
    uint8_t mine_ = 0;
    bool quiet_seen_ = false;
    const unsigned early_percent_ = w_.run.random.below(3) * 50;
    const unsigned uncached_percent_ = w_.run.random.below(3) * 20;
    unsigned line_ = 0, dword_ = 0, reserved_line_ = 0;
    int io_state_ = 0;
    uint64_t accepted_ = 0;
    bool have_reservation_ = false;
    uint64_t reserved_ = 0, reserved_cycle_ = 0;
};

#endif
