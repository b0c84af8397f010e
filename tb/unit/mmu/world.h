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

#include "bench.h"
#include "driver.h"
#include "pmp_reference.h"
#include "sv39_reference.h"

namespace mmu
{

constexpr uint64_t kRam = 0x80000000, kRom = 0x1000, kRomEnd = 0x10000;
constexpr uint64_t kTables = kRam + 0x100000;  // where page tables are
constexpr int kAsids = 3;

inline bool is_memory(uint64_t pa) { return pa >= kRam || (pa >= kRom && pa < kRomEnd); }

// What may come of an access.
struct Legal {
    std::set<uint64_t> pas;
    bool page_fault = false, access_fault = false;
};

class World
{
public:
    explicit World(bench::Random &random) : random_(random), salt_(random.next())
    {
        for (int a = 0; a < kAsids; a++) {
            do {  // all different, often in one bit
                asids[a] = (uint16_t)random_.next();
                if (a > 0 && random_.percent(50))
                    asids[a] = asids[0] ^ (uint16_t)(1 << random_.below(16));
            } while (std::count(asids, asids + a, asids[a]) > 0);
            roots[a] = new_table();
        }
        for (int top : kTops) {
            if (shared(top)) {
                const uint64_t child = new_subtree(true);
                const uint64_t pte = random_pte(2, child, true);
                slot(roots[0] + 8 * top, 2, child, true, pte);
            } else {
                for (int a = 0; a < kAsids; a++) {
                    const uint64_t child = new_subtree(false);
                    slot(roots[a] + 8 * top, 2, child, false, random_pte(2, child, false));
                }
            }
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
    // A root entry of the shared half is the same in every address space, as G demands.
    void write(uint64_t address, uint64_t value)
    {
        for (uint64_t root : roots) {
            if (address >> 12 != root >> 12 || !shared((int)(address >> 3 & 511)))
                continue;
            for (uint64_t each : roots)
                write_word(each | (address & 0xfff), value);
            return;
        }
        write_word(address, value);
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
    bool answers(uint64_t pa) const
    {
        for (uint64_t root : roots)
            if (pa >> 12 == root >> 12)
                return true;
        return (((pa >> 12) + salt_) * 0x9e3779b97f4a7c15 >> 32) % 29 != 0;
    }

    // ---- page tables
    uint64_t satp(int a) const { return 8ull << 60 | (uint64_t)asids[a] << 44 | roots[a] >> 12; }

    uint64_t random_va(bool paged)
    {
        if (!paged && random_.percent(90))
            return kRam + (random_.below(1 << 22) << 3);
        if (random_.percent(2))
            return random_.next();
        auto index = [&](int level) -> uint64_t {
            if (level < 2 && random_.percent(10))
                return random_.below(512);
            return level == 2 ? kTops[random_.below(5)] : kIndices[random_.below(3)];
        };
        uint64_t va = index(2) << 30 | index(1) << 21 | index(0) << 12 | (random_.below(512) << 3);
        va = (uint64_t)((int64_t)(va << 25) >> 25);
        if (random_.percent(1))
            va ^= 1ull << (39 + random_.below(25));
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
        write(s.address, pte);
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
    Legal legal(const Context &c, int asid, uint64_t va, sv39::Access access, bool strict, long since) const
    {
        Legal result;
        const int priv = access == sv39::Fetch ? c.priv_fetch : c.priv_data;
        auto physical = [&](uint64_t pa) {
            if (physically_allowed(pa, access, strict, priv))
                result.pas.insert(pa);
            else
                result.access_fault = true;
        };
        if (priv == 3 || !(c.satp >> 60)) {
            if (va >> 56)
                result.access_fault = true;
            else
                physical(va);
            return result;
        }
        const sv39::Context context{roots[asid], priv, c.sum, c.mxr, c.adue};
        for (const auto &o : sv39::walk(memory(), context, va, access, since)) {
            if (o.fault == sv39::Page)
                result.page_fault = true;
            if (o.fault == sv39::AccessFault)
                result.access_fault = true;
        }
        // a global page may have been found from any address space
        for (int a = 0; a < kAsids; a++) {
            sv39::Context through = context;
            through.root = roots[a];
            for (const auto &o : sv39::walk(memory(), through, va, access, base_)) {
                if (o.fault != sv39::None || o.sets_ad || (a != asid && !o.global))
                    continue;
                if (still_legal(o, through, va, access, asids[asid]))
                    physical(o.pa);
            }
        }
        return result;
    }

    uint16_t asids[kAsids];
    uint64_t roots[kAsids] = {};

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
    static constexpr int kIndices[3] = {0, 3, 511};
    static bool shared(int top) { return top >= 256; }

    uint64_t new_table() { return kTables + ((uint64_t)tables_++ << 12); }

    void slot(uint64_t address, int level, uint64_t child, bool global, uint64_t pte)
    {
        slots_.push_back({address, level, child, global});
        write(address, pte);
    }
    uint64_t new_subtree(bool global)
    {
        const uint64_t middle = new_table();
        for (int i : kIndices) {
            const uint64_t low = new_table();
            for (int j : kIndices)
                slot(low + 8 * j, 0, 0, global, random_pte(0, 0, global));
            slot(middle + 8 * i, 1, low, global, random_pte(1, low, global));
        }
        return middle;
    }

    uint64_t random_pte(int level, uint64_t child, bool global)
    {
        const uint64_t dice = random_.below(100);
        uint64_t pte;
        if (level > 0 && dice < 75) {
            pte = child >> 2 | sv39::V;
            if (random_.percent(2))
                pte = 0x10000000 >> 2 | sv39::V;  // a table in a device
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
            pte = ppn << 10 | sv39::V;
            const unsigned chances[] = {95, 85, 80, 50, 0, 60, 50};
            for (int b = 0; b < 7; b++)
                if (random_.percent(chances[b]))
                    pte |= 2ull << b;
        }
        if (global && random_.percent(40))
            pte |= sv39::G;
        if (dice >= 98)
            pte ^= 1ull << (random_.percent(50) ? random_.below(8) : 54 + random_.below(10));
        if (!global)
            pte &= ~sv39::G;
        return pte;
    }

    sv39::Memory memory() const
    {
        sv39::Memory m;
        m.versions = [this](uint64_t address, long from) {
            std::vector<sv39::Version> seen;
            auto it = words_.find(address);
            if (it == words_.end())
                return std::vector<sv39::Version>{{0, from}};
            for (const auto &v : it->second) {
                if (v.time <= from)
                    seen.assign(1, {v.value, from});
                else
                    seen.push_back(v);
            }
            return seen;
        };
        m.allowed = [this](uint64_t pa, bool write) {
            return physically_allowed(pa, write ? sv39::Store : sv39::Load, true, 1);
        };
        m.answers = [this](uint64_t pa) { return answers(pa); };
        return m;
    }

    bool physically_allowed(uint64_t pa, sv39::Access access, bool strict, int priv) const
    {
        const unsigned need = access == sv39::Fetch ? pmp::X : access == sv39::Load ? pmp::R : pmp::W;
        if (!pmp::allows(entries, pa & ~7ull, 8, need, priv))
            return false;
        if (!is_memory(pa))
            return access != sv39::Fetch && !strict;
        return !(access == sv39::Store && pa < kRomEnd);
    }

    // Has no fence since covered this translation?
    bool still_legal(const sv39::Outcome &o, const sv39::Context &context, uint64_t va, sv39::Access access,
                     uint16_t asid) const
    {
        long last = base_;
        for (const auto &d : fences_) {
            const int shift = 12 + 9 * o.level;
            if (d.fence.by_asid && (o.global || d.fence.asid != asid))
                continue;
            if (d.fence.by_va && ((int64_t)d.fence.va >> shift) != ((int64_t)va >> shift))
                continue;
            last = d.time;
        }
        if (last == base_)
            return true;
        for (const auto &again : sv39::walk(memory(), context, va, access, last)) {
            if (again.fault == sv39::None && !again.sets_ad && again.pa == o.pa && again.level == o.level &&
                again.global == o.global)
                return true;
        }
        return false;
    }

    bench::Random &random_;
    const uint64_t salt_;
    std::unordered_map<uint64_t, std::vector<sv39::Version>> words_;
    std::vector<Slot> slots_;
    std::vector<Done> fences_;
    long base_ = -1;
    int tables_ = 0;
};

}  // namespace mmu

#endif
