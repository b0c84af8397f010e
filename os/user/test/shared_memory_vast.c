// SPDX-License-Identifier: Apache-2.0
// A shared anonymous mapping may be larger than memory and swap together: it costs what is touched. Pages far apart go
// out and come back, and a forked process shares them.
// Claims: F118.

#include "test.h"

enum { Pageout = 21 /* MADV_PAGEOUT */ };

#define GIB ((size_t)1 << 30)

static const size_t places[] = {0, GIB - PageSize, GIB, 3 * GIB + 7 * PageSize, 8 * GIB - PageSize};
enum { Places = sizeof places / sizeof places[0] };

static unsigned char *shared;

static void push_out(void)
{
    for (int i = 0; i < Places; i++)
        EXPECT(madvise(shared + places[i], PageSize, Pageout) == 0);
}

static void expect_places(int added)
{
    for (int i = 0; i < Places; i++)
        EXPECT_EQ(shared[places[i] + i], i + 1 + added);
    EXPECT_EQ(shared[2 * GIB], 0);
}

static long shared_resident_kb(void)
{
    char line[128];
    long kb = -1;
    FILE *status = fopen("/proc/self/status", "r");
    EXPECT(status);
    while (fgets(line, sizeof line, status))
        sscanf(line, "RssShmem: %ld", &kb);
    fclose(status);
    return kb;
}

int main(void)
{
    shared = mmap(NULL, 8 * GIB, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    EXPECT(shared != MAP_FAILED);
    madvise(shared, 8 * GIB, 15);  // MADV_NOHUGEPAGE: on Linux, small pages only, as here

    step("touch");
    long before = shared_resident_kb();
    for (int i = 0; i < Places; i++)
        shared[places[i] + i] = (unsigned char)(i + 1);
    if (on_pagewalk())
        EXPECT_EQ(shared_resident_kb(), before + Places * PageSize / 1024);
    expect_places(0);

    step("out and in");
    push_out();
    expect_places(0);

    step("shared with a child");
    push_out();
    pid_t pid = fork_child();
    if (pid == 0) {
        expect_places(0);
        for (int i = 0; i < Places; i++)
            shared[places[i] + i] += 10;
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    expect_places(10);

    step("give back");
    push_out();
    EXPECT(munmap(shared, 8 * GIB) == 0);
    return passed();
}
