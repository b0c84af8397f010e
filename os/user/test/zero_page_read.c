// SPDX-License-Identifier: Apache-2.0
// Memory that is read before it is written is zero and costs a fault a page, but no memory: all of it is one frame.
// Written afterwards, each page faults once more and belongs to the process alone. And a frame that held another
// process's bytes shows none of them. Claims: F42, F44, F85.

#include "procfile.h"

enum { Pages = 32 };

static bool is_in(uint64_t frame, const volatile uint64_t *frames)
{
    for (int i = 0; i < Pages; i++)
        if (frames[i] == frame)
            return true;
    return false;
}

static void used_frames(void)
{
    volatile uint64_t *used = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(used != MAP_FAILED);
    pid_t pid = fork_child();
    if (pid == 0) {
        unsigned char *poisoned = map_pages(Pages, PROT_READ | PROT_WRITE);
        memset(poisoned, 0xdb, Pages * PageSize);
        for (int i = 0; i < Pages; i++)
            used[i] = sees_frames() ? frame_number(poisoned + i * PageSize) : 0;
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    unsigned char *fresh = map_pages(Pages, PROT_READ | PROT_WRITE);
    int again = 0;
    for (int i = 0; i < Pages; i++) {
        fresh[i * PageSize + i] = 1;
        for (int j = 0; j < PageSize; j++)
            EXPECT_EQ(fresh[i * PageSize + j], j == i);
        again += sees_frames() && is_in(frame_number(fresh + i * PageSize), used);
    }
    if (on_pagewalk())
        EXPECT(again > 0);
}

int main(void)
{
    volatile unsigned char *region = map_pages(Pages, PROT_READ | PROT_WRITE);
    minor_faults();
    own_resident_pages();

    step("read");
    long before = own_resident_pages(), major = major_faults(), faults = minor_faults();
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(region[page * PageSize + page], 0);
    EXPECT_EQ(minor_faults() - faults, Pages);
    EXPECT_EQ(major_faults(), major);
    if (on_pagewalk()) {
        EXPECT_EQ(own_resident_pages(), before);
        for (int page = 1; page < Pages; page++)
            EXPECT_EQ(frame_number(region + page * PageSize), frame_number(region));
    }

    step("write");
    long resident = own_resident_pages();
    faults = minor_faults();
    for (int page = 0; page < Pages; page++)
        region[page * PageSize + page] = (unsigned char)(page + 1);
    EXPECT_EQ(minor_faults() - faults, Pages);
    if (on_pagewalk())
        EXPECT_EQ(own_resident_pages() - resident, Pages);

    step("write again");
    faults = minor_faults();
    for (int page = 0; page < Pages; page++)
        region[page * PageSize + page] += 1;
    EXPECT_EQ(minor_faults() - faults, 0);

    step("each page is its own");
    for (int page = 0; page < Pages; page++)
        for (int i = 0; i < Pages; i++)
            EXPECT_EQ(region[page * PageSize + i], i == page ? page + 2 : 0);

    step("frames that another process used");
    used_frames();
    return passed();
}
