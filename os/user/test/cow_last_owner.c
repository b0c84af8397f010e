// SPDX-License-Identifier: Apache-2.0
// Three processes share a page. The first two that write get copies, the last keeps the frame: two copies, one reuse.
// Claims: F56, F57, F122.

#include "test.h"

static void expect_store_costs(unsigned char *page, unsigned char value, long copies, long reuses)
{
    vmstat("vmx_cow_copy");  // the faults of this process's own stack and data come first
    long copied = vmstat("vmx_cow_copy");
    long reused = vmstat("vmx_cow_reuse");
    *(volatile unsigned char *)page = value;
    copied = vmstat("vmx_cow_copy") - copied;
    reused = vmstat("vmx_cow_reuse") - reused;
    EXPECT_EQ(*page, value);
    if (on_pagewalk()) {
        EXPECT_EQ(copied, copies);
        EXPECT_EQ(reused, reuses);
    }
}

static pid_t writer(unsigned char *page, unsigned char value, struct turn *mine, struct turn *parents)
{
    pid_t pid = fork_child();
    if (pid != 0)
        return pid;
    await(mine);
    EXPECT_EQ(*page, 1);
    expect_store_costs(page, value, 1, 0);
    give(parents);
    await(mine);
    EXPECT_EQ(*page, value);
    _exit(0);
}

int main(void)
{
    unsigned char *page = map_pages(1, PROT_READ | PROT_WRITE);
    struct turn first = make_turn(), second = make_turn(), parent = make_turn();
    *page = 1;

    step("fork twice");
    pid_t a = writer(page, 2, &first, &parent);
    pid_t b = writer(page, 3, &second, &parent);

    step("two of three write");
    give(&first);
    await(&parent);
    EXPECT_EQ(*page, 1);
    give(&second);
    await(&parent);

    step("the last owner writes");
    expect_store_costs(page, 4, 0, 1);
    give(&first);
    give(&second);
    wait_for_success(a);
    wait_for_success(b);
    EXPECT_EQ(*page, 4);
    return passed();
}
