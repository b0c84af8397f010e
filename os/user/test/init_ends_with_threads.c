// SPDX-License-Identifier: Apache-2.0
// All threads of init end at one time, each asleep for a moment on its way, for a page of its robust list that is in
// swap, so that none of them is the last when it begins to end. The machine is switched off all the same, with a child
// still there.
//
// Boot: init=/bin/init_ends_with_threads

#include <pthread.h>

#include "test.h"

enum { Threads = 3 };

static unsigned char *pages;
static pthread_barrier_t together;

static void *end(void *number)
{
    uint64_t *head = (uint64_t *)(pages + (uintptr_t)number * PageSize);
    *head = (uint64_t)(uintptr_t)head;
    EXPECT(syscall(SYS_set_robust_list, head, 24) == 0);
    pthread_barrier_wait(&together);
    EXPECT(madvise(head, PageSize, 21) == 0);  // MADV_PAGEOUT
    syscall(SYS_exit, 0);
    return NULL;
}

int main(void)
{
    pthread_t thread;
    if (getpid() != 1)
        return skipped("only init's end ends the machine");
    pages = map_pages(Threads + 1, PROT_READ | PROT_WRITE);
    EXPECT(pthread_barrier_init(&together, NULL, Threads + 1) == 0);
    if (fork_child() == 0)
        for (;;)
            pause();
    for (uintptr_t i = 1; i <= Threads; i++)
        EXPECT(pthread_create(&thread, NULL, end, (void *)i) == 0);
    passed();
    end(NULL);
}
