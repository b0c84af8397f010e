// SPDX-License-Identifier: Apache-2.0
// A file of ext2 as a swap area: /proc/swaps calls it one, pages go there and come back as they were, with one major
// fault each, and while it is in use nobody cuts, writes or removes it. A file with a hole is refused. Switched off it
// is a file as before. Claims: F45.

#include "procfile.h"
#include "swaparea.h"

enum { Slots = 16, Pages = 10 };

static const char path[] = "/data/swapfile";

static void make_file(int pages)
{
    static char page[PageSize];
    struct swap_header header = {.version = 1, .last_page = Slots};
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    EXPECT(fd >= 0);
    memset(page, 0, sizeof page);
    for (int i = 0; i < pages; i++)
        EXPECT_EQ(write(fd, page, sizeof page), PageSize);
    EXPECT(ftruncate(fd, (Slots + 1) * PageSize) == 0);
    memcpy(page + 1024, &header, sizeof header);
    memcpy(page + PageSize - 10, "SWAPSPACE2", 10);
    EXPECT_EQ(pwrite(fd, page, sizeof page, 0), PageSize);
    EXPECT(close(fd) == 0);
}

// Its line of /proc/swaps; kilobytes in use, or -1.
static long used(void)
{
    char type[16];
    long size, now;
    const char *line = strstr(read_proc("/proc/swaps"), path);
    if (!line)
        return -1;
    EXPECT(sscanf(line + strlen(path), "%15s %ld %ld", type, &size, &now) == 3);
    EXPECT(strcmp(type, "file") == 0);
    EXPECT_EQ(size, Slots * 4);
    return now;
}

static void refuse_changes(void)
{
    EXPECT_ERRNO(truncate(path, 0), ETXTBSY);
    EXPECT_ERRNO(unlink(path), EPERM);
    int fd = open(path, O_RDWR);
    if (fd >= 0) {
        EXPECT_EQ(pwrite(fd, "x", 1, 5 * PageSize), -1);
        EXPECT(close(fd) == 0);
    }
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    step("a hole");
    make_file(Slots / 2);
    EXPECT_ERRNO(swapon(path, 0), EINVAL);
    EXPECT_EQ(used(), -1);

    step("on");
    make_file(Slots + 1);
    EXPECT(swapoff("/dev/vdb") == 0);
    EXPECT(swapon(path, 0) == 0);
    EXPECT_EQ(used(), 0);
    EXPECT_EQ(meminfo_kb("SwapTotal"), Slots * 4);

    step("out and in");
    unsigned char *pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    for (int i = 0; i < Pages; i++)
        memset(pages + i * PageSize, i + 1, PageSize);
    page_out(pages, Pages);
    EXPECT(used() >= Pages * 4);
    refuse_changes();
    long major = major_faults(), in = vmstat("pswpin");
    for (int i = 0; i < Pages; i++)
        for (int j = 0; j < PageSize; j += 64)
            EXPECT_EQ(pages[i * PageSize + j], i + 1);
    EXPECT_EQ(major_faults() - major, Pages);
    EXPECT_EQ(vmstat("pswpin") - in, Pages);

    step("off, with pages in it");
    for (int i = 0; i < Pages; i++)
        pages[i * PageSize] = 77;
    page_out(pages, Pages);
    EXPECT(swapoff(path) == 0);
    EXPECT_EQ(used(), -1);
    for (int i = 0; i < Pages; i++)
        EXPECT(pages[i * PageSize] == 77 && pages[i * PageSize + 1] == i + 1);
    EXPECT(truncate(path, 0) == 0 && unlink(path) == 0);
    EXPECT(swapon("/dev/vdb", 0) == 0);
    return passed();
}
