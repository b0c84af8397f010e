// SPDX-License-Identifier: Apache-2.0
// A stack that has run into its limit cannot hold the frame of its own SIGSEGV: with sigaltstack the handler runs
// elsewhere and sees the address; without one the process dies of the signal. Claims: F10.

#include <sys/resource.h>

#include "test.h"

enum { HandledStatus = 44 };

static volatile uintptr_t deepest;

static void on_overflow(int signo, siginfo_t *info, void *context)
{
    (void)context;
    uintptr_t distance = deepest - (uintptr_t)info->si_addr;
    _exit(signo == SIGSEGV && distance <= 2 * PageSize ? HandledStatus : 1);
}

static volatile int bottom = 1 << 20;

static __attribute__((noinline)) int descend(int depth)
{
    volatile char room[PageSize / 2];
    room[0] = (char)depth;
    deepest = (uintptr_t)room;
    return depth == bottom ? 0 : descend(depth + 1) + room[0];
}

int main(void)
{
    struct rlimit limit = {256 * 1024, 256 * 1024};  // soon reached
    EXPECT(setrlimit(RLIMIT_STACK, &limit) == 0);

    step("with a stack of its own");
    pid_t pid = fork_child();
    if (pid == 0) {
        stack_t stack = {.ss_sp = map_pages(4, PROT_READ | PROT_WRITE), .ss_size = 4 * PageSize};
        struct sigaction action = {.sa_sigaction = on_overflow, .sa_flags = SA_SIGINFO | SA_ONSTACK};
        EXPECT(sigaltstack(&stack, NULL) == 0);
        EXPECT(sigaction(SIGSEGV, &action, NULL) == 0);
        _exit(descend(0));
    }
    int status = wait_for(pid);
    EXPECT(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), HandledStatus);

    step("without");
    pid = fork_child();
    if (pid == 0) {
        struct sigaction action = {.sa_sigaction = on_overflow, .sa_flags = SA_SIGINFO};
        EXPECT(sigaction(SIGSEGV, &action, NULL) == 0);
        _exit(descend(0));
    }
    status = wait_for(pid);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    return passed();
}
