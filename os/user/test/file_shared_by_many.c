// SPDX-License-Identifier: Apache-2.0
// One file, several processes: records appended by two are whole and all there; and while one shortens and lengthens
// it, others store to mappings of it, read and write it, push its pages out and rename it. A store may be SIGBUS;
// nothing else is lost: the books balance, and the file is as long as was said last.

#include <sched.h>
#include <sys/stat.h>

#include "test.h"

enum { Records = 60, RecordBytes = 100, Rounds = 60, Pages = 6, Pageout = 21 /* MADV_PAGEOUT */ };

static uint32_t random_state;

static size_t random_below(size_t limit)
{
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % limit;
}

static void append_records(const char *path, char who)
{
    char record[RecordBytes];
    memset(record, who, sizeof record);
    int fd = open(path, O_WRONLY | O_APPEND);
    for (int i = 0; i < Records; i++) {
        EXPECT_EQ(write(fd, record, sizeof record), sizeof record);
        if (i % 7 == 0)
            sched_yield();
    }
    close(fd);
}

static void appended(const char *path)
{
    char record[RecordBytes];
    int count[2] = {0};
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    pid_t a = fork_child();
    if (a == 0) {
        append_records(path, 'a');
        _exit(EXIT_SUCCESS);
    }
    append_records(path, 'b');
    wait_for_success(a);
    for (int i = 0; i < 2 * Records; i++) {
        EXPECT_EQ(read(fd, record, sizeof record), sizeof record);
        for (int j = 1; j < RecordBytes; j++)
            EXPECT_EQ(record[j], record[0]);
        count[record[0] == 'b']++;
    }
    EXPECT_EQ(read(fd, record, 1), 0);
    EXPECT(count[0] == Records && count[1] == Records);
    close(fd);
}

static void change_length(int fd)
{
    EXPECT(ftruncate(fd, (off_t)random_below(Pages * PageSize)) == 0);
    if (random_below(4) == 0)
        EXPECT(fsync(fd) == 0);
}

static unsigned char *map;

static void store_and_load(int fd)
{
    (void)fd;
    unsigned char *at = map + random_below(Pages * PageSize);
    struct fault fault = random_below(2) ? fault_of_store(at) : fault_of_load(at);
    EXPECT(fault.signal == 0 || fault.signal == SIGBUS);
}

static void read_and_write(int fd)
{
    static char bytes[3000];
    off_t at = (off_t)random_below((Pages - 1) * PageSize);
    EXPECT(pread(fd, bytes, sizeof bytes, at) >= 0);
    EXPECT_EQ(pwrite(fd, bytes, sizeof bytes, at), sizeof bytes);
}

static void push_out(int fd)
{
    EXPECT(madvise(map, Pages * PageSize, Pageout) == 0);
    EXPECT(msync(map, Pages * PageSize, MS_SYNC) == 0);
    if (random_below(4) == 0)
        EXPECT(fdatasync(fd) == 0);
}

static void hammer(const char *path, const char *other)
{
    static void (*const work[])(int fd) = {change_length, store_and_load, read_and_write, push_out};
    pid_t pids[sizeof work / sizeof work[0]];
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    map = mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    EXPECT(map != MAP_FAILED);
    for (size_t i = 0; i < sizeof work / sizeof work[0]; i++) {
        pids[i] = fork_child();
        if (pids[i] > 0)
            continue;
        random_state = (uint32_t)i + 1;
        for (int round = 0; round < Rounds; round++) {
            work[i](fd);
            if (round % 3 == 0)
                sched_yield();
        }
        _exit(EXIT_SUCCESS);
    }
    for (int i = 0; i < Rounds; i++) {
        EXPECT(rename(path, other) == 0 && rename(other, path) == 0);
        sched_yield();
    }
    for (size_t i = 0; i < sizeof work / sizeof work[0]; i++)
        wait_for_success(pids[i]);
    vm_check();
    struct stat st;
    EXPECT(ftruncate(fd, 12345) == 0 && stat(path, &st) == 0);
    EXPECT_EQ(st.st_size, 12345);
    EXPECT(munmap(map, Pages * PageSize) == 0 && close(fd) == 0 && unlink(path) == 0);
}

int main(void)
{
    step("two append");
    appended("/tmp/shared_by_many");
    step("all at once");
    hammer("/tmp/shared_by_many", "/tmp/shared_by_many_too");
    if (on_pagewalk()) {
        step("two append, on a disk");
        appended("/data/shared_by_many");
        step("all at once, on a disk");
        hammer("/data/shared_by_many", "/data/shared_by_many_too");
    }
    return passed();
}
