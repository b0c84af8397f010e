// SPDX-License-Identifier: Apache-2.0
// The clients of the cache benches. Each drives its port with random requests and random pauses,
// checks every answer against the history, and keeps its own promises of docs/architecture.md.
// `drive` sets the inputs of a cycle, `sample` looks at its handshakes just before the clock edge.
#ifndef TB_UNIT_CACHES_CLIENTS_H
#define TB_UNIT_CACHES_CLIENTS_H

#include <vector>

#include "arena.h"
#include "history.h"
#include "memory.h"

constexpr uint64_t kHang = 30000;   // cycles after which an unanswered request is a failure

// What the clients share.
struct World {
  World(bench::Run &run, bench::Stall stall, unsigned lines, unsigned latency)
      : run(run), arena{lines}, memory(run, stall, latency) {
    memory.limit = arena.limit();
    memory.bad.insert(arena.bad_dword());
  }
  bench::Run &run;
  Arena arena;
  History history;
  Memory memory;
  uint64_t cycle = 0;
  bool quiet = false;                  // no new requests: the run is about to end
  uint64_t counted = 0;                // what the shared counter has been raised by
  std::vector<std::pair<uint64_t, uint64_t>> dma_writes;   // line, first cycle; for reservations
  std::vector<uint64_t> dma_write_ends;

  uint64_t counter_start() const { return History::initial_dword(arena.counter()); }

  // Check a doubleword that was read in [first, last]; the counter has its own rule.
  void check(const char *who, uint64_t pa, uint64_t data, uint64_t first) {
    if ((pa & ~7ull) == arena.counter()) {
      uint64_t count = data - counter_start();
      if (count > counted + 2)
        run.fail("%s: cycle %llu: the counter reads %lld, raised %llu times", who,
                 (unsigned long long)cycle, (long long)count, (unsigned long long)counted);
      return;
    }
    uint8_t bad = history.refuse(pa, data, first, cycle);
    if (bad)
      run.fail("%s: cycle %llu: read %016llx at %llx since cycle %llu, latest %016llx, wrong bytes %02x",
               who, (unsigned long long)cycle, (unsigned long long)data, (unsigned long long)pa,
               (unsigned long long)first, (unsigned long long)history.latest_dword(pa), bad);
  }
};

// ------------------------------------------------------------------------------------------------
// The core: loads, stores, LR/SC, AMOs, device accesses, and addresses that are refused
template <class Dut> class Core {
 public:
  enum : uint8_t { kLoad, kStore, kLr, kSc, kSwap, kAdd, kXor, kAnd, kOr, kMin, kMax, kMinu, kMaxu };

  Core(World &w, bench::Stall stall) : w_(w), stall_(stall, w.run.random), io_(stall, w.run.random) {}

  void drive(Dut &dut) {
    if (!asking_ && !w_.quiet && stall_.go()) {
      choose();
      asking_ = true;
    } else if (asking_ && w_.run.random.percent(3)) {
      choose();       // a request not yet accepted may change
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

  void sample(Dut &dut) {
    if (dut.io_valid_o) {
      if (!busy_ || w_.memory.limit == 0 || now_.pa >= Arena::kRam || dut.io_pa_o != now_.pa
          || dut.io_be_o != now_.be || dut.io_write_o != (now_.op == kStore)
          || (dut.io_write_o && dut.io_wdata_o != now_.wdata))
        w_.run.fail("core: cycle %llu: wrong device access", (unsigned long long)w_.cycle);
      if (dut.io_ready_i) io_state_ = 1, io_count++;
    }
    if (dut.io_rsp_valid_i) io_state_ = 0;
    if (dut.core_rsp_valid_o) {
      if (!busy_) w_.run.fail("core: cycle %llu: an answer to nothing", (unsigned long long)w_.cycle);
      else answer(dut);
      busy_ = false;
    }
    if (dut.core_valid_i && dut.core_ready_o) {
      if (busy_) w_.run.fail("core: cycle %llu: accepted a second request", (unsigned long long)w_.cycle);
      accept();
    }
    if (busy_ && w_.cycle - accepted_ > kHang)
      w_.run.fail("core: no answer to %u at %llx since cycle %llu", now_.op,
                  (unsigned long long)now_.pa, (unsigned long long)accepted_);
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

  void choose() {
    bench::Random &r = w_.run.random;
    const Arena &a = w_.arena;
    Op op;
    op.wdata = r.next();
    unsigned kind = r.below(100);
    op.op = kind < 42 ? kLoad : kind < 75 ? kStore : kind < 87 ? kSwap : kind < 91 ? kLr
            : kind < 95 ? kSc : kLoad;
    if (op.op == kSwap) op.op = (uint8_t)(kSwap + r.below(9));
    unsigned size = r.below(4);
    if (op.op >= kLr && size < 2) size += 2;
    // a short run of neighbours now and then: stores followed by loads of the same doubleword
    if (!r.percent(30)) {
      line_ = r.below(a.lines);
      dword_ = r.below(8);
    } else if (r.percent(50)) {
      dword_ = (dword_ + 1) % 8;
    }
    if (op.op == kSc && r.percent(80)) line_ = reserved_line_;
    op.pa = a.line(line_) + dword_ * 8;
    unsigned first = r.below(8 >> size) << size;
    op.be = (uint8_t)(((1u << (1 << size)) - 1) << first);
    if (kind >= 95) {          // what is out of the ordinary
      switch (r.below(7)) {
        case 0: case 1:
          op.op = r.percent(50) ? kLoad : kStore;
          op.pa = Arena::kDevice + r.below(64) * 8;
          break;
        case 2: op.op = kSwap; op.pa = Arena::kDevice; break;
        case 3: op.op = r.percent(50) ? kLoad : kLr; op.pa = Arena::kRom + r.below(64) * 8; break;
        case 4: op.op = r.percent(50) ? kStore : kAdd; op.pa = Arena::kRom + r.below(64) * 8; break;
        case 5: op.op = r.below(13); op.pa = a.limit() + r.below(64) * 8; break;
        case 6: op.op = r.below(13); op.pa = a.bad_line() + r.below(8) * 8; break;
      }
      if (op.op >= kLr && size < 2) op.be = 0xff;
    } else if (op.pa == a.counter() && writes(op.op)) {
      op.op = kAdd, op.be = 0xff, op.wdata = 1;
    } else if (writes(op.op)) {
      uint8_t mine = Arena::owned(Owner::Core, line_, dword_);
      if (op.op == kStore) op.be &= mine;
      if (!op.be || (op.be & ~mine)) op.op = kLoad, op.be = 0xff;
    }
    next_ = op;
  }

  // What an access to memory leaves, from the manual, byte lanes and all
  static uint64_t result(const Op &op, uint64_t old) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < 8; i++) if (op.be >> i & 1) mask |= 0xffull << (8 * i);
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

  bool refused(const Op &op) const {
    bool memory = op.pa >= Arena::kRam || (op.pa >= Arena::kRom && op.pa < 0x10000);
    if (!memory) return op.op >= kLr;
    return op.pa < Arena::kRam && writes(op.op);
  }
  bool device(const Op &op) const { return op.pa >= 0x10000 && op.pa < Arena::kRam && op.op < kLr; }
  bool normal(const Op &op) const {
    return !refused(op) && !device(op) && op.pa >= Arena::kRam && (op.pa & ~63ull) != w_.arena.bad_line()
        && op.pa < w_.arena.limit();
  }

  void accept() {
    now_ = next_;
    asking_ = false;
    busy_ = true;
    accepted_ = w_.cycle;
    count++;
    if (normal(now_) && writes(now_.op)) {
      if (now_.pa == w_.arena.counter()) w_.counted++;
      else w_.history.begin(now_.pa, now_.be, result(now_, w_.history.latest_dword(now_.pa)), w_.cycle);
    }
  }

  bool reservation_lost() const {
    for (size_t i = 0; i < w_.dma_writes.size(); i++)
      if (w_.dma_writes[i].first == reserved_ && w_.dma_writes[i].second > reserved_cycle_
          && w_.dma_write_ends[i] < accepted_) return true;
    return false;
  }

  void answer(Dut &dut) {
    bool err = dut.core_rsp_err_o;
    uint64_t data = dut.core_rsp_data_o;
    unsigned long long cycle = w_.cycle;
    bool sc_may = have_reservation_ && reserved_ == (now_.pa & ~63ull) && !reservation_lost();
    if (now_.op == kSc) have_reservation_ = false;

    if (device(now_)) {
      if (!dut.io_rsp_valid_i || err != dut.io_rsp_err_i || (!err && data != dut.io_rsp_data_i))
        w_.run.fail("core: cycle %llu: not the device's answer", cycle);
      return;
    }
    bool must = refused(now_) || now_.pa >= w_.arena.limit() || now_.pa == w_.arena.bad_dword()
             || ((now_.pa & ~63ull) == w_.arena.bad_line() && now_.op != kLoad);
    bool may = (now_.pa & ~63ull) == w_.arena.bad_line();
    if ((must && !err) || (err && !must && !may)) {
      w_.run.fail("core: cycle %llu: operation %u at %llx: err %d", cycle, now_.op,
                  (unsigned long long)now_.pa, err);
      return;
    }
    if (err) return;

    if (now_.op == kSc) {
      if (data > 1) w_.run.fail("core: cycle %llu: SC answered %llx", cycle, (unsigned long long)data);
      if (data == 0 && !sc_may)
        w_.run.fail("core: cycle %llu: SC at %llx succeeded without a reservation", cycle,
                    (unsigned long long)now_.pa);
      if (data == 0) sc_good++;
      if (normal(now_)) {
        if (data == 0) w_.history.end(now_.pa, now_.be, w_.cycle);
        else w_.history.cancel(now_.pa, now_.be);
      }
      return;
    }
    if (now_.op == kLr) {
      have_reservation_ = true;
      reserved_ = now_.pa & ~63ull;
      reserved_cycle_ = w_.cycle;
      if (normal(now_)) reserved_line_ = line_of_now_();
    }
    if (normal(now_) && writes(now_.op) && now_.pa != w_.arena.counter()) {
      // what was there before: the bytes that are not written say little, those that are say all
      if (is_amo(now_.op)) {
        w_.history.cancel(now_.pa, now_.be);
        uint64_t old = w_.history.latest_dword(now_.pa), mask = 0;
        for (unsigned i = 0; i < 8; i++) if (now_.be >> i & 1) mask |= 0xffull << (8 * i);
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

  unsigned line_of_now_() const {
    for (unsigned i = 0; i < w_.arena.lines; i++)
      if (w_.arena.line(i) == (now_.pa & ~63ull)) return i;
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

// ------------------------------------------------------------------------------------------------
// The page-table walker: reads, and compare-and-set on what is its own or on the shared counter
template <class Dut> class Walker {
 public:
  Walker(World &w, bench::Stall stall) : w_(w), stall_(stall, w.run.random) {}

  void drive(Dut &dut) {
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

  void sample(Dut &dut) {
    if (dut.ptw_rsp_valid_o) {
      if (!busy_) w_.run.fail("walker: cycle %llu: an answer to nothing", (unsigned long long)w_.cycle);
      else answer(dut);
      busy_ = false;
    }
    if (dut.ptw_valid_i && dut.ptw_ready_o) {
      if (busy_) w_.run.fail("walker: cycle %llu: accepted a second request", (unsigned long long)w_.cycle);
      now_ = next_;
      asking_ = false;
      busy_ = true;
      accepted_ = w_.cycle;
      count++;
      if (now_.cas && now_.pa == w_.arena.counter()) w_.counted++;    // taken back if it fails
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

  void choose() {
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

  void answer(Dut &dut) {
    unsigned long long cycle = w_.cycle;
    bool err = dut.ptw_rsp_err_o;
    uint64_t data = dut.ptw_rsp_data_o;
    bool must = w_.memory.refuses(now_.pa) || now_.pa < Arena::kRam;
    if (err != must) {
      w_.run.fail("walker: cycle %llu: at %llx err %d", cycle, (unsigned long long)now_.pa, err);
      return;
    }
    if (err) return;
    if (now_.pa == w_.arena.counter()) {
      if (now_.cas && data != now_.expected) w_.counted--;
      if (now_.cas && data == now_.expected) cas_good++;
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

// ------------------------------------------------------------------------------------------------
// Instruction fetch: a request may see what was there at any time since the last invalidation before or
// with it
template <class Dut> class Fetcher {
 public:
  Fetcher(World &w, bench::Stall stall) : w_(w), stall_(stall, w.run.random) {}

  void drive(Dut &dut) {
    bench::Random &r = w_.run.random;
    if (!asking_ && !w_.quiet && stall_.go()) {
      choose();
      asking_ = true;
    }
    dut.fetch_kill_i = r.percent(4);
    dut.invalidate_valid_i = r.percent(2);
    if (dut.fetch_kill_i && asking_) choose();
    dut.fetch_valid_i = asking_;
    dut.fetch_pa_i = pa_;
  }

  void sample(Dut &dut) {
    if (dut.fetch_rsp_valid_o && !dut.fetch_kill_i) {
      if (!busy_) w_.run.fail("fetch: cycle %llu: an answer to nothing", (unsigned long long)w_.cycle);
      else answer(dut);
    }
    if (dut.fetch_rsp_valid_o || dut.fetch_kill_i) busy_ = false;
    if (dut.invalidate_valid_i && dut.invalidate_ready_o) since_ = w_.cycle;
    if (dut.fetch_valid_i && dut.fetch_ready_o) {
      if (busy_) w_.run.fail("fetch: cycle %llu: accepted a second request", (unsigned long long)w_.cycle);
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
  void choose() {
    bench::Random &r = w_.run.random;
    const Arena &a = w_.arena;
    unsigned kind = r.below(100);
    if (kind < 60) pa_ = (pa_ & ~63ull) | ((pa_ + 8) & 56);
    else if (kind < 94) pa_ = a.line(r.below(a.lines)) + r.below(8) * 8;
    else if (kind < 96) pa_ = Arena::kRom + r.below(64) * 8;
    else if (kind < 98) pa_ = a.bad_line() + r.below(8) * 8;
    else pa_ = r.percent(50) ? a.limit() : Arena::kDevice;
  }

  void answer(Dut &dut) {
    bool err = dut.fetch_rsp_err_o;
    bool device = now_ >= 0x10000 && now_ < Arena::kRam;
    bool must = device || w_.memory.refuses(now_);
    bool may = (now_ & ~63ull) == w_.arena.bad_line();
    if ((must && !err) || (err && !must && !may))
      w_.run.fail("fetch: cycle %llu: at %llx err %d", (unsigned long long)w_.cycle,
                  (unsigned long long)now_, err);
    if (!err) w_.check("fetch", now_, dut.fetch_rsp_data_o, accepted_since_);
  }

  World &w_;
  bench::Staller stall_;
  bool asking_ = false, busy_ = false;
  uint64_t pa_ = Arena::kRam, now_ = 0, accepted_ = 0, accepted_since_ = 0, since_ = 0;
};

// ------------------------------------------------------------------------------------------------
// Device DMA: lines and doublewords, both ways
template <class Dut> class Dma {
 public:
  Dma(World &w, bench::Stall stall) : w_(w), stall_(stall, w.run.random), data_(stall, w.run.random) {}

  // Read a line next, before any random request: for the final comparison.
  void read_line(uint64_t pa) {
    next_ = Op();
    next_.op = Memory::kLineRead;
    next_.pa = pa;
    asking_ = true;
  }

  void drive(Dut &dut) {
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

  void sample(Dut &dut) {
    if (dut.dma_rsp_valid_o) {
      if (!busy_) w_.run.fail("dma: cycle %llu: an answer to nothing", (unsigned long long)w_.cycle);
      else answer(dut);
    }
    if (dut.dma_wvalid_i && dut.dma_wready_o) given_++;
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
      w_.run.fail("dma: no answer to %u at %llx since cycle %llu", now_.op,
                  (unsigned long long)now_.pa, (unsigned long long)accepted_);
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
  bool refused() const {
    return now_.pa < Arena::kRam || now_.pa >= w_.arena.limit()
        || (now_.pa & ~63ull) == w_.arena.bad_line();
  }

  void choose() {
    bench::Random &r = w_.run.random;
    const Arena &a = w_.arena;
    Op op;
    for (auto &d : op.data) d = r.next();
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
      if (r.percent(50)) op.be &= (uint8_t)r.next();
      if (!op.be) op.op = Memory::kDwordRead;
    } else {
      op.op = r.below(4);
      op.pa = r.percent(50) ? Arena::kDevice : r.percent(50) ? Arena::kRom : a.bad_line();
      if (op.op == Memory::kLineWrite && op.pa == a.bad_line()) op.op = Memory::kDwordWrite;
    }
    next_ = op;
  }

  void answer(Dut &dut) {
    unsigned long long cycle = w_.cycle;
    bool err = dut.dma_rsp_err_o, last = dut.dma_rsp_last_o;
    uint64_t pa = (now_.pa & ~63ull) | ((now_.pa + 8 * taken_) & 56);
    if (is_write(now_)) {
      if (!last) w_.run.fail("dma: cycle %llu: a write's answer without last", cycle);
      if (err != refused()) w_.run.fail("dma: cycle %llu: write at %llx err %d", cycle, (unsigned long long)pa, err);
      if (given_ < beats(now_)) w_.run.fail("dma: cycle %llu: a write answered before its data", cycle);
      if (!refused()) {
        for (unsigned i = 0; i < beats(now_); i++) w_.history.end(now_.pa + 8 * i, now_.be, w_.cycle);
        w_.dma_write_ends.back() = w_.cycle;
      }
      busy_ = false;
      return;
    }
    if (err != (device() || w_.memory.refuses(pa)))
      w_.run.fail("dma: cycle %llu: read at %llx err %d", cycle, (unsigned long long)pa, err);
    if (!err) w_.check("dma", pa, dut.dma_rsp_data_o, accepted_);
    taken_++;
    if (last != (taken_ == beats(now_)))
      w_.run.fail("dma: cycle %llu: last at beat %u of operation %u", cycle, taken_, now_.op);
    if (last) busy_ = false;
  }

  World &w_;
  bench::Staller stall_, data_;
  Op next_, now_;
  bool asking_ = false, busy_ = false;
  unsigned given_ = 0, taken_ = 0;
  uint64_t accepted_ = 0;
};

#endif
