// SPDX-License-Identifier: Apache-2.0
// A mapped file is read without copies: the mapping's frames are the page cache's own, no byte is copied by a pass over
// them, and the second pass takes less time than read() of the same bytes. Claims: F124.
#include "hpm.h"
#include "procfile.h"

enum { Pages = 8 };

static unsigned long sum(const unsigned long *words)
{
    unsigned long total = 0;
    for (size_t i = 0; i < Pages * PageSize / sizeof *words; i++)
        total += words[i];
    return total;
}

int main(void)
{
    static unsigned long buffer[Pages * PageSize / sizeof(unsigned long)];
    if (!on_pagewalk())
        return skipped("it does not tell cycles");
    int fd = open("/data/GPL-3", O_RDONLY);
    const unsigned long *map = mmap(NULL, Pages * PageSize, PROT_READ, MAP_SHARED, fd, 0);
    const unsigned long *second = mmap(NULL, Pages * PageSize, PROT_READ, MAP_PRIVATE, fd, 0);
    EXPECT(map != MAP_FAILED && second != MAP_FAILED);

    step("first passes");
    EXPECT_EQ(pread(fd, buffer, sizeof buffer, 0), sizeof buffer);
    unsigned long by_map = sum(map), by_read = sum(buffer);
    EXPECT_EQ(by_map, by_read);
    EXPECT_EQ(sum(second), by_read);

    step("one frame for all");
    for (int i = 0; i < Pages; i++)
        EXPECT_EQ(frame_number(map + i * 512), frame_number(second + i * 512));

    step("second passes");
    long copied = vmstat("vmx_file_copy"), faults = minor_faults() + major_faults();
    unsigned long begin = hpm_cycles();
    by_map = sum(map);
    unsigned long map_cycles = hpm_cycles() - begin;
    long faults_of_map = minor_faults() + major_faults() - faults;
    begin = hpm_cycles();
    EXPECT_EQ(pread(fd, buffer, sizeof buffer, 0), sizeof buffer);
    by_read = sum(buffer);
    unsigned long read_cycles = hpm_cycles() - begin;
    EXPECT_EQ(by_map, by_read);
    EXPECT_EQ(vmstat("vmx_file_copy"), copied);
    EXPECT_EQ(faults_of_map, 0);
    printf("cycles of a second pass: %lu mapped, %lu read\n", map_cycles, read_cycles);
    EXPECT(map_cycles < read_cycles);
    return passed();
}
