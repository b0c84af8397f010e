// SPDX-License-Identifier: Apache-2.0
// thrash [MOST [PAGES [MILLISECONDS]]]: the curve of thrashing. 1, 2, ... MOST processes, each with a working set of so
// many pages (a third of what is free when none is named), and what part of the time the processor works for them: it
// rises to full use and collapses when the working sets no longer fit. A second column has the same with admission by
// working set.

#include <stdio.h>

#include "thrash.h"

int main(int argc, char *argv[])
{
    int most = argc > 1 ? atoi(argv[1]) : 5;
    int pages = argc > 2 ? atoi(argv[2]) : (int)(meminfo_kb("MemAvailable") / 4 / 3);
    long milliseconds = argc > 3 ? atol(argv[3]) : 400;
    if (most < 1 || most > ThrashMost || pages < 1 || milliseconds < 1) {
        fprintf(stderr, "usage: thrash [PROCESSES [PAGES [MILLISECONDS]]]\n");
        return EXIT_FAILURE;
    }
    printf("thrash: %d pages each; processes: CPU use, rounds, major faults; the same with admission\n", pages);
    for (int n = 1; n <= most; n++) {
        struct thrash t = {n, pages, milliseconds, false};
        struct thrash_result free = thrash_run(&t);
        t.admission = true;
        struct thrash_result admitted = thrash_run(&t);
        printf("thrash: %2d: %3d %% %6ld %6ld   %3d %% %6ld %6ld\n", n, free.cpu_percent, free.rounds,
               free.faults_major, admitted.cpu_percent, admitted.rounds, admitted.faults_major);
    }
    return EXIT_SUCCESS;
}
