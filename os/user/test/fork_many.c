// SPDX-License-Identifier: Apache-2.0
// A child has its parent's map, line by line, and as many page tables, and a number of its own, which is nobody else's
// until its parent has waited for it. Processes come and go and leave nothing behind: after many of them, one after the
// other and five at a time, which map, open, and push pages out, there is as much free memory, and as little in use
// for page tables, the kernel's blocks, anonymous pages and swap as before (unless memory is so short that others had
// to go out meanwhile). Claims: F58, F108.

#include "procfile.h"

enum { OneByOne = 16, Together = 5, Pages = 4, PushedOut = 4, Many = 24 };

static unsigned char *region;

static void use_everything(void)
{
    unsigned char *more = map_pages(Many, PROT_READ | PROT_WRITE);
    for (int page = 0; page < Many; page += 2) {
        EXPECT(mprotect(more + page * PageSize, PageSize, PROT_READ) == 0);  // many regions
        more[(page + 1) * PageSize] = 1;
    }
    unsigned char *far = mmap((void *)0x1000000000, PageSize, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);  // tables of its own
    EXPECT(far != MAP_FAILED);
    far[0] = 1;
    int ends[2];
    EXPECT(pipe(ends) == 0 && open("/proc/self/maps", O_RDONLY) > ends[1]);
    page_out(more, 2 * PushedOut);  // every other one was written
}

static void child(int number)
{
    if (number < OneByOne)
        use_everything();
    for (int page = 0; page < Pages; page++) {
        EXPECT_EQ(region[page * PageSize], 0xaa);
        region[page * PageSize] = (unsigned char)number;
    }
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(region[page * PageSize], number);
    _exit(number);
}

static void expect_end(pid_t pid, int number)
{
    int status = wait_for(pid);
    EXPECT(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), number);
}

static void one_by_one(int count)
{
    pid_t last = 0;
    for (int i = 0; i < count; i++) {
        pid_t pid = fork_child();
        if (pid == 0)
            child(i);
        EXPECT(pid != last);
        last = pid;
        expect_end(pid, i);
    }
}

static void together(void)
{
    pid_t pids[Together];
    for (int i = 0; i < Together; i++) {
        pids[i] = fork_child();
        if (pids[i] == 0)
            child(100 + i);
    }
    for (int i = Together - 1; i >= 0; i--)
        expect_end(pids[i], 100 + i);
}

static void expect_same_map(void)
{
    static char map[ProcText];
    fflush(stdout);
    read_proc("/proc/self/maps");
    strcpy(map, read_proc("/proc/self/maps"));
    long tables = own_status("VmPTE:");
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT(strcmp(read_proc("/proc/self/maps"), map) == 0);
        if (on_pagewalk())  // Linux leaves it to faults to fill those of shared and file pages
            EXPECT_EQ(own_status("VmPTE:"), tables);
        EXPECT(getpid() != getppid());
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
}

static const char *const figures[] = {"PageTables:", "Slab:", "AnonPages:", "SwapFree:", "MemFree:", "Shmem:"};
enum { Figures = sizeof figures / sizeof figures[0] };

static void read_figures(long *values)
{
    for (int i = 0; i < Figures; i++)
        values[i] = figure_in(read_proc("/proc/meminfo"), figures[i]);
}

int main(void)
{
    step("a child's map");
    expect_same_map();
    region = map_pages(Pages, PROT_READ | PROT_WRITE);
    memset(region, 0xaa, Pages * PageSize);
    one_by_one(1);
    together();

    step("one by one");
    long before[Figures], after[Figures], out = vmstat("pswpout"), evicted = vmstat("vmx_evict_file");
    if (on_pagewalk())
        read_figures(before);
    one_by_one(OneByOne);
    step("together");
    together();

    step("count");
    bool others = vmstat("pswpout") - out != OneByOne * PushedOut || vmstat("vmx_evict_file") != evicted;
    if (on_pagewalk() && !others) {
        read_figures(after);
        for (int i = 0; i < Figures; i++)
            if (after[i] != before[i])
                fail("%s was %ld kB and is %ld kB", figures[i], before[i], after[i]);
    }
    EXPECT_EQ(region[0], 0xaa);
    return passed();
}
