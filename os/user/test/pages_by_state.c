// SPDX-License-Identifier: Apache-2.0
// pagemap says of every page where it is: nowhere, in memory and in which
// frame, or in swap; mincore agrees. A page that is in swap comes back without
// a signal, as a major fault; an address that is nowhere is a signal and no
// fault that is counted. Neighbours may lie anywhere. After fork both processes
// have the same frames, of text and of data, until one of them writes. Claims:
// F26, F27, F32, F33, F55.
#include "procfile.h"

enum { Pages = 16 };

static bool in_core(const volatile void *at)
{
    unsigned char vector;
    EXPECT(mincore((void *)at, PageSize, &vector) == 0);
    return vector & 1;
}

int main(void)
{
    volatile unsigned char *pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    if (!on_pagewalk() || !sees_frames())
        return skipped("Linux shows frames to root only, and keeps what it was "
                       "advised to page out");

    step("nowhere");
    EXPECT_EQ(page_word(&pages[0]), 0);
    EXPECT(!in_core(&pages[0]));

    step("in memory");
    for (int i = 0; i < Pages; i++)
        pages[i * PageSize] = (unsigned char)i;
    uint64_t word = page_word(&pages[0]);
    EXPECT(word & PM_PRESENT && word & PM_EXCLUSIVE && !(word & (PM_SWAPPED | PM_FILE)));
    EXPECT(in_core(&pages[0]));
    EXPECT_EQ(mappings_of(&pages[0]), 1);

    step("neighbours apart");
    page_out(&pages[PageSize], 1);
    volatile unsigned char *between = map_pages(2, PROT_READ | PROT_WRITE);
    between[0] = between[PageSize] = 1;
    bool apart = false;
    for (int i = 0; i < Pages; i++) {
        EXPECT_EQ(pages[i * PageSize], i);
        apart = apart || (i > 0 && frame_number(&pages[i * PageSize]) != frame_number(&pages[(i - 1) * PageSize]) + 1);
    }
    EXPECT(apart);

    step("in swap, and back");
    page_out(pages, 1);
    word = page_word(&pages[0]);
    EXPECT(word & PM_SWAPPED && !(word & PM_PRESENT));
    EXPECT(!in_core(&pages[0]));
    long major = major_faults();
    EXPECT_EQ(pages[0], 0);
    EXPECT_EQ(major_faults(), major + 1);
    EXPECT(page_word(&pages[0]) & PM_PRESENT && in_core(&pages[0]));

    step("no such address");
    EXPECT(munmap((void *)between, PageSize) == 0);
    major = major_faults();
    long read_in = vmstat("pgpgin");
    EXPECT_FAULT(fault_of_load(between), SIGSEGV, SEGV_MAPERR, between);
    EXPECT_EQ(major_faults(), major);
    EXPECT_EQ(vmstat("pgpgin"), read_in);

    step("a page of a file");
    int fd = open("/data/GPL-3", O_RDONLY);
    volatile unsigned char *map = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    EXPECT(map != MAP_FAILED);
    unsigned char first = map[0];
    EXPECT(page_word(map) & PM_FILE);
    long minor = minor_faults();
    map[0] = (unsigned char)(first + 1);
    EXPECT_EQ(minor_faults(), minor + 1);  // readable only until it was written
    EXPECT(!(page_word(map) & PM_FILE));

    step("parent and child");
    uint64_t text = frame_number((void *)(uintptr_t)main), data = frame_number(pages);
    struct turn turn = make_turn();
    pid_t child = fork_child();
    if (child == 0) {
        EXPECT_EQ(frame_number((void *)(uintptr_t)main), text);
        EXPECT_EQ(frame_number(pages), data);
        EXPECT_EQ(mappings_of((void *)(uintptr_t)main), 2);
        EXPECT_EQ(mappings_of(pages), 2);
        minor = minor_faults();
        pages[0] = 99;
        EXPECT(minor_faults() > minor);
        EXPECT(frame_number(pages) != data);
        give(&turn);
        _exit(EXIT_SUCCESS);
    }
    await(&turn);
    wait_for_success(child);
    EXPECT_EQ(frame_number(pages), data);
    EXPECT_EQ(pages[0], 0);

    step("words only whole");
    int pagemap = open("/proc/self/pagemap", O_RDONLY);
    EXPECT_ERRNO(pread(pagemap, &word, 8, 4), EINVAL);
    EXPECT_ERRNO(pread(pagemap, &word, 4, 0), EINVAL);
    return passed();
}
