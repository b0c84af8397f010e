// SPDX-License-Identifier: Apache-2.0
// The kernel's replacement policies on reference strings: counts that textbooks give, the anomaly of FIFO, what each
// policy is for, and that none is better than Belady's on any string.
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "os/vm/policy/policy.h"
#include "replay.h"
#include "tb/common/splitmix.h"

enum { LengthMost = 8000, RandomStrings = 60 };

static bool failed;

__attribute__((format(printf, 2, 3))) static void check(bool holds, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf(holds ? "ok " : "not ok ");
    vprintf(format, args);
    printf("\n");
    va_end(args);
    failed |= !holds;
}

// ---- counts from textbooks ----

static const unsigned belady[] = {1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5};
static const unsigned silberschatz[] = {7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1};

static void expect(const char *policy, unsigned frames, const char *name, const unsigned *ids, size_t length,
                   uint64_t faults)
{
    uint64_t have = policy[0] == 'o' ? replay_optimal(frames, ids, length) : replay(policy, frames, ids, length);
    check(have == faults, "%s-%s-%u: %lu faults, textbook %lu", policy, name, frames, (unsigned long)have,
          (unsigned long)faults);
}

static void textbook(void)
{
    const struct {
        const char *policy;
        unsigned frames;
        uint64_t belady, silberschatz;  // 0: not given
    } rows[] = {
        {"fifo", 3, 9, 15}, {"fifo", 4, 10, 0}, {"lru", 3, 10, 12},  {"lru", 4, 8, 0}, {"aging", 3, 10, 12},
        {"aging", 4, 8, 0}, {"clock", 3, 9, 0}, {"clock", 4, 10, 0}, {"opt", 3, 7, 9}, {"opt", 4, 6, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        expect(rows[i].policy, rows[i].frames, "belady", belady, COUNT(belady), rows[i].belady);
        if (rows[i].silberschatz)
            expect(rows[i].policy, rows[i].frames, "silberschatz", silberschatz, COUNT(silberschatz),
                   rows[i].silberschatz);
    }
}

// ---- what policies are for ----

static unsigned ids[LengthMost];
static size_t length;

static void add(unsigned id)
{
    if (length < LengthMost)
        ids[length++] = id;
}

// A few hot pages among others that come once, and long scans between: faults on hot pages are what a scan-resistant
// policy has few of. Those are all faults less those that nobody can avoid.
static uint64_t hot_faults(const char *policy)
{
    enum { Hot = 12, Frames = 32, Rounds = 20, Mixed = 12, Scan = 40 };
    unsigned once = 0, next = 100;
    length = 0;
    for (int round = 0; round < Rounds; round++) {
        for (int mixed = 0; mixed < Mixed; mixed++)
            for (unsigned id = 0; id < Hot; id++) {
                add(id);
                if (id % 3 == 0) {
                    add(next++);
                    once++;
                }
            }
        for (int i = 0; i < Scan; i++, once++)
            add(next++);
    }
    return replay(policy, Frames, ids, length) - once;
}

static void scan_resistance(void)
{
    uint64_t lru = hot_faults("lru");
    const char *const resistant[] = {"2q", "arc", "car", "lirs", "lru2", "mglru"};
    for (size_t i = 0; i < COUNT(resistant); i++) {
        uint64_t faults = hot_faults(resistant[i]);
        check(faults * 4 < lru, "%s-resists-scans: %lu faults on hot pages, lru %lu", resistant[i],
              (unsigned long)faults, (unsigned long)lru);
    }
}

// A loop one page longer than memory: LRU loses every time; LIRS keeps most of it; random is in between.
static void loops(void)
{
    enum { Frames = 20, Rounds = 50 };
    length = 0;
    for (int round = 0; round < Rounds; round++)
        for (unsigned id = 0; id <= Frames; id++)
            add(id);
    uint64_t lru = replay("lru", Frames, ids, length), lirs = replay("lirs", Frames, ids, length);
    uint64_t any = replay("random", Frames, ids, length), best = replay_optimal(Frames, ids, length);
    check(lru == length, "lru-loses-loops: %lu of %lu", (unsigned long)lru, (unsigned long)length);
    check(lirs < length / 4, "lirs-wins-loops: %lu, optimal %lu", (unsigned long)lirs, (unsigned long)best);
    check(any < lru, "random-beats-lru-on-loops: %lu", (unsigned long)any);
}

// ---- no policy is better than the optimum, whatever the string ----

static void random_string(uint64_t *seed)
{
    unsigned span = 2 + (unsigned)(splitmix64(seed) % 60), hot = 1 + (unsigned)(splitmix64(seed) % span);
    size_t wanted = 20 + splitmix64(seed) % 400;
    length = 0;
    while (length < wanted)
        add((unsigned)(splitmix64(seed) % (splitmix64(seed) % 3 ? hot : span)));
}

static void never_below_optimal(const char *policy)
{
    uint64_t seed = 1;
    for (int i = 0; i < RandomStrings; i++) {
        random_string(&seed);
        unsigned frames = 1 + (unsigned)(splitmix64(&seed) % 30);
        uint64_t have = replay(policy, frames, ids, length), best = replay_optimal(frames, ids, length);
        if (have >= best && have <= length)
            continue;
        check(false, "%s-not-below-optimal: string %d, %u frames: %lu faults, optimal %lu", policy, i, frames,
              (unsigned long)have, (unsigned long)best);
        return;
    }
    check(true, "%s-not-below-optimal", policy);
}

// With room for all, each page costs one fault.
static void enough_room(const char *policy)
{
    uint64_t seed = 2;
    random_string(&seed);
    uint64_t different = replay_optimal(LengthMost, ids, length), have = replay(policy, 64, ids, length);
    check(have == different, "%s-enough-room: %lu faults on %lu pages", policy, (unsigned long)have,
          (unsigned long)different);
}

int main(void)
{
    textbook();
    scan_resistance();
    loops();
    for (unsigned i = 0; policy_by_index(i); i++) {
        never_below_optimal(policy_by_index(i)->name);
        enough_room(policy_by_index(i)->name);
    }
    return failed;
}
