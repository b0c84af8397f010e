// SPDX-License-Identifier: Apache-2.0
// Reference strings on the machine itself, under each replacement policy: the counts of textbooks, FIFO's anomaly (a
// frame more, a fault more) among them, and what the kernel's own files give on the host (tb/policy) for the others.
// Claims: F21.

#include "refstring.h"
#include "test.h"

static const unsigned char belady[] = {1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5};
static const unsigned char silberschatz[] = {7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1};

enum { OptimalSilberschatz = 9 };

static const struct {
    const char *policy;
    unsigned frames;
    long faults;
} on_belady[] = {{"fifo", 3, 9}, {"fifo", 4, 10}, {"lru", 3, 10}, {"lru", 4, 8}, {"aging", 4, 8}, {"clock", 3, 9}},
  on_silberschatz[] = {{"fifo", 3, 15}, {"random", 3, 10}, {"clock", 3, 14},   {"nru", 3, 10}, {"aging", 3, 12},
                       {"lru", 3, 12},  {"lru2", 3, 14},   {"wsclock", 3, 12}, {"2q", 3, 15},  {"arc", 3, 13},
                       {"car", 3, 11},  {"lirs", 3, 13},   {"mglru", 3, 11}};

int main(void)
{
    char names[256];
    if (!on_pagewalk())
        return skipped("its policies are not to be chosen");
    EXPECT(ref_policies(names, sizeof names));
    step("region");
    unsigned char *pages = ref_region();
    EXPECT(pages != NULL);
    for (size_t i = 0; i < sizeof on_belady / sizeof on_belady[0]; i++) {
        step(on_belady[i].policy);
        long faults = ref_run(pages, ref_policy(on_belady[i].policy), on_belady[i].frames, belady, sizeof belady, NULL);
        EXPECT_EQ(faults, on_belady[i].faults);
    }
    for (size_t i = 0; i < sizeof on_silberschatz / sizeof on_silberschatz[0]; i++) {
        step(on_silberschatz[i].policy);
        long faults = ref_run(pages, ref_policy(on_silberschatz[i].policy), on_silberschatz[i].frames, silberschatz,
                              sizeof silberschatz, NULL);
        EXPECT_EQ(faults, on_silberschatz[i].faults);
        EXPECT(faults >= OptimalSilberschatz);
    }

    step("refused");
    EXPECT_ERRNO(madvise(pages, RefPages * PageSize, RefLimit | 99 << 16 | 3), EINVAL);
    EXPECT_ERRNO(madvise(pages, RefPages * PageSize, RefLimit), EINVAL);
    EXPECT_ERRNO(madvise(pages, RefPages * PageSize, RefTick), EINVAL);
    EXPECT(madvise(pages, RefPages * PageSize, RefLimit | 3) == 0);
    EXPECT_ERRNO(madvise(pages + PageSize, PageSize, RefLimit | 3), EEXIST);
    return passed();
}
