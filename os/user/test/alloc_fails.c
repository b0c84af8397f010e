// SPDX-License-Identifier: Apache-2.0
// One allocation of the kernel fails, and it is every other one in turn (each with the argument 1): the N-th from the
// start of a workload that forks, executes, maps, faults, copies, talks through a pipe and reads files. Whatever the
// program is told (an error, a signal, nothing), the kernel goes on, its books balance and nothing is lost: kernel
// pages and blocks are as many at the end as before.
//
// Engine: model
#include "test.h"

enum { Heavy = 60, Most = 2000, NotReached = 77 };

static const char setting[] = "/proc/sys/vm/fail_alloc";

static void fail_after(long count)
{
    char text[24];
    int length = snprintf(text, sizeof text, "%ld", count);
    int fd = open(setting, O_WRONLY);
    if (fd < 0 || write(fd, text, (size_t)length) != length)
        _exit(EXIT_FAILURE);
    close(fd);
}

// Did the allocation that was to fail come?
static bool reached(void)
{
    char text[24] = "";
    int fd = open(setting, O_RDONLY);
    if (fd < 0 || read(fd, text, sizeof text - 1) <= 0)
        return true;
    close(fd);
    return atol(text) == 0;
}

static void run(char *const *arguments)
{
    pid_t pid = vfork();
    if (pid == 0) {
        execv(arguments[0], arguments);
        _exit(1);
    }
    if (pid > 0)
        waitpid(pid, NULL, 0);
}

// No result is looked at: any step may be the one that fails.
static void workload(unsigned char *heavy)
{
    static char file_bytes[6000];
    pid_t pid = fork();
    if (pid == 0) {
        memset(heavy, 2, Heavy / 4 * PageSize);
        _exit(0);
    }
    int ends[2] = {-1, -1};
    if (pipe(ends) == 0 && write(ends[1], "ab", 2) == 2 && read(ends[0], file_bytes, 2) == 2)
        close(ends[1]);
    close(ends[0]);
    unsigned char *map = mmap(NULL, 8 * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map != MAP_FAILED) {
        map[0] = map[5 * PageSize] = 1;
        mprotect(map + 2 * PageSize, PageSize, PROT_READ);
        munmap(map + 4 * PageSize, PageSize);
        mremap(map, 2 * PageSize, 12 * PageSize, MREMAP_MAYMOVE);
    }
    unsigned char *shared = mmap(NULL, 4 * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared != MAP_FAILED)
        shared[PageSize] = 1;
    int fd = open("/bin/cowfork", O_RDONLY);
    if (fd >= 0) {
        unsigned char *text = mmap(NULL, 2 * PageSize, PROT_READ, MAP_PRIVATE, fd, 0);
        if (text != MAP_FAILED)
            (void)*(volatile unsigned char *)text;
        if (read(fd, file_bytes, sizeof file_bytes) > 0)
            close(dup(fd));
        close(fd);
    }
    if (pid > 0)
        waitpid(pid, NULL, 0);
    run((char *[]){"/bin/bss_zero", NULL});
}

// Kernel memory, in KiB: pages that are neither free nor a user's, nor tables, nor blocks; and blocks.
static long kernel_kb(void)
{
    return meminfo_kb("MemTotal") - meminfo_kb("MemFree") - meminfo_kb("AnonPages") - meminfo_kb("Cached") -
           meminfo_kb("PageTables") - meminfo_kb("Slab");
}

static int one_round(long count)
{
    pid_t pid = fork_child();
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        unsigned char *heavy = map_pages(Heavy, PROT_READ | PROT_WRITE);
        memset(heavy, 1, Heavy * PageSize);
        fail_after(count);
        workload(heavy);
        bool done = !count || reached();
        fail_after(0);
        _exit(done ? 0 : NotReached);
    }
    int status = wait_for(pid);
    fail_after(0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

int main(int argc, char **argv)
{
    if (!on_pagewalk())
        return skipped("fails allocations by a setting of ours");
    step("nothing fails");
    EXPECT_EQ(one_round(0), 0);
    EXPECT_EQ(one_round(0), 0);
    long kills = vmstat("oom_kill");
    long kernel = kernel_kb(), slab = meminfo_kb("Slab"), swapped = vmstat("pswpout");

    long count = 1, stride = argc > 1 ? atol(argv[1]) : 2;
    for (; count < Most; count += stride) {
        step("one fails");
        if (one_round(count) == NotReached)
            break;
    }
    EXPECT(count > 50 && count < Most);
    step("nothing is lost");
    EXPECT_EQ(vmstat("oom_kill"), kills);  // there was memory all the time, or swap: nobody need die for one attempt
    if (vmstat("pswpout") == swapped) {
        for (int i = 0; i < 100 && kernel_kb() != kernel; i++)
            usleep(1000);  // orphans end when init has waited for them, the rest when the reaper has had its turn
        EXPECT_EQ(kernel_kb(), kernel);
        EXPECT(meminfo_kb("Slab") <= slab + 32);
    }
    return passed();
}
