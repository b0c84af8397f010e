// SPDX-License-Identifier: Apache-2.0
// A robust mutex outlives its owner: who waits for it learns that the thread, or the process, that held it is dead, and
// may go on. The kernel walks the list of locks of every thread that ends.

#include <pthread.h>

#include "test.h"

static pthread_mutex_t *mutex;

static void *lock_and_end(void *unused)
{
    pthread_mutex_lock(mutex);
    return unused;
}

static void make(int shared)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_setpshared(&attributes, shared);
    EXPECT_EQ(pthread_mutex_init(mutex, &attributes), 0);
}

static void take_over(void)
{
    EXPECT_EQ(pthread_mutex_lock(mutex), EOWNERDEAD);
    EXPECT_EQ(pthread_mutex_consistent(mutex), 0);
    EXPECT_EQ(pthread_mutex_unlock(mutex), 0);
    EXPECT_EQ(pthread_mutex_lock(mutex), 0);
    EXPECT_EQ(pthread_mutex_unlock(mutex), 0);
}

int main(void)
{
    pthread_t thread;
    struct turn locked = make_turn();
    mutex = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(mutex != MAP_FAILED);

    step("a thread ends");
    make(PTHREAD_PROCESS_PRIVATE);
    EXPECT_EQ(pthread_create(&thread, NULL, lock_and_end, NULL), 0);
    EXPECT_EQ(pthread_join(thread, NULL), 0);
    take_over();

    step("a process is killed");
    make(PTHREAD_PROCESS_SHARED);
    pid_t owner = fork_child();
    if (owner == 0) {
        pthread_mutex_lock(mutex);
        give(&locked);
        pause();
    }
    await(&locked);
    pid_t waiter = fork_child();
    if (waiter == 0) {
        take_over();
        _exit(0);
    }
    usleep(1000);
    kill(owner, SIGKILL);
    EXPECT_EQ(WTERMSIG(wait_for(owner)), SIGKILL);
    wait_for_success(waiter);
    return passed();
}
