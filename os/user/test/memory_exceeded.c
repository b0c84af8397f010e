// SPDX-License-Identifier: Apache-2.0
// A working set four times as large as memory: every page keeps its bytes, pages go out and come in, and at no moment
// is more of it in memory than there is memory.
// Boot: frames=96
// Engine: model
// Claims: F1.

#include "test.h"

enum { Times = 4, SampleEvery = 16, Rounds = 2 };

static uint32_t mixed(uint32_t page, uint32_t round) { return (page * 2654435761u) ^ (round * 40503u); }

static long resident_pages(void)
{
    long size, resident;
    char text[128];
    int fd = open("/proc/self/statm", O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    EXPECT(sscanf(text, "%ld %ld", &size, &resident) == 2);
    return resident;
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("its memory is not short");
    long frames = meminfo_kb("MemTotal") / 4;
    uint32_t pages = (uint32_t)(Times * frames);
    long in = vmstat("pswpin"), out = vmstat("pswpout");
    uint32_t *words = (uint32_t *)(void *)map_pages(pages, PROT_READ | PROT_WRITE);
    enum { WordsAPage = PageSize / sizeof(uint32_t) };
    for (uint32_t round = 0; round < Rounds; round++) {
        step("write");
        for (uint32_t page = 0; page < pages; page++) {
            words[page * WordsAPage + page % WordsAPage] = mixed(page, round);
            if (page % SampleEvery == 0)
                EXPECT(resident_pages() <= frames);
        }
        step("read");
        for (uint32_t page = 0; page < pages; page++) {
            EXPECT_EQ(words[page * WordsAPage + page % WordsAPage], mixed(page, round));
            if (page % SampleEvery == 0)
                EXPECT(resident_pages() <= frames);
        }
    }
    EXPECT(vmstat("pswpout") - out >= pages - frames);
    EXPECT(vmstat("pswpin") - in >= (Rounds * 2 - 1) * (pages - frames));
    return passed();
}
