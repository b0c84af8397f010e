// SPDX-License-Identifier: Apache-2.0
// prlimit limits another process: its address space, its data and its stack, from then on, and gives back what it had.
// What a vfork child limits is its own, though it lives in its parent's space. A process that is not there has no
// limits.
#include <sys/prctl.h>

#include "test.h"

enum { Large = 512 * PageSize };

static struct turn to_child, to_parent;

static bool can_map(void)
{
    void *p = mmap(NULL, Large, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        EXPECT_EQ(errno, ENOMEM);
    else
        EXPECT(munmap(p, Large) == 0);
    return p != MAP_FAILED;
}

static bool can_map_data(void)
{
    void *p = mmap(NULL, Large, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p != MAP_FAILED && munmap(p, Large) == 0;
}

// The parent has changed something.
static void next(void)
{
    give(&to_parent);
    await(&to_child);
}

__attribute__((noinline)) static int deep(int levels)
{
    volatile char frame[PageSize];
    frame[0] = (char)levels;
    return levels > 0 ? deep(levels - 1) + frame[0] : 0;
}

static void child(void)
{
    EXPECT(can_map() && can_map_data());
    next();
    EXPECT(!can_map());
    next();
    EXPECT(can_map());
    next();
    EXPECT(can_map() && !can_map_data());
    next();
    EXPECT(can_map_data());
    next();
    deep(100);  // ends it
    _exit(EXIT_SUCCESS);
}

static struct rlimit limit(pid_t pid, int which, rlim_t soft)
{
    struct rlimit old, now;
    EXPECT(prlimit(pid, which, NULL, &old) == 0);
    struct rlimit new = {soft, old.rlim_max};
    EXPECT(prlimit(pid, which, &new, &now) == 0);
    EXPECT(now.rlim_cur == old.rlim_cur && now.rlim_max == old.rlim_max);
    EXPECT(prlimit(pid, which, NULL, &now) == 0);
    EXPECT_EQ(now.rlim_cur, soft);
    return old;
}

static long pages_of(pid_t pid, const char *format)
{
    char path[64], text[128];
    long pages;
    snprintf(path, sizeof path, "/proc/%d/statm", pid);
    int fd = open(path, O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    EXPECT(length > 0);
    close(fd);
    text[length] = '\0';
    EXPECT(sscanf(text, format, &pages) == 1);
    return pages;
}

static void let_go_on(void)
{
    give(&to_child);
    await(&to_parent);
}

int main(void)
{
    struct rlimit own, old;
    to_child = make_turn();
    to_parent = make_turn();
    pid_t pid = fork_child();
    if (pid == 0)
        child();
    await(&to_parent);

    step("another's address space");
    EXPECT(getrlimit(RLIMIT_AS, &own) == 0);
    old = limit(pid, RLIMIT_AS, (rlim_t)(pages_of(pid, "%ld") + 100) * PageSize);
    EXPECT_EQ(old.rlim_cur, own.rlim_cur);
    EXPECT(can_map());  // it is not ours
    let_go_on();
    limit(pid, RLIMIT_AS, old.rlim_cur);
    let_go_on();

    step("another's data");
    old = limit(pid, RLIMIT_DATA, (rlim_t)(pages_of(pid, "%*d %*d %*d %*d %*d %ld") + 100) * PageSize);
    let_go_on();
    limit(pid, RLIMIT_DATA, old.rlim_cur);
    let_go_on();

    step("another's stack");
    limit(pid, RLIMIT_STACK, 32 * PageSize);
    give(&to_child);
    int status = wait_for(pid);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    deep(100);

    step("a vfork child's own");
    EXPECT(getrlimit(RLIMIT_DATA, &own) == 0);
    pid = vfork();
    if (pid == 0) {
        struct rlimit none = {PageSize, own.rlim_max};
        _exit(setrlimit(RLIMIT_DATA, &none) == 0 && setrlimit(RLIMIT_AS, &none) == 0 && !can_map() ? 0 : 1);
    }
    EXPECT_EQ(wait_for(pid), 0);
    EXPECT(can_map() && can_map_data());

    step("nobody's");
    EXPECT_ERRNO(prlimit(pid, RLIMIT_AS, NULL, &old), ESRCH);
    EXPECT_ERRNO(prlimit(0, RLIM_NLIMITS, NULL, &old), EINVAL);
    return passed();
}
