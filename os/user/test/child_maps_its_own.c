// SPDX-License-Identifier: Apache-2.0
// What a child maps, unmaps and protects is its own affair: its parent's
// regions are, line by line, what they were. Claims: F25.
#include "procfile.h"

enum { Pages = 6 };

int main(void)
{
    static char before[ProcText];
    unsigned char *pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    memset(pages, 7, Pages * PageSize);
    fflush(stdout);
    read_proc("/proc/self/maps");
    struct turn turn = make_turn();

    step("a child's mappings");
    strcpy(before, read_proc("/proc/self/maps"));
    pid_t child = fork_child();
    if (child == 0) {
        EXPECT(munmap(pages + PageSize, PageSize) == 0);
        EXPECT(mprotect(pages + 2 * PageSize, PageSize, PROT_READ) == 0);
        EXPECT(mmap(pages + 3 * PageSize, PageSize, PROT_READ, MAP_FIXED | MAP_SHARED | MAP_ANONYMOUS, -1, 0) !=
               MAP_FAILED);
        map_pages(100, PROT_NONE);
        EXPECT(strcmp(before, read_proc("/proc/self/maps")) != 0);
        give(&turn);
        _exit(EXIT_SUCCESS);
    }
    await(&turn);
    EXPECT(strcmp(before, read_proc("/proc/self/maps")) == 0);
    wait_for_success(child);
    EXPECT(strcmp(before, read_proc("/proc/self/maps")) == 0);
    for (int i = 0; i < Pages; i++)
        EXPECT_EQ(pages[i * PageSize], 7);
    return passed();
}
