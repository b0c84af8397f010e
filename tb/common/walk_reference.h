// SPDX-License-Identifier: Apache-2.0
// Translation as the manual tells it (Privileged 4.3.1, 4.3.2, 4.4 to 4.6, Svnapot, Svpbmt, docs/isa.md), for
// judging the MMU: Sv39, Sv48 and Sv57, by their number of levels.
// Written from the manual alone; shares nothing with the hardware, not even its packages.
//
// Memory may have a past: a reader gives every value that an entry may have shown, and the walk gives
// every outcome that some choice of them leads to. A reader with one value a word is a plain walk.
#ifndef TB_COMMON_WALK_REFERENCE_H
#define TB_COMMON_WALK_REFERENCE_H

#include <cstdint>
#include <functional>
#include <vector>

namespace sv
{

enum Access { Fetch, Load, Store };
enum Fault { None, Page, AccessFault };

constexpr uint64_t V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128;

struct Context {
    uint64_t root;  // physical address of the root table
    int priv;       // 0 user, 1 supervisor
    bool sum, mxr, adue;
    int levels = 3;
    bool pbmte = false;
};

// A value that an entry showed at a time, and the time from which later reads may follow.
struct Version {
    uint64_t value;
    long time;
};

struct Memory {
    // Every value of the doubleword at this address that was visible at `from` or later.
    std::function<std::vector<Version>(uint64_t address, long from)> versions;
    std::function<bool(uint64_t address, bool write)> allowed;  // PMP and attributes, as supervisor
    std::function<bool(uint64_t address)> answers;              // no bus error
    // If given: entries may be remembered, each kind from a time of its own on: pointers (offset_bits 0), and leaves
    // of a page so large, and what is not valid (-1). `global`: by itself or by an entry above.
    std::function<long(int offset_bits, bool global)> remembered_from;
};

struct Outcome {
    Fault fault;
    uint64_t pa;
    int level;
    int offset_bits;  // of the address that the page does not translate
    bool global;
    bool sets_ad;  // an A/D write is needed, and allowed
    uint64_t pte_pa, pte;
    long time;  // when the last entry was read
};

// Are these rights enough? (4.3.2 steps 5 and 7 but A and D; 3.1.6.3 for SUM and MXR)
inline bool rights(uint64_t pte, Access access, int priv, bool sum, bool mxr)
{
    if (pte & U) {
        if (priv == 1 && (access == Fetch || !sum))
            return false;
    } else if (priv == 0) {
        return false;
    }
    switch (access) {
    case Fetch: return pte & X;
    case Load: return (pte & R) || (mxr && (pte & X));
    case Store: return pte & W;
    }
    return false;
}

// What kind of entry this is, for `remembered_from`
inline int kind_of(uint64_t pte, int level)
{
    if (!(pte & V))
        return -1;
    if (!(pte & (R | X)))
        return 0;
    return pte >> 63 && level == 0 ? 16 : 12 + 9 * level;
}

// The versions of an entry that the walk may read, beginning at `from`
inline std::vector<Version> readable(const Memory &memory, uint64_t pte_pa, int level, bool global, long from)
{
    if (!memory.remembered_from)
        return memory.versions(pte_pa, from);
    std::vector<Version> all;
    for (int kind : {-1, 0, 16, 12 + 9 * level})
        for (bool marked : {false, true}) {
            const long kind_from = memory.remembered_from(kind, global || marked);
            for (const Version &version : memory.versions(pte_pa, from > kind_from ? from : kind_from))
                if (kind_of(version.value, level) == kind && (bool)(version.value & G) == marked)
                    all.push_back(version);
        }
    return all;
}

inline void walk_from(const Memory &memory, const Context &context, uint64_t va, Access access, int level,
                      uint64_t table, bool global, long from, std::vector<Outcome> &outcomes)
{
    const uint64_t pte_pa = table + ((va >> (12 + 9 * level)) & 511) * 8;
    auto end = [&](Fault fault, uint64_t pte, long time) {
        outcomes.push_back({fault, 0, level, 0, global, false, pte_pa, pte, time});
    };
    if (!memory.allowed(pte_pa, false) || !memory.answers(pte_pa)) {
        end(AccessFault, 0, from);
        return;
    }
    for (const Version &version : readable(memory, pte_pa, level, global, from)) {
        const uint64_t pte = version.value;
        const uint64_t ppn = (pte >> 10) & ((1ull << 44) - 1);
        const bool leaf = pte & (R | X), napot = pte >> 63;
        const unsigned pbmt = pte >> 61 & 3;
        if (!(pte & V) || (!(pte & R) && (pte & W)) || (pte >> 54 & 0x7f)) {
            end(Page, pte, version.time);
        } else if (pbmt && (!context.pbmte || !leaf || pbmt == 3)) {
            end(Page, pte, version.time);
        } else if (napot && (!leaf || level > 0 || (ppn & 15) != 8)) {  // 64 KiB is the only size
            end(Page, pte, version.time);
        } else if (!leaf) {
            if (level == 0 || (pte & (A | D | U)))
                end(Page, pte, version.time);
            else
                walk_from(memory, context, va, access, level - 1, ppn << 12, global || (pte & G), version.time,
                          outcomes);
        } else if (!rights(pte, access, context.priv, context.sum, context.mxr) ||
                   (ppn & ((1ull << (9 * level)) - 1))) {
            end(Page, pte, version.time);
        } else {
            const bool sets = !(pte & A) || (access == Store && !(pte & D));
            if (sets && !context.adue) {
                end(Page, pte, version.time);
            } else if (sets && !memory.allowed(pte_pa, true)) {
                end(AccessFault, pte, version.time);
            } else {
                const int bits = napot ? 16 : 12 + 9 * level;
                const uint64_t offset = (1ull << bits) - 1, base = ppn << 12 & ~offset;
                outcomes.push_back(
                    {None, base | (va & offset), level, bits, global || (pte & G), sets, pte_pa, pte, version.time});
            }
        }
    }
}

// Every outcome of translating `va` with reads at `from` or later.
inline std::vector<Outcome> walk(const Memory &memory, const Context &context, uint64_t va, Access access, long from)
{
    std::vector<Outcome> outcomes;
    const int64_t top = (int64_t)va >> (11 + 9 * context.levels);
    if (top != 0 && top != -1)
        outcomes.push_back({Page, 0, 0, 0, false, false, 0, 0, from});
    else
        walk_from(memory, context, va, access, context.levels - 1, context.root, false, from, outcomes);
    return outcomes;
}

}  // namespace sv

#endif
