// SPDX-License-Identifier: Apache-2.0
// A process locks all the memory that it is let: the kernel keeps so much that can move that others go on.

#include <sys/resource.h>

#include "test.h"

enum { Chunk = 4, Chunks = 4096, WorkPages = 8, Rounds = 200 };

static void work(void)
{
    unsigned char *pages = map_pages(WorkPages, PROT_READ | PROT_WRITE);
    for (int i = 0; i < Rounds; i++)
        pages[i % WorkPages * PageSize] = (unsigned char)i;
    _exit(EXIT_SUCCESS);
}

int main(void)
{
    struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
    if (!on_pagewalk())
        return skipped("it would lock all the memory of this machine");
    EXPECT(setrlimit(RLIMIT_MEMLOCK, &all) == 0);
    step("all that can be locked");
    pid_t pid = fork_child();
    if (pid == 0) {
        int locked = 0;
        unsigned char *pages = map_pages(Chunk * Chunks, PROT_READ | PROT_WRITE);
        while (locked < Chunks && mlock(pages + locked * Chunk * PageSize, Chunk * PageSize) == 0)
            locked++;
        EXPECT(locked > 0 && locked < Chunks);
        for (int i = 0; i < 4; i++) {
            pid_t other = fork_child();
            if (other == 0)
                work();
            wait_for_success(other);
        }
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    return passed();
}
