// SPDX-License-Identifier: Apache-2.0
// Major faults are of two kinds, a file's page and a page from swap, counted apart: each raises its own counters and
// not those of the other, and the two together are all major faults. What a file's pages cost is pgpgin and pgpgout
// alone; pages to and from swap are pswpout and pswpin besides. And a private file page that was changed goes to swap,
// not to the file, which others still see. Claims: F46, F83, F96.

#include "test.h"

enum { Pages = 4, Pageout = 21 /* MADV_PAGEOUT */ };

struct counts {
    long major, file, swap, swapped_in, read_kb, own;
};

static struct counts now(void)
{
    struct rusage usage;
    EXPECT(getrusage(RUSAGE_SELF, &usage) == 0);
    return (struct counts){vmstat("pgmajfault"), vmstat("vmx_file_major"), vmstat("vmx_swap_in"),
                           vmstat("pswpin"),     vmstat("pgpgin"),         usage.ru_majflt};
}

static void expect_since(struct counts before, long file, long swap)
{
    struct counts after = now();
    EXPECT_EQ(after.file - before.file, file);
    EXPECT_EQ(after.swap - before.swap, swap);
    EXPECT_EQ(after.major - before.major, file + swap);
    EXPECT_EQ(after.own - before.own, file + swap);
    EXPECT_EQ(after.swapped_in - before.swapped_in, swap);
    EXPECT_EQ(after.read_kb - before.read_kb, 4 * (file + swap));
}

// Changed pages of a file go to the file, changed anonymous ones to swap.
static void written(void)
{
    int fd = open("/data/scratch", O_RDWR);
    unsigned char *file = mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    unsigned char *memory = map_pages(Pages, PROT_READ | PROT_WRITE);
    EXPECT(fd >= 0 && file != MAP_FAILED);
    sync();
    for (int page = 0; page < Pages; page++)
        file[page * PageSize + 7]++;
    EXPECT_EQ(meminfo_kb("Dirty"), Pages * 4);
    long out = vmstat("pgpgout"), swapped = vmstat("pswpout");
    EXPECT(msync(file, Pages * PageSize, MS_SYNC) == 0);
    long kb = vmstat("pgpgout") - out;
    EXPECT(kb >= Pages * 4 && kb <= 2 * Pages * 4);  // and what tells when it was changed
    EXPECT_EQ(vmstat("pswpout"), swapped);
    for (int page = 0; page < Pages; page++)
        memory[page * PageSize] = 1;
    out = vmstat("pgpgout");
    EXPECT(madvise(memory, Pages * PageSize, Pageout) == 0);
    EXPECT_EQ(vmstat("pswpout") - swapped, Pages);
    EXPECT_EQ(vmstat("pgpgout") - out, Pages * 4);
    EXPECT(munmap(file, Pages * PageSize) == 0 && close(fd) == 0);
}

// Shared memory comes back from swap, though it is an object's like a file's pages.
static void shared_memory(void)
{
    unsigned char *shared = mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(shared != MAP_FAILED);
    for (int page = 0; page < Pages; page++)
        shared[page * PageSize] = (unsigned char)(page + 1);
    EXPECT(madvise(shared, Pages * PageSize, Pageout) == 0);
    struct counts before = now();
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(shared[page * PageSize], page + 1);
    expect_since(before, 0, Pages);
    EXPECT(munmap(shared, Pages * PageSize) == 0);
}

// The first touch of a private file page is a store, and the page is not in memory: it is read, and then copied.
static void cold_private_store(unsigned char *file, int page)
{
    EXPECT(madvise(file + page * PageSize, PageSize, Pageout) == 0);
    long copies = vmstat("vmx_file_copy");
    struct counts before = now();
    *(volatile unsigned char *)(file + page * PageSize) = 1;
    expect_since(before, 1, 0);
    EXPECT_EQ(vmstat("vmx_file_copy") - copies, 1);
}

static unsigned char bytes[PageSize];

int main(void)
{
    if (!on_pagewalk())
        return skipped("it does not count the two apart");
    int fd = open("/data/GPL-3", O_RDONLY);
    EXPECT(fd >= 0 && pread(fd, bytes, PageSize, 0) == PageSize);
    unsigned char *file = mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    unsigned char *memory = map_pages(Pages, PROT_READ | PROT_WRITE);
    EXPECT(file != MAP_FAILED);
    for (int page = 0; page < Pages; page++)
        memory[page * PageSize] = (unsigned char)page;
    now();
    struct counts before;

    step("of a file");
    for (int page = 0; page < Pages; page++)
        (void)((volatile unsigned char *)file)[page * PageSize];
    EXPECT(madvise(file, Pages * PageSize, Pageout) == 0);
    before = now();
    for (int page = 0; page < Pages; page++)
        (void)((volatile unsigned char *)file)[page * PageSize];
    expect_since(before, Pages, 0);

    step("from swap");
    EXPECT(madvise(memory, Pages * PageSize, Pageout) == 0);
    before = now();
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(memory[page * PageSize], page);
    expect_since(before, 0, Pages);

    step("a private page of a file");
    file[100] = (unsigned char)(bytes[100] + 1);
    long out = vmstat("pswpout");
    EXPECT(madvise(file, PageSize, Pageout) == 0);
    EXPECT_EQ(vmstat("pswpout") - out, 1);
    before = now();
    EXPECT_EQ(file[100], (unsigned char)(bytes[100] + 1));
    EXPECT_EQ(file[101], bytes[101]);
    expect_since(before, 0, 1);
    unsigned char *others = mmap(NULL, PageSize, PROT_READ, MAP_SHARED, fd, 0);
    EXPECT(others != MAP_FAILED);
    EXPECT_EQ(others[100], bytes[100]);
    unsigned char byte;
    EXPECT(pread(fd, &byte, 1, 100) == 1 && byte == bytes[100]);

    step("shared memory");
    shared_memory();

    step("a store to a private page of a file that is not in memory");
    cold_private_store(file, 2);

    step("written");
    written();
    return passed();
}
