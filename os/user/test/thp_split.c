// SPDX-License-Identifier: Apache-2.0
// What is done to a part of a huge page, at its first page, at one in the middle and at its last, makes small pages of
// it: the others keep their bytes and their frames, and nothing is copied. What is done to all of it at once, or only
// looks at it, leaves it whole.
//
// Boot: thp=always frames=4000
// Machine: --ram 16M
// Engine: model
#include <sys/prctl.h>

#include "thp.h"

enum { KpfDirty = 4 };

static unsigned char *huge;
static uint64_t frame;  // its first
static long splits, copies;

static void make(void)
{
    huge = thp_map(1);
    thp_fill(huge, HugePages);
    EXPECT_EQ(thp_own(), on_pagewalk());
    frame = sees_frames() ? frame_number(huge) : 0;
    splits = vmstat("thp_split_pmd");
    copies = vmstat("vmx_cow_copy");
}

static void expect_split(long count)
{
    if (!on_pagewalk())
        return;
    EXPECT_EQ(vmstat("thp_split_pmd") - splits, count);
    EXPECT_EQ(vmstat("vmx_cow_copy"), copies);
    EXPECT_EQ(thp_own(), 1 - count);
    vm_check();
}

// All pages but one are what and where they were.
static void expect_others(size_t but)
{
    for (size_t page = 0; page < HugePages; page++) {
        if (page == but)
            continue;
        thp_expect(huge, page, page + 1);
        if (!on_pagewalk() || page % 37 != 0)
            continue;
        EXPECT_EQ(frame_number(huge + page * PageSize), frame + page);
        EXPECT(word_at("/proc/kpageflags", frame + page) >> KpfDirty & 1);
    }
}

// ---- parts ----

static void unmap_one(unsigned char *at, size_t page)
{
    (void)page;
    EXPECT(munmap(at, PageSize) == 0);
    expect_split(1);
    EXPECT_FAULT(fault_of_load(at), SIGSEGV, SEGV_MAPERR, at);
}

static void protect_one(unsigned char *at, size_t page)
{
    EXPECT(mprotect(at, PageSize, PROT_READ) == 0);
    expect_split(1);
    EXPECT_FAULT(fault_of_store(at), SIGSEGV, SEGV_ACCERR, at);
    EXPECT(thp_page_holds(huge, page));
    EXPECT(mprotect(at, PageSize, PROT_NONE) == 0);
    EXPECT_FAULT(fault_of_load(at), SIGSEGV, SEGV_ACCERR, at);
    EXPECT(mprotect(at, PageSize, ReadWrite) == 0);
    EXPECT(thp_page_holds(huge, page));
    *at = 0;
    expect_split(1);
}

static void move_one(unsigned char *at, size_t page)
{
    unsigned char *there = mremap(at, PageSize, PageSize, MREMAP_MAYMOVE | MREMAP_FIXED, map_pages(1, ReadWrite));
    EXPECT(there != MAP_FAILED);
    expect_split(1);
    EXPECT(there[0] == thp_byte(page) && there[PageSize - 1] == thp_byte(page));
    EXPECT_FAULT(fault_of_load(at), SIGSEGV, SEGV_MAPERR, at);
    EXPECT(munmap(there, PageSize) == 0);
}

static void move_onto_one(unsigned char *at, size_t page)
{
    (void)page;
    unsigned char *other = map_pages(1, ReadWrite);
    *other = 0xee;
    EXPECT(mremap(other, PageSize, PageSize, MREMAP_MAYMOVE | MREMAP_FIXED, at) == at);
    expect_split(1);
    EXPECT_EQ(*at, 0xee);
}

static void map_over_one(unsigned char *at, size_t page)
{
    (void)page;
    EXPECT(mmap(at, PageSize, ReadWrite, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == at);
    expect_split(1);
    EXPECT_EQ(*at, 0);
}

static void drop_one(unsigned char *at, size_t page)
{
    (void)page;
    EXPECT(madvise(at, PageSize, MADV_DONTNEED) == 0);
    expect_split(1);
    EXPECT_EQ(*at, 0);
    *at = 1;
}

// That page may be lost; another is as dirty as it was, though one bit D spoke for both.
static void free_one(unsigned char *at, size_t page)
{
    size_t other = page < 2 ? 2 : page - 1;
    EXPECT(madvise(at, PageSize, MADV_FREE) == 0);
    expect_split(1);
    page_out(huge + other * PageSize, 1);
    EXPECT(thp_page_holds(huge, other));
    EXPECT(thp_page_holds(huge, page) || *at == 0);
}

static void page_out_one(unsigned char *at, size_t page)
{
    page_out(at, 1);
    if (on_pagewalk())
        EXPECT(page_word(at) & PM_SWAPPED);
    expect_split(1);
    EXPECT(thp_page_holds(huge, page));
}

static void lock_one(unsigned char *at, size_t page)
{
    EXPECT(mlock(at, PageSize) == 0);
    expect_split(1);  // a huge page lies in one region
    EXPECT(thp_page_holds(huge, page));
    EXPECT(munlock(at, PageSize) == 0);
}

static void advise_one(unsigned char *at, size_t page)
{
    EXPECT(madvise(at, PageSize, MADV_DONTFORK) == 0);
    expect_split(1);
    EXPECT(thp_page_holds(huge, page));
}

static const struct {
    const char *name;
    void (*act)(unsigned char *at, size_t page);
} parts[] = {
    {"munmap", unmap_one},          {"mprotect", protect_one},      {"mremap away", move_one},
    {"mremap onto", move_onto_one}, {"mmap over", map_over_one},    {"MADV_DONTNEED", drop_one},
    {"MADV_FREE", free_one},        {"MADV_PAGEOUT", page_out_one}, {"mlock", lock_one},
    {"MADV_DONTFORK", advise_one},
};

static void each_part(void)
{
    static const size_t pages[] = {0, 1, HugePages / 2 + 3, HugePages - 1};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (size_t j = 0; j < sizeof pages / sizeof *pages; j++) {
            step(parts[i].name);
            make();
            parts[i].act(huge + pages[j] * PageSize, pages[j]);
            expect_others(pages[j]);
            EXPECT(munmap(huge, HUGE) == 0);
        }
}

// A range that begins in one huge page and ends in another: those are split, and the one between is not.
static void across(void)
{
    unsigned char *p = thp_map(3);
    thp_fill(p, 3 * HugePages);
    splits = vmstat("thp_split_pmd");
    EXPECT(munmap(p + 5 * PageSize, 3 * HUGE - 12 * PageSize) == 0);
    if (on_pagewalk())
        EXPECT_EQ(vmstat("thp_split_pmd") - splits, 2);
    thp_expect(p, 0, 5);
    thp_expect(p, 3 * HugePages - 7, 3 * HugePages);
    EXPECT_FAULT(fault_of_load(p + 5 * PageSize), SIGSEGV, SEGV_MAPERR, p + 5 * PageSize);
    EXPECT_FAULT(fault_of_load(p + HUGE), SIGSEGV, SEGV_MAPERR, p + HUGE);
    thp_unmap(p, 3);
}

// ---- the whole ----

static void whole(void)
{
    make();
    long faults = minor_faults();
    EXPECT(mprotect(huge, HUGE, PROT_READ) == 0);
    EXPECT_FAULT(fault_of_store(huge + HUGE - 1), SIGSEGV, SEGV_ACCERR, huge + HUGE - 1);
    thp_expect(huge, 0, HugePages);
    EXPECT(mprotect(huge, HUGE, PROT_NONE) == 0);
    EXPECT_FAULT(fault_of_load(huge + 7 * PageSize), SIGSEGV, SEGV_ACCERR, huge + 7 * PageSize);
    EXPECT(mprotect(huge, HUGE, ReadWrite) == 0);
    thp_fill(huge, HugePages);
    expect_split(0);
    EXPECT(madvise(huge, HUGE, 20 /* MADV_COLD */) == 0);
    thp_expect(huge, 0, HugePages);
    int fd = open("/proc/self/clear_refs", O_WRONLY);
    EXPECT(fd >= 0 && write(fd, "1", 1) == 1 && close(fd) == 0);
    expect_split(0);
    EXPECT(mlock(huge, HUGE) == 0 && munlock(huge, HUGE) == 0);
    EXPECT(madvise(huge, HUGE, MADV_RANDOM) == 0 && madvise(huge, HUGE, MADV_NORMAL) == 0);
    expect_split(0);
    if (on_pagewalk())
        EXPECT_EQ(minor_faults() - faults, 0);
    long resident = own_resident_pages();
    EXPECT(madvise(huge, HUGE, MADV_DONTNEED) == 0);
    EXPECT_EQ(own_resident_pages() - resident, -HugePages);
    if (on_pagewalk())
        EXPECT_EQ(vmstat("thp_split_pmd"), splits);
    huge[HUGE - 1] = 3;
    expect_split(0);
    EXPECT_EQ(huge[0], 0);
    EXPECT(munmap(huge, HUGE) == 0);
    if (on_pagewalk())
        EXPECT_EQ(vmstat("thp_split_pmd"), splits);
}

// Instructions in it are fetched as they were stored.
static void code(void)
{
#ifdef __riscv
    make();
    static const uint32_t give_seven[] = {0x00700513, 0x00008067};  // li a0, 7; ret
    unsigned char *at = huge + 300 * PageSize;
    memcpy(at, give_seven, sizeof give_seven);
    EXPECT(mprotect(huge, HUGE, PROT_READ | PROT_EXEC) == 0);
    EXPECT_EQ(((int (*)(void))(uintptr_t)at)(), 7);
    expect_split(0);
    EXPECT(munmap(huge, HUGE) == 0);
#endif
}

static void set_break(unsigned char *end) { EXPECT(syscall(SYS_brk, end) == (long)end); }

// The heap grows into a huge page and is cut in the middle of it.
static void heap(void)
{
    unsigned char *start = (unsigned char *)syscall(SYS_brk, 0);
    unsigned char *first = (unsigned char *)(((uintptr_t)start + HUGE - 1) / HUGE * HUGE);
    set_break(first + HUGE);
    first[0] = 1;
    if (on_pagewalk())
        EXPECT_EQ(thp_own(), 1);
    thp_fill(first, HugePages);
    set_break(first + 100 * PageSize);
    EXPECT_EQ(on_pagewalk() ? thp_own() : 0, 0);
    thp_expect(first, 0, 100);
    set_break(first + HUGE);
    EXPECT_EQ(first[100 * PageSize], 0);
    set_break(start);
}

int main(void)
{
    each_part();
    step("a range across three");
    across();
    step("the whole");
    whole();
    step("code");
    code();
    step("the heap");
    heap();
    return passed();
}
