// SPDX-License-Identifier: Apache-2.0
// What stands around the MMU: the core's side, three caches that answer as they like, and the memory
// behind them, with page tables, contexts, fences and PMP settings that change. Every answer and every
// walk is judged by what the reference walk allows (world.h).
#ifndef TB_UNIT_MMU_PORTS_H
#define TB_UNIT_MMU_PORTS_H

#include <algorithm>
#include <deque>
#include <string>

#include "world.h"

namespace mmu
{

using bench::Run;
using bench::Stall;
using bench::Staller;

// Data that a cache gives for an address
inline uint64_t content(uint64_t pa) { return (pa & ~7ull) * 0x2545f4914f6cdd1d + 1; }

// A cache behind one port: accepts one access, answers it in the next cycle or later, in order.
struct Cache {
    Staller accept, answer;
    bool busy = false;
    uint64_t pa = 0;
    bool answering = false;  // in this cycle
    bool ready = false;
    void begin()
    {
        answering = busy && answer.go();
        ready = (!busy || answering) && accept.go();
    }
    void end(bool accepted, bool killed, uint64_t accepted_pa)
    {
        if (answering || killed)
            busy = false;
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

class Bench
{
public:
    Bench(Run &run, const Stalls &s)
        : run(run), random(run.random), world(random), driver(run.seed), fetch_go(s.core, random),
          data_go(s.core, random), ic{Staller(s.ic, random), Staller(s.ic, random)},
          dc{Staller(s.dc, random), Staller(s.dc, random)}, ptw{Staller(s.ptw, random), Staller(s.ptw, random)}
    {
        for (int i = 0; i < pmp::kEntries; i++)
            driver.pmp(i, world.entries[i].cfg, world.entries[i].addr);
        driver.dut->pmp_changed_i = 1;
        driver.tick();
        driver.dut->pmp_changed_i = 0;
        for (int i = 0; i < 20; i++)
            driver.tick();
        pbmte = random.percent(60);
        new_context();
    }

    // ---- one cycle: `begin` sets what memory says, the caller sets requests, `finish` judges and ticks
    void begin()
    {
        world.now++;
        driver.idle();
        ic.begin();
        dc.begin();
        ptw.begin();
        driver.dut->ic_req_ready_i = ic.ready;
        driver.dut->dc_req_ready_i = dc.ready;
        driver.dut->ptw_req_ready_i = ptw.ready;
        if (ic.answering)
            driver.ic_answer(content(ic.pa), !world.answers(ic.pa));
        if (dc.answering)
            driver.dc_answer(content(dc.pa), !world.answers(dc.pa));
        if (ptw.answering)
            answer_walk();
        driver.context(context);
    }

    void finish()
    {
        driver.settle();
        const Events e = driver.events();
        itlb_lookups += e.itlb_lookup;
        itlb_misses += e.itlb_miss;
        dtlb_lookups += e.dtlb_lookup;
        dtlb_misses += e.dtlb_miss;
        started += e.start_i + e.start_d;
        stlb_hits += e.stlb_hit;
        walk_cache_hits += e.walk_cache;
        done += e.done;
        faulted += e.fault;
        killed += e.killed;
        ad_updates += e.ad_update;
        if (e.start_i || e.start_d)
            walk_began = world.now;
        if (e.done + e.fault + e.killed > 1)
            run.fail("a walk ended in two ways at moment %ld", world.now);
        check_walk_record();
        check_data_response();
        check_fetch_response();
        if (driver.dut->fetch_kill_i)
            fetched.valid = false;

        const bool fetch_accepted = driver.fetch_accepted(), data_accepted = driver.data_accepted();
        if (fetch_accepted)
            accept_fetch();
        if (data_accepted)
            accept_data();
        if (driver.dut->ic_req_valid_o && !driver.dut->fetch_req_valid_i)
            run.fail("fetch from nowhere");
        if (driver.dut->dc_req_valid_o && !driver.dut->data_req_valid_i)
            run.fail("access from nowhere");
        if (driver.dut->ptw_req_valid_o && ptw.ready)
            accept_walk();
        watch(fetch_accepted, data_accepted);

        ic.end(fetch_accepted && driver.dut->ic_req_valid_o, driver.dut->fetch_kill_i, driver.dut->ic_req_pa_o);
        dc.end(data_accepted && driver.dut->dc_req_valid_o, false, driver.dc_request().pa);
        ptw.end(driver.dut->ptw_req_valid_o && ptw.ready, false, walk_request.pa);
        audit.due =
            audits && !fencing && !pmp_next && !driver.dut->pmp_changed_i && (world.now % 61 == 0 || fenced_lately);
        fenced_lately = driver.dut->sfence_valid_i && driver_sfence_ready;
        audit.entries.clear();
        driver.tick();
        audit.due = false;
        for (const TlbEntry &e : audit.entries)
            if (!world.may_hold(e, pbmte))
                run.fail(
                    "the %s TLB holds %lx of ASID %x as %lx, flags %lx, %s, which no walk can have read (moment %ld)",
                    e.data ? "data" : "fetch", (long)e.vpn << 12, e.asid, (long)e.ppn << 12, (long)e.flags,
                    e.global ? "global" : "not global", world.now);
    }

    // ---- requests
    void present_fetch(uint64_t va, bool renew)
    {
        if (!fetch_waits || renew || va != fetch_va)
            fetch_since = world.now;
        fetch_waits = true;
        fetch_va = va;
        driver.fetch(va);
        if (renew)
            driver.dut->fetch_kill_i = 1;
    }
    void kill_fetch()
    {
        driver.dut->fetch_kill_i = 1;
        fetch_waits = false;
    }
    void present_data(const DataRequest &r)
    {
        if (!data_waits || r.va != data_request.va || r.op != data_request.op)
            data_since = world.now;
        data_waits = true;
        data_request = r;
        driver.data(r);
    }

    uint64_t random_fetch() { return world.random_va(levels_at(context.priv_fetch)) & ~1ull; }
    int levels_at(int priv) const { return priv != 3 && context.satp ? world.levels[asid] : 0; }
    DataRequest random_data()
    {
        static const Op ops[] = {Load, Load, Load, Store, Store, Store, Probe, Lr, Sc, AmoAdd};
        DataRequest r;
        r.op = ops[random.below(10)];
        r.va = world.random_va(levels_at(context.priv_data));
        if (random.percent(30))
            r.va += random.below(8);
        r.misaligned = (r.op == Load || r.op == Store || r.op == Probe) && random.percent(10);
        r.be = (uint8_t)(random.below(255) + 1);
        r.wdata = random.next();
        return r;
    }

    void new_context()
    {
        static const int privs[] = {0, 0, 0, 1, 1, 1, 1, 3};
        asid = (int)random.below(kSpaces);
        context.priv_fetch = privs[random.below(8)];
        context.priv_data = random.percent(80) ? context.priv_fetch : privs[random.below(8)];
        context.sum = random.percent(50);
        context.mxr = random.percent(30);
        context.adue = random.percent(50);
        context.pbmte = pbmte;
        context.satp = random.percent(95) ? world.satp(asid) : 0;
    }

    Fence random_fence()
    {
        Fence f;
        f.by_va = random.percent(70);
        f.by_asid = random.percent(60);
        f.asid = world.asids[random.below(kSpaces)];
        f.va = world.random_va(world.levels[random.below(kSpaces)]);
        return f;
    }

    // The random machine that stands in for a core.
    void random_cycle()
    {
        begin();
        // memory changes at any time; what the MMU may then say is the world's to know
        if (random.percent(4))
            world.mutate();

        bool kill = kill_next || random.percent(3), data_allowed = true;
        kill_next = false;
        if (pmp_next)
            set_pmp();
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
            if (!pmp_next)
                set_pmp();
            driver.dut->pmp_changed_i = 1;
            kill = true;
            data_allowed = false;
        }

        const bool redirect = kill || !fetch_waits;
        if (redirect && !fetch_go.go()) {
            if (kill)
                kill_fetch();
        } else {
            uint64_t va = fetch_va;
            if (redirect)
                va = random.percent(30) ? fetch_va : random_fetch();
            if (random.percent(1))
                va = random_fetch();  // changed without a kill
            present_fetch(va, kill);
        }

        if (!data_allowed || (data_waits && random.percent(3))) {
            data_waits = false;  // withdrawn
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

    void set_pmp()
    {
        for (int i = 0; i < pmp::kEntries; i++)
            driver.pmp(i, world.entries[i].cfg, world.entries[i].addr);
    }

    // Let everything end, then hold the books against each other.
    void drain()
    {
        data_waits = false;
        for (int i = 0; i < 4000; i++) {
            begin();
            kill_fetch();
            finish();
        }
        if (accessed.valid)
            run.fail("an accepted access was never answered");
        if (started != done + faulted + killed)
            run.fail("walks: %ld started, %ld done, %ld faulted, %ld killed", started, done, faulted, killed);
        if (records != done + faulted + killed)
            run.fail("%ld walk records for %ld walks", records, started);
        if (itlb_misses > itlb_lookups || dtlb_misses > dtlb_lookups)
            run.fail("more misses than lookups");
        if (itlb_misses + dtlb_misses > started + stlb_hits)
            run.fail("more misses than questions to the second level");
        if (walk_cache_hits > started)
            run.fail("more walks that begin lower than walks");
    }

    Run &run;
    bench::Random &random;
    World world;
    Driver driver;
    Context context{};
    int asid = 0;
    bool audits = true;  // of what the TLBs hold
    bool pbmte = false;  // of the whole run: a change of menvcfg.PBMTE wants every page fenced
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
    long stlb_hits = 0, walk_cache_hits = 0;
    long accepted = 0, page_faults = 0, access_faults = 0;

private:
    WalkRequest walk_request{};
    long fetch_stuck = 0, data_stuck = 0, walk_began = 0, fence_done = -1;

    void accept_walk()
    {
        walk_request = driver.ptw_request();
        if (walk_request.pa & 7)
            run.fail("walker reads %lx", (long)walk_request.pa);
        if (!is_memory(walk_request.pa))
            run.fail("walker reads a device at %lx", (long)walk_request.pa);
        if (!walk_request.cas)
            return;
        const uint64_t added = walk_request.desired ^ walk_request.expected;
        if (!context_had_adue)
            run.fail("A or D written without ADUE");
        if (added & ~(sv::A | sv::D) || (walk_request.desired & added) != added || !added)
            run.fail("walker writes %lx over %lx", (long)walk_request.desired, (long)walk_request.expected);
    }
    void answer_walk()
    {
        const bool err = !world.answers(walk_request.pa);
        const uint64_t value = world.read(walk_request.pa);
        if (walk_request.cas && !err && value == walk_request.expected) {
            world.write(walk_request.pa, walk_request.desired);
            if (walk_began <= fence_done)
                run.fail("a walk from before a fence sets A or D after it");
        }
        driver.ptw_answer(value, err);
    }

    void check_walk_record()
    {
        context_had_adue = context_had_adue || context.adue;
        driver_sfence_ready = driver.dut->sfence_ready_o;
        if (driver.dut->sfence_valid_i && driver_sfence_ready)
            fence_done = world.now;
        if (!driver.dut->walk_valid_o)
            return;
        records++;
        const Walk w = driver.walk();
        if (w.ad_write && !(w.pte & sv::A))
            run.fail("walk record: A written but not set");
        if (!w.fault && !w.killed && !(w.pte & sv::V))
            run.fail("walk record: filled from an invalid PTE");
    }

    void judge(const char *side, const Pending &p, const Response &r, bool in_cache)
    {
        accepted++;
        page_faults += r.fault == FaultPage;
        access_faults += r.fault == FaultAccess;
        if (in_cache) {
            const Fault expected = world.answers(p.pa) ? FaultNone : FaultAccess;
            if (r.fault != expected)
                run.fail("%s %lx: fault %d, the bus says %d", side, (long)p.va, r.fault, expected);
            if (!r.fault && r.data != content(p.pa))
                run.fail("%s %lx: wrong data", side, (long)p.va);
        }
        if (!r.fault && in_cache && r.pa != p.pa)
            run.fail("%s %lx: answer names pa %lx", side, (long)p.va, (long)r.pa);
    }

    static bool reaches(const Legal &legal, uint64_t pa)
    {
        for (uint64_t pbmt = 0; pbmt < 3; pbmt++)
            if (legal.pas.count(pa | pbmt << kPbmtShift))
                return true;
        return false;
    }

    // The walk, PMP and attributes of an access that faulted or was answered by the MMU itself
    void judge_here(const char *side, const Pending &p, const Response &r)
    {
        const bool legal = r.fault == FaultPage     ? p.legal.page_fault
                           : r.fault == FaultAccess ? p.legal.access_fault
                                                    : reaches(p.legal, r.pa);
        if (!legal)
            run.fail("%s of %lx, accepted at moment %ld: fault %d pa %lx is not legal (legal: page %d access %d, %d "
                     "addresses)",
                     side, (long)p.va, p.accepted, r.fault, (long)r.pa, p.legal.page_fault, p.legal.access_fault,
                     (int)p.legal.pas.size());
    }

    void check_fetch_response()
    {
        if (!driver.dut->fetch_rsp_valid_o || driver.dut->fetch_kill_i)
            return;
        if (!fetched.valid)
            return run.fail("a fetch answer that nobody waits for, moment %ld", world.now);
        const Response r = driver.fetch_response();
        judge("fetch", fetched, r, fetched.in_cache);
        if (!fetched.in_cache)
            judge_here("fetch", fetched, r);
        fetched.valid = false;
    }
    void check_data_response()
    {
        if (!driver.dut->data_rsp_valid_o)
            return;
        if (!accessed.valid)
            return run.fail("a data answer that nobody waits for, moment %ld", world.now);
        const Response r = driver.data_response();
        judge("access", accessed, r, accessed.in_cache);
        if (!accessed.in_cache)
            judge_here("access", accessed, r);
        accessed.valid = false;
    }

    void accept_fetch()
    {
        if (fetched.valid)
            run.fail("two fetches outstanding");
        fetched.valid = true;
        fetched.va = fetch_va;
        fetched.pa = driver.dut->ic_req_pa_o;
        fetched.in_cache = driver.dut->ic_req_valid_o;
        fetched.accepted = world.now;
        fetched.legal = world.legal(context, asid, fetch_va, sv::Fetch, true, fetch_since);
        if (fetched.in_cache && !reaches(fetched.legal, fetched.pa))
            run.fail("fetch of %lx goes to %lx at moment %ld", (long)fetch_va, (long)fetched.pa, world.now);
        fetch_waits = false;
    }
    void accept_data()
    {
        if (accessed.valid)
            run.fail("two accesses outstanding");
        const DataRequest &d = data_request;
        const bool atomic = d.op != Load && d.op != Store && d.op != Probe;
        const CacheRequest c = driver.dc_request();
        accessed.valid = true;
        accessed.va = d.va;
        accessed.pa = c.pa;
        accessed.in_cache = driver.dut->dc_req_valid_o;
        accessed.accepted = world.now;
        accessed.legal =
            world.legal(context, asid, d.va, writes(d.op) ? sv::Store : sv::Load, atomic || d.misaligned, data_since);
        if (accessed.in_cache) {
            if (!accessed.legal.pas.count(c.pa | (uint64_t)c.pbmt << kPbmtShift))
                run.fail("access to %lx goes to %lx at moment %ld", (long)d.va, (long)c.pa, world.now);
            const Op reaches = d.op == Probe ? Load : d.op;
            if (c.op != reaches || c.be != d.be || c.wdata != d.wdata)
                run.fail("access to %lx reaches the cache changed", (long)d.va);
        }
        data_waits = false;
    }

    // Nobody waits for ever.
    void watch(bool fetch_accepted, bool data_accepted)
    {
        const long limit = 3000;
        fetch_stuck = fetch_waits && !fetch_accepted ? fetch_stuck + 1 : 0;
        data_stuck = data_waits && !data_accepted ? data_stuck + 1 : 0;
        if (fetch_stuck > limit)
            run.fail("fetch of %lx waits for ever", (long)fetch_va);
        if (data_stuck > limit)
            run.fail("access to %lx waits for ever", (long)data_request.va);
    }

    bool context_had_adue = false;
    bool fenced_lately = false;
};

}  // namespace mmu

#endif
