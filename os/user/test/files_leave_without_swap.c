// SPDX-License-Identifier: Apache-2.0
// Without swap, most of memory is full of pages that nobody has used for long and that have nowhere to go: of this
// process, and shared ones. Whatever the policy, reclaim passes over all of them and finds the pages of files, again
// and again, so that files larger than the rest of memory can be read, and nobody is killed.

#include <dirent.h>
#include <sys/swap.h>

#include "procfile.h"

enum { Rest = 60 /* pages that are left */, Rounds = 2 };

static unsigned char *fill(long pages, int sharing)
{
    unsigned char *p = mmap(NULL, (size_t)pages * PageSize, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
    EXPECT(p != MAP_FAILED);
    for (long page = 0; page < pages; page++)
        p[page * PageSize] = (unsigned char)page;
    return p;
}

static void expect_filled(const unsigned char *p, long pages)
{
    for (long page = 0; page < pages; page++)
        EXPECT_EQ(p[page * PageSize], (unsigned char)page);
}

// Bytes of all programs.
static long read_programs(void)
{
    static char bytes[PageSize];
    long sum = 0;
    ssize_t length;
    DIR *bin = opendir("/bin");
    EXPECT(bin);
    for (const struct dirent *entry; (entry = readdir(bin));) {
        int fd = openat(dirfd(bin), entry->d_name, O_RDONLY);
        EXPECT(fd >= 0);
        while ((length = read(fd, bytes, sizeof bytes)) > 0)
            sum += length;
        close(fd);
    }
    closedir(bin);
    return sum;
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    EXPECT(swapoff("/dev/vdb") == 0);
    step("memory is nearly full");
    long pages = (meminfo_kb("MemAvailable") / 4 - Rest) / 2;
    if (pages < Rest / 2)
        pages = Rest / 2;
    unsigned char *own = fill(pages, MAP_PRIVATE), *shared = fill(pages, MAP_SHARED);

    step("read more than the rest");
    long kills = vmstat("oom_kill"), sum = read_programs();
    EXPECT(sum > 2 * Rest * PageSize);
    for (int i = 1; i < Rounds; i++)
        EXPECT_EQ(read_programs(), sum);
    EXPECT_EQ(vmstat("oom_kill"), kills);
    expect_filled(own, pages);
    expect_filled(shared, pages);
    EXPECT(swapon("/dev/vdb", 0) == 0);
    return passed();
}
