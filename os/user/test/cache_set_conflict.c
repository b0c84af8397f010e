// SPDX-License-Identifier: Apache-2.0
// As many lines as the data cache has ways, a set's stride apart, stay in it: laps over them miss nothing. One line
// more, and every lap misses. The geometry is what the kernel tells in AT_L1D_CACHEGEOMETRY and AT_L1D_CACHESIZE.
// Claims: F18.

#include <sys/auxv.h>

#include "hpm.h"
#include "test.h"

enum { Laps = 40, CacheSize = 42, CacheGeometry = 43, WaysMost = 16 };

// Misses of one lap over `lines` addresses.
static __attribute__((noinline)) uint64_t lap(const volatile char *first, size_t lines, size_t stride)
{
    const volatile char *end = first + lines * stride;
    uint64_t before = hpm_read(3);
    for (const volatile char *at = first; at < end; at += stride)
        (void)*at;
    return hpm_read(3) - before;
}

// The fewest of many laps: the timer's interrupts need the cache too.
static uint64_t steady(const volatile char *first, size_t lines, size_t stride)
{
    uint64_t fewest = UINT64_MAX;
    for (int i = 0; i < Laps; i++) {
        uint64_t misses = lap(first, lines, stride);
        fewest = i > 2 && misses < fewest ? misses : fewest;
    }
    return fewest;
}

int main(void)
{
    size_t bytes = getauxval(CacheSize), line = getauxval(CacheGeometry) & 0xffff,
           ways = getauxval(CacheGeometry) >> 16;
    if (!on_pagewalk() || !hpm_counts())
        return skipped("no event counters");

    step("the geometry is told");
    EXPECT_EQ(line, 64);
    EXPECT(ways >= 2 && ways <= WaysMost && bytes % (ways * line) == 0);
    size_t stride = bytes / ways;

    step("as many lines as ways");
    unsigned char *region = map_pages((ways + 2) * (stride / PageSize + 1), PROT_READ | PROT_WRITE);
    memset(region, 1, (ways + 2) * stride);
    EXPECT(hpm_select(3, "l1d_miss"));
    const volatile char *first = (const volatile char *)region + 17 * line;
    EXPECT_EQ(steady(first, ways, stride), 0);

    step("one line more");
    uint64_t misses = steady(first, ways + 1, stride);
    printf("%zu bytes, %zu ways: %llu of %zu are missed\n", bytes, ways, (unsigned long long)misses, ways + 1);
    EXPECT(misses >= 1);

    step("one line more, in the next set");
    EXPECT_EQ(steady(first, ways, stride + line), 0);
    EXPECT_EQ(steady(first, ways + 1, stride + line), 0);
    hpm_select(3, "none");
    return passed();
}
