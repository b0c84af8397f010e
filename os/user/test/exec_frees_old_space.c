// SPDX-License-Identifier: Apache-2.0
// exec gives back the whole of the old space: addresses of the old program are mapped no more, what it shared loses an
// owner, its places in swap are free, and each of its frames is free or the new program's. Claims: F61.

#include "procfile.h"

enum { Pages = 24, Swapped = 8, FirstSwapped = Pages - Swapped };

static struct common {
    volatile uint64_t frame[FirstSwapped];
} * common;

static long used_swap(void) { return meminfo_kb("SwapTotal") - meminfo_kb("SwapFree"); }

static bool is_free(uint64_t frame) { return word_at("/proc/kpageflags", frame) >> 10 & 1; }

struct search {
    uint64_t frame;
    bool found;
};

static void compare_frame(uint64_t word, void *with)
{
    struct search *search = with;
    search->found = search->found || (word & PM_PRESENT && (word & PM_FRAME) == search->frame);
}

static bool is_mapped_by(pid_t pid, uint64_t frame)
{
    struct search search = {frame, false};
    each_page(pid, compare_frame, &search);
    return search.found;
}

static int second_life(char *const argv[])
{
    char byte;
    test_step = "second life";
    void *old = (void *)(uintptr_t)strtoul(argv[1], NULL, 16);
    EXPECT_FAULT(fault_of_load(old), SIGSEGV, SEGV_MAPERR, old);
    EXPECT(write(1, "", 1) == 1);
    EXPECT(read(0, &byte, 1) == 1);
    return EXIT_SUCCESS;
}

static void first_life(char *program, struct turn *ready, struct turn *go)
{
    char address[32];
    unsigned char *own = map_pages(Pages, PROT_READ | PROT_WRITE);
    memset(own, 3, Pages * PageSize);
    EXPECT(mlock(own, FirstSwapped * PageSize) == 0);  // whatever the policy would choose
    for (int i = 0; i < FirstSwapped; i++)
        common->frame[i] = frame_number(own + i * PageSize);
    page_out(own + FirstSwapped * PageSize, Swapped);
    EXPECT(page_word(own + FirstSwapped * PageSize) & PM_SWAPPED);
    snprintf(address, sizeof address, "%lx", (unsigned long)(uintptr_t)own);
    give(ready);
    await(go);
    EXPECT(dup2(go->fd[0], 0) == 0 && dup2(ready->fd[1], 1) == 1);
    execv(program, (char *[]){program, address, NULL});
    _exit(EXIT_FAILURE);
}

int main(int argc, char *argv[])
{
    if (argc > 1)
        return second_life(argv);
    if (!on_pagewalk())
        return skipped("Linux shows frames to root only, and keeps what it was advised to page out");
    common = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(common != MAP_FAILED);
    common->frame[0] = 0;
    struct turn ready = make_turn(), go = make_turn();

    step("before");
    long swap = used_swap(), out = vmstat("pswpout");
    pid_t pid = fork_child();
    if (pid == 0)
        first_life(argv[0], &ready, &go);
    await(&ready);
    EXPECT_EQ(mappings_of(common), 2);
    bool nobody_else = vmstat("pswpout") - out == Swapped;
    if (nobody_else)
        EXPECT_EQ(used_swap() - swap, Swapped * 4);
    for (int i = 0; i < FirstSwapped && nobody_else; i++)
        EXPECT(is_mapped_by(pid, common->frame[i]));

    step("after");
    give(&go);
    await(&ready);
    EXPECT_EQ(mappings_of(common), 1);
    EXPECT_EQ(status_of(pid, "VmSwap:"), 0);
    EXPECT_EQ(status_of(pid, "RssShmem:"), 0);
    if (nobody_else)
        EXPECT_EQ(used_swap(), swap);
    for (int i = 0; i < FirstSwapped && nobody_else; i++)
        EXPECT(is_free(common->frame[i]) || is_mapped_by(pid, common->frame[i]));
    give(&go);
    wait_for_success(pid);
    return passed();
}
