// SPDX-License-Identifier: Apache-2.0
// What the C benches of the memory system share: a seeded random source, named cases, and the report.
//
// A bench runs named cases, each from one seed or several, and prints `ok` or `not ok` with name and seed; a failure
// says the step, what was met, what the reference says, and the command that repeats it. Options:
//   --seed N   first seed (default 1)        --seeds N   how many seeds a case runs (default: the case's)
//   --case S   only cases whose name contains S
#ifndef TB_MEMSYS_BENCH_H
#define TB_MEMSYS_BENCH_H

#include <stdbool.h>
#include <stdint.h>

// SplitMix64: small, and the same on every host.
struct random {
    uint64_t state;
};
uint64_t random_next(struct random *r);
uint64_t random_below(struct random *r, uint64_t n);  // 0 <= result < n
bool random_percent(struct random *r, unsigned percent);

// One run of a case.
struct run {
    uint64_t seed;
    uint64_t step;  // the body counts; the report names it
    struct random random;
    bool failed;
    char why[512];  // the first complaint
};

// The first complaint of a run is kept; the body is expected to end soon.
__attribute__((format(printf, 2, 3))) void complain(struct run *run, const char *format, ...);

struct bench {
    const char *group;  // the make target
    const char *only;
    uint64_t seed, seeds;
    unsigned failed;
};

// Reads the options; ends the program with status 2 and a line of usage if they are none.
void bench_begin(struct bench *b, const char *group, int argc, char **argv);
// Runs a case from `seeds` seeds (or as many as --seeds says; a case of one seed has no chance in it).
void bench_case(struct bench *b, const char *name, uint64_t seeds, void (*body)(struct run *, const void *),
                const void *detail);
// The exit status: 1 if a case failed.
int bench_end(const struct bench *b);

#endif
