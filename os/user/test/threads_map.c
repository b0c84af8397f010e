// SPDX-License-Identifier: Apache-2.0
// Threads of one space map, protect, move and unmap, and fork, while others fault on what is being changed: each sees
// its own pages as it left them, a fork's child the bytes of one moment, and the books stay in order.

#include <pthread.h>
#include <sched.h>

#include "test.h"

enum { Threads = 3, Rounds = 8, Pages = 6, ReadWrite = PROT_READ | PROT_WRITE };

static volatile int stop;
static volatile unsigned long *counters;  // two words that the counting thread keeps equal or one apart

static void *count(void *unused)
{
    (void)unused;
    while (!stop) {
        counters[0]++;
        counters[PageSize / sizeof *counters]++;  // on another page
        if (counters[0] % 256 == 0)
            sched_yield();
    }
    return NULL;
}

static void *change(void *arg)
{
    unsigned char seed = (unsigned char)(uintptr_t)arg;
    for (int round = 0; round < Rounds; round++) {
        unsigned char *p = map_pages(Pages, ReadWrite);
        for (int i = 0; i < Pages; i++)
            p[i * PageSize] = (unsigned char)(seed + i);
        if (round % 4 == 0)
            sched_yield();
        EXPECT(mprotect(p + PageSize, PageSize, PROT_READ) == 0);
        p = mremap(p + PageSize, PageSize, 2 * PageSize, MREMAP_MAYMOVE) == MAP_FAILED ? NULL : p;
        EXPECT(p && p[0] == seed && p[2 * PageSize] == (unsigned char)(seed + 2));
        EXPECT(munmap(p, Pages * PageSize) == 0);
    }
    return NULL;
}

static void fork_some(void)
{
    for (int round = 0; round < 3; round++) {
        pid_t pid = fork_child();
        if (pid == 0) {
            unsigned long a = counters[0], b = counters[PageSize / sizeof *counters];
            sched_yield();
            bool same = a == counters[0] && b == counters[PageSize / sizeof *counters] && a - b <= 1;
            _exit(same ? EXIT_SUCCESS : EXIT_FAILURE);
        }
        EXPECT_EQ(wait_for(pid), 0);
    }
}

int main(void)
{
    pthread_t counting, changing[Threads];
    counters = (volatile unsigned long *)(void *)map_pages(2, ReadWrite);
    step("together");
    EXPECT(pthread_create(&counting, NULL, count, NULL) == 0);
    for (uintptr_t i = 0; i < Threads; i++)
        EXPECT(pthread_create(&changing[i], NULL, change, (void *)(16 * (i + 1))) == 0);
    fork_some();
    for (int i = 0; i < Threads; i++)
        EXPECT(pthread_join(changing[i], NULL) == 0);
    stop = 1;
    EXPECT(pthread_join(counting, NULL) == 0);
    return passed();
}
