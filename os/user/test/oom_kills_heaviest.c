// SPDX-License-Identifier: Apache-2.0
// When neither memory nor swap is left, the process that owns most is killed, by a store of its own or in the middle of
// a system call, whether it asked for memory without reserve or the kernel promises all that is asked for (overcommit
// 1); the others keep what they have, and all that it owned comes free. Swap is off meanwhile, so that the end comes
// soon. Claims: F48.

#include <sched.h>
#include <sys/klog.h>
#include <sys/swap.h>

#include "test.h"

enum { Own = 8, Hog = 1 << 14 };

// More than the kernel would promise.
static unsigned char *map_unpromised(int type)
{
    void *pages = mmap(NULL, Hog * PageSize, PROT_READ | PROT_WRITE, type | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    EXPECT(pages != MAP_FAILED);
    return pages;
}

static unsigned char *own;

static void expect_own(int round)
{
    for (int page = 0; page < Own; page++)
        EXPECT_EQ(own[page * PageSize + page], (unsigned char)(page + round));
}

static void touch_own(int round)
{
    for (int page = 0; page < Own; page++)
        own[page * PageSize + page] = (unsigned char)(page + round);
}

static void by_stores(void)
{
    unsigned char *pages = map_unpromised(MAP_PRIVATE);
    for (int page = 0; page < Hog; page++)
        pages[page * PageSize] = 1;
}

static void by_shared_memory(void)
{
    unsigned char *pages = map_unpromised(MAP_SHARED);
    for (int page = 0; pages != MAP_FAILED && page < Hog; page++)
        pages[page * PageSize] = 1;
}

static void by_system_call(void)
{
    unsigned char *pages = map_unpromised(MAP_PRIVATE);
    int fd = open("/dev/zero", O_RDONLY);
    while (read(fd, pages, Hog * PageSize) > 0)
        ;
}

static void set_overcommit(const char *mode)
{
    int fd = open("/proc/sys/vm/overcommit_memory", O_WRONLY);
    EXPECT(fd >= 0 && write(fd, mode, 1) == 1 && close(fd) == 0);
}

static void by_promises(void)
{
    unsigned char *pages = mmap(NULL, Hog * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(pages != MAP_FAILED);
    for (int page = 0; page < Hog; page++)
        pages[page * PageSize] = 1;
}

// The kernel's log says who it was.
static bool is_told(pid_t pid)
{
    static char log[64 * 1024], line[64];
    int length = klogctl(3 /* SYSLOG_ACTION_READ_ALL */, log, sizeof log - 1);
    EXPECT(length >= 0);
    log[length] = '\0';
    snprintf(line, sizeof line, "oom: killed process %d (", pid);
    return strstr(log, line) != NULL;
}

// A hog beside a process that goes on working.
static void starve(const char *how, void (*hog)(void))
{
    step(how);
    long kills = vmstat("oom_kill");
    pid_t pid = fork_child();
    if (pid == 0) {
        munmap(own, Own * PageSize);
        hog();
        _exit(EXIT_SUCCESS);
    }
    int status, round = 0;
    touch_own(0);
    while (waitpid(pid, &status, WNOHANG) == 0) {
        expect_own(round);
        touch_own(++round);
        sched_yield();
    }
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    expect_own(round);
    EXPECT_EQ(vmstat("oom_kill"), kills + 1);
    EXPECT(is_told(pid));
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    own = map_pages(Own, PROT_READ | PROT_WRITE);
    EXPECT(swapoff("/dev/vdb") == 0);
    starve("stores", by_stores);
    long free = meminfo_kb("MemAvailable");
    starve("shared memory", by_shared_memory);
    starve("system call", by_system_call);
    set_overcommit("1");
    starve("promises", by_promises);
    set_overcommit("0");

    step("what it owned is free");
    long gone = free - meminfo_kb("MemAvailable");
    if (gone > 64)
        fail("%ld kB less than after the first hog", gone);
    EXPECT(swapon("/dev/vdb", 0) == 0);
    return passed();
}
