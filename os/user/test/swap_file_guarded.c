// SPDX-License-Identifier: Apache-2.0
// A file that is a swap area belongs to swap alone: neither a mapping from before, nor a write that waited for its
// turn, nor a name that another file takes over touches it; and what programs have in it comes back as it was. Claims:
// F45.
//
// Engine: model

#include <sched.h>
#include <sys/swap.h>

#include "test.h"

enum { Slots = 40, Pages = 24, Writers = 3, Rounds = 4, Pageout = 21 /* MADV_PAGEOUT */ };

#define AREA "/swap_file_guarded"

static void make_file(void)
{
    static unsigned char page[PageSize];
    unsigned version = 1, last = Slots;
    int fd = open(AREA, O_RDWR | O_CREAT | O_TRUNC, 0600);
    EXPECT(fd >= 0);
    for (int i = 0; i <= Slots; i++) {
        memset(page, i, sizeof page);
        if (i == 0) {
            memcpy(page + 1024, &version, sizeof version);
            memcpy(page + 1028, &last, sizeof last);
            memset(page + 1032, 0, 1536 - 1032);
            memcpy(page + PageSize - 10, "SWAPSPACE2", 10);
        }
        EXPECT(write(fd, page, PageSize) == PageSize);
    }
    EXPECT(close(fd) == 0);
}

static void write_until_refused(int number)
{
    static unsigned char bytes[8 * PageSize];
    int fd = open(AREA, O_RDWR);
    memset(bytes, 0xee, sizeof bytes);
    EXPECT(fd >= 0);
    for (;;) {
        ssize_t n = pwrite(fd, bytes, sizeof bytes, (1 + number % 4 * 8) * PageSize);
        if (n < 0)
            break;
    }
    EXPECT_EQ(errno, ETXTBSY);
    _exit(EXIT_SUCCESS);
}

static void fill(unsigned char *pages, int round)
{
    for (size_t i = 0; i < Pages * PageSize; i++)
        pages[i] = (unsigned char)(i / PageSize * 5 + i + (size_t)round);
}

static void expect_filled(const unsigned char *pages, int round)
{
    for (size_t i = 0; i < Pages * PageSize; i++)
        if (pages[i] != (unsigned char)(i / PageSize * 5 + i + (size_t)round))
            fail("byte %zu of page %zu is %d", i % PageSize, i / PageSize, pages[i]);
}

static void guarded(unsigned char *own, int round)
{
    pid_t writers[Writers];
    make_file();
    int fd = open(AREA, O_RDWR);
    unsigned char *file = mmap(NULL, Slots * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    EXPECT(fd >= 0 && file != MAP_FAILED);
    for (int page = 1; page < Slots; page++)
        file[page * PageSize] = 0x77;
    for (int i = 0; i < Writers; i++) {
        writers[i] = fork_child();
        if (writers[i] == 0)
            write_until_refused(i + round);
    }
    for (int i = 0; i < 3 * round + 1; i++)
        sched_yield();
    EXPECT(swapon(AREA, 0x8000 | 100) == 0);
    fill(own, round);
    EXPECT(madvise(own, Pages * PageSize, Pageout) == 0);
    for (int page = 1; page < Slots; page++) {
        struct fault fault = fault_of(store_byte, file + page * PageSize + 8);
        EXPECT_EQ(fault.signal, SIGBUS);
    }
    for (int i = 0; i < Writers; i++)
        wait_for_success(writers[i]);
    msync(file, Slots * PageSize, MS_SYNC);
    sync();
    EXPECT_ERRNO(ftruncate(fd, 0), ETXTBSY);
    EXPECT_ERRNO(unlink(AREA), EPERM);
    EXPECT_ERRNO(rename(AREA, "/other"), EPERM);
    EXPECT_ERRNO(rename("/swap_file_other", AREA), EPERM);
    expect_filled(own, round);
    EXPECT(swapoff(AREA) == 0);
    EXPECT_EQ(fault_of(store_byte, file + PageSize).signal, 0);
    expect_filled(own, round);
    EXPECT(munmap(file, Slots * PageSize) == 0 && close(fd) == 0);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    unsigned char *own = map_pages(Pages, PROT_READ | PROT_WRITE);
    int other = open("/swap_file_other", O_RDWR | O_CREAT, 0600);
    EXPECT(other >= 0 && close(other) == 0);
    for (int round = 0; round < Rounds; round++) {
        step("guarded");
        guarded(own, round);
    }
    EXPECT(unlink(AREA) == 0 && unlink("/swap_file_other") == 0);
    return passed();
}
