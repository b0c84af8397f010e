// SPDX-License-Identifier: Apache-2.0
// POSIX threads: they run in one space, each on a stack of its own that is a region of its own, with thread-local
// variables of its own; a mutex keeps them apart, a condition and a barrier bring them together, and join gives back
// what each returns. They are one process: one pid, many tids, and the kernel counts them in /proc/self/status. An exit
// of one leaves the others, the end of main ends all. Claims: F23, F36, F119.

#include <pthread.h>
#include <sched.h>

#include "test.h"

enum { Threads = 4, Rounds = 50 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static _Thread_local int mine = 7;
static int total, arrived, atomic_total;
static struct {
    pid_t pid, tid;
    uintptr_t stack, local, pointer;
} seen[Threads];

static void *work(void *argument)
{
    long number = (long)argument;
    seen[number].pid = getpid();
    seen[number].tid = (pid_t)syscall(SYS_gettid);
    seen[number].stack = (uintptr_t)&number;
    seen[number].local = (uintptr_t)&mine;
    seen[number].pointer = (uintptr_t)__builtin_thread_pointer();
    EXPECT_EQ(mine, 7);
    mine = (int)number;
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < Rounds; i++) {
        pthread_mutex_lock(&mutex);
        __atomic_fetch_add(&atomic_total, 1, __ATOMIC_RELAXED);
        int before = total;
        if (i % 16 == 0)
            sched_yield();
        total = before + 1;
        pthread_mutex_unlock(&mutex);
    }
    pthread_mutex_lock(&mutex);
    arrived++;
    pthread_cond_broadcast(&changed);
    while (arrived < Threads + 1)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    EXPECT_EQ(mine, number);
    return (void *)(number * 10);
}

static long status_line(const char *name)
{
    char text[2048];
    int fd = open("/proc/self/status", O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    const char *line = strstr(text, name);
    EXPECT(line);
    return atol(line + strlen(name));
}

// The region of /proc/self/maps that holds an address: its start, and its rights.
static char region_rights[5];

static uintptr_t region_of(uintptr_t address)
{
    static char text[16384];
    size_t length = 0;
    ssize_t got;
    int fd = open("/proc/self/maps", O_RDONLY);
    while ((got = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    close(fd);
    text[length] = '\0';
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        unsigned long start, end;
        if (sscanf(line, "%lx-%lx %4s", &start, &end, region_rights) == 3 && start <= address && address < end)
            return start;
    }
    fail("0x%lx is in no region", (unsigned long)address);
}

static void *overflow(void *unused)
{
    uintptr_t bottom = region_of((uintptr_t)&unused);
    struct fault seen_here = fault_of_store((void *)(bottom - 8));
    EXPECT_FAULT(seen_here, SIGSEGV, SEGV_ACCERR, bottom - 8);
    return unused;
}

static void *sleep_for_ever(void *unused)
{
    pause();
    return unused;
}

static void *leave(void *value)
{
    pthread_exit(value);
    return NULL;
}

int main(int argc, char *argv[])
{
    char *again[] = {argv[0], "leader-ends", NULL};
    pthread_t thread[Threads], sleeper;
    void *result;
    if (argc > 1) {
        EXPECT_EQ(pthread_create(&sleeper, NULL, leave, NULL), 0);
        pthread_exit(NULL);
    }
    pthread_barrier_init(&barrier, NULL, Threads);

    step("threads work together");
    for (long i = 0; i < Threads; i++)
        EXPECT_EQ(pthread_create(&thread[i], NULL, work, (void *)i), 0);
    pthread_mutex_lock(&mutex);
    while (arrived < Threads)
        pthread_cond_wait(&changed, &mutex);
    EXPECT_EQ(total, Threads * Rounds);
    EXPECT_EQ(atomic_total, Threads * Rounds);
    EXPECT_EQ(status_line("Threads:"), Threads + 1);
    for (int i = 0; i < Threads; i++)
        for (int j = 0; j < i; j++) {
            EXPECT(seen[i].tid != seen[j].tid);
            EXPECT(seen[i].local != seen[j].local);
            EXPECT(seen[i].pointer != seen[j].pointer);
            EXPECT(region_of(seen[i].stack) != region_of(seen[j].stack));
            EXPECT(strcmp(region_rights, "rw-p") == 0);
            region_of(region_of(seen[i].stack) - 1);  // what lies below a stack
            EXPECT(strcmp(region_rights, "---p") == 0);
        }
    arrived++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    for (long i = 0; i < Threads; i++) {
        EXPECT_EQ(pthread_join(thread[i], &result), 0);
        EXPECT_EQ((long)result, i * 10);
        EXPECT_EQ(seen[i].pid, getpid());
        EXPECT(seen[i].tid != getpid());
    }
    EXPECT_EQ(mine, 7);
    EXPECT_EQ(status_line("Threads:"), 1);

    step("a stack that overflows meets its guard");
    EXPECT_EQ(pthread_create(&thread[0], NULL, overflow, NULL), 0);
    EXPECT_EQ(pthread_join(thread[0], &result), 0);

    step("a thread leaves, the others stay");
    EXPECT_EQ(pthread_create(&thread[0], NULL, leave, (void *)3), 0);
    EXPECT_EQ(pthread_join(thread[0], &result), 0);
    EXPECT_EQ((long)result, 3);

    step("the process ends with a thread asleep");
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT_EQ(pthread_create(&sleeper, NULL, sleep_for_ever, NULL), 0);
        sched_yield();
        _exit(9);
    }
    EXPECT_EQ(WEXITSTATUS(wait_for(pid)), 9);

    step("the leader ends first");
    pid = fork_child();
    if (pid == 0) {
        execv("/proc/self/exe", again);
        _exit(1);
    }
    EXPECT_EQ(wait_for(pid), 0);
    return passed();
}
