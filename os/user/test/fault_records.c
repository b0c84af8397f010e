// SPDX-License-Identifier: Apache-2.0
// Every fault leaves a record: what it was, who touched what and where, and how many cycles each of its steps took,
// which add up to the whole. The sums by kind count what /proc/vmstat counts, and tell that a fault which waits for a
// device costs more than one which copies a page, and that more than one which only enters a page; what lies between
// the first and the last is the device's time. Claims: F84, F91, F93, F135.
//
// Boot: vmtrace=1
#include "test.h"

enum { DiskLatency = 10000 };  // cycles, of the machine's disks (docs/host.md)
enum { Phases = 8, MaxRecords = 512, Pageout = 21 /* MADV_PAGEOUT */ };
enum phase { Entry, Lookup, Allocation, Device, Fill, Table, Fence, Return };

struct record {
    unsigned long begin, total, pc, address;
    int pid;
    char kind[16], access[8], by[8];
    unsigned long cycles[Phases];
};

static struct record records[MaxRecords];
static int record_count;

static char text[128 * 1024];

static void read_whole(const char *path)
{
    size_t length = 0;
    ssize_t got;
    int fd = open(path, O_RDONLY);
    EXPECT(fd >= 0);
    while (length < sizeof text - 1 && (got = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    close(fd);
    text[length] = '\0';
}

static void read_records(void)
{
    memset(text, 0, sizeof text);  // no faults while it is read
    read_whole("/proc/vmfaults");
    record_count = 0;
    char *rest = NULL, *line = strtok_r(text, "\n", &rest);
    while ((line = strtok_r(NULL, "\n", &rest)) && record_count < MaxRecords) {
        struct record *r = &records[record_count++];
        unsigned long *c = r->cycles;
        EXPECT_EQ(sscanf(line, "%lu %lu %d %15s %7s %7s %lx %lx %lu %lu %lu %lu %lu %lu %lu %lu", &r->begin, &r->total,
                         &r->pid, r->kind, r->access, r->by, &r->pc, &r->address, &c[0], &c[1], &c[2], &c[3], &c[4],
                         &c[5], &c[6], &c[7]),
                  16);
    }
}

// The last record of a fault of this process there, which must be of that kind.
static const struct record *record_of(const volatile void *address, const char *kind, const char *access)
{
    read_records();
    for (int i = record_count - 1; i >= 0; i--) {
        const struct record *r = &records[i];
        if (r->address != (uintptr_t)address || r->pid != getpid())
            continue;
        if (strcmp(r->kind, kind) != 0 || strcmp(r->access, access) != 0)
            fail("the fault at %p was %s by %s, not %s by %s", (const void *)address, r->kind, r->access, kind, access);
        return r;
    }
    fail("no record of a fault at %p", (const void *)address);
}

static void expect_sum(const struct record *r)
{
    unsigned long sum = 0;
    for (int phase = 0; phase < Phases; phase++)
        sum += r->cycles[phase];
    EXPECT_EQ(sum, r->total);
    EXPECT(r->cycles[Lookup] > 0);
    EXPECT((r->cycles[Entry] > 0) == (strcmp(r->by, "user") == 0));
}

// One line of /proc/vmcycles.
struct sum {
    unsigned long count, least, median, most;
};

static struct sum sum_of(const char *kind, const char *who)
{
    char name[16], by[8];
    struct sum sum = {0};
    read_whole("/proc/vmcycles");
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (sscanf(line, "%15s %7s %lu %lu %lu %lu", name, by, &sum.count, &sum.least, &sum.median, &sum.most) == 6 &&
            strcmp(name, kind) == 0 && strcmp(by, who) == 0)
            return sum;
    return (struct sum){0};
}

static void expect_counted(const char *kind, const char *counter)
{
    long before = vmstat(counter);
    unsigned long counted = sum_of(kind, "user").count + sum_of(kind, "kernel").count;
    if ((long)counted > vmstat(counter) || (long)counted < before - 2000)
        fail("%lu faults are %s, %s says %ld", counted, kind, counter, before);
}

// For tb/os/fault-phases, which compares them with what the machine's observer has seen.
static void say_sums(void)
{
    read_whole("/proc/vmcycles");
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        printf("vmcycles: %s\n", line);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("this kernel keeps no records of faults");

    step("a page of zeroes");
    volatile unsigned char *page = map_pages(3, PROT_READ | PROT_WRITE);
    page[0] = 1;
    const struct record *r = record_of(page, "demand_zero", "write");
    expect_sum(r);
    EXPECT(r->cycles[Fill] > 100 && r->cycles[Device] == 0 && r->cycles[Fence] > 0 && r->cycles[Table] > 0);
    EXPECT(r->cycles[Allocation] > 0 && strcmp(r->by, "user") == 0);
    EXPECT(r->pc > (uintptr_t)main - 65536 && r->pc < (uintptr_t)main + 65536);

    step("a first read, and the kernel's own touch");
    (void)page[PageSize];
    EXPECT_EQ(record_of(page + PageSize, "zero_page", "read")->cycles[Fill], 0);
    int fd = open("/dev/zero", O_RDONLY);
    EXPECT_EQ(read(fd, (void *)(page + 2 * PageSize), 8), 8);
    r = record_of(page + 2 * PageSize, "demand_zero", "write");
    EXPECT(strcmp(r->by, "kernel") == 0 && r->cycles[Return] == 0);
    expect_sum(r);

    step("copies of a page, and its last owner");
    pid_t pid = fork_child();
    if (pid == 0) {
        page[0] = 2;
        r = record_of(page, "cow_copy", "write");
        expect_sum(r);
        EXPECT(r->cycles[Fill] > 100);
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    page[0] = 3;
    EXPECT_EQ(record_of(page, "cow_reuse", "write")->cycles[Fill], 0);

    step("a page from swap");
    EXPECT(madvise((void *)page, PageSize, Pageout) == 0);
    EXPECT_EQ(page[0], 3);
    r = record_of(page, "swap_in", "read");
    expect_sum(r);
    EXPECT(r->cycles[Device] * 2 > r->total);

    step("a page of a file, from memory and from its device");
    int file = open("/data/GPL-3", O_RDONLY);
    unsigned char *map = mmap(NULL, PageSize, PROT_READ, MAP_PRIVATE, file, 0);
    EXPECT(map != MAP_FAILED);
    (void)*(volatile unsigned char *)map;
    for (int i = 0; i < 4; i++) {
        EXPECT(madvise(map, PageSize, 4 /* MADV_DONTNEED */) == 0);
        (void)*(volatile unsigned char *)map;
        r = record_of(map, "file_minor", "read");
        EXPECT(r->cycles[Device] == 0);
        expect_sum(r);
    }
    EXPECT(madvise(map, PageSize, Pageout) == 0);
    (void)*(volatile unsigned char *)map;
    r = record_of(map, "file_major", "read");
    expect_sum(r);
    EXPECT(r->cycles[Device] * 2 > r->total);

    step("a refused access");
    EXPECT(munmap((void *)page, PageSize) == 0);
    EXPECT_FAULT(fault_of_load(page), SIGSEGV, SEGV_MAPERR, page);
    expect_sum(record_of(page, "bad_address", "read"));

    step("what they cost");
    struct sum minor = sum_of("file_minor", "user"), copy = sum_of("cow_copy", "user"),
               major = sum_of("file_major", "user");
    struct sum swap = sum_of("swap_in", "user");
    EXPECT(minor.count >= 4 && copy.count >= 1 && major.count >= 1 && swap.count >= 1);
    EXPECT(minor.median < copy.median && copy.median < major.median && copy.median < swap.median);
    EXPECT(major.median - minor.median >= DiskLatency && major.median - minor.median < 2 * DiskLatency);
    EXPECT(swap.median - minor.median >= DiskLatency && swap.median - minor.median < 2 * DiskLatency);
    EXPECT(minor.least <= minor.median && minor.median <= minor.most);
    printf("cycles: minor %lu, copy %lu, major %lu, swap %lu\n", minor.median, copy.median, major.median, swap.median);
    expect_counted("demand_zero", "vmx_demand_zero");
    expect_counted("cow_copy", "vmx_cow_copy");
    expect_counted("swap_in", "vmx_swap_in");
    say_sums();
    return passed();
}
