// SPDX-License-Identifier: Apache-2.0
// What the scenarios of huge pages share: a private area with aligned 2 MiB in it, the switch, and how much of a
// process or of the machine is mapped so. Other kernels run the same steps, but when they give huge pages is their
// affair.
#ifndef THP_H
#define THP_H

#include "procfile.h"

#define HUGE ((size_t)2 << 20)
enum { HugePages = 512, ReadWrite = PROT_READ | PROT_WRITE };
enum { AdviseHuge = 14 /* MADV_HUGEPAGE */, AdviseNoHuge = 15 /* MADV_NOHUGEPAGE */ };

static inline void thp_switch(const char *mode)
{
    if (!on_pagewalk())
        return;
    int fd = open("/proc/sys/vm/thp", O_WRONLY);
    EXPECT(fd >= 0 && write(fd, mode, strlen(mode)) == (ssize_t)strlen(mode));
    close(fd);
}

// `count` aligned times 2 MiB, with an unmapped rest of 2 MiB around them; unmapped by thp_unmap.
static inline unsigned char *thp_map(size_t count)
{
    unsigned char *area = mmap(NULL, (count + 1) * HUGE, ReadWrite, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(area != MAP_FAILED);
    unsigned char *start = (unsigned char *)(((uintptr_t)area + HUGE - 1) / HUGE * HUGE);
    size_t before = (size_t)(start - area);
    EXPECT(before == 0 || munmap(area, before) == 0);
    EXPECT(munmap(start + count * HUGE, HUGE - before) == 0);
    return start;
}

static inline void thp_unmap(void *start, size_t count) { EXPECT(munmap(start, count * HUGE) == 0); }

// Huge pages of this process.
static inline long thp_own(void)
{
    long kb = on_pagewalk() ? figure_in(read_proc("/proc/self/smaps_rollup"), "AnonHugePages:") : 0;
    EXPECT_EQ(kb % 2048, 0);
    return kb / 2048;
}

static inline unsigned char thp_byte(size_t page) { return (unsigned char)(page * 7 + page / 256 + 1); }

// A byte at both ends of each page.
static inline void thp_fill(unsigned char *start, size_t pages)
{
    for (size_t page = 0; page < pages; page++)
        start[page * PageSize] = start[(page + 1) * PageSize - 1] = thp_byte(page);
}

static inline bool thp_page_holds(const unsigned char *start, size_t page)
{
    const volatile unsigned char *at = start + page * PageSize;
    return at[0] == thp_byte(page) && at[PageSize - 1] == thp_byte(page) && at[PageSize / 2] == 0;
}

static inline void thp_expect(const unsigned char *start, size_t first, size_t end)
{
    for (size_t page = first; page < end; page++)
        if (!thp_page_holds(start, page))
            fail("page %zu holds %d and %d", page, start[page * PageSize], start[(page + 1) * PageSize - 1]);
}

#endif
