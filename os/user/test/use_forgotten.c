// SPDX-License-Identifier: Apache-2.0
// clear_refs forgets which pages were used, of all regions, of those without a file or of those with one, and the next
// use is seen again in smaps; 5 lets the peak of memory begin anew. Another process's are its own. Shared memory in
// swap is seen by smaps of each who maps it.
//
// Engine: model
#include "procfile.h"

enum { Pages = 8, ReadWrite = PROT_READ | PROT_WRITE };

static unsigned char *anonymous, *file;

// Linux leaves stale entries in the TLB, by which a use is not seen. fork makes an end of them.
static void drop_stale_entries(void)
{
    pid_t pid = on_pagewalk() ? 0 : fork_child();
    if (pid == 0 && !on_pagewalk())
        _exit(EXIT_SUCCESS);
    if (pid)
        wait_for_success(pid);
}

static void clear_refs(pid_t pid, const char *kind)
{
    write_proc(proc_path(pid, "clear_refs"), kind);
    drop_stale_entries();
}

// A figure of smaps, of the region of that address.
static long smaps_of(const char *path, const void *address, const char *name)
{
    unsigned long start, end, at = (unsigned long)address;
    for (const char *line = read_proc(path); line && *line; line = strchr(line, '\n'), line += line != NULL)
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2 && start <= at && at < end)
            return figure_in(line, name);
    fail("no region has %p", address);
}

static long referenced(const void *address) { return smaps_of("/proc/self/smaps", address, "Referenced:") / 4; }

static void use(volatile unsigned char *pages, int count)
{
    for (int page = 0; page < count; page++)
        (void)pages[page * PageSize];
}

static void expect_used(int in_anonymous, int in_file)
{
    EXPECT_EQ(referenced(anonymous), in_anonymous);
    EXPECT_EQ(referenced(file), in_file);
}

static unsigned char *map_between_holes(int flags, int fd)
{
    unsigned char *hole = mmap(NULL, (Pages + 2) * PageSize, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned char *p = mmap(hole + PageSize, Pages * PageSize, ReadWrite, flags | MAP_FIXED, fd, 0);
    EXPECT(p != MAP_FAILED);
    madvise(p, Pages * PageSize, 15);
    return p;
}

static void kinds(void)
{
    use(anonymous, Pages);
    use(file, Pages);
    expect_used(Pages, Pages);
    clear_refs(getpid(), "2");
    expect_used(0, Pages);
    clear_refs(getpid(), "3\n");
    expect_used(0, 0);
    use(anonymous, 3);
    use(file, 2);
    expect_used(3, 2);
    clear_refs(getpid(), "1");
    expect_used(0, 0);
    file[0] = anonymous[0] = 5;
    expect_used(1, 1);
    clear_refs(getpid(), "4");  // dirty is another thing, of which nobody keeps count here
    EXPECT(!on_pagewalk() || !(page_word(file) & PM_SOFT_DIRTY));
    expect_used(1, 1);
    EXPECT(file[0] == 5 && anonymous[0] == 5);
}

static void another_process(void)
{
    struct turn stay = make_turn(), ready = make_turn();
    use(anonymous, Pages);
    pid_t pid = fork_child();
    if (pid == 0) {
        for (int page = 0; page < Pages; page++)
            anonymous[page * PageSize] = 9;
        give(&ready);
        await(&stay);
        _exit(EXIT_SUCCESS);
    }
    await(&ready);
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/smaps", pid);
    EXPECT_EQ(smaps_of(path, anonymous, "Referenced:"), Pages * 4);
    clear_refs(pid, "1");
    EXPECT_EQ(smaps_of(path, anonymous, "Referenced:"), 0);
    EXPECT_EQ(referenced(anonymous), Pages);
    give(&stay);
    wait_for_success(pid);
}

static void peak(void)
{
    unsigned char *much = map_pages(256, ReadWrite);
    memset(much, 1, 256 * PageSize / 2);
    long high = own_status("VmHWM:");
    EXPECT(munmap(much, 256 * PageSize) == 0);
    long kept = own_status("VmHWM:");
    EXPECT(kept <= high && kept >= high - (on_pagewalk() ? 0 : 200));  // Linux counts in lots
    clear_refs(getpid(), "5");
    EXPECT(own_status("VmHWM:") <= high - 300);
}

static void errors(void)
{
    int fd = open("/proc/self/clear_refs", O_WRONLY);
    EXPECT(fd >= 0);
    EXPECT_ERRNO(write(fd, "0", 1), EINVAL);
    EXPECT_ERRNO(write(fd, "6", 1), EINVAL);
    EXPECT_ERRNO(write(fd, "much", 4), EINVAL);
    close(fd);
}

// 0 in pagemap, since the entry is empty; smaps looks further.
static void shared_in_swap(void)
{
    unsigned char *shared = map_between_holes(MAP_SHARED | MAP_ANONYMOUS, -1);
    memset(shared, 3, 5 * PageSize);
    page_out(shared, Pages);
    EXPECT_EQ(page_word(shared), 0);
    EXPECT_EQ(smaps_of("/proc/self/smaps", shared, "Swap:"), 5 * 4);
    EXPECT_EQ(smaps_of("/proc/self/smaps", shared, "SwapPss:"), 0);
    EXPECT(mprotect(shared, 2 * PageSize, PROT_READ) == 0);  // two regions
    EXPECT_EQ(smaps_of("/proc/self/smaps", shared, "Swap:"), 2 * 4);
    EXPECT_EQ(smaps_of("/proc/self/smaps", shared + 2 * PageSize, "Swap:"), 3 * 4);
    EXPECT_EQ(shared[4 * PageSize], 3);
    EXPECT_EQ(smaps_of("/proc/self/smaps", shared + 2 * PageSize, "Swap:"), 2 * 4);
}

int main(void)
{
    char path[] = "/tmp/use_forgotten.XXXXXX";
    int fd = mkstemp(path);
    EXPECT(fd >= 0 && unlink(path) == 0 && ftruncate(fd, Pages * PageSize) == 0);
    anonymous = map_between_holes(MAP_PRIVATE | MAP_ANONYMOUS, -1);
    file = map_between_holes(MAP_SHARED, fd);
    memset(anonymous, 1, Pages * PageSize);
    memset(file, 1, Pages * PageSize);
    step("kinds");
    kinds();
    step("another process");
    another_process();
    step("the peak");
    peak();
    step("what makes no sense");
    errors();
    if (on_pagewalk()) {
        step("shared memory in swap");
        shared_in_swap();
    }
    return passed();
}
