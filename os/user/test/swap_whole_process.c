// SPDX-License-Identifier: Apache-2.0
// A process that is swapped out as a whole is hardly resident, its pages are in
// swap, and it runs on correctly. What is read and written on behalf of swap
// and of files is counted apart, page by page. Claims: F82, F83.
#include "procfile.h"

enum { Pages = 40, FilePages = 3 };

struct traffic {
    long in, out, swap_in, swap_out;  // KiB, KiB, pages, pages
};

static struct traffic traffic(void)
{
    return (struct traffic){vmstat("pgpgin"), vmstat("pgpgout"), vmstat("pswpin"), vmstat("pswpout")};
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("Linux may keep what it was advised to page out");
    volatile unsigned char *pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    for (int i = 0; i < Pages; i++)
        memset((void *)(pages + i * PageSize), i + 1, PageSize);
    own_status("VmRSS:");

    step("all of it out");
    long anonymous = own_status("RssAnon:"), swapped = own_status("VmSwap:");
    unsigned long start, end, offset;
    char rights[5];
    static char maps[ProcText];
    strcpy(maps, read_proc("/proc/self/maps"));
    char *rest = NULL;
    struct traffic before = traffic();
    for (char *line = strtok_r(maps, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (sscanf(line, "%lx-%lx %4s %lx", &start, &end, rights, &offset) == 4 && rights[1] == 'w')
            madvise((void *)start, end - start, 21 /* MADV_PAGEOUT */);
    struct traffic after = traffic();
    long gone = own_status("VmSwap:") - swapped;
    EXPECT(gone >= (Pages - 1) * 4 && gone <= anonymous);
    EXPECT(own_status("RssAnon:") <= anonymous - gone + 24 * 4);  // what has come back since
    EXPECT(after.swap_out - before.swap_out >= Pages - 1);
    EXPECT_EQ(after.out - before.out, (after.swap_out - before.swap_out) * 4);

    step("it runs on");
    before = traffic();
    for (int i = 0; i < Pages; i++)
        for (int j = 0; j < PageSize; j += 512)
            EXPECT_EQ(pages[i * PageSize + j], (unsigned char)(i + 1));
    after = traffic();
    EXPECT(after.swap_in - before.swap_in >= Pages - 1);
    EXPECT(after.in - before.in >= (after.swap_in - before.swap_in) * 4);

    step("a file is no swap");
    int fd = open("/data/GPL-3", O_RDONLY);
    volatile unsigned char *map = mmap(NULL, FilePages * PageSize, PROT_READ, MAP_SHARED, fd, 0);
    EXPECT(map != MAP_FAILED);
    for (int i = 0; i < FilePages; i++)
        (void)map[i * PageSize];
    page_out(map, FilePages);
    before = traffic();
    (void)map[0];
    after = traffic();
    EXPECT_EQ(after.swap_in, before.swap_in);
    EXPECT(after.in - before.in >= 4);
    EXPECT_EQ(after.swap_out, before.swap_out);
    return passed();
}
