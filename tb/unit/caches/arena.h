// SPDX-License-Identifier: Apache-2.0
// The lines that the clients of the cache benches fight for, and who may write which byte of them.
// The lines fall into four sets of the first level and two groups of sets of the second, so a few
// dozen of them already push each other out.
#ifndef TB_UNIT_CACHES_ARENA_H
#define TB_UNIT_CACHES_ARENA_H

#include <cstdint>

#include "bench.h"

enum class Owner { Core, Walker, Dma, Nobody };

struct Arena {
    static constexpr uint64_t kRam = 0x80000000, kRom = 0x1000, kDevice = 0x10000000;
    unsigned lines;

    uint64_t line(unsigned i) const { return kRam + (i % 4) * 64 + (i / 4 % 2) * 4096 + (uint64_t)(i / 8) * 32768; }
    // The doubleword that core and walker both count up, atomically
    uint64_t counter() const { return line(1); }
    // A line of which memory refuses one doubleword; nobody can write it
    uint64_t bad_line() const { return line(lines); }
    uint64_t bad_dword() const { return bad_line() + 24; }
    // Nothing is here or above
    uint64_t limit() const { return line(lines + 8) & ~0xfffull; }

    static Owner owner(unsigned line, unsigned byte)
    {
        switch (line % 8) {
        case 0: return Owner::Dma;
        case 3: return byte % 2 ? Owner::Dma : Owner::Core;
        case 4:
        case 5: return byte < 16 ? Owner::Walker : byte < 48 ? Owner::Core : Owner::Dma;
        default: return line == 1 && byte < 8 ? Owner::Nobody : Owner::Core;
        }
    }
    static uint8_t owned(Owner who, unsigned line, unsigned dword)
    {
        uint8_t mask = 0;
        for (unsigned i = 0; i < 8; i++)
            mask |= (owner(line, dword * 8 + i) == who) << i;
        return mask;
    }
};

#endif
