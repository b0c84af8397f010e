// SPDX-License-Identifier: Apache-2.0
// Directories a thousand deep: what nobody holds any more gives back what it holds in turn, from the deepest up, in
// whatever way it comes to its end: removed while somebody is in it or dropped from the cache.
//
// Engine: model

#include <sys/stat.h>

#include "test.h"

enum { InMemory = 1000, OnDisk = 100, Others = 80 };

static void go_down(int levels)
{
    for (int depth = 0; depth < levels; depth++)
        EXPECT(mkdir("d", 0755) == 0 && chdir("d") == 0);
}

// From the deepest, which is where this process stays.
static void remove_above(int levels)
{
    static char path[3 * InMemory + 2];
    for (int depth = 0; depth < levels; depth++) {
        memcpy(path + 3 * depth, "../d", 5);
        EXPECT(rmdir(path) == 0);
    }
}

static void removed_while_inside(const char *top, int levels)
{
    EXPECT(chdir(top) == 0);
    go_down(levels);
    remove_above(levels);
    EXPECT(chdir("/") == 0);
}

static void dropped_from_cache(const char *top, int levels)
{
    char name[64];
    EXPECT(chdir(top) == 0);
    go_down(levels);
    EXPECT(chdir("/") == 0);
    for (int i = 0; i < Others; i++) {
        snprintf(name, sizeof name, "%s/other-%d", top, i);
        int fd = open(name, O_RDWR | O_CREAT, 0644);
        EXPECT(fd >= 0 && close(fd) == 0);
    }
    for (int i = 0; i < Others; i++) {
        snprintf(name, sizeof name, "%s/other-%d", top, i);
        EXPECT(unlink(name) == 0);
    }
    EXPECT(chdir(top) == 0);
    for (int depth = 0; depth < levels; depth++)
        EXPECT(chdir("d") == 0);
    remove_above(levels);
    EXPECT(chdir("/") == 0);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs the root directory for itself");
    EXPECT(mkdir("/deep", 0755) == 0);
    step("removed while somebody is inside, in memory");
    removed_while_inside("/tmp", InMemory);
    step("removed while somebody is inside, on a disk");
    removed_while_inside("/deep", OnDisk);
    step("dropped from the cache");
    dropped_from_cache("/deep", OnDisk);
    EXPECT(rmdir("/deep") == 0);
    return passed();
}
