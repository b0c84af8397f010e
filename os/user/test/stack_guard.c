// SPDX-License-Identifier: Apache-2.0
// The stack does not grow into what lies below it: before it reaches a neighbouring region there is a gap in which an
// access is SIGSEGV, and the neighbour is untouched. A runaway recursion ends with SIGSEGV at exactly the limit that
// RLIMIT_STACK sets. Claims: F10.

#include "procfile.h"

enum { NeighbourDistance = 320, GapPages = 256, LimitPages = 64 };

static volatile bool for_ever = true;

static __attribute__((noinline)) int run_away(int depth)
{
    volatile unsigned char frame[PageSize];
    frame[0] = (unsigned char)depth;
    return for_ever ? run_away(depth + 1) + frame[0] : 0;
}

static void grow_towards_neighbour(void)
{
    uintptr_t top = (uintptr_t)__builtin_frame_address(0) & -(uintptr_t)PageSize;
    unsigned char *neighbour = (unsigned char *)(top - NeighbourDistance * PageSize);
    EXPECT(mmap(neighbour, PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
           neighbour);
    memset(neighbour, 0x77, PageSize);

    uintptr_t at = top;
    while (at > (uintptr_t)neighbour && fault_of_load((void *)at).signal == 0)
        at -= PageSize;
    EXPECT_EQ(at, (uintptr_t)neighbour + GapPages * PageSize);
    for (int i = 0; i < PageSize; i++)
        EXPECT_EQ(neighbour[i], 0x77);
}

static uintptr_t end_of_stack;

static void at_limit(int signal, siginfo_t *info, void *context)
{
    uintptr_t distance = end_of_stack - (uintptr_t)info->si_addr;
    (void)context;
    _exit(signal == SIGSEGV && distance > LimitPages * PageSize && distance <= (LimitPages + 1) * PageSize ? 0 : 1);
}

// The handler has a stack of its own.
static void run_to_limit(void)
{
    unsigned long start, end;
    const char *line = strstr(read_proc("/proc/self/maps"), "[stack]");
    while (line && line > proc_text && line[-1] != '\n')
        line--;
    EXPECT(line && sscanf(line, "%lx-%lx", &start, &end) == 2);
    end_of_stack = end;
    stack_t stack = {.ss_sp = map_pages(8, PROT_READ | PROT_WRITE), .ss_size = 8 * PageSize};
    struct sigaction action = {.sa_sigaction = at_limit, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    EXPECT(sigaltstack(&stack, NULL) == 0 && sigaction(SIGSEGV, &action, NULL) == 0);
    run_away(0);
}

int main(void)
{
    step("a neighbour below the stack");
    pid_t pid = fork_child();
    if (pid == 0) {
        grow_towards_neighbour();
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);

    step("runaway recursion");
    pid = fork_child();
    if (pid == 0) {
        struct rlimit limit = {LimitPages * PageSize, LimitPages * PageSize};
        EXPECT(setrlimit(RLIMIT_STACK, &limit) == 0);
        _exit(run_away(0));
    }
    int status = wait_for(pid);
    EXPECT(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), SIGSEGV);

    step("exactly at the limit");
    pid = fork_child();
    if (pid == 0) {
        struct rlimit limit = {LimitPages * PageSize, LimitPages * PageSize};
        EXPECT(setrlimit(RLIMIT_STACK, &limit) == 0);
        run_to_limit();
    }
    EXPECT_EQ(wait_for(pid), 0);
    return passed();
}
