// SPDX-License-Identifier: Apache-2.0
// A producer and a consumer with a ring of words in shared memory: anonymous, a file of tmpfs by its name, one by
// memfd_create. What comes out is what went in, also when the pages are pushed out meanwhile; RssShmem counts them.
// Claims: F118.

#include <sched.h>

#include "test.h"

enum { Pages = 2, Slots = 64, Words = 600, Pageout = 21 /* MADV_PAGEOUT */ };

struct ring {
    volatile unsigned head, tail;
    char far[PageSize];
    volatile unsigned slot[Slots];
};
_Static_assert(sizeof(struct ring) <= Pages * PageSize, "it lies on two pages");

static long shared_kb(void)
{
    char line[128];
    long kb = -1;
    FILE *status = fopen("/proc/self/status", "r");
    EXPECT(status);
    while (fgets(line, sizeof line, status))
        sscanf(line, "RssShmem: %ld", &kb);
    fclose(status);
    return kb;
}

static void produce(struct ring *ring)
{
    for (unsigned i = 0; i < Words; i++) {
        while (ring->head - ring->tail == Slots)
            sched_yield();
        ring->slot[ring->head % Slots] = i * i;
        __atomic_store_n(&ring->head, ring->head + 1, __ATOMIC_RELEASE);
    }
}

static void consume(struct ring *ring)
{
    for (unsigned i = 0; i < Words; i++) {
        while (__atomic_load_n(&ring->head, __ATOMIC_ACQUIRE) == ring->tail)
            sched_yield();
        EXPECT_EQ(ring->slot[ring->tail % Slots], i * i);
        ring->tail++;
        if (i % 200 == 199)
            EXPECT(madvise(ring, Pages * PageSize, Pageout) == 0);
    }
}

static void run(int fd)
{
    long before = shared_kb();
    struct ring *ring =
        mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);
    EXPECT(ring != MAP_FAILED);
    ring->head = ring->tail = ring->slot[0] = 0;
    if (on_pagewalk())
        EXPECT_EQ(shared_kb(), before + Pages * PageSize / 1024);
    pid_t pid = fork_child();
    if (pid == 0) {
        produce(ring);
        _exit(EXIT_SUCCESS);
    }
    consume(ring);
    wait_for_success(pid);
    EXPECT(munmap(ring, Pages * PageSize) == 0);
}

int main(void)
{
    step("anonymous");
    run(-1);
    step("a file in /dev/shm");
    int fd = open("/dev/shm/shared_ring", O_RDWR | O_CREAT | O_TRUNC, 0600);
    EXPECT(fd >= 0 && ftruncate(fd, Pages * PageSize) == 0);
    run(fd);
    EXPECT(close(fd) == 0 && unlink("/dev/shm/shared_ring") == 0);
    step("memfd_create");
    fd = memfd_create("ring", MFD_CLOEXEC);
    EXPECT(fd >= 0 && ftruncate(fd, Pages * PageSize) == 0);
    run(fd);
    EXPECT(close(fd) == 0);
    return passed();
}
