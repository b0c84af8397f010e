// SPDX-License-Identifier: Apache-2.0
// The core: loads, stores, LR/SC, AMOs, device accesses, and addresses that are refused
#ifndef TB_UNIT_CACHES_CORE_CLIENT_H
#define TB_UNIT_CACHES_CORE_CLIENT_H

#include "world.h"

template <class Dut> class Core
{
public:
    enum : uint8_t { kLoad, kStore, kLr, kSc, kSwap, kAdd, kXor, kAnd, kOr, kMin, kMax, kMinu, kMaxu };

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
    }

    bool idle() const { return !busy_ && !asking_; }
    uint64_t count = 0, sc_good = 0, io_count = 0;

private:
    struct Op {
        uint8_t op = 0, be = 0xff;
        uint64_t pa = 0, wdata = 0;
    };

    static bool is_amo(uint8_t op) { return op >= kSwap && op <= kMaxu; }
    static bool writes(uint8_t op) { return op != kLoad && op != kLr; }

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
        asking_ = false;
        busy_ = true;
        accepted_ = w_.cycle;
        count++;
        if (normal(now_) && writes(now_.op)) {
            if (now_.pa == w_.arena.counter())
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

        if (device(now_)) {
            if (!dut.io_rsp_valid_i || err != dut.io_rsp_err_i || (!err && data != dut.io_rsp_data_i))
                w_.run.fail("core: cycle %llu: not the device's answer", cycle);
            return;
        }
        bool must = refused(now_) || now_.pa >= w_.arena.limit() || now_.pa == w_.arena.bad_dword() ||
                    ((now_.pa & ~63ull) == w_.arena.bad_line() && now_.op != kLoad);
        bool may = (now_.pa & ~63ull) == w_.arena.bad_line();
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
            w_.history.end(now_.pa, now_.be, w_.cycle);
            return;
        }
        w_.check("core", now_.pa, data, accepted_);
    }

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
    unsigned line_ = 0, dword_ = 0, reserved_line_ = 0;
    int io_state_ = 0;
    uint64_t accepted_ = 0;
    bool have_reservation_ = false;
    uint64_t reserved_ = 0, reserved_cycle_ = 0;
};

#endif
