// SPDX-License-Identifier: Apache-2.0
// The curve of thrashing: of 1 to 4 processes that each go round in a working set of their own, one and two fit in
// memory, and the processor is busy with them; of four each waits for the disk nearly all the time, and together they
// get done less than a tenth of what one did. Admission by working set, which lets only as many run at a time as fit,
// gets done with four nearly what one did. This is so under every policy. Claims: F86.
//
// Engine: model
// Boot: frames=150
#include "test.h"
#include "thrash.h"

enum { Pages = 30, Milliseconds = 100, Most = 4, Fit = 2 };

static struct thrash_result run(int processes, bool admission)
{
    struct thrash t = {processes, Pages, Milliseconds, admission};
    struct thrash_result r = thrash_run(&t);
    printf("%d processes%s: CPU %d %%, %ld rounds, %ld major faults\n", processes, admission ? " by admission" : "",
           r.cpu_percent, r.rounds, r.faults_major);
    return r;
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    struct thrash most = {Most, Pages, Milliseconds, true};
    int fit = thrash_fit(&most, meminfo_kb("MemAvailable") * 1024 / PageSize);
    EXPECT(fit >= Fit && fit < Most);

    step("all at once");
    struct thrash_result all[Most + 1];
    for (int n = 1; n <= Most; n++)
        all[n] = run(n, false);
    long best = all[1].rounds;
    for (int n = 1; n <= Fit; n++)
        EXPECT(all[n].cpu_percent >= 75 && all[n].rounds >= best * 3 / 4);
    EXPECT(all[Fit + 1].rounds < all[Fit].rounds);
    EXPECT(all[Most].cpu_percent <= 25 && all[Most].rounds * 10 <= best);
    EXPECT(all[Most].faults_major > 10 * all[Fit].faults_major);

    step("by admission");
    for (int n = 1; n <= Most; n++) {
        struct thrash_result admitted = run(n, true);
        EXPECT(admitted.cpu_percent >= 60 && admitted.rounds >= best * 3 / 5);
    }
    return passed();
}
