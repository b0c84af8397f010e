// SPDX-License-Identifier: Apache-2.0
// The four kinds of mapping, private and shared, of a file and anonymous, in three processes: whose stores are seen by
// whom, what /proc says of each, and what is in the file afterwards. A private page that was evicted is in swap, and
// the file has its own bytes. Another mapping of a page in memory is a minor fault without I/O, one of a page that is
// not is a major fault.
// Claims: F46, F50, F52, F53, F88, F89, F140.

#include "test.h"

enum { Pageout = 21 /* MADV_PAGEOUT */ };

static struct {
    const char *kind, *flag;
    int flags;
    char permission;
    char *at;
} kinds[] = {
    {"private anonymous", NULL, MAP_PRIVATE | MAP_ANONYMOUS, 'p', NULL},
    {"shared anonymous", "sh", MAP_SHARED | MAP_ANONYMOUS, 's', NULL},
    {"private file", NULL, MAP_PRIVATE, 'p', NULL},
    {"shared file", "sh", MAP_SHARED, 's', NULL},
};
enum { Kinds = sizeof kinds / sizeof kinds[0] };

static int make_file(const char *path)
{
    static char page[PageSize];
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT(fd >= 0 && unlink(path) == 0);
    memset(page, 'f', sizeof page);
    EXPECT_EQ(pwrite(fd, page, sizeof page, 0), PageSize);
    return fd;
}

// What smaps says of the mapping that begins at `at`.
static void expect_in_smaps(const char *at, char permission, const char *flag)
{
    char line[256];
    bool here = false, seen = false;
    FILE *smaps = fopen("/proc/self/smaps", "r");
    EXPECT(smaps);
    while (fgets(line, sizeof line, smaps)) {
        unsigned long start, end;
        char rights[5];
        if (sscanf(line, "%lx-%lx %4s", &start, &end, rights) == 3) {
            here = start <= (uintptr_t)at && (uintptr_t)at < end;
            if (here)
                EXPECT_EQ(rights[3], permission);
        } else if (here && strncmp(line, "VmFlags:", 8) == 0) {
            seen = true;
            EXPECT_EQ(strstr(line, " sh") != NULL, flag != NULL);
        }
    }
    fclose(smaps);
    EXPECT(seen);
}

// One stores, and the other two look: processes of which each is another's child.
static void matrix(int fd)
{
    struct turn down = make_turn(), up = make_turn();
    for (int k = 0; k < Kinds; k++) {
        kinds[k].at =
            mmap(NULL, PageSize, PROT_READ | PROT_WRITE, kinds[k].flags, kinds[k].flags & MAP_ANONYMOUS ? -1 : fd, 0);
        EXPECT(kinds[k].at != MAP_FAILED);
        kinds[k].at[1] = 'b';  // before the others are there: seen by all
        expect_in_smaps(kinds[k].at, kinds[k].permission, kinds[k].flag);
    }
    pid_t child = fork_child();
    if (child == 0) {
        pid_t grandchild = fork_child();
        if (grandchild == 0) {
            for (int k = 0; k < Kinds; k++) {
                EXPECT_EQ(kinds[k].at[1], 'b');
                kinds[k].at[2] = 'g';
            }
            _exit(EXIT_SUCCESS);
        }
        wait_for_success(grandchild);
        for (int k = 0; k < Kinds; k++) {
            EXPECT_EQ(kinds[k].at[2] == 'g', kinds[k].permission == 's');
            kinds[k].at[3] = 'c';
        }
        give(&up);
        await(&down);
        for (int k = 0; k < Kinds; k++)
            EXPECT_EQ(kinds[k].at[4] == 'p', kinds[k].permission == 's');
        _exit(EXIT_SUCCESS);
    }
    await(&up);
    for (int k = 0; k < Kinds; k++) {
        EXPECT_EQ(kinds[k].at[2] == 'g', kinds[k].permission == 's');
        EXPECT_EQ(kinds[k].at[3] == 'c', kinds[k].permission == 's');
        kinds[k].at[4] = 'p';
    }
    give(&down);
    wait_for_success(child);
    char seen[6] = {0};
    EXPECT_EQ(pread(fd, seen, 5, 0), 5);
    EXPECT(strcmp(seen, "fbgcp") == 0);  // of the shared mapping alone
}

static void evicted_private_page(int fd)
{
    char byte;
    char *mine = kinds[2].at, *other = mmap(NULL, PageSize, PROT_READ, MAP_PRIVATE, fd, 0);
    EXPECT(other != MAP_FAILED);
    mine[100] = 'm';
    long out = vmstat("pswpout");
    EXPECT(madvise(mine, PageSize, Pageout) == 0);
    if (on_pagewalk())
        EXPECT(vmstat("pswpout") > out);
    EXPECT_EQ(pread(fd, &byte, 1, 100), 1);
    EXPECT_EQ(byte, 'f');
    EXPECT_EQ(other[100], 'f');
    EXPECT_EQ(mine[100], 'm');
    EXPECT(munmap(other, PageSize) == 0);
}

static long major_faults(void)
{
    struct rusage usage;
    EXPECT(getrusage(RUSAGE_SELF, &usage) == 0);
    return usage.ru_majflt;
}

// A file that nobody has mapped or read lately: its pages are not in memory.
static void minor_and_major(void)
{
    char name[] = "/data/cold.XXXXXX";
    int fd = mkstemp(name);
    if (fd < 0)
        return;  // on the host
    EXPECT(unlink(name) == 0);
    static char page[PageSize];
    EXPECT_EQ(write(fd, page, sizeof page), PageSize);
    EXPECT(fsync(fd) == 0);
    char *one = mmap(NULL, PageSize, PROT_READ, MAP_SHARED, fd, 0);
    char *two = mmap(NULL, PageSize, PROT_READ, MAP_SHARED, fd, 0);
    EXPECT(one != MAP_FAILED && two != MAP_FAILED);
    EXPECT(one[0] == 0 && madvise(one, PageSize, Pageout) == 0);
    long major = major_faults(), in = vmstat("pgpgin");
    EXPECT_EQ(one[0], 0);
    EXPECT_EQ(major_faults(), major + 1);
    EXPECT(vmstat("pgpgin") >= in + PageSize / 1024);
    major = major_faults(), in = vmstat("pgpgin");
    long minor = minor_faults();
    EXPECT_EQ(two[0], 0);
    EXPECT_EQ(minor_faults(), minor + 1);
    EXPECT_EQ(major_faults(), major);
    EXPECT_EQ(vmstat("pgpgin"), in);
    EXPECT(munmap(one, PageSize) == 0 && munmap(two, PageSize) == 0 && close(fd) == 0);
}

int main(void)
{
    int fd = make_file(on_pagewalk() ? "/data/four_ways" : "/tmp/four_ways");
    step("who sees whose stores");
    matrix(fd);
    step("an evicted private page");
    evicted_private_page(fd);
    if (on_pagewalk()) {
        step("minor and major faults");
        minor_and_major();
    }
    return passed();
}
