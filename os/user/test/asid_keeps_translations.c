// SPDX-License-Identifier: Apache-2.0
// Two processes take turns at the same addresses. With an address-space number each, the TLB holds the pages of both,
// and after a switch hardly anything is walked for; with one number for all, every turn begins with an empty TLB and
// walks for each of its pages. The bytes are right both times.
// Claims: F78.
// Engine: rtl
// Boot: asids=0xffff
// Boot: asids=1

#include "hpm.h"
#include "test.h"

// What the kernel itself looks at on its way from one to the other may cost a page its place in a TLB of 32 entries.
enum { Pages = 8, Rounds = 24, MostWithAsids = 2 };

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
static __attribute__((noinline)) uint64_t load_each_page(const unsigned char *region, unsigned char name)
{
    uint64_t before = hpm_read(3);
    unsigned wrong = 0;
    for (int page = 0; page < Pages; page++)
        wrong += *(const volatile unsigned char *)(region + page * (PageSize + 64)) != name;
    uint64_t misses = hpm_read(3) - before;
    EXPECT_EQ(wrong, 0);
    return misses;
}

// The fewest misses of a turn.
static uint64_t play(unsigned char *region, unsigned char name, struct turn *mine, struct turn *others)
{
    uint64_t fewest = UINT64_MAX;
    memset(region, name, (Pages + 1) * PageSize);
    for (int round = 0; round < Rounds; round++) {
        await(mine);
        uint64_t misses = load_each_page(region, name);
        fewest = round > 1 && misses < fewest ? misses : fewest;
        give(others);
    }
    return fewest;
}

int main(void)
{
    if (!on_pagewalk() || !hpm_counts())
        return skipped("no event counters");
    unsigned char *region = map_pages(Pages + 1, PROT_READ | PROT_WRITE);
    struct turn ping = make_turn(), pong = make_turn();
    EXPECT(hpm_select(3, "dtlb_load_miss"));

    step("take turns");
    bool few = asids_are_few();
    pid_t pid = fork_child();
    if (pid == 0) {
        uint64_t misses = play(region, 'b', &pong, &ping);
        EXPECT(few ? misses >= Pages : misses <= MostWithAsids);
        _exit(EXIT_SUCCESS);
    }
    give(&ping);
    uint64_t misses = play(region, 'a', &ping, &pong);
    EXPECT(few ? misses >= Pages : misses <= MostWithAsids);
    wait_for_success(pid);
    return passed();
}
