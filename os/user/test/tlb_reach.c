// SPDX-License-Identifier: Apache-2.0
// Laps over as many pages as the data TLB has entries miss nothing; over one page more, every lap misses, and the
// second level answers or the walker does. And what that costs: a load that misses is slower than one that hits, by two
// cycles at least. The walker reads through the data cache, which has most of what it wants. Claims: F19, F76.

#include "hpm.h"
#include "test.h"

enum { Laps = 40, EntriesMost = 64, Pages = 2 * EntriesMost };

struct lap {
    uint64_t misses, cycles;  // as two registers return them: the stack would be one more page
};

// A load of each page, every one from another set of the cache.
static __attribute__((noinline)) struct lap lap(const volatile char *first, size_t pages)
{
    const size_t stride = PageSize + 64;
    const volatile char *end = first + pages * stride;
    uint64_t misses = hpm_read(3), cycles = hpm_cycles();
    for (const volatile char *at = first; at < end; at += stride)
        (void)*at;
    cycles = hpm_cycles() - cycles;
    return (struct lap){hpm_read(3) - misses, cycles};
}

// The lap with the fewest misses and cycles: the timer's interrupts need the TLB too.
static struct lap steady(const volatile char *first, size_t pages)
{
    struct lap best = {UINT64_MAX, UINT64_MAX};
    for (int i = 0; i < Laps; i++) {
        struct lap now = lap(first, pages);
        if (i > 2 && (now.misses < best.misses || (now.misses == best.misses && now.cycles < best.cycles)))
            best = now;
    }
    return best;
}

// What misses is answered by the second level or by a walk.
static bool answered(const volatile char *first, size_t pages)
{
    uint64_t answers = hpm_read(4) + hpm_read(5);
    uint64_t misses = lap(first, pages).misses;
    return hpm_read(4) + hpm_read(5) - answers >= misses;
}

int main(void)
{
    if (!on_pagewalk() || !hpm_counts())
        return skipped("no event counters");
    unsigned char *region = map_pages(Pages + 2, PROT_READ | PROT_WRITE);
    memset(region, 1, (Pages + 2) * PageSize);
    const volatile char *first = (const volatile char *)region;
    EXPECT(hpm_select(3, "dtlb_load_miss") && hpm_select(4, "stlb_hit") && hpm_select(5, "stlb_miss"));

    step("the reach");
    size_t reach = 0;
    for (size_t pages = 4; pages <= EntriesMost && steady(first, pages).misses == 0; pages++)
        reach = pages;
    EXPECT(reach >= 4 && (reach & (reach - 1)) == 0);  // a power of two; the presets have 4, 32 and 64

    step("one page more");
    struct lap over = steady(first, reach + 1);
    EXPECT(over.misses >= 1 && answered(first, reach + 1));

    step("thrashing");
    struct lap all = steady(first, 2 * reach);
    uint64_t resident = steady(first, reach).cycles, thrashing = all.cycles;
    EXPECT(all.misses >= reach && answered(first, 2 * reach));
    EXPECT(thrashing + 8 >= 2 * resident + 2 * all.misses);  // two cycles each; the lap's own end is counted once
    printf(
        "%zu entries; %llu of %zu pages are missed with one more, %llu of %zu with twice as many; cycles a load: %llu "
        "and %llu\n",
        reach, (unsigned long long)over.misses, reach + 1, (unsigned long long)all.misses, 2 * reach,
        (unsigned long long)(resident / reach), (unsigned long long)(thrashing / (2 * reach)));

    step("the walker and the data cache");
    EXPECT(hpm_select(6, "l1d_access_by_walker") && hpm_select(7, "l1d_miss_by_walker"));
    uint64_t walks = hpm_read(5), reads = hpm_read(6), missed = hpm_read(7);
    for (int i = 0; i < Laps; i++) {
        EXPECT(mprotect(region, Pages * PageSize, PROT_READ) == 0);  // both levels forget them
        lap(first, 2 * reach);
        EXPECT(mprotect(region, Pages * PageSize, PROT_READ | PROT_WRITE) == 0);
    }
    walks = hpm_read(5) - walks;
    reads = hpm_read(6) - reads;
    missed = hpm_read(7) - missed;
    printf("%llu walks read %llu entries, %llu of them from beyond the data cache\n", (unsigned long long)walks,
           (unsigned long long)reads, (unsigned long long)missed);
    EXPECT(walks >= Laps * reach && reads >= walks && missed < reads / 2);
    for (unsigned counter = 5; counter < 8; counter++)
        hpm_select(counter, "none");
    hpm_select(3, "none");
    hpm_select(4, "none");
    return passed();
}
