// SPDX-License-Identifier: Apache-2.0
// The shortest thrashing there is: two threads, two pages, one frame. Each access takes the page of the other, so n
// turns are exactly n major faults for each of the two.
// Claims: F87.

#include <pthread.h>

#include "refstring.h"
#include "test.h"

enum { Turns = 12 };

static volatile unsigned char *pages;
static struct turn to_other, to_main;
static bool mistake;

static long major_faults_of_thread(void)
{
    struct rusage usage;
    EXPECT(getrusage(1 /* RUSAGE_THREAD */, &usage) == 0);
    return usage.ru_majflt;
}

static void *other(void *faults)
{
    long before = 0;
    for (int i = 0; i <= Turns; i++) {
        await(&to_other);
        if (i == 0)
            before = major_faults_of_thread();
        else if (pages[PageSize] != 2)
            mistake = true;
        *(long *)faults = major_faults_of_thread() - before;
        give(&to_main);
    }
    return NULL;
}

int main(void)
{
    pthread_t thread;
    long faults_of_other = 0;
    if (!on_pagewalk())
        return skipped("its regions have no limit");
    pages = ref_region();
    EXPECT(pages != NULL);
    to_other = make_turn();
    to_main = make_turn();
    EXPECT(pthread_create(&thread, NULL, other, &faults_of_other) == 0);
    give(&to_other);  // it runs and has its own pages
    await(&to_main);
    EXPECT(madvise((void *)pages, RefPages * PageSize, (int)(RefLimit | ref_policy("clock") << 16 | 1)) == 0);

    step("take turns");
    long before = major_faults_of_thread();
    for (int i = 0; i < Turns; i++) {
        EXPECT_EQ(pages[0], 1);
        give(&to_other);
        await(&to_main);
    }
    EXPECT_EQ(major_faults_of_thread() - before, Turns);
    EXPECT(pthread_join(thread, NULL) == 0);
    EXPECT_EQ(faults_of_other, Turns);
    EXPECT(!mistake);

    step("two frames");
    EXPECT(madvise((void *)pages, RefPages * PageSize, RefEnd) == 0);
    (void)pages[0];
    (void)pages[PageSize];
    before = major_faults_of_thread();
    for (int i = 0; i < Turns; i++)
        EXPECT(pages[0] == 1 && pages[PageSize] == 2);
    EXPECT_EQ(major_faults_of_thread(), before);
    return passed();
}
