// SPDX-License-Identifier: Apache-2.0
// thrash [MOST [PAGES [MILLISECONDS]]]: the curve of thrashing. 1, 2, ... MOST processes, each with a working set of so
// many pages (of which two and a half have room in memory when no number is named), and what part of the time the
// processor works for them: it is busy as long as the working sets fit, and idle, waiting for the disk, when they do
// not. Beside it the same with admission by working set.

#include <stdio.h>
#include <string.h>

#include "thrash.h"

enum { BarLength = 16 };  // so that a line has less than 80 columns

static const char *bar(int percent)
{
    static char text[BarLength + 1];
    int filled = (percent * BarLength + 50) / 100;
    memset(text, '.', BarLength);
    memset(text, '#', (size_t)(filled < 0 ? 0 : filled > BarLength ? BarLength : filled));
    return text;
}

static void show(const struct thrash_result *r)
{
    printf("  %s %3d%% %6ld %6ld", bar(r->cpu_percent), r->cpu_percent, r->rounds, r->faults_major);
}

static void show_head(const struct thrash *t, long free_pages)
{
    printf("Working sets of %d pages, %d of which fit in the %ld pages that programs can have.\n", t->pages,
           thrash_fit(t, free_pages), free_pages);
    printf("A round is a visit to each page of a set; faults are major ones: each waits for\nthe disk.\n\n");
    const char *all = "all at once", *turns = "only as many as fit, in turns";
    printf(" n  %-35s  %s\n", all, turns);
    for (int i = 0; i < 2; i++)
        printf("%s  %-21s %6s %6s", i == 0 ? "  " : "", "processor busy", "rounds", "faults");
    printf("\n");
}

int main(int argc, char *argv[])
{
    long free_pages = meminfo_kb("MemAvailable") / (ThrashPage / 1024);
    int most = argc > 1 ? atoi(argv[1]) : 5;
    int pages = argc > 2 ? atoi(argv[2]) : (int)(free_pages * 2 / 5) - ThrashOverhead;
    long milliseconds = argc > 3 ? atol(argv[3]) : 200;
    if (most < 1 || most > ThrashMost || pages < 1 || milliseconds < 1) {
        fprintf(stderr, "usage: thrash [PROCESSES [PAGES [MILLISECONDS]]]\n");
        return EXIT_FAILURE;
    }
    show_head(&(struct thrash){most, pages, milliseconds, true}, free_pages);
    for (int n = 1; n <= most; n++) {
        struct thrash_result all = thrash_run(&(struct thrash){n, pages, milliseconds, false});
        struct thrash_result admitted = thrash_run(&(struct thrash){n, pages, milliseconds, true});
        if (all.forked < n || admitted.forked < n) {
            printf("%2d  fork refuses the last: not all could run in this memory\n", n);
            break;
        }
        printf("%2d", n);
        show(&all);
        show(&admitted);
        printf("\n");
    }
    return EXIT_SUCCESS;
}
