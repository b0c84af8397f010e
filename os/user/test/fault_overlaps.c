// SPDX-License-Identifier: Apache-2.0
// While one process waits for a page from the disk, another runs: its count goes on during each of the first one's
// major faults, and the first one's state is D then. Claims: F3.

#include "sleeper.h"

enum { Pages = 6 };

static volatile struct {
    long counter, faults, faults_with_progress;
    int reading, done;
} * shared;

static long major_faults(void)
{
    struct rusage usage;
    EXPECT(getrusage(RUSAGE_SELF, &usage) == 0);
    return usage.ru_majflt;
}

// Pages of a file that nobody has read yet: every other one, so that read-ahead is of no use.
static void fault_from_disk(void)
{
    int fd = open("/bin/wordsort", O_RDONLY);
    volatile unsigned char *p = mmap(NULL, 2 * Pages * PageSize, PROT_READ, MAP_SHARED, fd, 0);
    EXPECT(fd >= 0 && p != MAP_FAILED);
    long size = lseek(fd, 0, SEEK_END);
    for (int i = 0; i < Pages && (2 * i + 1) * PageSize <= size; i++) {
        long before = shared->counter, majors = major_faults();
        shared->reading = 1;
        (void)p[2 * i * PageSize];
        shared->reading = 0;
        if (major_faults() == majors)
            continue;
        shared->faults++;
        shared->faults_with_progress += shared->counter > before;
    }
    shared->done = 1;
    _exit(0);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("the page cache is not cold");
    shared = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int seen_waiting = 0;

    step("the other runs");
    pid_t pid = fork_child();
    if (pid == 0)
        fault_from_disk();
    int stat = open_stat(pid);
    while (!shared->done) {
        shared->counter++;
        if (shared->reading && state_in(stat) == 'D')  // short beside a wait for the disk
            seen_waiting++;
    }
    wait_for_success(pid);
    EXPECT(shared->faults > 0);
    EXPECT(2 * shared->faults_with_progress >= shared->faults);  // in little memory, the other may be waiting, too
    EXPECT(seen_waiting > 0);
    return passed();
}
