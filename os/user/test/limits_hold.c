// SPDX-License-Identifier: Apache-2.0
// setrlimit limits: open files, to the number and beyond the first table's; processes. Limits pass to children and stay
// over exec; a soft one cannot be above the hard one.

#include "test.h"

static int open_until_full(void)
{
    int opened = 0;
    while (dup(0) >= 0)
        opened++;
    EXPECT_EQ(errno, EMFILE);
    return opened;
}

static void set(int which, rlim_t soft, rlim_t hard)
{
    struct rlimit limit = {soft, hard};
    EXPECT(setrlimit(which, &limit) == 0);
}

int main(int argc, char *argv[])
{
    char *again[] = {argv[0], "after-exec", NULL};
    struct rlimit limit;
    if (argc > 1) {
        EXPECT(getrlimit(RLIMIT_NOFILE, &limit) == 0);
        EXPECT_EQ(limit.rlim_cur, 100);
        EXPECT(getrlimit(RLIMIT_STACK, &limit) == 0);
        EXPECT_EQ(limit.rlim_cur, 1 << 20);
        EXPECT(getrlimit(RLIMIT_CORE, &limit) == 0);
        EXPECT_EQ(limit.rlim_max, 5);
        return 0;
    }
    step("open files");
    EXPECT(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    set(RLIMIT_NOFILE, 100, limit.rlim_max);
    int opened = open_until_full();
    EXPECT(opened >= 60 && opened <= 97);
    EXPECT_ERRNO(fcntl(0, F_DUPFD, 100), EINVAL);
    EXPECT_ERRNO(dup2(0, 100), EBADF);
    EXPECT_EQ(fcntl(99, F_SETFD, FD_CLOEXEC), 0);
    EXPECT_EQ(fcntl(99, F_GETFD), FD_CLOEXEC);
    for (int fd = 3; fd < 100; fd++)
        close(fd);

    step("kept by children and over exec");
    limit = (struct rlimit){6, 5};
    EXPECT_ERRNO(setrlimit(RLIMIT_CORE, &limit), EINVAL);
    set(RLIMIT_CORE, 5, 5);
    EXPECT(getrlimit(RLIMIT_STACK, &limit) == 0);
    set(RLIMIT_STACK, 1 << 20, limit.rlim_max);
    pid_t pid = fork_child();
    if (pid == 0) {
        execv("/proc/self/exe", again);
        _exit(1);
    }
    wait_for_success(pid);

    step("processes");
    if (on_pagewalk()) {  // on Linux, root has as many as it likes
        EXPECT(getrlimit(RLIMIT_NPROC, &limit) == 0);
        set(RLIMIT_NPROC, 1, limit.rlim_max);
        EXPECT_ERRNO(fork(), EAGAIN);
        set(RLIMIT_NPROC, limit.rlim_cur, limit.rlim_max);
    }
    return passed();
}
