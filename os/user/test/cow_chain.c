// SPDX-License-Identifier: Apache-2.0
// Three generations share pages. The middle one writes and ends, its frames are used again and filled with other bytes;
// grandparent and grandchild must still see what they had.
// Claims: F56, F122.

#include "test.h"

enum { Pages = 8 };

static void fill(unsigned char *region, unsigned char value) { memset(region, value, Pages * PageSize); }

static void expect_filled(const unsigned char *region, unsigned char value)
{
    for (int i = 0; i < Pages * PageSize; i += 64)
        EXPECT_EQ(region[i], value);
}

static void grandchild(unsigned char *region, struct turn *turn, struct turn *done)
{
    await(turn);
    expect_filled(region, 1);
    fill(region, 3);
    expect_filled(region, 3);
    give(done);
    _exit(0);
}

int main(void)
{
    unsigned char *region = map_pages(Pages, PROT_READ | PROT_WRITE);
    struct turn turn = make_turn(), done = make_turn();
    fill(region, 1);

    step("child and grandchild");
    pid_t child = fork_child();
    if (child == 0) {
        if (fork_child() == 0)
            grandchild(region, &turn, &done);
        fill(region, 2);
        expect_filled(region, 2);
        _exit(0);
    }
    wait_for_success(child);

    step("other bytes in the frames that the child had");
    unsigned char *other = map_pages(2 * Pages, PROT_READ | PROT_WRITE);
    memset(other, 0xdb, 2 * Pages * PageSize);
    expect_filled(region, 1);

    step("the grandchild looks");
    give(&turn);
    await(&done);
    expect_filled(region, 1);
    return passed();
}
