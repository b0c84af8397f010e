// SPDX-License-Identifier: Apache-2.0
// What every unit bench shares: a seeded random source, the stall matrix, and the report.
//
// A bench is a program that runs named cases, each from a seed. It prints `ok` or `not ok` with name
// and seeds, and for a failure the first differences and the command that repeats it. Options:
//   --seed N   first seed (default 1)        --seeds N   how many seeds a case runs (default: the case's)
//   --case S   only cases whose name contains S
//   --wave F   in a bench built with WAVES: a waveform of what the last model does (wave.h)
// Exit status: 0 all passed, 1 a case failed, 2 bad usage.
#ifndef TB_COMMON_BENCH_H
#define TB_COMMON_BENCH_H

#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>

#include "splitmix.h"

namespace bench
{

inline std::string wave_path;  // of --wave

class Random
{
public:
    explicit Random(uint64_t seed) : state_(seed) {}
    uint64_t next() { return splitmix64(&state_); }
    uint64_t below(uint64_t n) { return next() % n; }  // 0 <= result < n
    bool percent(unsigned p) { return below(100) < p; }

private:
    uint64_t state_;
};

// How one side of a handshake holds back: never, now and then, or seldom and for long.
enum class Stall { Free, Random, Long };
constexpr int kStalls = 3;

inline const char *name(Stall s) { return s == Stall::Free ? "free" : s == Stall::Random ? "random" : "long"; }

class Staller
{
public:
    Staller(Stall mode, Random &random) : mode_(mode), random_(&random) {}
    // Asked once a cycle: may this side go on?
    bool go()
    {
        if (mode_ == Stall::Free)
            return true;
        if (mode_ == Stall::Random)
            return random_->percent(60);
        if (wait_ > 0)
            return --wait_ == 0;
        if (random_->percent(10))
            wait_ = 5 + (int)random_->below(40);
        return wait_ == 0;
    }

private:
    Stall mode_;
    Random *random_;
    int wait_ = 0;
};

// One run of a case. `fail` keeps the first few complaints and lets the run end early.
class Run
{
public:
    Run(uint64_t seed) : seed(seed), random(seed) {}
    __attribute__((format(printf, 2, 3))) void fail(const char *format, ...)
    {
        if (failures_++ >= 3)
            return;
        va_list arguments;
        va_start(arguments, format);
        printf("#   ");
        vprintf(format, arguments);
        printf("\n");
        va_end(arguments);
    }
    bool failed() const { return failures_ > 0; }

    const uint64_t seed;
    Random random;

private:
    int failures_ = 0;
};

class Suite
{
public:
    // The name of the make target is that of the folder in which the bench was built.
    Suite(int argc, char **argv)
    {
        std::string path = argv[0];
        path.erase(path.find_last_of('/') == std::string::npos ? 0 : path.find_last_of('/'));
        dut_ = path.substr(path.find_last_of('/') + 1);
        for (int i = 1; i < argc; i++) {
            if (i + 1 < argc && !strcmp(argv[i], "--seed"))
                first_ = strtoull(argv[++i], nullptr, 0);
            else if (i + 1 < argc && !strcmp(argv[i], "--seeds"))
                seeds_ = strtoull(argv[++i], nullptr, 0);
            else if (i + 1 < argc && !strcmp(argv[i], "--case"))
                only_ = argv[++i];
#ifdef WAVES
            else if (i + 1 < argc && !strcmp(argv[i], "--wave"))
                wave_path = argv[++i];
#endif
            else {
                fprintf(stderr, "usage: %s [--seed N] [--seeds N] [--case NAME]\n", argv[0]);
                exit(2);
            }
        }
    }

    // Run a case from `seeds` seeds (or as many as --seeds says; a case of one seed has no chance in it).
    void run(const std::string &name, uint64_t seeds, const std::function<void(Run &)> &body)
    {
        if (name.find(only_) == std::string::npos)
            return;
        if (seeds_ && seeds > 1)
            seeds = seeds_;
        for (uint64_t seed = first_; seed < first_ + seeds; seed++) {
            Run run(seed);
            body(run);
            total_++;
            if (run.failed()) {
                failed_++;
                printf("not ok %s: seed %llu\n", name.c_str(), (unsigned long long)seed);
                printf("#   again: make unit-%s ARGS='--case \"%s\" --seed %llu --seeds 1'\n", dut_.c_str(),
                       name.c_str(), (unsigned long long)seed);
                return;
            }
        }
        if (seeds == 1)
            printf("ok %s\n", name.c_str());
        else
            printf("ok %s, seeds %llu to %llu\n", name.c_str(), (unsigned long long)first_,
                   (unsigned long long)(first_ + seeds - 1));
        fflush(stdout);
    }

    int report()
    {
        printf("# %s: %llu runs, %llu failed\n", dut_.c_str(), (unsigned long long)total_, (unsigned long long)failed_);
        return failed_ == 0 ? 0 : 1;
    }

private:
    std::string dut_, only_;
    uint64_t first_ = 1, seeds_ = 0, total_ = 0, failed_ = 0;
};

}  // namespace bench

#endif
