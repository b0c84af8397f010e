// SPDX-License-Identifier: Apache-2.0
// A futex is a word of memory, not a place in RAM: a waiter is woken although its page was copied on write after fork
// meanwhile, in shared memory by another process at another address; waiters are moved to another word, chosen by bits,
// woken by an operation on a second word, and end at a time that is relative or absolute.

#include <time.h>

#include "sleeper.h"

// Linux's numbers (linux/futex.h, which musl does not bring along).
enum {
    FUTEX_WAIT = 0,
    FUTEX_WAKE = 1,
    FUTEX_PRIVATE = 128,
    FUTEX_WAIT_PRIVATE = FUTEX_WAIT | FUTEX_PRIVATE,
    FUTEX_WAKE_PRIVATE = FUTEX_WAKE | FUTEX_PRIVATE,
    FUTEX_CMP_REQUEUE_PRIVATE = 4 | FUTEX_PRIVATE,
    FUTEX_WAKE_OP_PRIVATE = 5 | FUTEX_PRIVATE,
    FUTEX_WAIT_BITSET_PRIVATE = 9 | FUTEX_PRIVATE,
    FUTEX_WAKE_BITSET_PRIVATE = 10 | FUTEX_PRIVATE,
    OP_SET = 0,
    OP_ADD = 1,
    CMP_EQ = 0,
    CMP_GT = 4,
};
#define OPERATION(op, operand, cmp, with) ((uint32_t)(op) << 28 | (cmp) << 24 | (operand) << 12 | (with))

static unsigned char stacks[3][4 * PageSize] __attribute__((aligned(16)));
static volatile uint32_t private_word, other_word;
static volatile int woken;

static long futex(volatile uint32_t *word, int operation, uint32_t value, uintptr_t four, volatile uint32_t *second,
                  uint32_t third)
{
    return syscall(SYS_futex, word, operation, value, four, second, third);
}

// Threads by hand: they share the space, nothing else is needed.
static int wait_on_word(void *argument)
{
    long result = futex(&private_word, FUTEX_WAIT_BITSET_PRIVATE, 0, 0, NULL, (uint32_t)(uintptr_t)argument);
    __atomic_fetch_add(&woken, 1, __ATOMIC_RELAXED);
    syscall(SYS_exit, result == 0 ? 0 : 1);
    return 0;
}

static pid_t start_waiter(int number, uintptr_t bits)
{
    fflush(stdout);
    pid_t pid = clone(wait_on_word, stacks[number] + sizeof stacks[0], CLONE_VM | SIGCHLD, (void *)bits);
    EXPECT(pid > 0);
    return pid;
}

static long timed_wait(int operation, clockid_t clock, long nanoseconds)
{
    struct timespec time = {0, 0}, before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    if (clock >= 0)
        clock_gettime(clock, &time);
    time.tv_nsec += nanoseconds;
    time.tv_sec += time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    EXPECT_ERRNO(futex(&private_word, operation, 0, (uintptr_t)&time, NULL, ~0u), ETIMEDOUT);
    clock_gettime(CLOCK_MONOTONIC, &after);
    return (after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec;
}

int main(void)
{
    step("the page is copied while a thread sleeps on it");
    pid_t waiter = start_waiter(0, ~0u);
    until_asleep(waiter);
    pid_t child = fork_child();
    if (child == 0) {
        sleep(10);
        _exit(0);
    }
    private_word = 0;  // our copy is another frame now
    EXPECT_EQ(futex(&private_word, FUTEX_WAKE_PRIVATE, 1, 0, NULL, 0), 1);
    wait_for_success(waiter);
    kill(child, SIGKILL);
    wait_for(child);

    step("shared memory at two addresses");
    int fd = (int)syscall(SYS_memfd_create, "words", 0);
    volatile uint32_t *here, *there;
    if (fd >= 0) {
        EXPECT(ftruncate(fd, PageSize) == 0);
        here = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        there = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    } else {
        here = there = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    }
    EXPECT(here != MAP_FAILED && there != MAP_FAILED);
    child = fork_child();
    if (child == 0)
        _exit(futex(here, FUTEX_WAIT, 0, 0, NULL, 0) == 0 ? 0 : 1);
    until_asleep(child);
    EXPECT_EQ(futex(there + 1, FUTEX_WAKE, 1, 0, NULL, 0), 0);
    EXPECT_EQ(futex(there, FUTEX_WAKE, 1, 0, NULL, 0), 1);
    wait_for_success(child);

    step("bits choose");
    pid_t first = start_waiter(0, 1), second = start_waiter(1, 2), third = start_waiter(2, 4);
    until_asleep(first);
    until_asleep(second);
    until_asleep(third);
    EXPECT_EQ(futex(&private_word, FUTEX_WAKE_BITSET_PRIVATE, 9, 0, NULL, 8), 0);
    EXPECT_EQ(futex(&private_word, FUTEX_WAKE_BITSET_PRIVATE, 9, 0, NULL, 2), 1);
    wait_for_success(second);
    EXPECT_ERRNO(futex(&private_word, FUTEX_WAKE_BITSET_PRIVATE, 9, 0, NULL, 0), EINVAL);

    step("waiters move to another word");
    EXPECT_ERRNO(futex(&private_word, FUTEX_CMP_REQUEUE_PRIVATE, 0, 9, &other_word, 1), EAGAIN);
    EXPECT_EQ(futex(&private_word, FUTEX_CMP_REQUEUE_PRIVATE, 1, 9, &other_word, 0), 2);
    EXPECT_EQ(futex(&private_word, FUTEX_WAKE_PRIVATE, 9, 0, NULL, 0), 0);
    EXPECT_EQ(futex(&other_word, FUTEX_WAKE_PRIVATE, 9, 0, NULL, 0), 1);
    wait_for_success(first);
    wait_for_success(third);

    step("an operation on a second word");
    other_word = 5;
    waiter = start_waiter(0, ~0u);
    until_asleep(waiter);
    EXPECT_EQ(futex(&other_word, FUTEX_WAKE_OP_PRIVATE, 1, 1, &private_word, OPERATION(OP_ADD, 3, CMP_GT, 0)), 0);
    EXPECT_EQ(private_word, 3);
    EXPECT_EQ(futex(&other_word, FUTEX_WAKE_OP_PRIVATE, 1, 1, &private_word, OPERATION(OP_SET, 0, CMP_EQ, 3)), 1);
    EXPECT_EQ(private_word, 0);
    wait_for_success(waiter);

    step("times");
    EXPECT(timed_wait(FUTEX_WAIT_PRIVATE, -1, 2000000) >= 2000000);
    EXPECT(timed_wait(FUTEX_WAIT_BITSET_PRIVATE, CLOCK_MONOTONIC, 2000000) >= 1900000);
    EXPECT_ERRNO(futex(&private_word, FUTEX_WAIT_PRIVATE, 1, 0, NULL, 0), EAGAIN);
    EXPECT_ERRNO(futex((uint32_t *)2, FUTEX_WAIT_PRIVATE, 1, 0, NULL, 0), EINVAL);
    EXPECT_ERRNO(futex((uint32_t *)16, FUTEX_WAKE, 1, 0, NULL, 0), EFAULT);
    return passed();
}
