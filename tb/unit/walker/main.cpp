// SPDX-License-Identifier: Apache-2.0
// The walker against the reference walk, in Sv39, Sv48 and Sv57: every combination of a leaf's low bits, size,
// alignment, access and context; every bit of an entry of each level alone and in pairs; refusals by PMP and by the bus
// at every step; entries that change under a compare-and-set; a kill in every cycle; every handshake free, random or
// stalling long.
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "Vwalker.h"
#include "bench.h"
#include "walk_reference.h"
#include "verilated.h"
#include "wave.h"

namespace
{

using bench::Run;
using bench::Stall;
using bench::Staller;

constexpr int kMost = 5;  // levels
constexpr uint64_t table(int level) { return 0x80001000 + ((uint64_t)level << 12); }
// A different index at each level, and the highest bit 0 in every mode
constexpr uint64_t va_of(int levels) { return 0x55'19bf'c0a0'5678 & ((1ull << (12 + 9 * levels)) - 1); }
constexpr uint64_t kN = 1ull << 63;
constexpr int kPbmtShift = 61;
constexpr uint64_t kRwxad = sv::V | sv::R | sv::W | sv::X | sv::A | sv::D;

struct Question {
    uint64_t va;
    sv::Access access;
    sv::Context context;
    uint16_t asid;
};
struct Answer {
    bool killed;
    int fault;
    uint64_t vpn, offset, ppn, flags;
    int asid, pbmt, mode, level;
    bool global;
    int cycles;  // from the one that takes the question
};

class Bench
{
    VerilatedContext context_;
    std::unique_ptr<bench::Traced<Vwalker>> dut_;

public:
    Bench(Run &run, Stall request, Stall answer) : run(run), request_(request, run.random), answer_(answer, run.random)
    {
        context_.randSeed((int)run.seed | 1);
        context_.randReset(2);
        dut_ = std::make_unique<bench::Traced<Vwalker>>(&context_);
        dut_->rst_ni = 0;
        dut_->clk_i = 0;
        dut_->ask_valid_i = dut_->kill_i = dut_->ptw_req_ready_i = dut_->ptw_rsp_valid_i = 0;
        dut_->wanted_i = dut_->pmp_ok_i = 1;
        dut_->ram_end_i = (1ull << 56) - 1;
        tick();
        dut_->rst_ni = 1;
        for (int level = 1; level < kMost; level++)
            memory[entry(level)] = table(level - 1) >> 2 | sv::V;
    }
    ~Bench() { dut_->final(); }

    // The address of the entry that translates va_of() at a level
    static uint64_t entry(int level) { return table(level) + (va_of(kMost) >> (12 + 9 * level) & 511) * 8; }

    // A walk from question to end. `each` is called in every cycle with its number, before it settles.
    Answer walk(const Question &q, const std::function<void(int)> &each = {})
    {
        reads = sets = 0;
        for (int cycle = 0; cycle < 5000; cycle++) {
            dut_->ask_valid_i = !taken_;
            put(0, q.va);
            put(1, (uint64_t)(q.context.levels + 5) << 60 | (uint64_t)q.asid << 44 | q.context.root >> 12);
            put(2, q.context.adue | q.context.mxr << 1 | q.context.sum << 2 | q.context.priv << 3 |
                       q.context.pbmte << 5 | (q.context.levels - 1) << 6);
            dut_->ask_access_i = q.access;
            dut_->kill_i = 0;
            dut_->wanted_i = 1;
            tell(taken_);
            if (each)
                each(cycle);
            // After the question is taken nothing of it may be looked at again.
            if (taken_)
                scramble();
            memory_cycle();
            const bool asked = !taken_ && dut_->ask_ready_o;
            Answer a{};
            const bool ended = dut_->end_valid_o;
            if (dut_->known_used_o && !first_)
                run.fail("a leaf is used that was not told in its cycle");
            known_used = dut_->known_used_o;
            if (ended)
                a = answer(cycle);
            if (ended && !taken_)
                run.fail("a walk ends that nobody asked for");
            check_request();
            accept_request();
            tick();
            check_record(ended && !known_used, a);
            first_ = asked;
            if (asked)
                taken_ = true;
            if (ended) {
                taken_ = false;
                return a;
            }
        }
        run.fail("the walk never ends");
        return {};
    }
    void kill() { dut_->kill_i = 1; }
    void unwant() { dut_->wanted_i = 0; }
    bool setting()
    {
        dut_->eval();
        return dut_->setting_o;
    }

    // The reference's one outcome, with memory as it is now
    sv::Outcome reference(const Question &q)
    {
        sv::Memory m;
        m.versions = [this](uint64_t a, long) { return std::vector<sv::Version>{{memory[a], 0}}; };
        m.allowed = allowed;
        m.answers = answers;
        return sv::walk(m, q.context, q.va, q.access, 0).at(0);
    }

    void compare(const char *what, const Question &q, const sv::Outcome &want, const Answer &got)
    {
        const uint64_t after = memory[want.pte_pa];
        const uint64_t set = sv::A | (q.access == sv::Store ? sv::D : 0);
        if (got.killed || got.fault != want.fault) {
            run.fail("%s: entry %llx access %d priv %d sum %d mxr %d adue %d: fault %d killed %d, the manual says %d",
                     what, (long long)want.pte, q.access, q.context.priv, q.context.sum, q.context.mxr, q.context.adue,
                     got.fault, got.killed, want.fault);
            return;
        }
        if (want.fault != sv::None) {
            if (sets)
                run.fail("%s: a walk that faults writes A or D", what);
            return;
        }
        const uint64_t expected = want.sets_ad ? want.pte | set : want.pte;
        if (after != expected)
            run.fail("%s: memory has %llx, not %llx", what, (long long)after, (long long)expected);
        const uint64_t offset = (1ull << want.offset_bits) - 1;
        if ((got.ppn << 12 | (q.va & offset)) != want.pa || got.offset != offset >> 12 || got.level != want.level ||
            got.global != want.global || got.asid != q.asid || got.vpn != (q.va >> 12 & ((1ull << 45) - 1)) ||
            got.flags != (expected & 255) || got.pbmt != (int)(want.pte >> kPbmtShift & 3) ||
            got.mode != q.context.levels - 3)
            run.fail("%s: entry %llx is filled wrong (ppn %llx offset %llx level %d global %d flags %llx)", what,
                     (long long)want.pte, (long long)got.ppn, (long long)got.offset, got.level, got.global,
                     (long long)got.flags);
    }
    void judge(const char *what, const Question &q)
    {
        const sv::Outcome want = reference(q);
        compare(what, q, want, walk(q));
    }

    Run &run;
    std::map<uint64_t, uint64_t> memory;
    std::function<bool(uint64_t, bool)> allowed = [](uint64_t, bool) { return true; };
    std::function<bool(uint64_t)> answers = [](uint64_t) { return true; };
    std::function<void(int)> before_set = [](int) {};  // called when a compare-and-set reaches memory
    int reads = 0, sets = 0;

    // What is known before the walk: where it may begin (level -1: at the root only), and a leaf
    struct Start {
        int level;
        uint64_t table;
        bool global;
    } start{-1, 0, false};
    struct Known {
        bool valid, global;
        uint64_t offset, leaf;  // leaf: PBMT, PPN and flags, as the TLB has them
    } known{};
    bool known_used = false;  // in the last walk

private:
    // It is told in the cycle of the question and in the one after; in others the wires have anything.
    void tell(bool taken)
    {
        dut_->start_valid_i = taken ? run.random.percent(50) : start.level >= 0;
        dut_->start_level_i = taken ? run.random.below(5) : start.level >= 0 ? start.level : 0;
        dut_->start_global_i = taken ? run.random.percent(50) : start.global;
        dut_->start_table_i = taken ? run.random.below(1ull << 44) : start.table >> 12;
        dut_->known_i = first_ ? known.valid : run.random.percent(50);
        dut_->known_global_i = first_ ? known.global : run.random.percent(50);
        dut_->known_offset_i = first_ ? known.offset : run.random.below(1ull << 45);
        dut_->known_leaf_i = first_ ? known.leaf : run.random.next() & ((1ull << 54) - 1);
    }
    bool first_ = false;

    struct Request {
        bool cas;
        uint64_t pa, expected, desired;
        bool operator==(const Request &o) const
        {
            return cas == o.cas && pa == o.pa && expected == o.expected && desired == o.desired;
        }
    };
    template <class Wide> static uint64_t get(const Wide &w, int i) { return w[2 * i] | (uint64_t)w[2 * i + 1] << 32; }
    void put(int i, uint64_t v)
    {
        dut_->ask_i[2 * i] = (uint32_t)v;
        dut_->ask_i[2 * i + 1] = (uint32_t)(v >> 32);
    }
    void scramble()
    {
        for (int i = 0; i < 3; i++)
            put(i, run.random.next());
        dut_->ask_access_i = run.random.below(3);
    }
    void tick()
    {
        dut_->eval();
        dut_->clk_i = 1;
        dut_->eval();
        dut_->clk_i = 0;
        dut_->eval();
    }
    Request request() const
    {
        const uint64_t h = get(dut_->ptw_req_o, 2);
        return {(bool)(h >> 56 & 1), h & ((1ull << 56) - 1), get(dut_->ptw_req_o, 1), get(dut_->ptw_req_o, 0)};
    }

    // The cache's side of a cycle: an answer if one is due, and whether a request would be accepted
    void memory_cycle()
    {
        const bool due = outstanding_ && answer_.go();
        dut_->ptw_rsp_valid_i = due;
        if (due) {
            if (in_cache_.cas)
                before_set(sets++);
            uint64_t &word = memory[in_cache_.pa];
            const uint64_t was = word;
            const bool err = !answers(in_cache_.pa);
            if (in_cache_.cas && !err && was == in_cache_.expected)
                word = in_cache_.desired;
            dut_->ptw_rsp_i[0] = (uint32_t)was;
            dut_->ptw_rsp_i[1] = (uint32_t)(was >> 32);
            dut_->ptw_rsp_i[2] = err;
            dut_->ptw_rsp_i[3] = 0;
            outstanding_ = false;
        }
        dut_->ptw_req_ready_i = !outstanding_ && request_.go();
        dut_->eval();
        dut_->pmp_ok_i = !dut_->pmp_valid_o || allowed(dut_->pmp_pa_o, dut_->pmp_write_o);
        dut_->eval();
    }
    // A request not accepted stays as it is, but for a compare-and-set that nobody wants any more.
    void check_request()
    {
        const Request now = request();
        const bool dropped = waited_.cas && !dut_->ptw_req_valid_o && (dut_->kill_i || !dut_->wanted_i);
        if (waiting_ && !dropped && (!dut_->ptw_req_valid_o || !(now == waited_)))
            run.fail("a request changes before it is accepted");
        waiting_ = dut_->ptw_req_valid_o && !dut_->ptw_req_ready_i;
        waited_ = now;
    }
    void accept_request()
    {
        if (!dut_->ptw_req_valid_o || !dut_->ptw_req_ready_i)
            return;
        in_cache_ = request();
        outstanding_ = true;
        if (!in_cache_.cas)
            reads++;
    }
    Answer answer(int cycles) const
    {
        const uint64_t tag = dut_->fill_tag_o, leaf = dut_->fill_leaf_o;
        Answer a{};
        a.killed = dut_->end_killed_o;
        a.fault = dut_->end_fault_o;
        a.vpn = tag & ((1ull << 45) - 1);
        a.offset = dut_->fill_offset_o;
        a.ppn = leaf >> 8 & ((1ull << 44) - 1);
        a.flags = leaf & 255;
        a.asid = (int)(tag >> 45 & 0xffff);
        a.pbmt = (int)(leaf >> 52 & 3);
        a.mode = (int)(tag >> 61 & 3);
        a.global = tag >> 63 & 1;
        a.cycles = cycles;
        return a;
    }
    void check_record(bool ended, Answer &a)
    {
        if (dut_->walk_valid_o != ended)
            run.fail("the record does not follow the end");
        if (!ended)
            return;
        const uint64_t h = get(dut_->walk_o, 3);
        if ((h >> 21 & 3) != (uint64_t)a.fault || (h >> 23 & 1) != a.killed)
            run.fail("the record says another end");
        a.level = (int)(h >> 17 & 7);
        if (!a.killed && !a.fault && (get(dut_->walk_o, 1) & 255) != a.flags)
            run.fail("the record has another entry");
    }

    Staller request_, answer_;
    bool taken_ = false, outstanding_ = false, waiting_ = false;
    Request in_cache_{}, waited_{};
};

Question question(sv::Access access, int priv = 1, bool sum = false, bool mxr = false, bool adue = false,
                  int levels = 3, bool pbmte = false)
{
    return {va_of(levels), access, {table(levels - 1), priv, sum, mxr, adue, levels, pbmte}, 0x1234};
}

// All low bits of a leaf x size x alignment x access x privilege x SUM x MXR x ADUE
void every_leaf(Run &run, int levels, int level)
{
    Bench b(run, Stall::Free, Stall::Free);
    // What would be found by following a pointer below the lowest level: a leaf good at any level
    b.memory[0x80000000] = (1ull << 36) << 10 | kRwxad;
    for (int aligned = 0; aligned < (level ? 2 : 1); aligned++)
        for (uint64_t flags = 0; flags < 256; flags++)
            for (int c = 0; c < 16; c++)
                for (int access = 0; access < 3; access++) {
                    uint64_t pa = 0x80000000ull & ~((1ull << (12 + 9 * level)) - 1);
                    pa += aligned ? 1ull << (12 + 9 * (level - 1)) : 0;
                    b.memory[Bench::entry(level)] = pa >> 2 | flags;
                    if (level && !(flags & 14))
                        b.memory[Bench::entry(level)] = table(level - 1) >> 2 | flags;
                    b.judge("leaf", question((sv::Access)access, c & 1, c & 2, c & 4, c & 8, levels));
                    if (run.failed())
                        return;
                }
}

// Each bit of an entry of each level, alone and with each of bits 63:54 beside it: reserved bits, PPN bits that a
// superpage must not have, N with every size that its PPN may name, PBMT with and without PBMTE
void every_bit(Run &run, int levels)
{
    for (int level = 0; level < levels; level++)
        for (int pointer = 0; pointer < 2; pointer++)
            for (int bit = 5; bit < 64; bit++)
                for (int other = 53; other < 64; other++) {
                    if (pointer && bit >= 10 && bit < 54)
                        continue;
                    Bench b(run, Stall::Free, Stall::Free);
                    b.memory[Bench::entry(0)] = 0x90000000ull >> 2 | kRwxad;
                    const uint64_t leaf = (1ull << (12 + 9 * (levels - 1))) >> 2 | kRwxad;
                    const uint64_t pte = pointer && level ? table(level - 1) >> 2 | sv::V : leaf;
                    b.memory[Bench::entry(level)] = pte ^ 1ull << bit ^ (other > 53 ? 1ull << other : 0);
                    for (bool pbmte : {false, true})
                        b.judge("bit", question(sv::Load, 1, false, false, false, levels, pbmte));
                    if (run.failed())
                        return run.fail("level %d pointer %d bits %d, %d", level, pointer, bit, other);
                }
}

// N: every value of the PPN bits that name the size, at each level, for each of the 16 pages of 4 KiB in it
void every_napot(Run &run, int levels)
{
    Bench b(run, Stall::Free, Stall::Free);
    for (int level = 0; level < levels; level++)
        for (int low = 0; low < 512; low++)
            for (int page = 0; page < 16; page++) {
                for (int l = 1; l < levels; l++)
                    b.memory[Bench::entry(l)] = table(l - 1) >> 2 | sv::V;
                Question q = question(sv::Store, 1, false, false, true, levels);
                q.va = (q.va & ~0xffffull) | (uint64_t)page << 12 | 0x678;
                const uint64_t at = level ? Bench::entry(level) : table(0) + (q.va >> 12 & 511) * 8;
                b.memory[at] = kN | (0x30000000000ull + ((uint64_t)low << 12)) >> 2 | (kRwxad & ~sv::D);
                b.judge("napot", q);
                if (run.failed())
                    return run.fail("level %d ppn %x page %d", level, low, page);
            }
}

// G at any level makes the leaf global; and it is forgotten by the next walk.
void global_accumulates(Run &run)
{
    Bench b(run, Stall::Free, Stall::Free);
    for (int levels = 3; levels <= kMost; levels++)
        for (int mask = (2 << levels) - 1; mask >= 0; mask--) {
            for (int l = 1; l < levels; l++)
                b.memory[Bench::entry(l)] = table(l - 1) >> 2 | sv::V | (mask >> l & 1 ? sv::G : 0);
            b.memory[Bench::entry(0)] = 0x90000000ull >> 2 | kRwxad | (mask & 1 ? sv::G : 0);
            if (mask >> levels)
                b.memory[Bench::entry(0)] = sv::G;  // an invalid entry in between
            b.judge("G", question(sv::Load, 1, false, false, false, levels));
        }
}

// PMP or the bus refuses one step: an access fault, and nothing is written.
void refusals(Run &run, int levels)
{
    for (int access = 0; access < 3; access++)
        for (int level = 0; level < levels; level++)
            for (int kind = 0; kind < 3; kind++) {
                Bench b(run, Stall::Free, Stall::Free);
                const uint64_t at = Bench::entry(level);
                b.memory[Bench::entry(0)] = 0x90000000ull >> 2 | (kRwxad & ~(sv::A | sv::D));
                if (kind == 0)
                    b.allowed = [=](uint64_t pa, bool) { return pa != at; };
                if (kind == 1)
                    b.allowed = [=](uint64_t pa, bool write) { return pa != at || !write; };
                if (kind == 2)
                    b.answers = [=](uint64_t pa) { return pa != at; };
                b.judge("refusal", question((sv::Access)access, 1, false, false, true, levels));
            }
    // A table where there is no memory, or where nothing can be set
    for (uint64_t there : {0x10000000ull, 0x2000ull}) {
        Bench b(run, Stall::Free, Stall::Free);
        b.memory[Bench::entry(1)] = there >> 2 | sv::V;
        b.memory[there + (va_of(levels) >> 12 & 511) * 8] = 0x90000000ull >> 2 | (kRwxad & ~sv::A);
        const Answer a = b.walk(question(sv::Load, 1, false, false, true, levels));
        if (a.fault != sv::AccessFault || b.sets)
            run.fail("table at %llx: fault %d", (long long)there, a.fault);
        if (there == 0x10000000 && b.reads != levels - 1)
            run.fail("the walker reads a device");
    }
}

// The entry changes between read and compare-and-set: the new one decides.
void entry_changes(Run &run)
{
    const uint64_t clean = 0x90000000ull >> 2 | (kRwxad & ~(sv::A | sv::D));
    const uint64_t others[] = {0,
                               clean & ~sv::W,
                               clean | sv::A,
                               clean | sv::A | sv::D,
                               0x94000000ull >> 2 | (clean & 255),
                               clean | 1ull << 60};
    for (uint64_t other : others)
        for (int times = 1; times < 4; times++) {
            Bench b(run, Stall::Free, Stall::Free);
            const Question q = question(sv::Store, 1, false, false, true);
            b.memory[Bench::entry(0)] = clean;
            b.before_set = [&](int n) {
                if (n < times - 1)
                    b.memory[Bench::entry(0)] ^= 1ull << 8;  // a bit for software
                if (n == times - 1)
                    b.memory[Bench::entry(0)] = other;
            };
            const Answer a = b.walk(q);
            b.before_set = [](int) {};
            const sv::Fault want = other & sv::V && other & sv::W && !(other >> 54) ? sv::None : sv::Page;
            if (a.fault != want)
                run.fail("entry becomes %llx: fault %d", (long long)other, a.fault);
            if (want == sv::Page && b.memory[Bench::entry(0)] != other)
                run.fail("a changed entry is overwritten");
            if (want == sv::None && b.memory[Bench::entry(0)] != (other | sv::A | sv::D))
                run.fail("A and D are not set");
            if (want == sv::None && a.ppn != (other >> 10 & ((1ull << 44) - 1)))
                run.fail("the old page is filled");
        }
}

// A kill in any cycle: the walk ends as killed or not at all later; the next one is not disturbed.
void kill_in_every_cycle(Run &run, Stall stall)
{
    for (int at = 0; at < 40 && !run.failed(); at++) {
        Bench b(run, stall, stall);
        const Question q = question(sv::Store, 1, false, false, true);
        b.memory[Bench::entry(0)] = 0x90000000ull >> 2 | (kRwxad & ~(sv::A | sv::D));
        bool killed = false, safe = false;
        uint64_t seen = 0;
        const Answer a = b.walk(q, [&](int cycle) {
            if (cycle == at)
                b.kill();
            // once a killed walk can set nothing more, memory stays as it is
            if (cycle == at)
                killed = true;
            if (killed && !safe && !b.setting()) {
                safe = true;
                seen = b.memory[Bench::entry(0)];
            }
        });
        if (killed && at > 0 && !a.killed)
            run.fail("a walk killed in cycle %d fills", at);
        if (safe && at > 0 && b.memory[Bench::entry(0)] != seen)
            run.fail("a walk killed in cycle %d still sets A or D", at);
        b.memory[Bench::entry(0)] = 0x94000000ull >> 2 | kRwxad;
        b.judge("after a kill", q);
    }
}

// A store that is withdrawn sets D only if the cache has the compare-and-set already; one that waits always does.
void withdrawn_store(Run &run, Stall stall)
{
    const uint64_t clean = 0x90000000ull >> 2 | (kRwxad & ~sv::D);
    for (int at = 1; at < 60 && !run.failed(); at++) {
        Bench b(run, stall, stall);
        bool withdrawn = false, too_late = false;
        b.memory[Bench::entry(0)] = clean;
        const Answer a = b.walk(question(sv::Store, 1, false, false, true), [&](int cycle) {
            if (cycle == at)
                too_late = b.setting();
            withdrawn = cycle >= at;
            if (withdrawn)
                b.unwant();
        });
        const bool set = !withdrawn || too_late;
        if (a.killed == set || (b.memory[Bench::entry(0)] != clean) != set)
            run.fail("withdrawn in cycle %d: D is %s", at, set ? "not set" : "set for nobody");
    }
}

// A walk begins where it is told, global if that is; what stands above is not read.
void begins_lower(Run &run)
{
    for (int levels = 3; levels <= kMost; levels++)
        for (int level = 0; level < 2; level++)
            for (int global = 0; global < 2; global++) {
                Bench b(run, Stall::Free, Stall::Free);
                b.memory[Bench::entry(0)] = 0x90000000ull >> 2 | kRwxad;
                for (int above = level + 1; above < kMost; above++)
                    b.memory[Bench::entry(above)] = 0;
                b.start = {level, table(level), (bool)global};
                const Answer a = b.walk(question(sv::Load, 1, false, false, false, levels));
                if (a.killed || a.fault || a.ppn != 0x90000 || a.global != (bool)global || b.reads != level + 1 ||
                    a.cycles != 2 * (level + 1))
                    run.fail("Sv%d from level %d: fault %d, %d reads, %d cycles", 12 + 9 * levels, level, a.fault,
                             b.reads, a.cycles);
            }
}

// A leaf that is known is the answer if it grants the access; if not, or if a fence comes, memory is asked.
void known_leaves(Run &run)
{
    Bench b(run, Stall::Free, Stall::Free);
    b.memory[Bench::entry(0)] = 0x90000000ull >> 2 | kRwxad | sv::U;
    for (uint64_t flags = 0; flags < 256; flags++)
        for (int c = 0; c < 8; c++)
            for (int access = 0; access < 3; access++)
                for (int kill = 0; kill < 2; kill++) {
                    const Question q = question((sv::Access)access, c & 1, c & 2, c & 4, true);
                    b.known = {true, (bool)(flags & sv::G), 0x1ff, 0x2ull << 52 | 0xabcde00ull << 8 | flags};
                    const Answer a = b.walk(q, [&](int cycle) {
                        if (kill && cycle == 1)
                            b.kill();
                    });
                    const bool encoded = (flags & sv::V) && ((flags & sv::R) || !(flags & sv::W));
                    const bool dirty = (flags & sv::A) && ((flags & sv::D) || access != sv::Store);
                    const bool grants = encoded && dirty && sv::rights(flags, q.access, c & 1, c & 2, c & 4);
                    if (b.known_used != grants || (grants && b.reads) || a.killed != (bool)kill)
                        return run.fail("flags %llx access %d context %d kill %d: used %d, %d reads, killed %d",
                                        (long long)flags, access, c, kill, b.known_used, b.reads, a.killed);
                    if (grants && (a.cycles != 1 || a.fault || a.ppn != 0xabcde00 || a.offset != 0x1ff || a.pbmt != 2 ||
                                   a.flags != flags || a.global != (bool)(flags & sv::G)))
                        return run.fail("flags %llx: filled otherwise than told", (long long)flags);
                }
}

// Cycles from the one that takes the question to the one that fills
void exact_cycles(Run &run)
{
    for (int levels = 3; levels <= kMost; levels++)
        for (int level = 0; level < levels; level++) {
            Bench b(run, Stall::Free, Stall::Free);
            b.memory[Bench::entry(level)] = (1ull << 52) >> 2 | kRwxad;
            const Answer a = b.walk(question(sv::Load, 1, false, false, false, levels));
            if (a.cycles != 2 * (levels - level))
                run.fail("level %d of %d: %d cycles", level, levels, a.cycles);
            b.memory[Bench::entry(level)] &= ~sv::D;
            const Answer d = b.walk(question(sv::Store, 1, false, false, true, levels));
            if (d.cycles != 2 * (levels - level) + 2)
                run.fail("level %d of %d with D: %d cycles", level, levels, d.cycles);
        }
}

void random_walks(Run &run, Stall request, Stall answer)
{
    Bench b(run, request, answer);
    for (int i = 0; i < 150 && !run.failed(); i++) {
        const int levels = 3 + (int)run.random.below(3), level = (int)run.random.below(levels);
        for (int l = 1; l < levels; l++)
            b.memory[Bench::entry(l)] = table(l - 1) >> 2 | sv::V;
        uint64_t pte = (run.random.below(1ull << 44) & ~((1ull << 9 * level) - 1)) << 10 | (run.random.next() & 0x3ff);
        if (run.random.percent(80))
            pte |= sv::V | sv::R;
        if (run.random.percent(10))
            pte ^= 1ull << run.random.below(64);
        if (run.random.percent(20))
            pte ^= run.random.below(8) << kPbmtShift;
        if (level && !(pte & (sv::R | sv::X)))
            pte |= sv::R;
        b.memory[Bench::entry(level)] = pte;
        const unsigned c = (unsigned)run.random.below(16);
        b.judge("random",
                question((sv::Access)run.random.below(3), c & 1, c & 2, c & 4, c & 8, levels, run.random.percent(50)));
    }
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    for (int levels = 3; levels <= kMost; levels++) {
        const std::string mode = "Sv" + std::to_string(12 + 9 * levels) + ": ";
        for (int level = 0; level < levels; level++)
            suite.run(mode + "every leaf, level " + std::to_string(level), 1,
                      [=](Run &run) { every_leaf(run, levels, level); });
        suite.run(mode + "every bit", 1, [=](Run &run) { every_bit(run, levels); });
        suite.run(mode + "every size of N", 1, [=](Run &run) { every_napot(run, levels); });
        suite.run(mode + "refusals", 1, [=](Run &run) { refusals(run, levels); });
    }
    suite.run("G accumulates", 1, global_accumulates);
    suite.run("the entry changes", 1, entry_changes);
    suite.run("exact cycles", 1, exact_cycles);
    suite.run("begins lower", 1, begins_lower);
    suite.run("known leaves", 1, known_leaves);
    for (int s = 0; s < bench::kStalls; s++)
        suite.run(std::string("withdrawn store, cache ") + bench::name((Stall)s), 4,
                  [=](Run &run) { withdrawn_store(run, (Stall)s); });
    for (int s = 0; s < bench::kStalls; s++)
        suite.run(std::string("kill in every cycle, cache ") + bench::name((Stall)s), 4,
                  [=](Run &run) { kill_in_every_cycle(run, (Stall)s); });
    for (int r = 0; r < bench::kStalls; r++)
        for (int a = 0; a < bench::kStalls; a++)
            suite.run(std::string("random walks, requests ") + bench::name((Stall)r) + ", answers " +
                          bench::name((Stall)a),
                      4, [=](Run &run) { random_walks(run, (Stall)r, (Stall)a); });
    return suite.report();
}
