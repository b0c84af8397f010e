// SPDX-License-Identifier: Apache-2.0
// The memory behind the MMU and what may be seen of it: random page tables that change, with the past
// of every word kept; the fences that have been done; the PMP. From these it says which answers to an
// access are legal: an old translation until a fence covers it, and a fault only if memory shows it
// while the request waits.
#ifndef TB_UNIT_MMU_WORLD_H
#define TB_UNIT_MMU_WORLD_H

#include <algorithm>
#include <set>
#include <unordered_map>
#include <vector>

#include "audit.h"
#include "bench.h"
#include "driver.h"
#include "pmp_reference.h"
#include "walk_reference.h"

namespace mmu
{

constexpr uint64_t kRom = 0x1000, kRomEnd = 0x10000;
constexpr uint64_t kTables = kRam + 0x100000;  // where page tables are
constexpr int kSpaces = 4;
constexpr int kPbmtShift = 56;  // of a page's PBMT beside its physical address

inline bool is_memory(uint64_t pa) { return (pa >= kRam && pa < kRamEnd) || (pa >= kRom && pa < kRomEnd); }

// What may come of an access.
struct Legal {
    std::set<uint64_t> pas;  // each with the page's PBMT above
    bool page_fault = false, access_fault = false;
};

class World
{
public:
    explicit World(bench::Random &random) : random_(random), salt_(random.next())
    {
        for (int a = 0; a < kSpaces; a++) {
            levels[a] = a > 1 || random_.percent(50) ? 3 + (int)random_.below(3) : 3;
            do {  // all different in a mode, often in one bit; mostly the same one in another mode
                asids[a] = (uint16_t)random_.next();
                if (a > 0 && random_.percent(80))
                    asids[a] = asids[0] ^ (uint16_t)(random_.percent(50) ? 1 << random_.below(16) : 0);
            } while (taken(a));
            roots[a] = new_table();
        }
        for (int a = 0; a < kSpaces; a++)
            for (int top : kTops) {
                const int first = (int)(std::find(levels, levels + a, levels[a]) - levels);
                if (shared(top) && first != a)
                    continue;
                const uint64_t child = new_subtree(levels[a] - 2, shared(top));
                slot(roots[a] + 8 * top, levels[a] - 1, child, shared(top),
                     random_pte(levels[a] - 1, child, shared(top)));
            }
        for (int i = 0; i < pmp::kEntries; i++)
            entries[i] = {0, 0};
        open_pmp();
    }

    // ---- time and memory
    long now = 0;  // a moment: at least one a cycle, one for each change of a word
    uint64_t read(uint64_t address) const
    {
        auto it = words_.find(address);
        return it == words_.end() ? 0 : it->second.back().value;
    }
    // A root entry of the shared half is the same in every address space of the mode, as G demands; the 16 entries
    // of a page of 64 KiB are the same.
    void write(uint64_t address, uint64_t value)
    {
        for (int a = 0; a < kSpaces; a++) {
            if (address >> 12 != roots[a] >> 12 || !shared((int)(address >> 3 & 511)))
                continue;
            for (int b = 0; b < kSpaces; b++)
                if (levels[b] == levels[a])
                    write_word(roots[b] | (address & 0xfff), value);
            return;
        }
        write_word(address, value);
    }
    void write_group(uint64_t address, uint64_t value)
    {
        for (int i = 0; i < 16; i++)
            write_word((address & ~127ull) + 8 * i, value);
        napots_.insert(address >> 7);
    }
    void write_word(uint64_t address, uint64_t value)
    {
        auto &past = words_[address];
        if (past.empty())
            past.push_back({0, -1});
        if (past.back().time == now)
            now++;
        past.push_back({value, now});
    }
    // An address that the bus refuses: some pages of data and of tables
    bool all_answer = false;
    bool answers(uint64_t pa) const
    {
        for (uint64_t root : roots)
            if (pa >> 12 == root >> 12)
                return true;
        return all_answer || (((pa >> 12) + salt_) * 0x9e3779b97f4a7c15 >> 32) % 29 != 0;
    }

    // ---- page tables
    uint64_t satp(int a) const { return (uint64_t)(levels[a] + 5) << 60 | (uint64_t)asids[a] << 44 | roots[a] >> 12; }

    // In a space with so many levels; 0: without translation
    uint64_t random_va(int levels)
    {
        if (!levels && random_.percent(90))
            return kRam + (random_.below(1 << 22) << 3);
        if (!levels || random_.percent(2))
            return random_.next();
        auto index = [&](int level) -> uint64_t {
            if (level < levels - 1 && random_.percent(5))
                return random_.below(512);
            if (level == 0 && random_.percent(20))
                return random_.percent(50) ? random_.below(16) : 511 - random_.below(16);
            return level == levels - 1 ? kTops[random_.below(5)] : kIndices[random_.below(used(level))];
        };
        uint64_t va = random_.below(512) << 3;
        for (int level = 0; level < levels; level++)
            va |= index(level) << (12 + 9 * level);
        const int bits = 12 + 9 * levels;
        va = (uint64_t)((int64_t)(va << (64 - bits)) >> (64 - bits));
        if (random_.percent(1))
            va ^= 1ull << (bits + random_.below(64 - bits));
        return va;
    }

    // Rewrite a random entry, or change one bit of it.
    void mutate()
    {
        const Slot &s = slots_[random_.below(slots_.size())];
        uint64_t pte = random_pte(s.level, s.child, s.global);
        if (random_.percent(40)) {
            const int bits[] = {0, 1, 2, 3, 4, 6, 7};
            pte = read(s.address) ^ (1ull << bits[random_.below(7)]);
        }
        if (s.level == 0 && random_.percent(20)) {
            pte = (pte | kN) & ~(15ull << 10);
            if (random_.percent(90))
                pte |= 8ull << 10;
            write_group(s.address, pte);
        } else {
            write(s.address, pte);
        }
    }

    // ---- fences
    void fenced(const Fence &f, long begun)
    {
        if (!f.by_va && !f.by_asid)
            forget(begun);
        else
            fences_.push_back({f, begun});
    }
    // Everything seen before `time` is past: a full fence, or a change of the PMP.
    void forget(long time)
    {
        base_ = time;
        fences_.clear();
    }

    // ---- PMP
    pmp::Entry entries[pmp::kEntries];
    void open_pmp()
    {
        for (auto &e : entries)
            e = {0, 0};
        entries[15] = {(uint8_t)(pmp::Napot << 3 | pmp::R | pmp::W | pmp::X), (1ull << 54) - 1};
    }
    void random_pmp()
    {
        open_pmp();
        for (int n = (int)random_.below(3); n > 0; n--) {
            const int i = (int)random_.below(15);
            const uint64_t page =
                random_.percent(60) ? kTables + (random_.below(64) << 12) : kRam + (random_.below(64) << 12);
            uint8_t rights = (uint8_t)random_.below(8);
            if (!(rights & pmp::R))
                rights &= ~pmp::W;
            entries[i].cfg = (uint8_t)(pmp::Napot << 3 | rights | (random_.percent(20) ? pmp::L : 0));
            entries[i].addr = page >> 2 | ((1ull << random_.below(10)) - 1);
        }
    }

    // ---- judgement: which outcomes of this access are legal now, if it has waited since `since`?
    Legal legal(const Context &c, int asid, uint64_t va, sv::Access access, bool strict, long since) const
    {
        Legal result;
        const int priv = access == sv::Fetch ? c.priv_fetch : c.priv_data;
        auto physical = [&](uint64_t pa, uint64_t pbmt) {
            if (physically_allowed(pa, access, strict, priv))
                result.pas.insert(pa | pbmt << kPbmtShift);
            else
                result.access_fault = true;
        };
        if (priv == 3 || !(c.satp >> 60)) {
            if (va >> 56)
                result.access_fault = true;
            else
                physical(va, 0);
            return result;
        }
        const sv::Context context{roots[asid], priv, c.sum, c.mxr, c.adue, levels[asid], c.pbmte};
        // A fault is told of memory as it was while the request waited; but pointers on the way may be remembered.
        sv::Memory pointers = memory();
        pointers.remembered_from = [&](int bits, bool global) {
            return bits == 0 ? last_fence(0, global, va, asids[asid]) : since;
        };
        for (const auto &o : sv::walk(pointers, context, va, access, base_)) {
            if (o.fault == sv::Page)
                result.page_fault = true;
            if (o.fault == sv::AccessFault)
                result.access_fault = true;
        }
        // a global page may have been found from any address space of the mode
        for (int a = 0; a < kSpaces; a++) {
            sv::Context through = context;
            through.root = roots[a];
            if (levels[a] != levels[asid])
                continue;
            bool napot = false;
            auto consider = [&](uint64_t at) {
                // The leaf of a global page may have outlived the pointers that led to it.
                for (bool global : {false, true}) {
                    if (a != asid && !global)
                        continue;
                    sv::Memory remembered = memory();
                    remembered.remembered_from = [&](int bits, bool marked) {
                        return bits == 0 && global ? base_ : last_fence(bits, marked, va, asids[asid]);
                    };
                    for (const auto &o : sv::walk(remembered, through, at, access, base_)) {
                        napot = napot || (o.level == 0 && napots_.count(o.pte_pa >> 7));
                        if (o.fault != sv::None || o.sets_ad || o.global != global)
                            continue;
                        if (at != va && o.offset_bits != 16)
                            continue;
                        physical((o.pa & ~0xffffull) | (at != va ? va & 0xffff : o.pa & 0xffff), o.pte >> 61 & 3);
                    }
                }
            };
            consider(va);
            // a page of 64 KiB may have been found through any of its 16 entries
            for (uint64_t page = 0; napot && page < 16; page++)
                if (page != (va >> 12 & 15))
                    consider((va & ~0xf000ull) | page << 12);
        }
        return result;
    }

    // May a TLB hold this now: is it a leaf that some walk could have read since the last fence that covers it?
    bool may_hold(const TlbEntry &e, bool pbmte) const
    {
        const int bits = 64 - __builtin_clzll(e.offset << 12 | 0xfff), top = 12 + 9 * e.levels;
        const uint64_t va = (uint64_t)((int64_t)(e.vpn << 12 << (64 - top)) >> (64 - top));
        if ((e.vpn ^ va >> 12) & ((1ull << 45) - 1))
            return false;
        const sv::Access access = e.flags & sv::R ? sv::Load : sv::Fetch;
        const uint64_t pages = bits == 16 ? 16 : 1;  // one of 64 KiB may have been read from any of its entries
        sv::Memory remembered = memory();
        // The leaf of a global page may have outlived the pointers that led to it.
        remembered.remembered_from = [&](int kind, bool marked) {
            return kind == 0 && e.global ? base_ : last_fence(kind, marked, va, e.asid);
        };
        for (int a = 0; a < kSpaces; a++) {
            if (levels[a] != e.levels || (asids[a] != e.asid && !e.global))
                continue;
            const sv::Context context{roots[a], e.flags & sv::U ? 0 : 1, false, false, false, levels[a], pbmte};
            for (uint64_t page = 0; page < pages; page++) {
                const uint64_t at = pages == 1 ? va : (va & ~0xf000ull) | page << 12;
                for (const auto &o : sv::walk(remembered, context, at, access, base_))
                    if (o.fault == sv::None && o.offset_bits == bits && o.global == e.global &&
                        (o.pte & 255) == e.flags && (o.pte >> 61 & 3) == e.pbmt &&
                        (o.pa >> bits << bits) == e.ppn << 12)
                        return true;
            }
        }
        return false;
    }

    uint16_t asids[kSpaces];
    int levels[kSpaces];
    uint64_t roots[kSpaces] = {};

private:
    struct Slot {
        uint64_t address;
        int level;
        uint64_t child;
        bool global;
    };
    struct Done {
        Fence fence;
        long time;
    };
    static constexpr int kTops[5] = {0, 1, 255, 256, 511};
    static constexpr int kIndices[3] = {3, 511, 0};
    static constexpr uint64_t kN = 1ull << 63;
    // So many of the indices are used in a table of this level that is not the root
    static int used(int level) { return level > 1 ? 2 : 3; }
    static bool shared(int top) { return top >= 256; }

    bool taken(int a) const
    {
        for (int b = 0; b < a; b++)
            if (asids[b] == asids[a] && levels[b] == levels[a])
                return true;
        return false;
    }
    uint64_t new_table() { return kTables + ((uint64_t)tables_++ << 12); }

    void slot(uint64_t address, int level, uint64_t child, bool global, uint64_t pte)
    {
        slots_.push_back({address, level, child, global});
        write(address, pte);
    }
    uint64_t new_subtree(int level, bool global)
    {
        const uint64_t table = new_table();
        for (int i = 0; i < used(level); i++) {
            const uint64_t child = level > 0 ? new_subtree(level - 1, global) : 0;
            slot(table + 8 * kIndices[i], level, child, global, random_pte(level, child, global));
        }
        return table;
    }

    uint64_t random_pte(int level, uint64_t child, bool global)
    {
        const uint64_t dice = random_.below(100);
        uint64_t pte;
        if (level > 0 && dice < (level > 2 ? 92u : 75u)) {
            pte = child >> 2 | sv::V;
            if (random_.percent(2))
                pte = 0x10000000 >> 2 | sv::V;  // a table in a device
        } else {
            uint64_t ppn = (kRam >> 12) + random_.below(0x10000);
            if (random_.percent(10))
                ppn = 0x10000 + random_.below(2);
            if (random_.percent(10))
                ppn = random_.below(16);
            if (random_.percent(5))
                ppn = random_.below(1ull << 44);
            if (random_.percent(92))
                ppn &= ~((1ull << (9 * level)) - 1);
            pte = ppn << 10 | sv::V;
            const unsigned chances[] = {95, 85, 80, 50, 0, 60, 50};
            for (int b = 0; b < 7; b++)
                if (random_.percent(chances[b]))
                    pte |= 2ull << b;
            if (random_.percent(10))
                pte |= random_.below(4) << 61;
        }
        if (global && random_.percent(40))
            pte |= sv::G;
        if (dice >= 98)
            pte ^= 1ull << (random_.percent(50) ? random_.below(8) : 54 + random_.below(10));
        if (!global)
            pte &= ~sv::G;
        return pte;
    }

    sv::Memory memory() const
    {
        sv::Memory m;
        m.versions = [this](uint64_t address, long from) {
            std::vector<sv::Version> seen;
            auto it = words_.find(address);
            if (it == words_.end())
                return std::vector<sv::Version>{{0, from}};
            for (const auto &v : it->second) {
                if (v.time <= from)
                    seen.assign(1, {v.value, from});
                else
                    seen.push_back(v);
            }
            return seen;
        };
        m.allowed = [this](uint64_t pa, bool write) {
            return physically_allowed(pa, write ? sv::Store : sv::Load, true, 1);
        };
        m.answers = [this](uint64_t pa) { return answers(pa); };
        return m;
    }

    bool physically_allowed(uint64_t pa, sv::Access access, bool strict, int priv) const
    {
        const unsigned need = access == sv::Fetch ? pmp::X : access == sv::Load ? pmp::R : pmp::W;
        if (!pmp::allows(entries, pa & ~7ull, 8, need, priv))
            return false;
        if (!is_memory(pa))
            return access != sv::Fetch && !strict && pa < kRam;
        return !(access == sv::Store && pa < kRomEnd);
    }

    // The last fence that covers an entry on the way to `va` in an address space: a leaf of a page so large, or a
    // pointer (0 bits; a fence of an address names leaves only).
    long last_fence(int bits, bool global, uint64_t va, uint16_t asid) const
    {
        long last = base_;
        for (const auto &d : fences_) {
            if (d.fence.by_asid && (global || d.fence.asid != asid))
                continue;
            if (d.fence.by_va && (bits <= 0 || ((int64_t)d.fence.va >> bits) != ((int64_t)va >> bits)))
                continue;
            last = d.time;
        }
        return last;
    }

    bench::Random &random_;
    const uint64_t salt_;
    std::unordered_map<uint64_t, std::vector<sv::Version>> words_;
    std::set<uint64_t> napots_;  // groups of 16 entries that have been pages of 64 KiB
    std::vector<Slot> slots_;
    std::vector<Done> fences_;
    long base_ = -1;
    int tables_ = 0;
};

}  // namespace mmu

#endif
