// SPDX-License-Identifier: Apache-2.0
#include "bench.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/splitmix.h"

uint64_t random_next(struct random *r) { return splitmix64(&r->state); }

uint64_t random_below(struct random *r, uint64_t n) { return random_next(r) % n; }
bool random_percent(struct random *r, unsigned percent) { return random_below(r, 100) < percent; }

void complain(struct run *run, const char *format, ...)
{
    if (run->failed)
        return;
    run->failed = true;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(run->why, sizeof run->why, format, arguments);
    va_end(arguments);
}

// What runs now, for the case that the program ends in its midst: the bus library does so where no answer comes.
static const struct bench *running;
static const char *running_name;
static const struct run *running_run;

static void print_failure(const struct bench *b, const char *name, const struct run *run)
{
    printf("not ok %s: seed %" PRIu64 ", step %" PRIu64 ": %s\n", name, run->seed, run->step, run->why);
    printf("#   again: make %s ARGS='--case \"%s\" --seed %" PRIu64 " --seeds 1'\n", b->group, name, run->seed);
}

static void report_interrupted(void)
{
    struct run run;
    if (!running)
        return;
    run = *running_run;
    complain(&run, "the program ended here");
    print_failure(running, running_name, &run);
}

void bench_begin(struct bench *b, const char *group, int argc, char **argv)
{
    *b = (struct bench){.group = group, .only = "", .seed = 1};
    atexit(report_interrupted);
    for (int i = 1; i < argc; i += 2) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (value && !strcmp(argv[i], "--seed")) {
            b->seed = strtoull(value, NULL, 0);
        } else if (value && !strcmp(argv[i], "--seeds")) {
            b->seeds = strtoull(value, NULL, 0);
        } else if (value && !strcmp(argv[i], "--case")) {
            b->only = value;
        } else {
            fprintf(stderr, "usage: %s [--seed N] [--seeds N] [--case NAME]\n", argv[0]);
            exit(2);
        }
    }
}

void bench_case(struct bench *b, const char *name, uint64_t seeds, void (*body)(struct run *, const void *),
                const void *detail)
{
    if (!strstr(name, b->only))
        return;
    if (b->seeds && seeds > 1)
        seeds = b->seeds;
    for (uint64_t seed = b->seed; seed < b->seed + seeds; seed++) {
        struct run run = {.seed = seed, .random = {seed}};
        running = b, running_name = name, running_run = &run;
        body(&run, detail);
        running = NULL;
        if (run.failed) {
            b->failed++;
            print_failure(b, name, &run);
            return;
        }
    }
    if (seeds == 1)
        printf("ok %s\n", name);
    else
        printf("ok %s, seeds %" PRIu64 " to %" PRIu64 "\n", name, b->seed, b->seed + seeds - 1);
    fflush(stdout);
}

int bench_end(const struct bench *b) { return b->failed != 0; }
