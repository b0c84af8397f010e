// SPDX-License-Identifier: Apache-2.0
// Each allocation that the making, the writing or the removal of a file asks for fails in turn, with nothing of the
// file system in memory before: what does not succeed leaves no block and no inode without an owner.

#include <sys/statfs.h>

#include "setting.h"

enum { Most = 120, Quiet = 6, Pages = 16 };

#define NAME "/data/removal_without_memory"

static char bytes[Pages * PageSize];

static void fill(void)
{
    int fd = open(NAME, O_RDWR | O_CREAT, 0644);
    if (fd >= 0) {
        (void)!write(fd, bytes, sizeof bytes);
        close(fd);
    }
}

static void forget_all(void)
{
    sync();
    set("vm/drop_caches", 3);
}

// Another try may be needed, when the path could not be walked.
static void remove_it(void)
{
    if (unlink(NAME) != 0)
        (void)!unlink(NAME);
}

// Whether the allocation of that number was asked for. If not, looking may be what fails.
static bool fails(long number, void (*act)(void))
{
    char left[8];
    set("vm/fail_alloc", number);
    act();
    int fd = open("/proc/sys/vm/fail_alloc", O_RDONLY);
    bool failed = fd >= 0 && read(fd, left, sizeof left) > 0 && left[0] == '0';
    close(fd);
    if (try_setting("vm/fail_alloc", "0") != 0)
        set("vm/fail_alloc", 0);
    return failed;
}

static void expect_free(const struct statfs *before)
{
    struct statfs after;
    EXPECT(statfs("/data", &after) == 0);
    EXPECT_EQ(after.f_ffree, before->f_ffree);
    EXPECT_EQ(after.f_bfree, before->f_bfree);
    vm_check();
}

int main(void)
{
    struct statfs before;
    if (!on_pagewalk())
        return skipped("allocations fail on pagewalk");
    EXPECT(statfs("/data", &before) == 0);
    step("removed");
    unsigned quiet = 0;
    for (long number = 1; number < Most && quiet < Quiet; number++) {
        fill();
        forget_all();
        quiet = fails(number, remove_it) ? 0 : quiet + 1;
        EXPECT_ERRNO(access(NAME, F_OK), ENOENT);
        expect_free(&before);
    }
    EXPECT_EQ(quiet, Quiet);
    step("made and written");
    quiet = 0;
    for (long number = 1; number < Most && quiet < Quiet; number++) {
        forget_all();
        quiet = fails(number, fill) ? 0 : quiet + 1;
        (void)!unlink(NAME);
        expect_free(&before);
    }
    EXPECT_EQ(quiet, Quiet);
    return passed();
}
