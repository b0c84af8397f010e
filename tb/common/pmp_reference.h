// SPDX-License-Identifier: Apache-2.0
// PMP as the manual tells it (Privileged 3.7), byte by byte, for judging the hardware. 16 entries,
// granularity 8 bytes (docs/isa.md).
#ifndef TB_COMMON_PMP_REFERENCE_H
#define TB_COMMON_PMP_REFERENCE_H

#include <cstdint>

namespace pmp
{

constexpr int kEntries = 16;
constexpr unsigned R = 1, W = 2, X = 4, L = 0x80;
enum Match { Off = 0, Tor = 1, Na4 = 2, Napot = 3 };

struct Entry {
    uint8_t cfg;    // as in pmpcfg
    uint64_t addr;  // as in pmpaddr: 54 bits
};

inline Match match(const Entry &e) { return (Match)((e.cfg >> 3) & 3); }

// Does entry i of the table hold this byte?
inline bool holds(const Entry *table, int i, uint64_t byte)
{
    switch (match(table[i])) {
    case Tor: {
        const uint64_t from = i ? (table[i - 1].addr & ~1ull) << 2 : 0;
        const uint64_t to = (table[i].addr & ~1ull) << 2;
        return byte >= from && byte < to;
    }
    case Napot: {
        // NAPOT: the number of trailing ones says the size, 8 bytes and up
        int ones = 0;
        while (ones < 54 && (table[i].addr >> ones & 1))
            ones++;
        if (ones == 54)
            return true;
        return byte >> (ones + 3) == table[i].addr << 2 >> (ones + 3);
    }
    default: return false;  // off, and NA4, which this granularity excludes
    }
}

// May `priv` (0, 1, 3) make an access that needs `need` (R, W or X) to these bytes?
inline bool allows(const Entry *table, uint64_t address, int bytes, unsigned need, int priv)
{
    for (int i = 0; i < kEntries; i++) {
        int held = 0;
        for (int b = 0; b < bytes; b++)
            held += holds(table, i, address + b);
        if (held == 0)
            continue;
        if (held < bytes)
            return false;
        if (priv == 3 && !(table[i].cfg & L))
            return true;
        return table[i].cfg & need;
    }
    return priv == 3;
}

}  // namespace pmp

#endif
