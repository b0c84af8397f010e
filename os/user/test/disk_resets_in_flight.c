// SPDX-License-Identifier: Apache-2.0
// Several requests are under way when the disk wants a reset, the one at which it stops being the first or a later one
// of them: all are asked again, and only who makes it stop again and again gets an error. Three processes read the disk
// at once, and the reset comes at another one of their reads each time; and while two others write.
// Machine: --disk-reset 2:read:800-1759:1-1 --disk-reset 2:read:800-1759:6-6 --disk-reset 2:read:800-1759:12-12
// Machine: --disk-reset 2:read:800-1759:19-20 --disk-reset 2:read:800-1759:27-27 --disk-reset 2:read:800-1759:36-37
// Machine: --disk-reset 2:read:800-1759:47-47 --disk-reset 2:read:2408-2415:1-3
// Machine: --disk-reset 2:write:4000-5759:2-2 --disk-reset 2:write:4000-5759:7-7 --disk-reset 2:write:4000-5759:13-14

#include "setting.h"
#include "test.h"

enum { Tasks = 3, Pages = 40, First = 100, Bad = 301, Written = 500, Stride = 60 };

struct wait {
    struct turn ready, go;
};

static int disk;
static unsigned pages[Pages][PageSize / sizeof(unsigned)];

static off_t offset_of(unsigned page) { return (off_t)page * PageSize; }

static void fill_page(unsigned page)
{
    for (unsigned i = 0; i < PageSize / sizeof(unsigned); i++)
        pages[0][i] = page;
    EXPECT_EQ(pwrite(disk, pages[0], PageSize, offset_of(page)), PageSize);
}

static bool page_holds(unsigned page)
{
    return pages[0][0] == page && pages[0][PageSize / sizeof(unsigned) - 1] == page;
}

static void read_page(unsigned page)
{
    EXPECT_EQ(pread(disk, pages[0], PageSize, offset_of(page)), PageSize);
    EXPECT(page_holds(page));
}

// All tasks at once; each does its own.
static void at_once(void (*work)(unsigned task))
{
    struct turn go = make_turn();
    pid_t child[Tasks];
    for (unsigned task = 0; task < Tasks; task++) {
        child[task] = fork_child();
        if (child[task] == 0) {
            await(&go);
            work(task);
            _exit(EXIT_SUCCESS);
        }
    }
    for (unsigned task = 0; task < Tasks; task++)
        give(&go);
    for (unsigned task = 0; task < Tasks; task++)
        wait_for_success(child[task]);
    close(go.fd[0]);
    close(go.fd[1]);
}

static void read_own(unsigned task)
{
    for (unsigned i = 0; i < Pages; i++)
        read_page(First + i * Tasks + task);
}

// The middle one makes the disk stop whatever the others do.
static void read_with_bad(unsigned task)
{
    unsigned page = Bad - 1 + task;
    if (page != Bad) {
        read_page(page);
        return;
    }
    EXPECT_ERRNO(pread(disk, pages[0], PageSize, offset_of(page)), EIO);
    read_page(page);
}

static void write_own(unsigned task)
{
    int fd = open("/dev/vdc", O_RDWR);
    for (unsigned i = 0; i < 8; i++) {
        unsigned page = Written + task * Stride + i * 2;  // no neighbours: each is a request
        fill_page(page);
        EXPECT_EQ(fsync(fd), 0);
    }
    close(fd);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("the disk that stops is this machine's");
    disk = open("/dev/vdc", O_RDWR);
    EXPECT(disk >= 0);
    for (unsigned i = 0; i < Tasks * Pages; i++)
        fill_page(First + i);
    for (unsigned task = 0; task < Tasks; task++)
        fill_page(Bad - 1 + task);
    EXPECT_EQ(fsync(disk), 0);
    set("vm/drop_caches", 1);

    step("reads");
    at_once(read_own);

    step("a read at which it always stops");
    at_once(read_with_bad);

    step("writes");
    at_once(write_own);
    set("vm/drop_caches", 1);
    for (unsigned task = 0; task < Tasks; task++)
        for (unsigned i = 0; i < 8; i++)
            read_page(Written + task * Stride + i * 2);
    close(disk);
    return passed();
}
