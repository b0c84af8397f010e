// SPDX-License-Identifier: Apache-2.0
// The process that owns most memory sleeps in vfork, and its child, which runs in the same space, asks for more than
// there is: both must go, for the one gives nothing back while the other lives. And memory that is all page tables,
// without one page to show for it, counts too. Who has little survives, and all is free afterwards.

#include <sched.h>
#include <sys/swap.h>

#include "test.h"

enum { Own = 8, Hog = 1 << 14 };

static unsigned char *own;

static int use_all(void *unused)
{
    (void)unused;
    unsigned char *pages =
        mmap(NULL, Hog * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    for (int page = 0; page < Hog; page++)
        pages[page * PageSize] = 1;
    _exit(EXIT_SUCCESS);
}

static void in_vfork_child(void)
{
    static unsigned char stack[2 * PageSize] __attribute__((aligned(16)));
    memset(map_pages(64, PROT_READ | PROT_WRITE), 1, 64 * PageSize);
    EXPECT(clone(use_all, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL) > 0);
}

// Each read maps the one page of zeroes, and costs a page table.
static void by_page_tables(void)
{
    enum { Span = 2 << 20, Tables = 1 << 14 };
    unsigned char *far =
        mmap(NULL, (size_t)Span * Tables, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    EXPECT(far != MAP_FAILED);
    for (size_t table = 0; table < Tables; table++)
        EXPECT_EQ(((volatile unsigned char *)far)[table * Span], 0);
}

static void starve(const char *how, void (*hog)(void))
{
    step(how);
    long kills = vmstat("oom_kill");
    for (int page = 0; page < Own; page++)
        own[page * PageSize] = (unsigned char)(page + 1);
    pid_t pid = fork_child();
    if (pid == 0) {
        munmap(own, Own * PageSize);
        hog();
        _exit(EXIT_SUCCESS);
    }
    int status = wait_for(pid);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    for (int page = 0; page < Own; page++)
        EXPECT_EQ(own[page * PageSize], (unsigned char)(page + 1));
    EXPECT_EQ(vmstat("oom_kill"), kills + 1);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    own = map_pages(Own, PROT_READ | PROT_WRITE);
    EXPECT(swapoff("/dev/vdb") == 0);
    starve("page tables", by_page_tables);
    long free = meminfo_kb("MemAvailable");
    starve("a vfork parent", in_vfork_child);
    starve("page tables again", by_page_tables);
    step("what they owned is free");
    long gone = free - meminfo_kb("MemAvailable");
    if (gone > 64)
        fail("%ld kB less than after the first", gone);
    EXPECT(swapon("/dev/vdb", 0) == 0);
    return passed();
}
