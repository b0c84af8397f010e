// SPDX-License-Identifier: Apache-2.0
// The second-level TLB against a model that keeps a plain list of pages. What has been filled and nothing has removed
// is found; a fence removes exactly what it names, from the cycle after it is done on, and takes the cycles that it
// should; an entry goes unbidden only when its set is full, and then it is one that has not been used lately.
#include <algorithm>
#include <memory>
#include <vector>

#include "Vstlb.h"
#include "bench.h"
#include "verilated.h"
#include "wave.h"

namespace
{

using bench::Run;

// rules.mk builds it at these sizes
constexpr int kPageSets = 8, kPageWays = 4, kMegaSets = 2, kMegaWays = 2, kOthers = 4;
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
struct Answer {
    bool hit, global;
    uint64_t offset, leaf;
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
// Where a page is kept: pages of two places do not push each other out, even where they overlap.
int place_of(const Page &p)
{
    if (p.bits == 0)
        return (int)(p.vpn % kPageSets);
    return p.bits == kVpnBits ? 100 + (int)((p.vpn >> kVpnBits) % kMegaSets) : 200;
}
int ways_of(const Page &p) { return p.bits == 0 ? kPageWays : p.bits == kVpnBits ? kMegaWays : kOthers; }
bool overlap(const Page &a, const Page &b)
{
    const int bits = std::max(a.bits, b.bits);
    return place_of(a) == place_of(b) && base(a.vpn, bits) == base(b.vpn, bits) && a.mode == b.mode &&
           (a.global || b.global || a.asid == b.asid);
}

class Bench
{
    VerilatedContext context_;

public:
    explicit Bench(Run &run) : run(run)
    {
        context_.randSeed((int)run.seed | 1);
        context_.randReset(2);
        dut = std::make_unique<bench::Traced<Vstlb>>(&context_);
        dut->rst_ni = 0;
        dut->geometry_i = 0x3fffffff;
        idle();
        tick();
        dut->rst_ni = 1;
    }
    ~Bench() { dut->final(); }

    // A question and, in the cycle after it, its answer
    Answer ask(uint64_t vpn, int asid, int mode, bool use)
    {
        dut->lookup_i = 1;
        dut->wanted_i = tag(vpn, asid, mode, run.random.percent(50));
        tick();
        idle();
        dut->wanted_i = run.random.next();
        dut->eval();
        Answer a{(bool)dut->hit_o, (bool)dut->is_global_o, dut->offset_o, dut->leaf_o};
        dut->used_i = use && a.hit;
        tick();
        idle();
        check(vpn, asid, mode, a);
        if (use && a.hit)
            for (Page &p : pages)
                if (translates(p, vpn, asid, mode) && p.leaf == a.leaf)
                    p.used = ++now;
        return a;
    }
    // The walk for the last question ends, with this page
    void fill(const Page &p)
    {
        rest((int)run.random.below(4));
        put(p);
        tick();
        idle();
        place(p);
    }
    // The cycles that it takes
    int fence(const Fence &f)
    {
        for (int cycles = 1; cycles < 200; cycles++) {
            dut->fence_i =
                1ull << 63 | (uint64_t)f.by_va << 62 | (uint64_t)f.by_asid << 61 | (uint64_t)f.asid << 45 | f.vpn;
            dut->eval();
            const bool done = dut->fence_done_o;
            tick();
            if (!done)
                continue;
            idle();
            forget([&](auto &p) { return names(f, p); });
            return cycles;
        }
        run.fail("a fence is never done");
        return 0;
    }
    void flush()
    {
        dut->flush_i = 1;
        tick();
        idle();
        forget([](auto &) { return true; });
    }
    void rest(int cycles)
    {
        for (int i = 0; i < cycles; i++)
            tick();
    }

    // Every page in the list must be there, and everywhere in it; a question that differs in a bit has its own answer.
    void audit()
    {
        for (const Page &p : std::vector<Page>(pages)) {
            const uint64_t vpn = p.vpn + run.random.below(1ull << p.bits);
            const unsigned bit = (unsigned)run.random.below(kVpnBits * kLevels + 16);
            if (bit < kVpnBits * kLevels)
                ask(vpn ^ 1ull << bit, p.asid, p.mode, false);
            else
                ask(vpn, p.asid ^ 1 << (bit - kVpnBits * kLevels), p.mode, false);
            if (!ask(vpn, p.global && run.random.percent(50) ? p.asid ^ 1 : p.asid, p.mode, false).hit)
                run.fail("page %llx asid %d mode %d bits %d global %d is gone", (long long)p.vpn, p.asid, p.mode,
                         p.bits, p.global);
        }
    }

    // What a fence has named lately stays away, however long ago that was.
    void look_for_what_is_gone()
    {
        if (gone.empty())
            return;
        const Page p = gone[run.random.below(gone.size())];
        ask(p.vpn + run.random.below(1ull << p.bits), p.asid, p.mode, false);
    }

    // Some of it is translated by an entry of another place.
    bool elsewhere(const Page &p) const
    {
        return std::any_of(pages.begin(), pages.end(), [&](auto &q) {
            const int bits = std::max(p.bits, q.bits);
            return place_of(p) != place_of(q) && base(p.vpn, bits) == base(q.vpn, bits);
        });
    }

    Page random_page()
    {
        Page p{};
        p.bits = bits_of(run.random.percent(70) ? (int)run.random.below(2) : (int)run.random.below(kSizes));
        p.vpn = base(random_vpn(), p.bits);
        p.asid = random_asid();
        p.mode = random_mode();
        p.global = run.random.percent(25);
        p.leaf = (run.random.next() & ((1ull << 54) - 1)) | 1;
        return p;
    }
    uint64_t random_vpn()
    {
        uint64_t vpn = run.random.percent(95) ? 0 : run.random.below(1 << 9);
        for (int level = 3; level >= 0; level--)
            vpn = vpn << kVpnBits | (run.random.percent(90) ? run.random.below(level ? 2 : 6) * 8 + run.random.below(2)
                                                            : run.random.below(512));
        return vpn;
    }
    int random_asid() { return run.random.percent(90) ? (int)run.random.below(3) : (int)run.random.below(65536); }
    int random_mode() { return run.random.percent(80) ? 0 : (int)run.random.below(3); }
    Fence random_fence()
    {
        Fence f{run.random.percent(60), run.random.percent(60), random_vpn(), random_asid()};
        if (run.random.percent(60) && !pages.empty()) {
            const Page &p = pages[run.random.below(pages.size())];
            f.vpn = p.vpn + run.random.below(1ull << p.bits);
            f.asid = p.asid;
        }
        return f;
    }

    Run &run;
    std::vector<Page> pages;
    std::vector<Page> gone;  // named by a fence, the last ones of these
    std::unique_ptr<bench::Traced<Vstlb>> dut;

private:
    template <class Predicate> void forget(Predicate named)
    {
        const auto stays = std::partition(pages.begin(), pages.end(), [&](auto &p) { return !named(p); });
        gone.insert(gone.end(), stays, pages.end());
        pages.erase(stays, pages.end());
        if (gone.size() > 40)
            gone.erase(gone.begin(), gone.end() - 40);
    }
    static uint64_t tag(uint64_t vpn, int asid, int mode, bool global)
    {
        return vpn | (uint64_t)asid << 45 | (uint64_t)mode << 61 | (uint64_t)global << 63;
    }
    void put(const Page &p)
    {
        dut->fill_valid_i = 1;
        dut->fill_tag_i = tag(asked_vpn, p.asid, p.mode, p.global);
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
        dut->eval();
    }

    // One of the pages that translate it answers: there is one of each place at most.
    void check(uint64_t vpn, int asid, int mode, const Answer &a)
    {
        asked_vpn = vpn;
        bool any = false, right = false;
        for (const Page &p : pages)
            if (translates(p, vpn, asid, mode)) {
                any = true;
                right = right || (p.leaf == a.leaf && p.global == a.global && a.offset == (1ull << p.bits) - 1);
            }
        if (a.hit && !any)
            run.fail("%llx asid %d hits, but nothing translates it", (long long)vpn, asid);
        if (!a.hit && any)
            run.fail("%llx asid %d misses", (long long)vpn, asid);
        if (a.hit && any && !right)
            run.fail("%llx asid %d: the wrong leaf", (long long)vpn, asid);
        if (!a.hit && (a.leaf || a.offset || a.global))
            run.fail("a miss with a leaf");
    }

    // The new page is in; what it overlaps in its place is out; and if there was no room, one other page of it is.
    void place(Page p)
    {
        p.used = ++now;
        pages.erase(std::remove_if(pages.begin(), pages.end(), [&](auto &q) { return overlap(p, q); }), pages.end());
        std::vector<Page> here;
        for (const Page &q : pages)
            if (place_of(q) == place_of(p))
                here.push_back(q);
        pages.push_back(p);
        if ((int)here.size() < ways_of(p))
            return;
        std::sort(here.begin(), here.end(), [](auto &a, auto &b) { return a.used > b.used; });
        int gone = 0;
        const int safe = ways_of(p) == 4 ? 2 : 1;  // log2
        for (size_t i = 0; i < here.size(); i++) {
            if (found(here[i]))
                continue;
            if ((int)i < safe - 1)
                run.fail("a page used lately was replaced");
            gone++;
            pages.erase(std::find_if(pages.begin(), pages.end(), [&](auto &q) { return q.leaf == here[i].leaf; }));
        }
        if (gone != 1)
            run.fail("%d pages made room for one", gone);
    }
    bool found(const Page &p)
    {
        dut->lookup_i = 1;
        dut->wanted_i = tag(p.vpn, p.asid, p.mode, false);
        tick();
        idle();
        const bool same = dut->hit_o && dut->leaf_o == p.leaf;
        tick();
        return same;
    }

    long now = 0;
    uint64_t asked_vpn = 0;
};

void random_operations(Run &run)
{
    Bench b(run);
    for (int i = 0; i < 3000 && !run.failed(); i++) {
        const unsigned dice = (unsigned)run.random.below(100);
        if (dice < 8) {
            b.look_for_what_is_gone();
        } else if (dice < 40) {
            if (!b.pages.empty() && run.random.percent(70)) {
                const Page p = b.pages[run.random.below(b.pages.size())];
                b.ask(p.vpn + run.random.below(1ull << p.bits), p.asid,
                      run.random.percent(90) ? p.mode : b.random_mode(), true);
            } else {
                b.ask(b.random_vpn(), b.random_asid(), b.random_mode(), true);
            }
        } else if (dice < 85) {
            const Page p = b.random_page();
            if (b.elsewhere(p))
                continue;  // of two sizes side by side one hides the other: a case of its own
            // of a hit, too: its rights may have failed
            b.ask(p.vpn + run.random.below(1ull << p.bits), p.asid, p.mode, false);
            b.fill(p);
        } else if (dice < 99) {
            b.fence(b.random_fence());
        } else {
            b.flush();
        }
        if (run.random.percent(30))
            b.rest((int)run.random.below(12));
        if (run.random.percent(40))
            b.audit();
    }
}

// Each form of fence against each size of page, global or not, its own ASID or another, in each cycle of the search
// for what an earlier fence of an ASID has named: what stays, and how long does it take?
void fence_forms(Run &run)
{
    for (int form = 0; form < 4; form++)
        for (int size = 0; size < kSizes; size++)
            for (int global = 0; global < 2; global++)
                for (int same_asid = 0; same_asid < 2; same_asid++)
                    for (int inside = 0; inside < 2; inside++)
                        for (int earlier = 0; earlier < 14; earlier++) {
                            Bench b(run);
                            const int bits = bits_of(size);
                            const Page p{base(0x123454a5b6c7, bits), 7, form % 3, bits, (bool)global, 0x123, 0};
                            b.ask(p.vpn, p.asid, p.mode, false);
                            b.fill(p);
                            if (earlier > 0) {
                                b.fence({false, true, 0, 5});
                                b.rest(earlier - 1);
                            }
                            const uint64_t vpn =
                                inside ? p.vpn + run.random.below(1ull << bits) : p.vpn + (1ull << bits);
                            const int cycles = b.fence({(form & 1) != 0, (form & 2) != 0, vpn, same_asid ? 7 : 6});
                            const int most = form & 1               ? 2
                                             : form == 2 && earlier ? 1 + std::max(0, kPageSets + 1 - earlier)
                                                                    : 1;
                            if (form == 2 && earlier ? cycles > most + 1 : cycles != most)
                                run.fail("form %d, %d cycles after another: %d cycles, not %d", form, earlier, cycles,
                                         most);
                            b.audit();
                            b.ask(p.vpn + (1ull << bits) - 1, 7, p.mode, false);  // judged by the model
                            if (run.failed())
                                return run.fail("form %d bits %d global %d same ASID %d inside %d earlier %d", form,
                                                bits, global, same_asid, inside, earlier);
                        }
}

// A fence of one ASID, and then for each set what has come since: new entries of that ASID stay, old ones stay away.
void fills_after_a_fence(Run &run)
{
    for (int wait = 0; wait < 20; wait++) {
        Bench b(run);
        for (int i = 0; i < 2 * kPageSets; i++)
            for (int asid : {3, 4}) {
                const Page p{(uint64_t)i, asid, 0, 0, false, (uint64_t)(1000 * asid + i), 0};
                b.ask(p.vpn, p.asid, p.mode, false);
                b.fill(p);
            }
        b.fence({false, true, 0, 3});
        for (int i = 2 * kPageSets; i-- > 0;) {
            b.rest(i % 4 == 0 ? wait : 0);
            b.ask((uint64_t)i, 3, 0, false);  // gone
            b.ask((uint64_t)i, 4, 0, true);   // still there
            if (i % 3 == 0) {
                const Page p{(uint64_t)i, 3, 0, 0, false, (uint64_t)(5000 + i), 0};
                b.ask(p.vpn, p.asid, p.mode, false);
                b.fill(p);
            }
        }
        b.rest(40);
        b.audit();
        for (int i = 0; i < 2 * kPageSets; i++)
            b.ask((uint64_t)i, 3, 0, false);
    }
}

// A fence of one ASID, and nobody asks until it has been seen to: no set is left out.
void all_is_swept(Run &run)
{
    for (int bits : {0, kVpnBits})
        for (int set = 0; set < kPageSets; set++) {
            Bench b(run);
            for (int asid : {3, 4}) {
                const Page p{(uint64_t)set << bits, asid, 0, bits, false, (uint64_t)asid, 0};
                b.ask(p.vpn, p.asid, p.mode, false);
                b.fill(p);
            }
            b.fence({false, true, 0, 3});
            b.rest(2 * kPageSets);
            b.ask((uint64_t)set << bits, 3, 0, false);
            b.audit();
        }
}

// A second fence of the same ASID, some cycles after the first, names what has come between them, too.
void fence_again(Run &run)
{
    for (int before = 0; before < 14; before++)
        for (int after = 0; after < 14; after++) {
            Bench b(run);
            const Page p{6, 3, 0, 0, false, 0x321, 0};
            b.fence({false, true, 0, 3});
            b.rest(before);
            b.ask(p.vpn, p.asid, p.mode, false);
            b.fill(p);
            b.rest(after);
            b.ask(p.vpn, p.asid, p.mode, true);  // it is there
            b.fence({false, true, 0, 3});
            b.ask(p.vpn, p.asid, p.mode, true);  // it is gone
            for (int i = 0; i < 2; i++) {        // of one set
                const Page q{(uint64_t)(7 + i * kPageSets), 3, 0, 0, false, (uint64_t)(0x322 + i), 0};
                b.ask(q.vpn, q.asid, q.mode, false);
                b.fill(q);
            }
            b.rest(40);
            b.audit();
            if (run.failed())
                return run.fail("filled %d cycles after a fence, fenced again after %d", before, after);
        }
}

// Filling without looking goes round: no way is left out, none is hit twice, so that each set holds what came last.
void every_entry_is_used(Run &run)
{
    Bench b(run);
    for (int bits : {0, kVpnBits})
        for (int i = 0; i < 5 * kPageSets * kPageWays; i++) {
            const Page p{(uint64_t)i << bits, 1, 0, bits, false, (uint64_t)(bits * 1000 + i), 0};
            b.ask(p.vpn, p.asid, p.mode, false);
            b.fill(p);
        }
    size_t pages = 0, megas = 0;
    for (const Page &p : b.pages)
        (p.bits ? megas : pages)++;
    if (pages != kPageSets * kPageWays || megas != kMegaSets * kMegaWays)
        run.fail("%zu pages of 4 KiB and %zu of 2 MiB are held", pages, megas);
    for (const Page &p : b.pages) {
        const int sets = p.bits ? kMegaSets : kPageSets, newest = 5 * kPageSets * kPageWays;
        if ((int)(p.vpn >> p.bits) < newest - sets * ways_of(p))
            run.fail("page %llx is still there", (long long)p.vpn);
    }
    b.audit();
}

// The page tables change the size of a page, with no fence: either answers; a fence of an address in both forgets both.
void two_sizes(Run &run)
{
    for (int first = 0; first < kSizes; first++)
        for (int second = 0; second < kSizes; second++) {
            Bench b(run);
            for (int size : {first, second}) {
                const int bits = bits_of(size);
                const Page p{base(0x123454a5b6c7, bits), 7, 0, bits, false, (uint64_t)(100 + bits), 0};
                b.ask(0x123454a5b6c7, 7, 0, false);
                b.fill(p);
            }
            b.ask(0x123454a5b6c7, 7, 0, true);
            b.fence({true, first > second, 0x123454a5b6c7, 7});
            if (b.ask(0x123454a5b6c7, 7, 0, false).hit || !b.pages.empty())
                run.fail("sizes %d and %d: something stays", first, second);
        }
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    suite.run("fence forms", 1, fence_forms);
    suite.run("fills after a fence", 1, fills_after_a_fence);
    suite.run("all is swept", 1, all_is_swept);
    suite.run("fence again", 1, fence_again);
    suite.run("every entry is used", 1, every_entry_is_used);
    suite.run("two sizes", 1, two_sizes);
    suite.run("random operations", 20, random_operations);
    return suite.report();
}
