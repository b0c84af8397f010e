// SPDX-License-Identifier: Apache-2.0
// patterns: what each policy makes of a few reference strings that stand for ways to use memory, and the optimum: a
// table of faults. All are deterministic.
//
//   loop    round a set that is an eighth larger than memory: what is needed next has always just left under LRU
//   zipf    four times as many pages as frames, the k-th most popular used with a frequency of 1/k
//   scan    a hot set of half of memory, and from time to time a scan of pages that nobody wants again
//   phases  a working set of three quarters of memory, which is another one after a while
//   sort    a merge sort of an array of twice the size of memory, and as much again for the merged runs
#include <stdio.h>
#include <stdlib.h>

#include "os/vm/policy/policy.h"
#include "replay.h"
#include "tb/common/splitmix.h"

enum { Frames = 64, LengthMost = 40000 };

static unsigned ids[LengthMost];
static size_t length;
static uint64_t seed;

static void add(unsigned id)
{
    if (length < LengthMost)
        ids[length++] = id;
}

static unsigned below(unsigned bound) { return (unsigned)(splitmix64(&seed) % bound); }

static void loop(void)
{
    for (unsigned round = 0; round < 100; round++)
        for (unsigned id = 0; id < Frames * 9 / 8; id++)
            add(id);
}

static void zipf(void)
{
    enum { Pages = 4 * Frames, Unit = 1 << 20 };
    static unsigned until[Pages];  // of the weights 1/k, added up
    unsigned sum = 0;
    for (unsigned k = 0; k < Pages; k++)
        until[k] = sum += Unit / (k + 1);
    for (unsigned i = 0; i < 20000; i++) {
        unsigned at = below(sum), k = 0;
        while (until[k] <= at)
            k++;
        add(k);
    }
}

static void scan(void)
{
    enum { Hot = Frames / 2, Scan = Frames * 3 / 2 };
    unsigned next = Hot;
    for (unsigned round = 0; round < 20; round++) {
        for (unsigned i = 0; i < 400; i++)
            add(below(Hot));
        for (unsigned i = 0; i < Scan; i++)
            add(next++);
    }
}

static void phases(void)
{
    enum { Set = Frames * 3 / 4 };
    for (unsigned phase = 0; phase < 20; phase++)
        for (unsigned i = 0; i < 1000; i++)
            add(phase * (Set / 2) + below(Set));
}

// Pages [from, end) of the array, by way of the same pages of the other.
static void sort(unsigned from, unsigned end)
{
    enum { Other = 2 * Frames };
    unsigned middle = from + (end - from) / 2;
    if (end - from == 1) {
        add(from);
        return;
    }
    sort(from, middle);
    sort(middle, end);
    for (unsigned id = from; id < end; id++) {  // two runs side by side into one
        add(from + (id - from) / 2);
        add(middle + (id - from) / 2);
        add(Other + id);
    }
    for (unsigned id = from; id < end; id++) {
        add(Other + id);
        add(id);
    }
}

static void sort_all(void) { sort(0, 2 * Frames); }

static const struct {
    const char *name;
    void (*make)(void);
} patterns[] = {{"loop", loop}, {"zipf", zipf}, {"scan", scan}, {"phases", phases}, {"sort", sort_all}};

static void make(unsigned pattern)
{
    length = 0;
    seed = 1;
    patterns[pattern].make();
}

static void row(const char *policy, bool optimal)
{
    printf("| %s |", policy);
    for (unsigned i = 0; i < COUNT(patterns); i++) {
        make(i);
        uint64_t faults = optimal ? replay_optimal(Frames, ids, length) : replay(policy, Frames, ids, length);
        printf(" %lu |", (unsigned long)faults);
    }
    printf("\n");
}

int main(void)
{
    printf("| policy |");
    for (unsigned i = 0; i < COUNT(patterns); i++) {
        make(i);
        printf(" %s, %zu |", patterns[i].name, length);
    }
    printf("\n|---|---|---|---|---|---|\n");
    for (unsigned i = 0; policy_by_index(i); i++)
        row(policy_by_index(i)->name, false);
    row("OPT", true);
    return EXIT_SUCCESS;
}
