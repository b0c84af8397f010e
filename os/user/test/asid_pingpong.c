// SPDX-License-Identifier: Apache-2.0
// Two processes use the same addresses for different pages and take turns: after each switch each must see its own
// bytes and nothing of the other's. The pages lie in different frames, and the two spaces have different numbers and
// different tables. Claims: F28, F78.

#include "procfile.h"

enum { Pages = 16, Rounds = 24 };

// What each of the two has.
static struct space {
    uint64_t satp, frames[Pages];
} * spaces;

static void look(struct space *space, const unsigned char *region)
{
    if (!on_pagewalk())
        return;
    space->satp = strtoul(read_proc("/proc/self/satp"), NULL, 16);
    for (int page = 0; page < Pages; page++)
        space->frames[page] = frame_number(region + page * PageSize);
}

static void play(unsigned char *region, unsigned char name, struct turn *mine, struct turn *others)
{
    for (int round = 0; round < Rounds; round++) {
        await(mine);
        for (int page = 0; page < Pages; page++) {
            unsigned char *at = region + page * PageSize;
            if (round > 0) {
                EXPECT_EQ(at[0], name);
                EXPECT_EQ(at[1], round - 1);
            }
            at[0] = name;
            at[1] = (unsigned char)round;
        }
        if (round == Rounds / 2)
            look(&spaces[name == 'b'], region);
        give(others);
    }
}

static uint64_t asid_of(const struct space *space) { return space->satp >> 44 & 0xffff; }

static uint64_t root_of(const struct space *space) { return space->satp & ((1ul << 44) - 1); }

// With asids=1 on the kernel's command line every switch runs out of them.
static bool asids_are_few(void)
{
    char line[512] = {0};
    int fd = open("/proc/cmdline", O_RDONLY);
    if (fd >= 0)
        EXPECT(read(fd, line, sizeof line - 1) > 0);
    close(fd);
    return strstr(line, "asids=1 ") != NULL;
}

int main(void)
{
    unsigned char *region = map_pages(Pages, PROT_READ | PROT_WRITE);
    struct turn ping = make_turn(), pong = make_turn();
    spaces = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(spaces != MAP_FAILED);

    step("take turns");
    long rollovers = vmstat("vmx_asid_rollover");
    pid_t pid = fork_child();
    if (pid == 0) {
        play(region, 'b', &pong, &ping);
        _exit(EXIT_SUCCESS);
    }
    give(&ping);
    play(region, 'a', &ping, &pong);
    wait_for_success(pid);
    if (asids_are_few())
        EXPECT(vmstat("vmx_asid_rollover") > rollovers + Rounds);
    else if (on_pagewalk())
        EXPECT(asid_of(&spaces[0]) != asid_of(&spaces[1]));
    if (on_pagewalk()) {
        EXPECT(root_of(&spaces[0]) != root_of(&spaces[1]));
        for (int page = 0; page < Pages; page++)
            EXPECT(spaces[0].frames[page] != spaces[1].frames[page]);
    }
    return passed();
}
