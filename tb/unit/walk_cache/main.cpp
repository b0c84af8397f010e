// SPDX-License-Identifier: Apache-2.0
// The walk cache against a model that keeps a plain list of pointers. What a walk that ended well has read is found by
// the next one, the lowest table first; nothing of a walk that did not end well; a fence without an address removes
// exactly what it names, one with an address nothing; a pointer goes unbidden only when there is no room.
#include <algorithm>
#include <memory>
#include <vector>

#include "Vwalk_cache.h"
#include "bench.h"
#include "verilated.h"
#include "wave.h"

namespace
{

using bench::Run;

constexpr int kEntries = 4;  // of each kind: rules.mk builds it at this size
constexpr int kVpnBits = 9;

struct Pointer {
    int level;     // of the table to which it leads
    uint64_t vpn;  // without the bits that the table translates
    int asid, mode;
    bool global;
    uint64_t table;
};
struct Answer {
    bool hit;
    int level;
    bool global;
    uint64_t table;
};
struct Fence {
    bool by_va, by_asid;
    uint64_t vpn;
    int asid;
};

int bits_of(int level) { return kVpnBits * (level + 1); }
uint64_t part(uint64_t vpn, int level) { return vpn >> bits_of(level); }

class Bench
{
    VerilatedContext context_;

public:
    explicit Bench(Run &run) : run(run)
    {
        context_.randSeed((int)run.seed | 1);
        context_.randReset(2);
        dut = std::make_unique<bench::Traced<Vwalk_cache>>(&context_);
        dut->rst_ni = 0;
        dut->policy_i = 0;
        dut->last_i = 3;
        idle();
        tick();
        dut->rst_ni = 1;
    }
    ~Bench() { dut->final(); }

    // Where a walk would begin; if `begins`, it does.
    Answer ask(uint64_t vpn, int asid, int mode, bool begins)
    {
        dut->lookup_i = 1;
        dut->wanted_i = tag(vpn, asid, mode, run.random.percent(50));
        dut->begins_i = begins;
        dut->eval();
        const Answer a{(bool)dut->hit_o, (int)dut->level_o, (bool)dut->is_global_o, dut->table_o};
        tick();
        idle();
        const Pointer *want = nullptr;
        for (int level = 1; level >= 0; level--)
            for (const Pointer &p : pointers)
                if (p.level == level && p.vpn == part(vpn, level) && p.mode == mode && (p.global || p.asid == asid))
                    want = &p;
        if (a.hit != (want != nullptr))
            run.fail("%llx asid %d mode %d %s", (long long)vpn, asid, mode, a.hit ? "hits" : "misses");
        else if (want && (a.level != want->level || a.global != want->global || a.table != want->table))
            run.fail("%llx asid %d: another pointer", (long long)vpn, asid);
        else if (!a.hit && a.table)
            run.fail("a miss with a table");
        return a;
    }

    // A whole walk of so many levels, from where the cache says: reads pointers, and ends well or not.
    void walk(uint64_t vpn, int asid, int mode, bool well, int pages_above = 0)
    {
        const Answer a = ask(vpn, asid, mode, true);
        int level = a.hit ? a.level : mode + 2;
        bool global = a.hit && a.global;
        std::vector<Pointer> read;
        for (; level > pages_above; level--) {
            global = global || run.random.percent(15);
            const Pointer p{level - 1, part(vpn, level - 1), asid, mode, global, run.random.next() >> 20 | 1};
            dut->step_i = 1;
            dut->step_level_i = level - 1;
            dut->step_global_i = global;
            dut->step_table_i = p.table;
            tick();
            idle();
            if (p.level < 2)
                read.push_back(p);
        }
        for (int n = (int)run.random.below(3); n > 0; n--)
            tick();
        if (!well)
            return;
        dut->fill_valid_i = 1;
        dut->fill_tag_i = tag(vpn, asid, mode, global);
        tick();
        idle();
        for (const Pointer &p : read)
            place(p);
    }
    void fence(const Fence &f)
    {
        dut->fence_i =
            1ull << 63 | (uint64_t)f.by_va << 62 | (uint64_t)f.by_asid << 61 | (uint64_t)f.asid << 45 | f.vpn;
        tick();
        idle();
        if (!f.by_va)
            remove([&](auto &p) { return !f.by_asid || (!p.global && p.asid == f.asid); });
    }
    void flush()
    {
        dut->flush_i = 1;
        tick();
        idle();
        pointers.clear();
    }
    // Everything in the list is there, everywhere that it leads; and a question that differs in a bit has its own
    // answer.
    void audit()
    {
        for (const Pointer &p : std::vector<Pointer>(pointers)) {
            const uint64_t vpn = p.vpn << bits_of(p.level) | run.random.below(1ull << bits_of(p.level));
            const unsigned bit = (unsigned)run.random.below(kVpnBits * 5 + 16);
            if (bit < kVpnBits * 5)
                ask(vpn ^ 1ull << bit, p.asid, p.mode, false);
            else
                ask(vpn, p.asid ^ 1 << (bit - kVpnBits * 5), p.mode, false);
            ask(vpn, p.global && run.random.percent(50) ? p.asid ^ 1 : p.asid, p.mode, false);
        }
    }

    uint64_t random_vpn()
    {
        uint64_t vpn = 0;
        for (int level = 4; level >= 0; level--)
            vpn = vpn << kVpnBits | (run.random.percent(90) ? run.random.below(2) : run.random.below(512));
        return vpn;
    }
    int random_asid() { return run.random.percent(90) ? (int)run.random.below(2) : (int)run.random.below(65536); }
    int random_mode() { return run.random.percent(70) ? 0 : (int)run.random.below(3); }

    Run &run;
    std::vector<Pointer> pointers;
    std::unique_ptr<bench::Traced<Vwalk_cache>> dut;

private:
    static uint64_t tag(uint64_t vpn, int asid, int mode, bool global)
    {
        return vpn | (uint64_t)asid << 45 | (uint64_t)mode << 61 | (uint64_t)global << 63;
    }
    template <class Predicate> void remove(Predicate gone)
    {
        pointers.erase(std::remove_if(pointers.begin(), pointers.end(), gone), pointers.end());
    }
    // The new pointer is in; what it overlaps is out; if there was no room, so is one other.
    void place(const Pointer &p)
    {
        remove([&](auto &q) {
            return q.level == p.level && q.vpn == p.vpn && q.mode == p.mode &&
                   (q.global || p.global || q.asid == p.asid);
        });
        const auto same_kind = [&](auto &q) { return q.level == p.level; };
        if (std::count_if(pointers.begin(), pointers.end(), same_kind) == kEntries) {
            int gone = 0;
            for (size_t i = 0; i < pointers.size();) {
                if (pointers[i].level != p.level || there(pointers[i])) {
                    i++;
                    continue;
                }
                gone++;
                pointers.erase(pointers.begin() + (long)i);
            }
            if (gone != 1)
                run.fail("%d pointers made room for one", gone);
        }
        pointers.push_back(p);
    }
    bool there(const Pointer &p)
    {
        // an address for which no lower table is known
        for (int tries = 0; tries < 600; tries++) {
            dut->lookup_i = 1;
            dut->wanted_i =
                tag(p.vpn << bits_of(p.level) | (uint64_t)tries << (p.level ? kVpnBits : 0), p.asid, p.mode, false);
            dut->eval();
            const bool lower = dut->hit_o && dut->level_o < p.level, hit = dut->hit_o && dut->table_o == p.table;
            idle();
            if (!lower)
                return hit;
        }
        return true;
    }
    void idle()
    {
        dut->lookup_i = dut->begins_i = dut->step_i = dut->fill_valid_i = dut->flush_i = 0;
        dut->fence_i = 0;
        dut->clk_i = 0;
        dut->eval();
    }
    void tick()
    {
        dut->eval();
        dut->clk_i = 1;
        dut->eval();
        dut->clk_i = 0;
        dut->eval();
    }
};

void random_operations(Run &run)
{
    Bench b(run);
    for (int i = 0; i < 3000 && !run.failed(); i++) {
        const unsigned dice = (unsigned)run.random.below(100);
        if (dice < 85)
            b.walk(b.random_vpn(), b.random_asid(), b.random_mode(), run.random.percent(70),
                   (int)run.random.below(3) / 2);
        else if (dice < 98)
            b.fence({run.random.percent(50), run.random.percent(60), b.random_vpn(), b.random_asid()});
        else
            b.flush();
        b.audit();
    }
}

// Each form of fence, beside a fill and alone: what stays?
void fence_forms(Run &run)
{
    for (int form = 0; form < 4; form++)
        for (int asid = 6; asid < 8; asid++) {
            Bench b(run);
            b.walk(0x12345, 7, 0, true);
            const bool global = !b.pointers.empty() && b.pointers.front().global;
            b.fence({(form & 1) != 0, (form & 2) != 0, 0x12345, asid});
            const bool stays = form & 1 || (form == 2 && (asid != 7 || global));
            if (b.ask(0x12345, 7, 0, false).hit != stays)
                run.fail("form %d ASID %d", form, asid);
        }
    for (int form = 0; form < 4; form++) {
        Bench b(run);
        b.ask(0x12345, 7, 0, true);
        b.dut->step_i = 1;
        b.dut->step_level_i = 0;
        b.dut->step_global_i = 0;
        b.dut->step_table_i = 99;
        b.dut->eval();
        b.dut->clk_i = 1;
        b.dut->eval();
        b.dut->clk_i = 0;
        b.dut->step_i = 0;
        b.dut->fill_valid_i = 1;
        b.dut->fill_tag_i = 0x12345 | 7ull << 45;
        b.fence({(form & 1) != 0, (form & 2) != 0, 0x12345, 7});
        b.dut->fill_valid_i = 0;
        b.pointers.clear();
        if (form == 0 || form == 2)
            b.ask(0x12345, 7, 0, false);  // judged by the model: a fence wins over a fill
    }
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    suite.run("fence forms", 4, fence_forms);
    suite.run("random operations", 20, random_operations);
    return suite.report();
}
