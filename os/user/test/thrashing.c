// SPDX-License-Identifier: Apache-2.0
// Two processes go round in more pages than they have frames for: nearly each touch is a major fault, more of the time
// is spent in faults than in the programs, and they get done a tenth of what they do with frames enough; given these,
// they are as fast as before. Claims: F86.
//
// Boot: vmtrace=1
#include "hpm.h"
#include "procfile.h"
#include "refstring.h"

enum { Pages = 10, TooFew = 5, Rounds = 4, Processes = 2 };

// Cycles of all major faults so far.
static unsigned long fault_cycles(void)
{
    static char kind[16], by[8];
    unsigned long sum = 0, c[12];
    for (const char *line = read_proc("/proc/vmcycles"); line && *line; line = strchr(line, '\n'), line += line != NULL)
        if (sscanf(line, "%15s %7s %lu %lu %lu %lu %lu %lu %lu %lu %lu %lu %lu %lu", kind, by, &c[0], &c[1], &c[2],
                   &c[3], &c[4], &c[5], &c[6], &c[7], &c[8], &c[9], &c[10], &c[11]) == 14 &&
            strcmp(kind, "swap_in") == 0)
            for (int phase = 4; phase < 12; phase++)
                sum += c[phase];
    return sum;
}

static void go_round(unsigned frames, struct turn *ready, struct turn *start)
{
    volatile unsigned char *pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    EXPECT(madvise((void *)pages, Pages * PageSize, RefLimit | ref_policy("fifo") << 16 | (int)frames) == 0);
    for (int i = 0; i < Pages; i++)
        pages[i * PageSize] = 1;
    give(ready);
    await(start);
    for (int round = 0; round < Rounds; round++)
        for (int i = 0; i < Pages; i++)
            pages[i * PageSize]++;
    for (int i = 0; i < Pages; i++)
        EXPECT_EQ(pages[i * PageSize], Rounds + 1);
    _exit(EXIT_SUCCESS);
}

// All processes at once, so many frames each: the cycles it took, and the part of them that major faults took.
static unsigned long run(unsigned frames, unsigned *faults_percent)
{
    struct turn ready = make_turn(), start = make_turn();
    pid_t pids[Processes];
    for (int i = 0; i < Processes; i++) {
        pids[i] = fork_child();
        if (pids[i] == 0)
            go_round(frames, &ready, &start);
        await(&ready);
    }
    unsigned long in_faults = fault_cycles(), begin = hpm_cycles();
    for (int i = 0; i < Processes; i++)
        give(&start);
    for (int i = 0; i < Processes; i++)
        wait_for_success(pids[i]);
    unsigned long total = hpm_cycles() - begin;
    in_faults = fault_cycles() - in_faults;
    *faults_percent = (unsigned)(in_faults * 100 / (total * Processes));
    return total;
}

int main(void)
{
    unsigned enough_percent, few_percent, again_percent;
    if (!on_pagewalk())
        return skipped("this kernel cannot limit the frames of a range");
    run(Pages, &enough_percent);  // once for the pages of the program
    step("frames enough");
    unsigned long enough = run(Pages, &enough_percent);
    step("too few");
    unsigned long few = run(TooFew, &few_percent);
    step("enough again");
    unsigned long again = run(Pages, &again_percent);
    printf("cycles: %lu with enough frames, %lu with too few (%u %% in faults), %lu with enough again\n", enough, few,
           few_percent, again);
    EXPECT(few >= 10 * enough && few >= 10 * again);
    EXPECT(few_percent > 50 && enough_percent < 50);
    return passed();
}
