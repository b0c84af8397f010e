// SPDX-License-Identifier: Apache-2.0
// Copy-on-write as the page table has it. After fork a private page is one frame with two owners; its region may be
// written, its entry not, in either process. The first store faults once: the frame is copied, all but the stored byte
// are as before, and the new entry is writable and dirty; the other process has its frame, its bytes and its read-only
// entry still. Then the other is the only owner left: its store faults, too, and copies nothing. Claims: F55, F56,
// F122.
//
// Boot: strict_devmem=0

#include "ptewalk.h"

enum { At = 100 };

static unsigned char *page;

static void expect_entry(unsigned set, unsigned clear, uint64_t frame)
{
    int levels;
    uint64_t pte = walk(page, &levels);
    EXPECT_EQ(pte & set, set);
    EXPECT_EQ(pte & clear, 0);
    EXPECT_EQ(pte >> 10 & PPN_MASK, frame);
    EXPECT_EQ(frame_number(page), frame);
}

static void expect_writable_region(void)
{
    unsigned long start, end;
    char rights[5];
    const char *line = read_proc("/proc/self/maps");
    for (; line && *line; line = strchr(line, '\n'), line += line != NULL)
        if (sscanf(line, "%lx-%lx %4s", &start, &end, rights) == 3 && start <= (uintptr_t)page && (uintptr_t)page < end)
            break;
    EXPECT(line && *line && strcmp(rights, "rw-p") == 0);
}

struct counts {
    long faults, copies, reuses;
};

static struct counts counts(void)
{
    return (struct counts){minor_faults(), vmstat("vmx_cow_copy"), vmstat("vmx_cow_reuse")};
}

static void store(unsigned char value, long copies, long reuses)
{
    counts();
    struct counts before = counts();
    *(volatile unsigned char *)(page + At) = value;
    struct counts after = counts();
    EXPECT_EQ(after.faults - before.faults, 1);
    EXPECT_EQ(after.copies - before.copies, copies);
    EXPECT_EQ(after.reuses - before.reuses, reuses);
}

static void expect_bytes(unsigned char at)
{
    for (int i = 0; i < PageSize; i++)
        EXPECT_EQ(page[i], i == At ? at : (unsigned char)(i * 7));
}

static void child(uint64_t frame)
{
    find_page_table();
    expect_writable_region();
    expect_entry(V | R | U, W, frame);
    EXPECT_EQ(mappings_of(page), 2);
    store(99, 1, 0);
    uint64_t own = frame_number(page);
    EXPECT(own != frame);
    expect_entry(V | R | W | U | A | D, X | G, own);
    EXPECT_EQ(mappings_of(page), 1);
    expect_bytes(99);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("this kernel keeps its page tables to itself");
    find_page_table();
    page = map_pages(1, PROT_READ | PROT_WRITE);
    for (int i = 0; i < PageSize; i++)
        page[i] = (unsigned char)(i * 7);
    unsigned char before = page[At];
    uint64_t frame = frame_number(page);
    expect_entry(V | R | W | U | A | D, X | G, frame);

    step("two owners");
    struct turn go = make_turn(), stored = make_turn();
    pid_t pid = fork_child();
    if (pid == 0) {
        await(&go);
        child(frame);
        give(&stored);
        await(&go);
        expect_bytes(99);
        _exit(EXIT_SUCCESS);
    }
    expect_writable_region();
    expect_entry(V | R | U, W, frame);
    EXPECT_EQ(mappings_of(page), 2);

    step("one stores");
    give(&go);
    await(&stored);
    expect_entry(V | R | U, W, frame);
    EXPECT_EQ(mappings_of(page), 1);
    expect_bytes(before);

    step("the last owner stores");
    store(55, 0, 1);
    expect_entry(V | R | W | U | A | D, X | G, frame);
    expect_bytes(55);
    give(&go);
    wait_for_success(pid);
    expect_bytes(55);
    return passed();
}
