// SPDX-License-Identifier: Apache-2.0
// The TLB against a model that keeps a plain list of pages. A hit must give the newest leaf that nothing
// has removed; a fence must remove exactly what it names; an entry may go unbidden only when there is no
// room, and then it is one that has not been used lately.
#include <algorithm>
#include <memory>
#include <vector>

#include "Vtlb.h"
#include "bench.h"
#include "verilated.h"
#include "wave.h"

namespace
{

using bench::Run;

constexpr int kEntries = 16;           // rules.mk builds the TLB at this size
enum : int { kTree, kRandom, kFifo };  // policies
constexpr int kVpnBits = 9, kLevels = 5;
constexpr int kSizes = 6;  // of pages: one a level, and 64 KiB

struct Page {
    uint64_t vpn;          // of its first 4 KiB
    int asid, mode, bits;  // bits: of the VPN that it does not translate
    bool global;
    uint64_t leaf;
    long used;  // when it was filled or used last
};
struct Fence {
    bool by_va, by_asid;
    uint64_t vpn;
    int asid;
};

int bits_of(int size) { return size == kLevels ? 4 : kVpnBits * size; }
uint64_t base(uint64_t vpn, int bits) { return vpn >> bits << bits; }
bool covers(const Page &p, uint64_t vpn) { return base(vpn, p.bits) == p.vpn; }
bool translates(const Page &p, uint64_t vpn, int asid, int mode)
{
    return covers(p, vpn) && p.mode == mode && (p.global || p.asid == asid);
}
bool names(const Fence &f, const Page &p)
{
    if (f.by_asid && (p.global || p.asid != f.asid))
        return false;
    return !f.by_va || covers(p, f.vpn);
}
bool overlap(const Page &a, const Page &b)
{
    const int bits = std::max(a.bits, b.bits);
    return base(a.vpn, bits) == base(b.vpn, bits) && a.mode == b.mode && (a.global || b.global || a.asid == b.asid);
}

class Bench
{
    VerilatedContext context_;

public:
    // `entries` are in use, and `policy` says what is replaced.
    explicit Bench(Run &run, int entries = kEntries, int policy = kTree) : run(run), entries(entries), policy(policy)
    {
        context_.randSeed((int)run.seed | 1);
        context_.randReset(2);
        dut = std::make_unique<bench::Traced<Vtlb>>(&context_);
        dut->rst_ni = 0;
        dut->last_i = entries - 1;
        dut->policy_i = policy;
        idle();
        tick();
        dut->rst_ni = 1;
    }
    ~Bench() { dut->final(); }

    // Look up without using: changes nothing that a program could see.
    bool probe(uint64_t vpn, int asid, int mode, uint64_t *leaf)
    {
        dut->lookup_i = 1;
        dut->vpn_i = vpn;
        dut->asid_i = asid;
        dut->mode_i = mode;
        dut->used_i = 0;
        dut->eval();
        *leaf = dut->leaf_o;
        return dut->hit_o;
    }
    void use(uint64_t vpn, int asid, int mode)
    {
        uint64_t leaf;
        const bool hit = probe(vpn, asid, mode, &leaf);
        check(vpn, asid, mode, hit, leaf);
        dut->used_i = 1;
        tick();
        idle();
        for (Page &p : pages)
            if (hit && translates(p, vpn, asid, mode))
                p.used = ++now;
    }
    void fill(Page p)
    {
        put(p);
        tick();
        idle();
        place(p);
    }
    void fence(const Fence &f, const Page *filled = nullptr)
    {
        dut->fence_i =
            1ull << 63 | (uint64_t)f.by_va << 62 | (uint64_t)f.by_asid << 61 | (uint64_t)f.asid << 45 | f.vpn;
        if (filled)
            put(*filled);
        tick();
        idle();
        pages.erase(std::remove_if(pages.begin(), pages.end(), [&](auto &p) { return names(f, p); }), pages.end());
    }
    void flush()
    {
        dut->flush_i = 1;
        tick();
        idle();
        pages.clear();
    }

    // Every page in the list must be there, and everywhere in it.
    void audit()
    {
        for (const Page &p : pages) {
            uint64_t leaf;
            const uint64_t offset = run.random.below(1ull << p.bits);
            const int asid = p.global && run.random.percent(50) ? p.asid ^ 1 : p.asid;
            const bool hit = probe(p.vpn + offset, asid, p.mode, &leaf);
            if (!hit)
                run.fail("page %llx asid %d mode %d bits %d global %d is gone", (long long)p.vpn, p.asid, p.mode,
                         p.bits, p.global);
            check(p.vpn + offset, asid, p.mode, hit, leaf);
        }
        idle();
    }

    Page random_page()
    {
        Page p{};
        p.bits = bits_of((int)run.random.below(kSizes));
        p.vpn = base(random_vpn(), p.bits);
        p.asid = random_asid();
        p.mode = random_mode();
        p.global = run.random.percent(25);
        p.leaf = run.random.next() & ((1ull << 54) - 1);
        return p;
    }
    uint64_t random_vpn()
    {
        auto index = [&] { return run.random.percent(70) ? run.random.below(3) : run.random.below(512); };
        uint64_t vpn = 0;
        for (int level = 0; level < kLevels; level++)
            vpn = vpn << kVpnBits | index();
        return vpn;
    }
    int random_asid() { return run.random.percent(90) ? (int)run.random.below(3) : (int)run.random.below(65536); }
    int random_mode() { return (int)run.random.below(3); }
    Fence random_fence()
    {
        Fence f{run.random.percent(60), run.random.percent(50), random_vpn(), random_asid()};
        if (run.random.percent(60) && !pages.empty()) {
            const Page &p = pages[run.random.below(pages.size())];
            f.vpn = p.vpn + run.random.below(1ull << p.bits);
            f.asid = p.asid;
        }
        return f;
    }

    Run &run;
    const int entries, policy;
    std::vector<Page> pages;
    std::unique_ptr<bench::Traced<Vtlb>> dut;

private:
    void put(const Page &p)
    {
        dut->fill_valid_i = 1;
        dut->fill_tag_i = p.vpn | (uint64_t)p.asid << 45 | (uint64_t)p.mode << 61 | (uint64_t)p.global << 63;
        dut->fill_offset_i = (1ull << p.bits) - 1;
        dut->fill_leaf_i = p.leaf;
    }
    void idle()
    {
        dut->lookup_i = dut->used_i = dut->fill_valid_i = dut->flush_i = 0;
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
    }

    void check(uint64_t vpn, int asid, int mode, bool hit, uint64_t leaf)
    {
        const Page *want = nullptr;
        for (const Page &p : pages)
            if (translates(p, vpn, asid, mode))
                want = &p;
        if (hit && !want)
            run.fail("%llx asid %d hits, but nothing translates it", (long long)vpn, asid);
        if (!hit && want)
            run.fail("%llx asid %d misses", (long long)vpn, asid);
        if (hit && want && dut->is_global_o != want->global)
            run.fail("%llx asid %d: G is wrong", (long long)vpn, asid);
        if (hit && want && dut->offset_o != (1ull << want->bits) - 1)
            run.fail("%llx asid %d: the wrong size", (long long)vpn, asid);
        if (hit && want && leaf != want->leaf)
            run.fail("%llx asid %d: the wrong leaf", (long long)vpn, asid);
    }

    // The new page is in; what it overlaps is out; and if there was no room, one other page is.
    void place(Page p)
    {
        p.used = ++now;
        pages.erase(std::remove_if(pages.begin(), pages.end(), [&](auto &q) { return overlap(p, q); }), pages.end());
        if (pages.size() == (size_t)entries) {
            std::vector<long> uses;
            for (const Page &q : pages)
                uses.push_back(q.used);
            std::sort(uses.rbegin(), uses.rend());
            int gone = 0;
            for (size_t i = 0; i < pages.size();) {
                uint64_t leaf;
                if (probe(pages[i].vpn, pages[i].asid, pages[i].mode, &leaf)) {
                    i++;
                    continue;
                }
                if (policy == kTree && safe() && pages[i].used >= uses[safe() - 1])
                    run.fail("a page used lately was replaced");
                gone++;
                pages.erase(pages.begin() + i);
            }
            idle();
            if (gone != 1)
                run.fail("%d pages made room for one", gone);
        }
        pages.push_back(p);
    }

    // So many of the most recent pages are safe from a tree: as many as it is deep
    size_t safe() const
    {
        size_t depth = 0;
        while (entries >> (depth + 1))
            depth++;
        return depth;
    }

    long now = 0;
};

void random_operations(Run &run)
{
    // half of the runs with all entries and the tree, as the machine has it after reset
    const bool plain = run.random.percent(50);
    Bench b(run, plain ? kEntries : 1 << run.random.below(5), plain ? kTree : (int)run.random.below(3));
    for (int i = 0; i < 3000 && !run.failed(); i++) {
        const unsigned dice = (unsigned)run.random.below(100);
        if (dice < 45) {
            if (!b.pages.empty() && run.random.percent(70)) {
                const Page p = b.pages[run.random.below(b.pages.size())];
                b.use(p.vpn + run.random.below(1ull << p.bits), p.asid,
                      run.random.percent(90) ? p.mode : b.random_mode());
            } else {
                b.use(b.random_vpn(), b.random_asid(), b.random_mode());
            }
        } else if (dice < 90) {
            b.fill(b.random_page());
        } else if (dice < 99) {
            b.fence(b.random_fence());
        } else {
            b.flush();
        }
        b.audit();
    }
}

// Each form of fence against each size of page, global or not, its own ASID or another: what stays?
void fence_forms(Run &run)
{
    for (int form = 0; form < 4; form++)
        for (int size = 0; size < kSizes; size++)
            for (int global = 0; global < 2; global++)
                for (int same_asid = 0; same_asid < 2; same_asid++)
                    for (int inside = 0; inside < 2; inside++) {
                        Bench b(run);
                        const int bits = bits_of(size);
                        const Page p{base(0x123454a5b6c7, bits), 7, form % 3, bits, (bool)global, 0x123, 0};
                        b.fill(p);
                        const uint64_t vpn = inside ? p.vpn + run.random.below(1ull << bits) : p.vpn + (1ull << bits);
                        b.fence({(form & 1) != 0, (form & 2) != 0, vpn, same_asid ? 7 : 6});
                        uint64_t leaf;
                        const bool named = (!(form & 1) || inside) && (!(form & 2) || (same_asid && !global));
                        if (b.probe(p.vpn + (1ull << bits) - 1, 7, p.mode, &leaf) == named)
                            run.fail("form %d bits %d global %d same ASID %d inside %d", form, bits, global, same_asid,
                                     inside);
                    }
}

// A fence in the cycle of a fill wins, whatever it names.
void fence_over_fill(Run &run)
{
    for (int form = 0; form < 4; form++) {
        Bench b(run);
        const Page p{0x12345, 7, 0, 0, false, 0x99, 0};
        b.fence({(form & 1) != 0, (form & 2) != 0, p.vpn, 7}, &p);
        uint64_t leaf;
        if (b.probe(p.vpn, 7, 0, &leaf))
            run.fail("form %d: the fill survives", form);
    }
}

// Filling without looking goes round: no entry is left out, none is hit twice.
void every_entry_is_used(Run &run)
{
    Bench b(run);
    for (int i = 0; i < 5 * kEntries; i++)
        b.fill({(uint64_t)(i * 5), 1, 0, 0, false, (uint64_t)i, 0});
    for (int i = 4 * kEntries; i < 5 * kEntries; i++) {
        uint64_t leaf;
        if (!b.probe((uint64_t)(i * 5), 1, 0, &leaf))
            run.fail("of the last %d pages, number %d is gone", kEntries, i);
    }
}

// First in, first out: with no page removed, exactly the last ones are there, whatever was used meanwhile.
void first_in_first_out(Run &run)
{
    for (int entries = 1; entries <= kEntries; entries *= 2) {
        Bench b(run, entries, kFifo);
        for (int i = 0; i < 5 * entries; i++) {
            b.fill({(uint64_t)(i * 5), 1, 0, 0, false, (uint64_t)i, 0});
            b.use(5 * (i - (int)run.random.below(std::min(i + 1, entries))), 1, 0);
            uint64_t leaf;
            for (int j = 0; j <= i; j++)
                if (b.probe(5 * j, 1, 0, &leaf) != (j > i - entries))
                    run.fail("%d entries, %d pages filled: page %d", entries, i + 1, j);
        }
    }
}

// At random: all entries are taken sooner or later, and not in turn.
void random_replacement(Run &run)
{
    for (int entries = 2; entries <= kEntries; entries *= 2) {
        Bench b(run, entries, kRandom);
        int survivors = 0;
        for (int i = 0; i < 40 * entries; i++) {
            b.fill({(uint64_t)(i * 5), 1, 0, 0, false, (uint64_t)i, 0});
            uint64_t leaf;
            if (i >= entries && b.probe(5 * (i - entries), 1, 0, &leaf))
                survivors++;
        }
        // a page lives through `entries` replacements with a probability of about 1/e
        if (survivors < 4 * entries || survivors > 30 * entries)
            run.fail("%d entries: of %d pages %d live longer than in turn", entries, 39 * entries, survivors);
    }
}

// A bigger page over smaller ones, and a global one over one of an address space: one answer each
void overlaps(Run &run)
{
    Bench b(run);
    for (int i = 0; i < 4; i++)
        b.fill({0x40000 + (uint64_t)i, 3, 0, 0, false, (uint64_t)i, 0});
    b.fill({0x40000, 3, 0, 4, false, 100, 0});  // 64 KiB over four of 4 KiB
    b.audit();
    b.fill({0x40000, 3, 1, 9, false, 110, 0});  // another mode: no overlap
    b.audit();
    if (b.pages.size() != 2)
        run.fail("the model keeps %zu pages of two modes", b.pages.size());
    b.fill({0x40000, 3, 0, 9, false, 100, 0});
    b.audit();
    b.fill({0x40002, 3, 0, 0, false, 200, 0});
    b.audit();
    b.fill({0x40000, 9, 0, 18, true, 300, 0});
    b.audit();
    b.fill({0, 9, 1, 36, true, 400, 0});
    b.audit();
    if (b.pages.size() != 2)
        run.fail("the model keeps %zu pages", b.pages.size());
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    suite.run("fence forms", 1, fence_forms);
    suite.run("fence over a fill", 1, fence_over_fill);
    suite.run("every entry is used", 1, every_entry_is_used);
    suite.run("first in, first out", 4, first_in_first_out);
    suite.run("random replacement", 1, random_replacement);
    suite.run("overlaps", 1, overlaps);
    suite.run("random operations", 20, random_operations);
    return suite.report();
}
