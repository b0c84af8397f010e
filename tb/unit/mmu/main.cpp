// SPDX-License-Identifier: Apache-2.0
// The MMU at its ports: random page tables that change under it, contexts, fences and PMP settings,
// against the reference walk; every handshake free, random or stalling long; a fence slid over every
// cycle of a walk; and the exact cost of the common cases.
#include <algorithm>
#include <deque>
#include <string>

#include "world.h"

namespace {

using namespace mmu;
using bench::Run;
using bench::Stall;
using bench::Staller;

// Data that a cache gives for an address
uint64_t content(uint64_t pa) { return (pa & ~7ull) * 0x2545f4914f6cdd1d + 1; }

// A cache behind one port: accepts one access, answers it in the next cycle or later, in order.
struct Cache {
  Staller accept, answer;
  bool busy = false;
  uint64_t pa = 0;
  bool answering = false;             // in this cycle
  bool ready = false;
  void begin() {
    answering = busy && answer.go();
    ready = (!busy || answering) && accept.go();
  }
  void end(bool accepted, bool killed, uint64_t accepted_pa) {
    if (answering || killed) busy = false;
    if (accepted) {
      busy = true;
      pa = accepted_pa;
    }
  }
};

// What the bench remembers of an accepted request.
struct Pending {
  bool valid = false, in_cache = false;
  uint64_t va = 0, pa = 0;
  Legal legal;
  long accepted = 0;
};

struct Stalls {
  Stall core, ic, dc, ptw;
};

class Bench {
 public:
  Bench(Run &run, const Stalls &s)
      : run(run), random(run.random), world(random), driver(run.seed),
        fetch_go(s.core, random), data_go(s.core, random),
        ic{Staller(s.ic, random), Staller(s.ic, random)},
        dc{Staller(s.dc, random), Staller(s.dc, random)},
        ptw{Staller(s.ptw, random), Staller(s.ptw, random)} {
    for (int i = 0; i < pmp::kEntries; i++) driver.pmp(i, world.entries[i].cfg, world.entries[i].addr);
    driver.dut->pmp_changed_i = 1;
    driver.tick();
    driver.dut->pmp_changed_i = 0;
    for (int i = 0; i < 20; i++) driver.tick();
    new_context();
  }

  // ---- one cycle: `begin` sets what memory says, the caller sets requests, `finish` judges and ticks
  void begin() {
    world.now++;
    driver.idle();
    ic.begin();
    dc.begin();
    ptw.begin();
    driver.dut->ic_req_ready_i = ic.ready;
    driver.dut->dc_req_ready_i = dc.ready;
    driver.dut->ptw_req_ready_i = ptw.ready;
    if (ic.answering) driver.ic_answer(content(ic.pa), !world.answers(ic.pa));
    if (dc.answering) driver.dc_answer(content(dc.pa), !world.answers(dc.pa));
    if (ptw.answering) answer_walk();
    driver.context(context);
  }

  void finish() {
    driver.settle();
    const Events e = driver.events();
    itlb_lookups += e.itlb_lookup;
    itlb_misses += e.itlb_miss;
    dtlb_lookups += e.dtlb_lookup;
    dtlb_misses += e.dtlb_miss;
    started += e.start_i + e.start_d;
    done += e.done;
    faulted += e.fault;
    killed += e.killed;
    ad_updates += e.ad_update;
    if (e.start_i || e.start_d) walk_began = world.now;
    if (e.done + e.fault + e.killed > 1) run.fail("a walk ended in two ways at moment %ld", world.now);
    check_walk_record();
    check_data_response();
    check_fetch_response();
    if (driver.dut->fetch_kill_i) fetched.valid = false;

    const bool fetch_accepted = driver.fetch_accepted(), data_accepted = driver.data_accepted();
    if (fetch_accepted) accept_fetch();
    if (data_accepted) accept_data();
    if (driver.dut->ic_req_valid_o && !driver.dut->fetch_req_valid_i) run.fail("fetch from nowhere");
    if (driver.dut->dc_req_valid_o && !driver.dut->data_req_valid_i) run.fail("access from nowhere");
    if (driver.dut->ptw_req_valid_o && ptw.ready) accept_walk();
    watch(fetch_accepted, data_accepted);

    ic.end(fetch_accepted && driver.dut->ic_req_valid_o, driver.dut->fetch_kill_i, driver.dut->ic_req_pa_o);
    dc.end(data_accepted && driver.dut->dc_req_valid_o, false, driver.dc_request().pa);
    ptw.end(driver.dut->ptw_req_valid_o && ptw.ready, false, walk_request.pa);
    driver.tick();
  }

  // ---- requests
  void present_fetch(uint64_t va, bool renew) {
    if (!fetch_waits || renew || va != fetch_va) fetch_since = world.now;
    fetch_waits = true;
    fetch_va = va;
    driver.fetch(va);
    if (renew) driver.dut->fetch_kill_i = 1;
  }
  void kill_fetch() {
    driver.dut->fetch_kill_i = 1;
    fetch_waits = false;
  }
  void present_data(const DataRequest &r) {
    if (!data_waits || r.va != data_request.va || r.op != data_request.op) data_since = world.now;
    data_waits = true;
    data_request = r;
    driver.data(r);
  }

  uint64_t random_fetch() {
    return world.random_va(context.priv_fetch != 3 && context.satp) & ~1ull;
  }
  DataRequest random_data() {
    static const Op ops[] = {Load, Load, Load, Store, Store, Store, Probe, Lr, Sc, AmoAdd};
    DataRequest r;
    r.op = ops[random.below(10)];
    r.va = world.random_va(context.priv_data != 3 && context.satp);
    if (random.percent(30)) r.va += random.below(8);
    r.misaligned = (r.op == Load || r.op == Store || r.op == Probe) && random.percent(10);
    r.be = (uint8_t)(random.below(255) + 1);
    r.wdata = random.next();
    return r;
  }

  void new_context() {
    static const int privs[] = {0, 0, 0, 1, 1, 1, 1, 3};
    asid = (int)random.below(kAsids);
    context.priv_fetch = privs[random.below(8)];
    context.priv_data = random.percent(80) ? context.priv_fetch : privs[random.below(8)];
    context.sum = random.percent(50);
    context.mxr = random.percent(30);
    context.adue = random.percent(50);
    context.satp = random.percent(95) ? world.satp(asid) : 0;
  }

  Fence random_fence() {
    Fence f;
    f.by_va = random.percent(70);
    f.by_asid = random.percent(60);
    f.asid = world.asids[random.below(kAsids)];
    f.va = world.random_va(true);
    return f;
  }

  // The random machine that stands in for a core.
  void random_cycle() {
    begin();
    // memory changes at any time; what the MMU may then say is the world's to know
    if (random.percent(4)) world.mutate();

    bool kill = kill_next || random.percent(3), data_allowed = true;
    kill_next = false;
    if (pmp_next) set_pmp();
    pmp_next = false;
    if (fencing) {
      data_allowed = false;
      driver.fence(fence);
    } else if (random.percent(2) && !accessed.valid) {
      fencing = true;
      fence = random_fence();
      fence_begun = world.now;
      data_allowed = false;
      driver.fence(fence);
    } else if (random.percent(2)) {
      new_context();
      driver.context(context);
      kill = true;
      data_allowed = false;
    } else if (random.below(400) == 0) {
      world.random_pmp();
      world.forget(world.now);
      pmp_next = random.percent(50);
      if (!pmp_next) set_pmp();
      driver.dut->pmp_changed_i = 1;
      kill = true;
      data_allowed = false;
    }

    const bool redirect = kill || !fetch_waits;
    if (redirect && !fetch_go.go()) {
      if (kill) kill_fetch();
    } else {
      uint64_t va = fetch_va;
      if (redirect) va = random.percent(30) ? fetch_va : random_fetch();
      if (random.percent(1)) va = random_fetch();     // changed without a kill
      present_fetch(va, kill);
    }

    if (!data_allowed || (data_waits && random.percent(3))) {
      data_waits = false;                                        // withdrawn
    } else if (data_waits || data_go.go()) {
      present_data(data_waits ? data_request : random_data());
    }
    finish();
    if (fencing && driver_sfence_ready) {
      fencing = false;
      world.fenced(fence, fence_begun);
      kill_next = true;
    }
  }

  void set_pmp() {
    for (int i = 0; i < pmp::kEntries; i++) driver.pmp(i, world.entries[i].cfg, world.entries[i].addr);
  }

  // Let everything end, then hold the books against each other.
  void drain() {
    data_waits = false;
    for (int i = 0; i < 4000; i++) {
      begin();
      kill_fetch();
      finish();
    }
    if (accessed.valid) run.fail("an accepted access was never answered");
    if (started != done + faulted + killed)
      run.fail("walks: %ld started, %ld done, %ld faulted, %ld killed", started, done, faulted, killed);
    if (records != done + faulted + killed) run.fail("%ld walk records for %ld walks", records, started);
    if (itlb_misses > itlb_lookups || dtlb_misses > dtlb_lookups) run.fail("more misses than lookups");
    if (itlb_misses + dtlb_misses > started) run.fail("more misses than walks");
  }

  Run &run;
  bench::Random &random;
  World world;
  Driver driver;
  Context context{};
  int asid = 0;
  Staller fetch_go, data_go;
  Cache ic, dc, ptw;

  bool fetch_waits = false, data_waits = false;
  uint64_t fetch_va = 0;
  DataRequest data_request{};
  long fetch_since = 0, data_since = 0;
  Pending fetched, accessed;
  bool fencing = false, kill_next = false, pmp_next = false, driver_sfence_ready = false;
  Fence fence{};
  long fence_begun = 0;

  long itlb_lookups = 0, itlb_misses = 0, dtlb_lookups = 0, dtlb_misses = 0;
  long started = 0, done = 0, faulted = 0, killed = 0, records = 0, ad_updates = 0;
  long accepted = 0, page_faults = 0, access_faults = 0;

 private:
  WalkRequest walk_request{};
  long fetch_stuck = 0, data_stuck = 0, walk_began = 0, fence_done = -1;

  void accept_walk() {
    walk_request = driver.ptw_request();
    if (walk_request.pa & 7) run.fail("walker reads %lx", (long)walk_request.pa);
    if (!is_memory(walk_request.pa)) run.fail("walker reads a device at %lx", (long)walk_request.pa);
    if (!walk_request.cas) return;
    const uint64_t added = walk_request.desired ^ walk_request.expected;
    if (!context_had_adue) run.fail("A or D written without ADUE");
    if (added & ~(sv39::A | sv39::D) || (walk_request.desired & added) != added || !added)
      run.fail("walker writes %lx over %lx", (long)walk_request.desired, (long)walk_request.expected);
  }
  void answer_walk() {
    const bool err = !world.answers(walk_request.pa);
    const uint64_t value = world.read(walk_request.pa);
    if (walk_request.cas && !err && value == walk_request.expected) {
      world.write(walk_request.pa, walk_request.desired);
      if (walk_began <= fence_done) run.fail("a walk from before a fence sets A or D after it");
    }
    driver.ptw_answer(value, err);
  }

  void check_walk_record() {
    context_had_adue = context_had_adue || context.adue;
    driver_sfence_ready = driver.dut->sfence_ready_o;
    if (driver.dut->sfence_valid_i && driver_sfence_ready) fence_done = world.now;
    if (!driver.dut->walk_valid_o) return;
    records++;
    const Walk w = driver.walk();
    if (w.ad_write && !(w.pte & sv39::A)) run.fail("walk record: A written but not set");
    if (!w.fault && !w.killed && !(w.pte & sv39::V)) run.fail("walk record: filled from an invalid PTE");
  }

  void judge(const char *side, const Pending &p, const Response &r, bool in_cache) {
    accepted++;
    page_faults += r.fault == FaultPage;
    access_faults += r.fault == FaultAccess;
    if (in_cache) {
      const Fault expected = world.answers(p.pa) ? FaultNone : FaultAccess;
      if (r.fault != expected) run.fail("%s %lx: fault %d, the bus says %d", side, (long)p.va, r.fault, expected);
      if (!r.fault && r.data != content(p.pa)) run.fail("%s %lx: wrong data", side, (long)p.va);
    }
    if (!r.fault && in_cache && r.pa != p.pa) run.fail("%s %lx: answer names pa %lx", side, (long)p.va, (long)r.pa);
  }

  // The walk, PMP and attributes of an access that faulted or was answered by the MMU itself
  void judge_here(const char *side, const Pending &p, const Response &r) {
    const bool legal = r.fault == FaultPage ? p.legal.page_fault
                       : r.fault == FaultAccess ? p.legal.access_fault : p.legal.pas.count(r.pa) > 0;
    if (!legal)
      run.fail("%s of %lx, accepted at moment %ld: fault %d pa %lx is not legal (legal: page %d access %d, %d addresses)",
               side, (long)p.va, p.accepted, r.fault, (long)r.pa, p.legal.page_fault,
               p.legal.access_fault, (int)p.legal.pas.size());
  }

  void check_fetch_response() {
    if (!driver.dut->fetch_rsp_valid_o || driver.dut->fetch_kill_i) return;
    if (!fetched.valid) return run.fail("a fetch answer that nobody waits for, moment %ld", world.now);
    const Response r = driver.fetch_response();
    judge("fetch", fetched, r, fetched.in_cache);
    if (!fetched.in_cache) judge_here("fetch", fetched, r);
    fetched.valid = false;
  }
  void check_data_response() {
    if (!driver.dut->data_rsp_valid_o) return;
    if (!accessed.valid) return run.fail("a data answer that nobody waits for, moment %ld", world.now);
    const Response r = driver.data_response();
    judge("access", accessed, r, accessed.in_cache);
    if (!accessed.in_cache) judge_here("access", accessed, r);
    accessed.valid = false;
  }

  void accept_fetch() {
    if (fetched.valid) run.fail("two fetches outstanding");
    fetched.valid = true;
    fetched.va = fetch_va;
    fetched.pa = driver.dut->ic_req_pa_o;
    fetched.in_cache = driver.dut->ic_req_valid_o;
    fetched.accepted = world.now;
    fetched.legal = world.legal(context, asid, fetch_va, sv39::Fetch, true, fetch_since);
    if (fetched.in_cache && !fetched.legal.pas.count(fetched.pa))
      run.fail("fetch of %lx goes to %lx at moment %ld", (long)fetch_va, (long)fetched.pa, world.now);
    fetch_waits = false;
  }
  void accept_data() {
    if (accessed.valid) run.fail("two accesses outstanding");
    const DataRequest &d = data_request;
    const bool atomic = d.op != Load && d.op != Store && d.op != Probe;
    const CacheRequest c = driver.dc_request();
    accessed.valid = true;
    accessed.va = d.va;
    accessed.pa = c.pa;
    accessed.in_cache = driver.dut->dc_req_valid_o;
    accessed.accepted = world.now;
    accessed.legal = world.legal(context, asid, d.va, writes(d.op) ? sv39::Store : sv39::Load,
                                 atomic || d.misaligned, data_since);
    if (accessed.in_cache) {
      if (!accessed.legal.pas.count(c.pa))
        run.fail("access to %lx goes to %lx at moment %ld", (long)d.va, (long)c.pa, world.now);
      const Op reaches = d.op == Probe ? Load : d.op;
      if (c.op != reaches || c.be != d.be || c.wdata != d.wdata)
        run.fail("access to %lx reaches the cache changed", (long)d.va);
    }
    data_waits = false;
  }

  // Nobody waits for ever.
  void watch(bool fetch_accepted, bool data_accepted) {
    const long limit = 3000;
    fetch_stuck = fetch_waits && !fetch_accepted ? fetch_stuck + 1 : 0;
    data_stuck = data_waits && !data_accepted ? data_stuck + 1 : 0;
    if (fetch_stuck > limit) run.fail("fetch of %lx waits for ever", (long)fetch_va);
    if (data_stuck > limit) run.fail("access to %lx waits for ever", (long)data_request.va);
  }

  bool context_had_adue = false;
};

void random_case(Run &run, const Stalls &s, int cycles, bool show = false) {
  Bench b(run, s);
  for (int i = 0; i < cycles && !run.failed(); i++) b.random_cycle();
  if (!run.failed()) b.drain();
  if (show)
    printf("# %ld accesses, %ld page faults, %ld access faults; %ld walks, %ld killed, %ld A/D updates\n",
           b.accepted, b.page_faults, b.access_faults, b.started, b.killed, b.ad_updates);
}

// ---- Directed: a small space with known pages, for exact cycles and for sliding fences

constexpr uint64_t kVa = 0x40201000;              // index 1 at each level
constexpr uint64_t kPageA = 0x84000000, kPageB = 0x88000000;
constexpr uint64_t kOtherTable = kTables + 0x3800000;
constexpr uint64_t kAll = sv39::V | sv39::R | sv39::W | sv39::X | sv39::A | sv39::D;

class Directed : public Bench {
 public:
  explicit Directed(Run &run, Stall walker = Stall::Free)
      : Bench(run, {Stall::Free, Stall::Free, Stall::Free, walker}) {
    for (int level = 2; level > 0; level--) {
      leaf_at[level] = table + 8;
      world.write(leaf_at[level], (table + 0x1000) >> 2 | sv39::V);
      table += 0x1000;
    }
    leaf_at[0] = table + 8;
    context = {1, 1, false, false, true, 8ull << 60 | 5ull << 44 | kRoot >> 12};
    world.asids[0] = 5;
    world.roots[0] = kRoot;
    asid = 0;
  }
  void map(int level, uint64_t page, uint64_t flags) { world.write(leaf_at[level], page >> 2 | flags); }

  // Present a request until it is accepted; the cycles that it waited.
  int wait_data(Op op, uint64_t va) {
    for (int waited = 0; waited < 1000; waited++) {
      begin();
      present_data({op, false, 0xff, va, 0});
      finish();
      if (!data_waits) return waited;
    }
    run.fail("access to %lx is never accepted", (long)va);
    return -1;
  }
  int wait_fetch(uint64_t va, bool renew) {
    for (int waited = 0; waited < 1000; waited++) {
      begin();
      present_fetch(va, renew && waited == 0);
      finish();
      if (!fetch_waits) return waited;
    }
    run.fail("fetch of %lx is never accepted", (long)va);
    return -1;
  }
  int do_fence(const Fence &f) {
    for (int cycles = 1; cycles < 1000; cycles++) {
      begin();
      if (cycles == 1) fence_begun = world.now;
      driver.fence(f);
      finish();
      if (!driver_sfence_ready) continue;
      world.fenced(f, fence_begun);
      return cycles;
    }
    run.fail("a fence is never done");
    return -1;
  }
  void rest(int cycles) {
    for (int i = 0; i < cycles; i++) {
      begin();
      kill_fetch();
      finish();
    }
  }
  uint64_t leaf_at[3];

 private:
  static constexpr uint64_t kRoot = kTables + 0x3000000;
  uint64_t table = kRoot;
};

void expect(Run &run, const char *what, int got, int want) {
  if (got != want) run.fail("%s: %d cycles, not %d", what, got, want);
}

// Penalty over a hit, with every PTE in the data cache
void exact_cycles(Run &run) {
  Directed d(run);
  d.map(0, kPageA, kAll);
  expect(run, "4 KiB, load miss", d.wait_data(Load, kVa), 7);
  expect(run, "4 KiB, load hit", d.wait_data(Load, kVa + 8), 0);
  expect(run, "4 KiB, store hit", d.wait_data(Store, kVa + 8), 0);
  expect(run, "4 KiB, fetch miss", d.wait_fetch(kVa, true), 7);
  expect(run, "4 KiB, fetch hit", d.wait_fetch(kVa, false), 0);
  expect(run, "fence of all", d.do_fence({false, false, 0, 0}), 1);
  expect(run, "miss after the fence", d.wait_data(Load, kVa), 7);
  expect(run, "fence by address", d.do_fence({true, true, 5, kVa}), 1);
  d.map(0, kPageA, kAll & ~(sv39::A | sv39::D));
  expect(run, "load that sets A", d.wait_data(Load, kVa), 9);
  expect(run, "store that sets D", d.wait_data(Store, kVa), 9);
  expect(run, "store to a dirty page", d.wait_data(Store, kVa), 0);
  d.do_fence({false, false, 0, 0});
  d.map(1, kPageA, kAll);
  expect(run, "2 MiB, miss", d.wait_data(Load, kVa), 5);
  d.do_fence({false, false, 0, 0});
  d.map(2, kPageA & ~0x3fffffffull, kAll);
  expect(run, "1 GiB, miss", d.wait_data(Load, kVa), 3);
  d.do_fence({false, false, 0, 0});
  d.map(2, 0, 0);
  expect(run, "page fault", d.wait_data(Load, kVa), 3);
  d.rest(10);
}

// What a case of a sliding fence is about
struct Slide {
  bool data;          // which side walks
  bool sets;          // the walk has to set A or D
  bool pointer;       // the change is in the entry above the leaf: it names another table
  int level;
  int form;           // of the fence: 1 by address, 2 by ASID
};

// Memory changes and is fenced in each cycle of a walk that began before: the old page must be gone.
void sliding_fence(Run &run, const Slide &c, Stall walker) {
  for (int at = 0; at < 24; at++) {
    Directed d(run, walker);
    const uint64_t flags = c.sets ? kAll & ~(sv39::A | sv39::D) : kAll;
    const uint64_t size = 0x1000ull << 9 * c.level, mask = ~(size - 1);
    const uint64_t va = kVa & mask, before = kPageA & mask, after = (kPageB & mask) + size;
    const Op op = c.sets ? Store : Load;
    d.map(c.level, before, flags);
    if (c.pointer) d.world.write(kOtherTable + (d.leaf_at[c.level] & 0xfff), after >> 2 | flags);
    for (int i = 0; i < at; i++) {
      d.begin();
      if (c.data) d.present_data({op, false, 0xff, va, 0});
      else d.present_fetch(va, i == 0);
      d.finish();
    }
    d.data_waits = false;
    d.begin();
    if (!c.data && d.fetch_waits) d.present_fetch(va, false);
    if (c.pointer) d.world.write(d.leaf_at[c.level + 1], kOtherTable >> 2 | sv39::V);
    else d.map(c.level, after, flags);
    d.finish();
    // the address of the fence is another one in the same page
    d.do_fence({(c.form & 1) != 0, (c.form & 2) != 0, 5, va + size / 2});
    d.rest(run.random.percent(50) ? 200 : 0);          // a walk that runs on may end first
    if (c.data) d.wait_data(op, va);
    else d.wait_fetch(va, true);
    d.rest(12);
    if (run.failed()) return run.fail("the fence came %d cycles after the request", at);
  }
}

// The PMP closes a page table in each cycle of a walk: nothing that was read from it may be used.
void sliding_pmp(Run &run, int level, Stall walker) {
  for (int at = 0; at < 24; at++) {
    Directed d(run, walker);
    d.map(0, kPageA, kAll);
    for (int i = 0; i < at; i++) {
      d.begin();
      d.present_data({Load, false, 0xff, kVa, 0});
      d.finish();
    }
    d.data_waits = false;
    d.world.entries[3] = {pmp::Napot << 3, (d.leaf_at[level] & ~0xfffull) >> 2 | 0x1ff};
    d.begin();
    d.set_pmp();
    d.world.forget(d.world.now);
    d.driver.dut->pmp_changed_i = 1;
    d.finish();
    d.rest(run.random.percent(50) ? 200 : 0);
    const long faults = d.access_faults;
    d.wait_data(Load, kVa);
    d.rest(12);
    if (d.access_faults != faults + 1) run.fail("no access fault");
    if (run.failed()) return run.fail("the PMP changed %d cycles after the request", at);
  }
}

// The other side goes on while one side's walk hangs in the cache.
void hits_under_a_walk(Run &run) {
  Directed d(run);
  d.map(0, kPageA, kAll);
  d.wait_fetch(kVa, true);
  for (int i = 0; i < 50; i++) {
    d.begin();
    d.driver.dut->ptw_req_ready_i = d.ptw.ready = false;
    d.present_data({Load, false, 0xff, kVa, 0});
    d.present_fetch(kVa + 8 * i, false);
    d.finish();
    if (i > 0 && d.fetch_waits) run.fail("a fetch that hits waits for the data side's walk");
  }
  d.rest(10);
}

// A PTE that gains rights, or becomes valid, is seen without a fence; so is one made dirty by software.
void more_rights_without_fence(Run &run) {
  Directed d(run);
  d.context.adue = false;
  d.map(0, kPageA, kAll & ~(sv39::W | sv39::D));
  d.wait_data(Load, kVa);
  d.map(0, kPageA, kAll & ~sv39::D);
  d.wait_data(Store, kVa);
  d.rest(2);
  if (d.page_faults != 1) run.fail("a store to a clean page does not fault without ADUE");
  d.map(0, kPageA, kAll);
  d.wait_data(Store, kVa);
  d.rest(2);
  if (d.page_faults != 1) run.fail("a fault from a stale entry");
  if (d.dtlb_misses != 3) run.fail("%ld misses, not 3", d.dtlb_misses);
}

}  // namespace

int main(int argc, char **argv) {
  bench::Suite suite(argc, argv);
  suite.run("exact cycles", 1, exact_cycles);
  suite.run("hits under a walk", 1, hits_under_a_walk);
  suite.run("more rights without a fence", 1, more_rights_without_fence);
  for (int walker = 0; walker < bench::kStalls; walker++)
    for (int form = 0; form < 4; form++)
      for (int level = 0; level < 3; level++)
        for (int kind = 0; kind < 8; kind++) {
          const Slide c{(kind & 1) != 0, (kind & 2) != 0, (kind & 4) != 0, level, form};
          if (c.pointer && level == 2) continue;
          const std::string name = std::string("fence over a walk, ") + (c.data ? "data" : "fetch")
                                   + (c.sets ? " that sets A/D" : "") + (c.pointer ? ", pointer" : ", leaf")
                                   + ", level " + std::to_string(level) + ", form " + std::to_string(form)
                                   + ", walker " + bench::name((Stall)walker);
          suite.run(name, 1, [=](Run &run) { sliding_fence(run, c, (Stall)walker); });
        }
  for (int walker = 0; walker < bench::kStalls; walker++)
    for (int level = 0; level < 3; level++)
      suite.run("PMP change over a walk, level " + std::to_string(level) + ", walker "
                    + bench::name((Stall)walker),
                1, [=](Run &run) { sliding_pmp(run, level, (Stall)walker); });
  for (int core = 0; core < bench::kStalls; core++)
    for (int ic = 0; ic < bench::kStalls; ic++)
      for (int dc = 0; dc < bench::kStalls; dc++)
        for (int ptw = 0; ptw < bench::kStalls; ptw++) {
          const Stalls s{(Stall)core, (Stall)ic, (Stall)dc, (Stall)ptw};
          const std::string name = std::string("random, core ") + bench::name(s.core) + ", icache "
                                   + bench::name(s.ic) + ", dcache " + bench::name(s.dc) + ", walker "
                                   + bench::name(s.ptw);
          suite.run(name, 2, [=](Run &run) { random_case(run, s, 6000); });
        }
  suite.run("long random", 4, [](Run &run) {
    random_case(run, {Stall::Random, Stall::Random, Stall::Random, Stall::Random}, 60000, true);
  });
  return suite.report();
}
