// SPDX-License-Identifier: Apache-2.0
// A swap area with a page that cannot be read and one that cannot be written, for good. Who touches the first gets
// SIGBUS each time, with its address, and a system call that needs it EFAULT; a child has it no better and dies of it;
// pages beside it, which the kernel would have read along, come all the same; swapoff says EIO and leaves the area on,
// until the page is given up. What was to go to the second place stays in memory, or finds another. Nothing else is
// lost.
// Machine: --disk-error 2:read:80-87 --disk-error 2:write:160-167

#include <sys/swap.h>

#include "procfile.h"
#include "setting.h"
#include "swaparea.h"

enum { BadRead = 10, BadWrite = 20, Pages = 15, Many = 30 };

static unsigned char *pages;

static int page_at(unsigned slot)
{
    for (int page = 0; page < Pages; page++) {
        uint64_t word = page_word(pages + page * PageSize);
        if (word & PM_SWAPPED && (word & 31) == 1 && ((unsigned)(word >> 5) & 0xffffff) == slot)
            return page;
    }
    return -1;
}

// With the place that cannot be read as a bad one in its header, or not.
static void own_area_on(unsigned bad_count)
{
    make_area((struct swap_header){.version = 1, .last_page = 63, .bad_count = bad_count, .bad = {BadRead}},
              "SWAPSPACE2");
    EXPECT(swapon(OWN_AREA, SWAP_FLAG_PREFER | 9) == 0);
}

static void expect_others(int bad)
{
    for (int page = 0; page < Pages; page++)
        if (page != bad)
            EXPECT_EQ(pages[page * PageSize], 60 + page);
}

static void cannot_be_read(void)
{
    step("a page that cannot be read");
    own_area_on(0);
    for (int page = 0; page < Pages; page++)
        pages[page * PageSize] = (unsigned char)(60 + page);
    page_out(pages, Pages);
    int bad = page_at(BadRead);
    EXPECT(bad >= 0);
    unsigned char *at = pages + bad * PageSize;
    long errors = vmstat("vmx_swap_read_error");
    for (int i = 0; i < 3; i++)
        EXPECT_FAULT(fault_of_load(at + 5), SIGBUS, BUS_ADRERR, at + 5);
    EXPECT_FAULT(fault_of_store(at), SIGBUS, BUS_ADRERR, at);
    EXPECT(vmstat("vmx_swap_read_error") - errors >= 4);
    struct turn pipe = make_turn();
    EXPECT_ERRNO(write(pipe.fd[1], at, 8), EFAULT);

    step("its neighbours, and a child");
    pid_t pid = fork_child();
    expect_others(bad);
    if (pid == 0) {
        (void)*(volatile unsigned char *)at;
        _exit(EXIT_SUCCESS);
    }
    int status = wait_for(pid);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
    EXPECT_FAULT(fault_of_load(at), SIGBUS, BUS_ADRERR, at);

    step("swapoff");
    EXPECT_ERRNO(swapoff(OWN_AREA), EIO);
    expect_others(bad);
    EXPECT(page_at(BadRead) == bad);
    EXPECT(madvise(at, PageSize, MADV_DONTNEED) == 0);
    EXPECT_EQ(*at, 0);
    EXPECT(swapoff(OWN_AREA) == 0);
    expect_others(bad);
}

static void cannot_be_written(void)
{
    step("a place that cannot be written");
    own_area_on(1);
    unsigned char *more = map_pages(Many, PROT_READ | PROT_WRITE);
    long errors = vmstat("vmx_swap_write_error");
    int round = 0;
    do {
        for (int page = 0; page < Many; page++)
            more[page * PageSize] = (unsigned char)(round + page);
        page_out(more, Many);
        pid_t pid = fork_child();
        for (int page = 0; page < Many; page++)
            EXPECT_EQ(more[page * PageSize], (unsigned char)(round + page));
        if (pid == 0)
            _exit(EXIT_SUCCESS);
        wait_for_success(pid);
        vm_check();
    } while (++round < 4);
    EXPECT(vmstat("vmx_swap_write_error") > errors);
    EXPECT(swapoff(OWN_AREA) == 0);
    for (int page = 0; page < Many; page++)
        EXPECT_EQ(more[page * PageSize], (unsigned char)(round - 1 + page));
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("the disk that fails is this machine's");
    pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    set("vm/page-cluster", 3);
    cannot_be_read();
    cannot_be_written();
    set("vm/page-cluster", 0);
    return passed();
}
