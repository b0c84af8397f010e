// SPDX-License-Identifier: Apache-2.0
// What the clients of the cache benches share: the memory that they use, its history, and the check
// of what was read. Each client drives its port with random requests and random pauses, checks every
// answer against the history, and keeps its own promises of docs/architecture.md. `drive` sets the
// inputs of a cycle, `sample` looks at its handshakes just before the clock edge.
#ifndef TB_UNIT_CACHES_WORLD_H
#define TB_UNIT_CACHES_WORLD_H

#include <vector>

#include "arena.h"
#include "history.h"
#include "memory.h"

constexpr uint64_t kHang = 30000;  // cycles after which an unanswered request is a failure

struct World {
    World(bench::Run &run, bench::Stall stall, unsigned lines, unsigned latency)
        : run(run), arena{lines}, memory(run, stall, latency)
    {
        memory.limit = arena.limit();
        memory.bad.insert(arena.bad_dword());
    }
    bench::Run &run;
    Arena arena;
    History history;
    Memory memory;
    uint64_t cycle = 0;
    bool quiet = false;                                     // no new requests: the run is about to end
    uint64_t counted = 0;                                   // what the shared counter has been raised by
    std::vector<std::pair<uint64_t, uint64_t>> dma_writes;  // line, first cycle; for reservations
    std::vector<uint64_t> dma_write_ends;

    uint64_t counter_start() const { return History::initial_dword(arena.counter()); }

    // Check the bytes of `be` in a doubleword that was read in [first, last]; the counter has its own rule.
    void check(const char *who, uint64_t pa, uint64_t data, uint64_t first, uint8_t be = 0xff)
    {
        if ((pa & ~7ull) == arena.counter()) {
            if (be != 0xff)
                return;
            uint64_t count = data - counter_start();
            if (count > counted + 2)
                run.fail("%s: cycle %llu: the counter reads %lld, raised %llu times", who, (unsigned long long)cycle,
                         (long long)count, (unsigned long long)counted);
            return;
        }
        uint8_t bad = history.refuse(pa, data, first, cycle) & be;
        if (bad)
            run.fail("%s: cycle %llu: read %016llx at %llx since cycle %llu, latest %016llx, wrong bytes %02x", who,
                     (unsigned long long)cycle, (unsigned long long)data, (unsigned long long)pa,
                     (unsigned long long)first, (unsigned long long)history.latest_dword(pa), bad);
    }
};

#endif
