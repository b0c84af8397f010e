// SPDX-License-Identifier: Apache-2.0
// As many threads as there are numbers for: clone says EAGAIN where each could have three (its own, and those of a
// group and a session that only it is left of), never looks for a free one where there is none, and goes round past
// those that are taken.
//
// Boot: frames=2000
// Machine: --ram 16M
// Engine: model

#include <sched.h>

#include "test.h"

enum { Least = 301, Usual = 32767, Around = 350 };

// A thread that has no stack and only sleeps. Its number, or a negative errno.
static long sleeping_thread(void)
{
#ifdef __riscv
    register long a0 __asm__("a0") = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
    register long a1 __asm__("a1") = 0, a2 __asm__("a2") = 0, a3 __asm__("a3") = 0, a4 __asm__("a4") = 0;
    register long a7 __asm__("a7") = SYS_clone;
    __asm__ volatile("ecall\n"
                     "bnez a0, 2f\n"
                     "1: li a0, 0\n"
                     "li a1, 0\n"
                     "li a2, 0\n"
                     "li a3, 0\n"
                     "li a4, 0\n"
                     "li a7, %[ppoll]\n"
                     "ecall\n"
                     "j 1b\n"
                     "2:\n"
                     : "+r"(a0)
                     : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a7), [ppoll] "i"(SYS_ppoll)
                     : "memory");
    return a0;
#else
    return -EAGAIN;
#endif
}

static void set_pid_max(int number)
{
    char text[16];
    int length = snprintf(text, sizeof text, "%d\n", number), fd = open("/proc/sys/kernel/pid_max", O_WRONLY);
    EXPECT(fd >= 0 && write(fd, text, (size_t)length) == length && close(fd) == 0);
}

// Ends with all of its threads.
static _Noreturn void fill(void)
{
    long made = 0, result;
    while ((result = sleeping_thread()) > 0) {
        EXPECT(result <= Least);
        made++;
    }
    EXPECT_EQ(result, -EAGAIN);
    EXPECT(made > Least / 4 && made < Least / 3);
    set_pid_max(Usual);
    EXPECT(sleeping_thread() > 0);
    _exit(EXIT_SUCCESS);
}

static void go_round(void)
{
    pid_t last = 0;
    bool wrapped = false;
    for (int i = 0; i < Around; i++) {
        pid_t pid = fork_child();
        if (pid == 0)
            _exit(EXIT_SUCCESS);
        EXPECT(pid > 1 && pid <= Least);
        wrapped = wrapped || pid < last;
        last = pid;
        wait_for_success(pid);
    }
    EXPECT(wrapped);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("its threads have no stacks");
    set_pid_max(Least);
    step("all numbers");
    pid_t pid = fork_child();
    if (pid == 0)
        fill();
    wait_for_success(pid);
    set_pid_max(Least);
    step("half of them");
    for (int i = 0; i < Least / 6; i++)
        EXPECT(sleeping_thread() > 0);
    go_round();
    set_pid_max(Usual);
    return passed();
}
