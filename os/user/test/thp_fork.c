// SPDX-License-Identifier: Apache-2.0
// fork makes small pages of a huge one, which both sides then have by copy-on-write: each writes, and neither sees it
// of the other; nothing is copied that nobody writes. Where the child gets no page of it (MADV_DONTFORK,
// MADV_WIPEONFORK, an eager copy) the parent's stays whole. When memory for the fork is refused, at whatever
// allocation, nothing is lost.
//
// Boot: thp=always frames=4000
// Machine: --ram 16M
// Engine: model
#include "thp.h"

enum { WipeOnFork = 18 };

static void expect_huge(long count)
{
    if (on_pagewalk())
        EXPECT_EQ(thp_own(), count);
}

static void set(const char *path, const char *value)
{
    int fd = open(path, O_WRONLY);
    EXPECT(fd >= 0 && write(fd, value, strlen(value)) == (ssize_t)strlen(value));
    close(fd);
}

static void expect_all(const unsigned char *p, unsigned char value)
{
    for (size_t page = 0; page < HugePages; page++) {
        EXPECT_EQ(p[page * PageSize + 5], value);
        EXPECT_EQ(p[page * PageSize], thp_byte(page));
    }
}

static void write_all(unsigned char *p, unsigned char value)
{
    for (size_t page = 0; page < HugePages; page++)
        p[page * PageSize + 5] = value;
}

static void both_sides_write(void)
{
    unsigned char *p = thp_map(1);
    struct turn child_goes = make_turn(), parent_goes = make_turn();
    thp_fill(p, HugePages);
    write_all(p, 1);
    long split = vmstat("thp_split_pmd"), copied = vmstat("vmx_cow_copy"), reused = vmstat("vmx_cow_reuse");
    pid_t pid = fork_child();
    if (pid == 0) {
        await(&child_goes);
        expect_all(p, 1);
        write_all(p, 2);
        give(&parent_goes);
        await(&child_goes);
        expect_all(p, 2);
        _exit(EXIT_SUCCESS);
    }
    expect_huge(0);
    if (on_pagewalk())
        EXPECT_EQ(vmstat("thp_split_pmd") - split, 1);
    vm_check();
    give(&child_goes);
    await(&parent_goes);
    expect_all(p, 1);
    write_all(p, 3);
    vm_check();
    give(&child_goes);
    wait_for_success(pid);
    expect_all(p, 3);
    if (on_pagewalk()) {  // and a few pages of stacks and data
        long copies = vmstat("vmx_cow_copy") - copied, kept = vmstat("vmx_cow_reuse") - reused;
        EXPECT(copies >= HugePages && copies < HugePages + 64 && kept >= HugePages);
    }
    thp_unmap(p, 1);
}

static void child_has_its_own(void)
{
    pid_t pid = fork_child();
    if (pid == 0) {
        unsigned char *p = thp_map(1);
        thp_fill(p, HugePages);
        expect_huge(1);
        pid = fork_child();
        thp_expect(p, 0, HugePages);
        expect_huge(0);
        p[0] = 0;  // each its own
        if (pid > 0)
            wait_for_success(pid);
        _exit(EXIT_SUCCESS);  // with all of it mapped
    }
    wait_for_success(pid);
}

static void nothing_is_shared(int advice)
{
    unsigned char *p = thp_map(1);
    thp_fill(p, HugePages);
    EXPECT(madvise(p, HUGE, advice) == 0);
    pid_t pid = fork_child();
    if (pid == 0) {
        if (advice == MADV_DONTFORK) {
            EXPECT_FAULT(fault_of_load(p), SIGSEGV, SEGV_MAPERR, p);
        } else {
            EXPECT_EQ(p[PageSize], 0);
            p[PageSize] = 1;
        }
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    expect_huge(1);
    thp_expect(p, 0, HugePages);
    thp_unmap(p, 1);
}

static void eager_copy(void)
{
    unsigned char *p = thp_map(1);
    thp_fill(p, HugePages);
    write_all(p, 4);
    set("/proc/sys/vm/eager_fork", "1");
    pid_t pid = fork_child();
    set("/proc/sys/vm/eager_fork", "0");
    if (pid == 0) {
        expect_all(p, 4);
        write_all(p, 5);
        _exit(EXIT_SUCCESS);
    }
    expect_huge(1);
    write_all(p, 6);
    wait_for_success(pid);
    expect_all(p, 6);
    thp_unmap(p, 1);
}

static void refused_at_each(void)
{
    enum { Most = 4000 };
    bool reached = true;
    int refused = 0;
    for (int n = 1; reached; n += n / 4 + 1) {
        char text[24] = "";
        unsigned char *p = thp_map(1);
        thp_fill(p, HugePages);
        int fd = open("/proc/sys/vm/fail_alloc", O_RDWR), length = snprintf(text, sizeof text, "%d", n);
        fflush(stdout);
        EXPECT(fd >= 0 && n < Most && pwrite(fd, text, (size_t)length, 0) == length);
        pid_t pid = fork();
        if (pid == 0) {
            thp_expect(p, 0, HugePages);
            _exit(EXIT_SUCCESS);
        }
        int error = errno;
        EXPECT(pread(fd, text, sizeof text, 0) > 0 && pwrite(fd, "0", 1, 0) == 1);
        reached = text[0] == '0';
        close(fd);
        if (pid > 0)
            wait_for(pid);  // it may have died of the failure, later on
        else
            EXPECT(error == ENOMEM || error == EAGAIN);
        refused += pid < 0;
        thp_expect(p, 0, HugePages);
        thp_fill(p, HugePages);
        vm_check();
        thp_unmap(p, 1);
    }
    EXPECT(refused >= 3);
}

int main(void)
{
    step("both sides write");
    both_sides_write();
    step("a child's own");
    child_has_its_own();
    step("MADV_DONTFORK");
    nothing_is_shared(MADV_DONTFORK);
    step("MADV_WIPEONFORK");
    nothing_is_shared(WipeOnFork);
    if (!on_pagewalk())
        return passed();
    step("an eager copy");
    eager_copy();
    step("memory is refused");
    refused_at_each();
    return passed();
}
