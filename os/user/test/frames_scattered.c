// SPDX-License-Identifier: Apache-2.0
// Memory in pieces is memory all the same. Neighbouring pages lie in frames that are no neighbours, and hold what was
// written; and when every second frame of a process is given back, free memory is single frames and a few
// small blocks, and yet a buffer of 1 MiB is had in one piece of addresses. The blocks of /proc/buddyinfo add up to
// MemFree. A block of order 0 is a page. Claims: F27, F73, F137.
#include "devmem.h"
#include "test.h"

enum { Window = 16, Orders = 11, Most = 4096, Buffer = 1 << 20 };

// Free blocks by order; their pages.
static long buddyinfo(long *blocks)
{
    char text[256];
    long pages = 0;
    int fd = open("/proc/buddyinfo", O_RDONLY);
    EXPECT(fd >= 0);
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    EXPECT(length > 0);
    text[length] = '\0';
    char *at = strstr(text, "Normal");
    EXPECT(at);
    at += strlen("Normal");
    for (int order = 0; order < Orders; order++) {
        blocks[order] = strtol(at, &at, 10);
        pages += blocks[order] << order;
    }
    return pages;
}

static uint64_t frame_number(const volatile void *at) { return pagemap_of(at) & ((UINT64_C(1) << 55) - 1); }

static void stamp(unsigned char *pages, int count)
{
    for (int i = 0; i < count; i++)
        *(long *)(pages + i * PageSize) = i * 7 + 1;
}

static void expect_stamped(const unsigned char *pages, int count)
{
    for (int i = 0; i < count; i++)
        EXPECT_EQ(*(const long *)(pages + i * PageSize), i * 7 + 1);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("frame numbers are the kernel's secret");
    long blocks[Orders];

    step("blocks add up");
    long pages = buddyinfo(blocks);
    EXPECT_EQ(pages * 4, meminfo_kb("MemFree"));

    step("neighbouring pages");
    unsigned char *kept = map_pages(Window, PROT_READ | PROT_WRITE);
    unsigned char *other = map_pages(Window, PROT_READ | PROT_WRITE);
    for (int i = 0; i < Window; i++)
        kept[i * PageSize] = other[i * PageSize] = 1;
    munmap(other, Window * PageSize);
    unsigned char *scattered = map_pages(Window, PROT_READ | PROT_WRITE);
    stamp(scattered, Window);
    int together = 0;
    for (int i = 1; i < Window; i++)
        together += frame_number(scattered + i * PageSize) == frame_number(scattered + (i - 1) * PageSize) + 1;
    EXPECT(together < Window - 1);
    expect_stamped(scattered, Window);

    step("every second frame");
    int drop = open("/proc/sys/vm/drop_caches", O_WRONLY);
    EXPECT(drop >= 0 && write(drop, "3", 1) == 1 && close(drop) == 0);
    int count = (int)(meminfo_kb("MemFree") / 4 - 24);
    if (count > 400)
        return passed();  // much memory: its other blocks stay whole
    EXPECT(count > 20);
    unsigned char *all = map_pages((size_t)count, PROT_READ | PROT_WRITE);
    stamp(all, count);
    for (int i = 0; i < count; i++)
        if (frame_number(all + i * PageSize) & 1)
            EXPECT(madvise(all + i * PageSize, PageSize, MADV_DONTNEED) == 0);
    buddyinfo(blocks);
    EXPECT(blocks[0] > count / 4);
    for (int order = 5; order < Orders; order++)
        EXPECT_EQ(blocks[order], 0);  // 128 KiB and more
    unsigned char *buffer = malloc(Buffer);
    EXPECT(buffer);
    for (int i = 0; i < Buffer; i += 16 * PageSize)
        buffer[i] = (unsigned char)(i >> 16);
    for (int i = 0; i < Buffer; i += 16 * PageSize)
        EXPECT_EQ(buffer[i], (unsigned char)(i >> 16));
    return passed();
}
