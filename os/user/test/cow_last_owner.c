// SPDX-License-Identifier: Apache-2.0
// fork copies no page: a child that ends has taken none, one that writes ten of its pages has ten copies and ten
// faults. Three processes share a page. The first two that write get copies, the last keeps the frame: two copies, one
// reuse. Claims: F56, F57, F122.

#include "procfile.h"

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

enum { Pages = 64, Written = 10 };

static unsigned char *region;
static uint64_t frames[Pages];

// How many of the region's pages lie in other frames than before?
static int moved(void)
{
    int count = 0;
    for (int i = 0; i < Pages && sees_frames(); i++)
        count += frame_number(region + i * PageSize) != frames[i];
    return count;
}

static void write_ten(void)
{
    minor_faults();
    vmstat("vmx_cow_copy");
    long faults = minor_faults(), copies = vmstat("vmx_cow_copy");
    for (int i = 0; i < Written; i++)
        region[i * 3 * PageSize] = 2;
    copies = vmstat("vmx_cow_copy") - copies;
    faults = minor_faults() - faults;
    EXPECT_EQ(faults, Written);
    if (on_pagewalk())
        EXPECT_EQ(copies, Written);
    if (sees_frames())
        EXPECT_EQ(moved(), Written);
}

static void copies_when_written(void)
{
    region = map_pages(Pages, PROT_READ | PROT_WRITE);
    memset(region, 1, Pages * PageSize);
    for (int i = 0; i < Pages && sees_frames(); i++)
        frames[i] = frame_number(region + i * PageSize);

    step("a child that writes nothing");
    long copies = vmstat("vmx_cow_copy");
    pid_t pid = fork_child();
    if (pid == 0)
        _exit(moved());
    EXPECT_EQ(WEXITSTATUS(wait_for(pid)), 0);
    EXPECT_EQ(moved(), 0);
    if (on_pagewalk())
        EXPECT(vmstat("vmx_cow_copy") - copies <= 8);  // of stacks and variables

    step("a child that writes ten pages");
    pid = fork_child();
    if (pid == 0) {
        write_ten();
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    EXPECT_EQ(moved(), 0);
    for (int i = 0; i < Pages; i++)
        EXPECT_EQ(region[i * PageSize], 1);
}

int main(void)
{
    if (!on_pagewalk() || meminfo_kb("MemFree") > (Pages + 50) * 4)  // else pages are out when they are looked at
        copies_when_written();
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
