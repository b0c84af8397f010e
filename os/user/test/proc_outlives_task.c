// SPDX-License-Identifier: Apache-2.0
// Who reads /proc/PID holds what it reads: the process may end, and be waited for, while the reader sleeps because the
// page that the text goes to comes from the disk first. Every file of it, many times, with its end at any moment.

#include "test.h"

enum { Rounds = 2 };

static const char *const names[] = {"maps", "smaps", "status", "stat", "statm", "cmdline", "pagemap", "exe"};

static void read_into(const char *path, char *to, size_t size)
{
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return;  // it has ended already
    while (read(fd, to, size) > 0)
        ;
    close(fd);
}

// A private mapping of our own program: the first store to each page brings it in from the file.
static char *pages_of_file(size_t pages)
{
    int fd = open("/proc/self/exe", O_RDONLY);
    EXPECT(fd >= 0);
    char *p = mmap(NULL, pages * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    EXPECT(p != MAP_FAILED);
    close(fd);
    return p;
}

static void one(const char *name, int delay)
{
    char path[64], link[64];
    pid_t victim = fork_child();
    if (victim == 0) {
        for (volatile int i = 0; i < delay; i++)
            ;
        _exit(0);
    }
    snprintf(path, sizeof path, "/proc/%d/%s", victim, name);
    pid_t reader = fork_child();
    if (reader == 0) {
        char *to = pages_of_file(4);
        for (int i = 0; i < 4; i++)
            read_into(path, to + i * PageSize + 8, PageSize / 2);
        (void)!readlink(path, link, sizeof link);
        _exit(0);
    }
    wait_for_success(victim);
    wait_for_success(reader);
}

int main(void)
{
    step("every file");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int round = 0; round < Rounds; round++)
            one(names[i], round * 4000);
    return passed();
}
