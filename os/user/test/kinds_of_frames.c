// SPDX-License-Identifier: Apache-2.0
// /proc/kpageflags tells whose a frame is: pages of programs are on the lists
// that reclaim takes from, and go to swap; the kernel's own, its tables and
// blocks, are on none, and no physical address of a program's is among them.
// Claims: F134.
#include "procfile.h"

enum {
    Lru = 5,
    Slab = 7,
    Buddy = 10,
    Mmap = 11,
    Anon = 12,
    SwapBacked = 14,
    NoPage = 20,
    ZeroPage = 24,
    PageTable = 26
};

static uint64_t flags_of(uint64_t frame) { return word_at("/proc/kpageflags", frame); }

static bool has(uint64_t flags, int bit) { return flags >> bit & 1; }

int main(void)
{
    if (!on_pagewalk())
        return skipped("Linux has other kinds besides");
    volatile unsigned char *page = map_pages(2, PROT_READ | PROT_WRITE);
    page[0] = 1;
    (void)page[PageSize];

    step("a program's pages");
    uint64_t flags = flags_of(frame_number(page));
    EXPECT(has(flags, Lru) && has(flags, Mmap) && has(flags, Anon) && has(flags, SwapBacked));
    EXPECT(!has(flags, Slab) && !has(flags, Buddy) && !has(flags, PageTable));
    flags = flags_of(frame_number(page + PageSize));
    EXPECT(has(flags, ZeroPage) && !has(flags, Lru));
    flags = flags_of(frame_number((void *)(uintptr_t)main));
    EXPECT(has(flags, Lru) && has(flags, Mmap) && !has(flags, Anon));

    step("the kernel's pages");
    long tables = 0, slabs = 0, free = 0, mapped = 0;
    int fd = open("/proc/kpageflags", O_RDONLY), counts = open("/proc/kpagecount", O_RDONLY);
    static uint64_t words[256], maps[256];
    for (uint64_t frame = 0x80000;; frame += 256) {
        ssize_t n = pread(fd, words, sizeof words, (off_t)(frame * 8));
        EXPECT(n >= 0);
        EXPECT_EQ(pread(counts, maps, sizeof maps, (off_t)(frame * 8)), n);
        for (ssize_t i = 0; i < n / 8; i++) {
            bool kernel = has(words[i], PageTable) || has(words[i], Slab);
            tables += has(words[i], PageTable);
            slabs += has(words[i], Slab);
            free += has(words[i], Buddy);
            mapped += maps[i] > 0;
            EXPECT(!(kernel && (has(words[i], Lru) || has(words[i], Mmap) || has(words[i], SwapBacked))));
            EXPECT(!(kernel && maps[i]));
            EXPECT(!(has(words[i], Buddy) && maps[i]));
        }
        if (n < (ssize_t)sizeof words)
            break;
    }
    EXPECT(tables > 0 && slabs > 0 && mapped > 0);
    EXPECT_EQ(tables * 4, figure_in(read_proc("/proc/meminfo"), "PageTables:"));
    EXPECT_EQ(slabs * 4, figure_in(read_proc("/proc/meminfo"), "Slab:"));

    step("a program's page goes to swap");
    uint64_t frame = frame_number(page);
    page_out(page, 1);
    EXPECT(page_word(page) & PM_SWAPPED);
    EXPECT(!has(flags_of(frame), Mmap));
    EXPECT_EQ(page[0], 1);
    return passed();
}
