// SPDX-License-Identifier: Apache-2.0
// Two processes take turns at the same addresses. With an address-space number each, the TLB holds the pages of both,
// and after a switch hardly anything is walked for; with one number for all, every turn begins with an empty TLB and
// walks for each of its pages. The bytes are right both times.
// Claims: F78.
// Engine: rtl
// Machine: --preset big
// Boot: asids=0xffff
// Boot: asids=1

#include "hpm.h"
#include "test.h"

// Each has a quarter of the data TLB's entries in pages, 16 of 64 or 8 of 32: what the kernel itself looks at on its
// way from one to the other needs places, too.
enum { PagesLeast = 8, PagesMost = 16, Rounds = 24, MostWithAsids = 2 };

static bool asids_are_few(void)
{
    char line[512] = {0};
    int fd = open("/proc/cmdline", O_RDONLY);
    if (fd >= 0)
        EXPECT(read(fd, line, sizeof line - 1) > 0);
    close(fd);
    return strstr(line, "asids=1 ") || strstr(line, "asids=1\n");
}

// Misses of a turn's loads.
static __attribute__((noinline)) uint64_t load_each_page(const unsigned char *region, int pages, unsigned char name)
{
    uint64_t before = hpm_read(3);
    unsigned wrong = 0;
    for (int page = 0; page < pages; page++)
        wrong += *(const volatile unsigned char *)(region + page * (PageSize + 64)) != name;
    uint64_t misses = hpm_read(3) - before;
    EXPECT_EQ(wrong, 0);
    return misses;
}

// Do so many pages stay in the TLB, lap after lap?
static bool stay(unsigned char *region, int pages)
{
    uint64_t fewest = UINT64_MAX;
    memset(region, 'x', (size_t)(pages + 1) * PageSize);
    for (int lap = 0; lap < Rounds; lap++) {
        uint64_t misses = load_each_page(region, pages, 'x');
        fewest = misses < fewest ? misses : fewest;
    }
    return fewest == 0;
}

// The fewest misses of a turn.
static uint64_t play(unsigned char *region, int pages, unsigned char name, struct turn *mine, struct turn *others)
{
    uint64_t fewest = UINT64_MAX;
    memset(region, name, (size_t)(pages + 1) * PageSize);
    for (int round = 0; round < Rounds; round++) {
        await(mine);
        uint64_t misses = load_each_page(region, pages, name);
        fewest = round > 1 && misses < fewest ? misses : fewest;
        give(others);
    }
    return fewest;
}

int main(void)
{
    if (!on_pagewalk() || !hpm_counts())
        return skipped("no event counters");
    unsigned char *region = map_pages(4 * PagesMost + 1, PROT_READ | PROT_WRITE);
    struct turn ping = make_turn(), pong = make_turn();
    EXPECT(hpm_select(3, "dtlb_load_miss"));

    step("the reach of the TLB");
    int pages = PagesMost;
    while (pages >= PagesLeast && !stay(region, 4 * pages))
        pages /= 2;
    if (pages < PagesLeast)
        return skipped("the data TLB is too small for two");

    step("take turns");
    bool few = asids_are_few();
    pid_t pid = fork_child();
    if (pid == 0) {
        uint64_t misses = play(region, pages, 'b', &pong, &ping);
        EXPECT(few ? misses >= (uint64_t)pages : misses <= MostWithAsids);
        _exit(EXIT_SUCCESS);
    }
    give(&ping);
    uint64_t misses = play(region, pages, 'a', &ping, &pong);
    EXPECT(few ? misses >= (uint64_t)pages : misses <= MostWithAsids);
    wait_for_success(pid);
    printf("%d pages each: %llu are missed in a turn\n", pages, (unsigned long long)misses);
    return passed();
}
