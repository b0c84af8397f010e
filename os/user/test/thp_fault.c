// SPDX-License-Identifier: Apache-2.0
// With the switch `thp`, a first store to private memory whose aligned 2 MiB lie in its region, untouched, gets all of
// them: one fault, 512 zeroed frames side by side, one leaf that the walk finds a level earlier. What a process is told
// of its pages is the same as of small ones, but for AnonHugePages and the flags of the frames. Where it is not wanted,
// does not fit, or something is there already, pages are small; so they are, and a counter says it, where no block is
// free or its allocation fails.
// Claims: F137.
//
// Boot: thp=always strict_devmem=0 frames=4000
// Boot: thp=always strict_devmem=0 frames=4000 policy=mglru vmtrace=1
// Machine: --ram 16M
// Engine: model
#include "thp.h"

enum { V = 1, R = 2, W = 4, X = 8, A = 64, D = 128 };
enum { KpfHead = 15, KpfTail = 16, KpfThp = 22 };
#define PPN_MASK ((1ul << 44) - 1)

// ---- the table, through /dev/mem ----

static int mem;

static uint64_t word_of_memory(uint64_t pa)
{
    uint64_t word;
    EXPECT_EQ(pread(mem, &word, sizeof word, (off_t)pa), sizeof word);
    return word;
}

// The leaf for an address; *reads says how many entries lead to it, itself included, *levels how many could.
static uint64_t walk(const volatile void *at, int *reads, int *levels)
{
    uint64_t satp = strtoul(read_proc("/proc/self/satp"), NULL, 16), table = (satp & PPN_MASK) * PageSize;
    *levels = (int)(satp >> 60) - 8 + 3;  // Sv39 is mode 8
    *reads = 0;
    for (int level = *levels - 1; level >= 0; level--) {
        uint64_t pte = word_of_memory(table + ((uintptr_t)at >> (12 + 9 * level) & 511) * 8);
        ++*reads;
        if (!(pte & V) || pte & (R | W | X))
            return pte;
        table = (pte >> 10 & PPN_MASK) * PageSize;
    }
    fail("no leaf at the last level");
}

static void expect_leaf(const volatile void *at, int level)
{
    int reads, levels;
    uint64_t pte = walk(at, &reads, &levels), ppn = pte >> 10 & PPN_MASK;
    EXPECT_EQ(pte & (V | R | W | X | A | D), V | R | W | A | D);
    EXPECT_EQ(reads, levels - level);
    if (level == 1)
        EXPECT_EQ(ppn % HugePages, 0);
    EXPECT_EQ(level == 1 ? ppn + (uintptr_t)at / PageSize % HugePages : ppn, frame_number(at));
}

// ---- steps ----

static long given, refused;

static void mark_counts(void)
{
    given = vmstat("thp_fault_alloc");
    refused = vmstat("thp_fault_fallback");
}

static void expect_counts(long more_given, long more_refused)
{
    EXPECT_EQ(vmstat("thp_fault_alloc") - given, more_given);
    EXPECT_EQ(vmstat("thp_fault_fallback") - refused, more_refused);
}

// Dirty memory goes back, so that what comes next has to be cleared.
static void soil_memory(void)
{
    unsigned char *p = thp_map(3);
    memset(p, 0xa5, 3 * HUGE);
    thp_unmap(p, 3);
}

static void one_fault(void)
{
    unsigned char *p = thp_map(1);
    unsigned char vector[HugePages];
    own_status("VmPTE:");
    long faults = minor_faults(), resident = own_resident_pages(), anon = meminfo_kb("AnonPages");
    mark_counts();
    p[5 * PageSize + 8] = 1;
    EXPECT_EQ(minor_faults() - faults, 1);
    EXPECT_EQ(own_resident_pages() - resident, HugePages);
    EXPECT_EQ(meminfo_kb("AnonPages") - anon, 2048);
    EXPECT_EQ(meminfo_kb("AnonHugePages"), 2048);
    EXPECT_EQ(vmstat("nr_anon_transparent_hugepages"), 1);
    EXPECT_EQ(thp_own(), 1);
    expect_counts(1, 0);
    for (size_t i = 0; i < HUGE; i++)
        EXPECT_EQ(p[i], i == 5 * PageSize + 8);
    thp_fill(p, HugePages);
    EXPECT_EQ(minor_faults() - faults, 1);
    expect_leaf(p, 1);
    expect_leaf(p + HUGE - 1, 1);

    step("what is said of each of its pages");
    uint64_t first = frame_number(p);
    EXPECT_EQ(first % HugePages, 0);
    EXPECT(mincore(p, HUGE, vector) == 0);
    for (unsigned i = 0; i < HugePages; i++) {
        uint64_t word = page_word(p + i * PageSize), flags = word_at("/proc/kpageflags", first + i);
        EXPECT_EQ(word & PM_FRAME, first + i);
        EXPECT_EQ(word & ~PM_FRAME, PM_PRESENT | PM_EXCLUSIVE);
        EXPECT_EQ(word_at("/proc/kpagecount", first + i), 1);
        EXPECT_EQ(flags >> KpfThp & 1, 1);
        EXPECT_EQ(flags >> KpfHead & 3, i == 0 ? 1 : 2);
        EXPECT_EQ(vector[i] & 1, 1);
    }
    const char *smaps = read_proc("/proc/self/smaps");
    char start[32];
    snprintf(start, sizeof start, "%08lx-", (unsigned long)p);
    EXPECT(smaps = strstr(smaps, start));
    EXPECT_EQ(figure_in(smaps, "Rss:"), 2048);
    EXPECT_EQ(figure_in(smaps, "Private_Dirty:"), 2048);
    EXPECT_EQ(figure_in(smaps, "AnonHugePages:"), 2048);
    EXPECT_EQ(figure_in(smaps, "KernelPageSize:"), 4);  // as Linux says it of such regions
    EXPECT_EQ(figure_in(smaps, "MMUPageSize:"), 4);
    EXPECT_EQ(figure_in(smaps, "THPeligible:"), 1);

    step("the kernel reads and writes it");
    int end[2];
    EXPECT(pipe(end) == 0);
    for (unsigned at = 100 * PageSize - 3; at < HUGE - PageSize; at += 97 * PageSize) {
        char back[6] = "";
        EXPECT_EQ(write(end[1], "abcdef", 6), 6);
        EXPECT_EQ(read(end[0], p + at, 6), 6);  // across two pages
        EXPECT(memcmp(p + at, "abcdef", 6) == 0);
        EXPECT_EQ(write(end[1], p + at, 6), 6);
        EXPECT_EQ(read(end[0], back, 6), 6);
        EXPECT(memcmp(back, "abcdef", 6) == 0);
    }
    thp_unmap(p, 1);
    EXPECT_EQ(meminfo_kb("AnonHugePages"), 0);
    p = thp_map(1);
    mark_counts();
    EXPECT_EQ(write(end[1], "x", 1), 1);
    EXPECT_EQ(read(end[0], p + HUGE - 1, 1), 1);  // the first to touch it is the kernel
    expect_counts(1, 0);
    EXPECT_EQ(p[HUGE - 1], 'x');
    EXPECT_EQ(p[HUGE - 2], 0);
    thp_unmap(p, 1);
    close(end[0]);
    close(end[1]);
}

static void expect_size(unsigned char *p, bool huge)
{
    mark_counts();
    *p = 1;
    expect_counts(huge, 0);
    EXPECT_EQ(thp_own(), huge);
    expect_leaf(p, huge);
}

static void where_it_is_wanted(void)
{
    unsigned char *p = thp_map(1);
    EXPECT(madvise(p, HUGE, AdviseNoHuge) == 0);
    expect_size(p, false);
    thp_unmap(p, 1);

    thp_switch("madvise");
    p = thp_map(1);
    expect_size(p + 9, false);
    thp_unmap(p, 1);
    p = thp_map(1);
    EXPECT(madvise(p, HUGE, AdviseHuge) == 0);
    expect_size(p + 9, true);
    thp_unmap(p, 1);

    thp_switch("never");
    EXPECT(strcmp(read_proc("/proc/sys/vm/thp"), "never\n") == 0);
    p = thp_map(1);
    EXPECT(madvise(p, HUGE, AdviseHuge) == 0);
    expect_size(p, false);
    thp_unmap(p, 1);
    thp_switch("always");

    int fd = open("/proc/sys/vm/thp", O_WRONLY);
    EXPECT_ERRNO(write(fd, "sometimes", 9), EINVAL);
    close(fd);
    EXPECT(strcmp(read_proc("/proc/sys/vm/thp"), "always\n") == 0);
}

static void where_it_fits(void)
{
    unsigned char *p = thp_map(2);
    EXPECT(munmap(p, PageSize) == 0);
    expect_size(p + PageSize, false);  // the first of its 2 MiB is not there
    EXPECT(munmap(p + 2 * HUGE - PageSize, PageSize) == 0);
    expect_size(p + HUGE, false);  // nor is the last
    EXPECT(munmap(p + PageSize, 2 * HUGE - 2 * PageSize) == 0);

    p = thp_map(1);
    thp_switch("never");
    p[7 * PageSize] = 7;
    thp_switch("always");
    expect_size(p, false);  // a page is there already
    EXPECT_EQ(p[7 * PageSize], 7);
    EXPECT(madvise(p, HUGE, MADV_DONTNEED) == 0);
    expect_size(p, true);
    thp_unmap(p, 1);

    p = thp_map(1);
    EXPECT_EQ(*(volatile unsigned char *)p, 0);  // the zero page, which is a small one
    expect_size(p + PageSize, false);
    thp_unmap(p, 1);

    p = mmap(p, HUGE, ReadWrite, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    EXPECT(p != MAP_FAILED);
    expect_size(p, false);
    thp_unmap(p, 1);
}

static void eager_read(void)
{
    int fd = open("/proc/sys/vm/zero_page", O_WRONLY);
    EXPECT(fd >= 0 && write(fd, "0", 1) == 1);
    unsigned char *p = thp_map(1);
    mark_counts();
    EXPECT_EQ(*(volatile unsigned char *)(p + 3 * PageSize), 0);
    expect_counts(1, 0);
    p[4 * PageSize] = 4;
    EXPECT_EQ(thp_own(), 1);
    EXPECT(pwrite(fd, "1", 1, 0) == 1);
    close(fd);
    thp_unmap(p, 1);
}

// The N-th allocation fails, for each that such a fault makes.
static void failing_allocations(void)
{
    bool reached = true;
    long fallbacks = vmstat("thp_fault_fallback");
    for (int n = 1; reached; n++) {
        char text[24] = "";
        unsigned char *p = thp_map(1);
        int fd = open("/proc/sys/vm/fail_alloc", O_RDWR), length = snprintf(text, sizeof text, "%d", n);
        mark_counts();
        EXPECT(fd >= 0 && write(fd, text, (size_t)length) == length);
        p[0] = 1;
        EXPECT(pread(fd, text, sizeof text, 0) > 0);
        reached = text[0] == '0';
        EXPECT(pwrite(fd, "0", 1, 0) == 1);
        close(fd);
        EXPECT(n < 10);
        EXPECT_EQ(vmstat("thp_fault_alloc") - given + vmstat("thp_fault_fallback") - refused, 1);
        EXPECT(reached || thp_own() == 1);
        thp_fill(p, HugePages);
        thp_expect(p, 0, HugePages);
        vm_check();
        thp_unmap(p, 1);
    }
    EXPECT(vmstat("thp_fault_fallback") >= fallbacks + 2);  // the table's, and the block's
}

// 2 MiB at a time until no block is free; then small pages, and one is refused a time.
static void until_none_is_free(void)
{
    enum { Most = 8 };
    unsigned char *p = thp_map(Most);
    int huge = 0;
    for (mark_counts(); huge < Most; huge++, mark_counts()) {
        p[huge * HUGE] = 9;
        if (vmstat("thp_fault_alloc") == given)
            break;
        expect_counts(1, 0);
        thp_fill(p + huge * HUGE, HugePages);
    }
    EXPECT(huge >= 3 && huge < Most);
    expect_counts(0, 1);
    p[huge * HUGE + PageSize] = 9;
    expect_counts(0, 1);  // a small page is there already
    EXPECT_EQ(p[huge * HUGE + 1], 0);
    for (int i = 0; i < huge; i++)
        thp_expect(p + i * HUGE, 0, HugePages);
    EXPECT_EQ(thp_own(), huge);
    thp_unmap(p, Most);
    EXPECT_EQ(thp_own(), 0);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("when huge pages are given is each kernel's own affair");
    mem = open("/dev/mem", O_RDONLY);
    EXPECT(mem >= 0);
    read_proc("/proc/self/smaps");
    soil_memory();

    step("one fault");
    one_fault();
    step("where it is wanted");
    where_it_is_wanted();
    step("where it fits");
    where_it_fits();
    step("first reads without the zero page");
    eager_read();
    step("allocations that fail");
    failing_allocations();
    step("until none is free");
    until_none_is_free();
    return passed();
}
