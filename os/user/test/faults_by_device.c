// SPDX-License-Identifier: Apache-2.0
// A fault is minor when the page is in memory already, whoever brought it, and
// major when a device had to be asked: a file's or swap. Those two are counted
// apart, and make up majflt. A private page of a file that was changed goes to
// swap, and the file and its other mappings stay as they were. Claims: F46,
// F88, F89, F96.
#include "procfile.h"

struct counts {
    long minor, major, read_kb, file_major, swap_major, all_major;
};

static struct counts counts(void)
{
    return (struct counts){minor_faults(),           major_faults(),        vmstat("pgpgin"),
                           vmstat("vmx_file_major"), vmstat("vmx_swap_in"), vmstat("pgmajfault")};
}

static volatile unsigned char *map_file(int flags)
{
    int fd = open("/data/GPL-3", O_RDONLY);
    unsigned char *map = mmap(NULL, PageSize, PROT_READ | (flags == MAP_PRIVATE ? PROT_WRITE : 0), flags, fd, 0);
    EXPECT(map != MAP_FAILED);
    close(fd);
    return map;
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("Linux reads ahead, and may keep what it was advised to page out");
    volatile unsigned char *shared = map_file(MAP_SHARED), *second = map_file(MAP_SHARED), *own = map_file(MAP_PRIVATE);
    (void)*shared;
    page_out(shared, 1);
    counts();

    step("from the file's device");
    struct counts before = counts();
    unsigned char byte = *shared;
    struct counts after = counts();
    EXPECT_EQ(after.major - before.major, 1);
    EXPECT_EQ(after.minor - before.minor, 0);
    EXPECT_EQ(after.file_major - before.file_major, 1);
    EXPECT_EQ(after.swap_major - before.swap_major, 0);
    EXPECT(after.read_kb - before.read_kb >= 4);

    step("somebody else's page");
    before = counts();
    EXPECT_EQ(*second, byte);
    after = counts();
    EXPECT_EQ(after.major - before.major, 0);
    EXPECT_EQ(after.minor - before.minor, 1);
    EXPECT_EQ(after.read_kb - before.read_kb, 0);

    step("a changed private page goes to swap");
    long out = vmstat("pswpout");
    *own = (unsigned char)(byte + 1);
    page_out(own, 1);
    EXPECT_EQ(vmstat("pswpout"), out + 1);
    EXPECT(page_word(own) & PM_SWAPPED);
    EXPECT_EQ(*shared, byte);
    page_out(shared, 1);
    EXPECT_EQ(*shared, byte);

    step("from swap");
    before = counts();
    EXPECT_EQ(*own, (unsigned char)(byte + 1));
    after = counts();
    EXPECT_EQ(after.major - before.major, 1);
    EXPECT_EQ(after.swap_major - before.swap_major, 1);
    EXPECT_EQ(after.file_major - before.file_major, 0);
    EXPECT_EQ(after.read_kb - before.read_kb, 4);

    step("both make up all");
    EXPECT_EQ(after.all_major, after.file_major + after.swap_major);
    return passed();
}
