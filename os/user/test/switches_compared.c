// SPDX-License-Identifier: Apache-2.0
// What lazy ways are worth, beside what was done without them. First reads share one zero frame and cost no memory, and
// the first write then takes a page; without vm.zero_page the read takes it. fork copies nothing until somebody writes;
// with vm.eager_fork it copies every page, which takes ten times the frames and more, and more time. With
// vm.fault_around one fault maps a block of a file's pages, but where MADV_RANDOM says that neighbours are of no use.
// Claims: F44, F123.

#include "hpm.h"
#include "test.h"

enum { Pages = 64, ReadWrite = PROT_READ | PROT_WRITE, Block = 8 };

static void set(const char *name, int value)
{
    char path[64], text[16];
    snprintf(path, sizeof path, "/proc/sys/vm/%s", name);
    int fd = open(path, O_WRONLY), length = snprintf(text, sizeof text, "%d\n", value);
    EXPECT(fd >= 0 && write(fd, text, (size_t)length) == length);
    close(fd);
}

struct cost {
    long faults, pages;
};

static struct cost reading(volatile unsigned char *p)
{
    long resident = own_resident_pages(), faults = minor_faults();
    for (int i = 0; i < Pages; i++)
        EXPECT_EQ(p[i * PageSize], 0);
    faults = minor_faults() - faults;
    return (struct cost){faults, own_resident_pages() - resident};
}

static struct cost writing(volatile unsigned char *p)
{
    long resident = own_resident_pages(), faults = minor_faults();
    for (int i = 0; i < Pages; i++)
        p[i * PageSize] = (unsigned char)(i + 1);
    faults = minor_faults() - faults;
    return (struct cost){faults, own_resident_pages() - resident};
}

static bool near(long value, long expected) { return value >= expected && value <= expected + 2; }

static void zero_page(void)
{
    unsigned char *p = map_pages(Pages, ReadWrite);
    struct cost read = reading(p), written = writing(p);
    EXPECT(near(read.faults, Pages) && near(read.pages, 0));
    EXPECT(near(written.faults, Pages) && near(written.pages, Pages));
    EXPECT(munmap(p, Pages * PageSize) == 0);
    if (!on_pagewalk())
        return;
    set("zero_page", 0);
    p = map_pages(Pages, ReadWrite);
    read = reading(p);
    written = writing(p);
    set("zero_page", 1);
    EXPECT(near(read.faults, Pages) && near(read.pages, Pages));
    EXPECT(near(written.faults, 0) && near(written.pages, 0));
    EXPECT(munmap(p, Pages * PageSize) == 0);
}

// Anonymous frames that a child costs which does nothing but wait.
static long frames_of_fork(unsigned long *cycles)
{
    struct turn go = make_turn();
    long before = vmstat("nr_anon_pages");
    fflush(stdout);
    *cycles = hpm_cycles();
    pid_t pid = fork();
    if (pid == 0) {
        await(&go);
        _exit(EXIT_SUCCESS);
    }
    *cycles = hpm_cycles() - *cycles;
    EXPECT(pid > 0);
    long frames = vmstat("nr_anon_pages") - before;
    give(&go);
    wait_for_success(pid);
    return frames;
}

static void eager_fork(void)
{
    unsigned char *p = map_pages(Pages, ReadWrite);
    writing(p);
    unsigned long lazy_cycles, eager_cycles;
    long copied = vmstat("vmx_fork_copy"), lazy = frames_of_fork(&lazy_cycles);
    EXPECT_EQ(vmstat("vmx_fork_copy"), copied);
    set("eager_fork", 1);
    frames_of_fork(&eager_cycles);
    set("eager_fork", 0);
    long eager = vmstat("vmx_fork_copy") - copied;  // each has a frame of its own, though perhaps not for long
    printf("frames of a child: %ld lazily, %ld eagerly; cycles of fork: %lu and %lu\n", lazy, eager, lazy_cycles,
           eager_cycles);
    EXPECT(eager >= Pages && eager >= 10 * lazy);
    EXPECT(lazy_cycles < eager_cycles);
    for (int i = 0; i < Pages; i++)
        EXPECT_EQ(p[i * PageSize], i + 1);
    EXPECT(munmap(p, Pages * PageSize) == 0);
}

static long faults_on_file(int advice)
{
    int fd = open("/data/GPL-3", O_RDONLY);
    volatile unsigned char *p = mmap(NULL, Block * PageSize, PROT_READ, MAP_PRIVATE, fd, 0);
    EXPECT(fd >= 0 && p != MAP_FAILED);
    EXPECT(madvise((void *)(uintptr_t)p, Block * PageSize, advice) == 0);
    long faults = minor_faults();
    for (int i = 0; i < Block; i++)
        (void)p[i * PageSize];
    faults = minor_faults() - faults;
    EXPECT(munmap((void *)(uintptr_t)p, Block * PageSize) == 0);
    close(fd);
    return faults;
}

static void fault_around(void)
{
    faults_on_file(MADV_NORMAL);  // all are in memory from now on
    EXPECT_EQ(faults_on_file(MADV_NORMAL), Block);
    long before = vmstat("vmx_file_around");
    set("fault_around", 16);
    long faults = faults_on_file(MADV_NORMAL), apart = faults_on_file(MADV_RANDOM);
    set("fault_around", 1);
    EXPECT_EQ(apart, Block);
    EXPECT(faults >= 1 && faults <= 2);  // two, when the mapping is not aligned as the block is
    EXPECT(vmstat("vmx_file_around") - before >= Block - 2);
}

int main(void)
{
    step("the zero page");
    zero_page();
    if (on_pagewalk()) {
        step("eager fork");
        eager_fork();
        step("fault-around");
        fault_around();
    }
    return passed();
}
