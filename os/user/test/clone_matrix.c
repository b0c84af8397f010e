// SPDX-License-Identifier: Apache-2.0
// clone shares exactly what its flags say: for each of the eight combinations of CLONE_VM, CLONE_FILES and
// CLONE_SIGHAND a child stores to memory, opens a file, and sets a signal's action, and the parent sees each or does
// not. CLONE_FS the same with the working directory. What makes no sense is refused. Claims: F22.

#include <sched.h>

#include "test.h"

enum { OpenAt = 100 };

static volatile int word;
static unsigned char stack[4 * PageSize] __attribute__((aligned(16)));

static void handler(int signal) { (void)signal; }

static int change_all(void *unused)
{
    struct sigaction action = {.sa_handler = handler};
    (void)unused;
    word = 1;
    syscall(SYS_dup3, 1, OpenAt, 0);
    sigaction(SIGUSR1, &action, NULL);
    syscall(SYS_chdir, "/proc");
    syscall(SYS_exit, 5);
    return 0;
}

static long raw_clone(unsigned long flags)
{
#ifdef __riscv
    return syscall(SYS_clone, flags, 0, NULL, 0, NULL);
#else
    return syscall(SYS_clone, flags, 0, NULL, NULL, 0);
#endif
}

static void run(int flags)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    char directory[64];
    word = 0;
    close(OpenAt);
    EXPECT(chdir("/") == 0);
    EXPECT(sigaction(SIGUSR1, &action, NULL) == 0);
    pid_t pid = clone(change_all, stack + sizeof stack, flags | SIGCHLD, NULL);
    if (pid < 0)
        fail("flags 0x%x: %s", flags, strerror(errno));
    EXPECT_EQ(WEXITSTATUS(wait_for(pid)), 5);
    EXPECT(sigaction(SIGUSR1, NULL, &action) == 0);
    EXPECT(getcwd(directory, sizeof directory) != NULL);
    if (word != ((flags & CLONE_VM) != 0))
        fail("flags 0x%x: the store gives %d", flags, word);
    if ((fcntl(OpenAt, F_GETFD) >= 0) != ((flags & CLONE_FILES) != 0))
        fail("flags 0x%x: the descriptor", flags);
    if ((action.sa_handler == handler) != ((flags & CLONE_SIGHAND) != 0))
        fail("flags 0x%x: the action", flags);
    if ((strcmp(directory, "/proc") == 0) != ((flags & CLONE_FS) != 0))
        fail("flags 0x%x: the directory is %s", flags, directory);
}

int main(void)
{
    step("every combination");
    for (int i = 0; i < 16; i++) {
        int flags =
            (i & 1 ? CLONE_VM : 0) | (i & 2 ? CLONE_FILES : 0) | (i & 4 ? CLONE_SIGHAND : 0) | (i & 8 ? CLONE_FS : 0);
        if ((flags & CLONE_SIGHAND) == 0 || (flags & CLONE_VM) != 0)
            run(flags);
    }

    step("what makes no sense");
    EXPECT_ERRNO(raw_clone(CLONE_SIGHAND | SIGCHLD), EINVAL);
    EXPECT_ERRNO(raw_clone(CLONE_SIGHAND | CLONE_FILES | SIGCHLD), EINVAL);
    EXPECT_ERRNO(raw_clone(CLONE_THREAD | SIGCHLD), EINVAL);
    EXPECT_ERRNO(raw_clone(CLONE_THREAD | CLONE_VM | SIGCHLD), EINVAL);
    EXPECT_ERRNO(raw_clone(CLONE_THREAD | CLONE_SIGHAND | SIGCHLD), EINVAL);

    step("clone3");
    struct {
        uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
    } args = {.flags = CLONE_PARENT_SETTID, .exit_signal = SIGCHLD};
    int tid = 0;
    args.parent_tid = (uintptr_t)&tid;
    fflush(stdout);
    long pid = syscall(SYS_clone3, &args, sizeof args);
    if (pid == 0)
        _exit(6);
    EXPECT(pid > 0);
    EXPECT_EQ(tid, pid);
    EXPECT_EQ(WEXITSTATUS(wait_for((pid_t)pid)), 6);
    EXPECT_ERRNO(syscall(SYS_clone3, &args, sizeof args - 8), EINVAL);
    args.flags = CLONE_SIGHAND;
    EXPECT_ERRNO(syscall(SYS_clone3, &args, sizeof args), EINVAL);
    args = (__typeof__(args)){.exit_signal = SIGCHLD, .stack = 4096};
    EXPECT_ERRNO(syscall(SYS_clone3, &args, sizeof args), EINVAL);
    return passed();
}
