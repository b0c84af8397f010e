// SPDX-License-Identifier: Apache-2.0
// Writes to swap fail for a while, in little memory, while two processes work on more than there is: what could not be
// written stays and goes later, and nobody notices anything. Then the disk fails for good: who asks for more than
// memory is killed, once, and the others keep every byte, with no more room than memory has.
//
// Machine: --ram 3M --disk-error 1:write:all:3-12 --disk-error 1:write:all:400-
#include "procfile.h"

enum { Pages = 150, Own = 16, Hog = 1 << 13, Rounds = 3 };

static unsigned char value(int page, int round) { return (unsigned char)(page * 7 + round + getpid()); }

static void work(void)
{
    unsigned char *pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    for (int round = 0; round < Rounds; round++) {
        for (int page = 0; page < Pages; page++)
            pages[page * PageSize + round] = value(page, round);
        for (int page = 0; page < Pages; page++)
            EXPECT_EQ(pages[page * PageSize + round], value(page, round));
    }
    EXPECT(munmap(pages, Pages * PageSize) == 0);
}

static void for_a_while(void)
{
    step("for a while");
    long errors = vmstat("vmx_swap_write_error"), out = vmstat("pswpout");
    pid_t pid = fork_child();
    work();
    if (pid == 0)
        _exit(EXIT_SUCCESS);
    wait_for_success(pid);
    EXPECT(vmstat("vmx_swap_write_error") > errors);
    EXPECT(vmstat("pswpout") - out > Pages);
    EXPECT_EQ(vmstat("oom_kill"), 0);
}

// Until writes fail again, and then once more.
static void use_up(void)
{
    long errors = vmstat("vmx_swap_write_error");
    unsigned char *page = map_pages(1, PROT_READ | PROT_WRITE);
    for (int i = 0; i < 1000 && vmstat("vmx_swap_write_error") == errors; i++) {
        *page = (unsigned char)i;
        page_out(page, 1);
    }
    EXPECT(vmstat("vmx_swap_write_error") > errors);
    EXPECT(munmap(page, PageSize) == 0);
}

static void for_good(void)
{
    unsigned char *own = map_pages(Own, PROT_READ | PROT_WRITE);
    step("for good");
    use_up();
    for (int round = 0; round < 2; round++) {
        step("more than memory");
        long kills = vmstat("oom_kill");
        for (int page = 0; page < Own; page++)
            own[page * PageSize] = value(page, round);
        pid_t pid = fork_child();
        if (pid == 0) {
            unsigned char *hog =
                mmap(NULL, Hog * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            for (int page = 0; page < Hog; page++)
                hog[page * PageSize] = 1;
            _exit(EXIT_SUCCESS);
        }
        int status = wait_for(pid);
        EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        EXPECT_EQ(vmstat("oom_kill"), kills + 1);
        for (int page = 0; page < Own; page++)
            EXPECT_EQ(own[page * PageSize], value(page, round));
    }
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("the disk that fails is this machine's");
    for_a_while();
    for_good();
    return passed();
}
