// SPDX-License-Identifier: Apache-2.0
// Two processes meet at a futex in shared memory: the waiter sleeps until the word has changed and it is woken; a word
// that has changed already is EAGAIN, and a time-out ETIMEDOUT. Claims: F50, F118.

#include <time.h>

#include "test.h"

enum { FutexWait = 0, FutexWake = 1 };

static long futex(int *word, int operation, int value, struct timespec *timeout)
{
    return syscall(SYS_futex, word, operation, value, timeout);
}

int main(void)
{
    struct timespec span = {0, 5000000};
    int *word = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(word != MAP_FAILED);

    step("wait and wake");
    pid_t pid = fork_child();
    if (pid == 0) {
        nanosleep(&span, NULL);
        *word = 7;
        _exit(futex(word, FutexWake, 1, NULL) == 1 ? 0 : 1);
    }
    while (*(volatile int *)word == 0)
        futex(word, FutexWait, 0, NULL);
    EXPECT_EQ(*word, 7);
    wait_for_success(pid);

    step("refusals");
    EXPECT_ERRNO(futex(word, FutexWait, 6, NULL), EAGAIN);
    EXPECT_ERRNO(futex(word, FutexWait, 7, &span), ETIMEDOUT);
    EXPECT_ERRNO(futex((int *)((char *)word + 1), FutexWait, 7, NULL), EINVAL);
    EXPECT_EQ(futex(word, FutexWake, 1, NULL), 0);
    EXPECT(munmap(word, PageSize) == 0);
    EXPECT_ERRNO(futex(word, FutexWait, 7, NULL), EFAULT);
    return passed();
}
