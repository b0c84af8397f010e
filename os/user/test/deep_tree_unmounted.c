// SPDX-License-Identifier: Apache-2.0
// Directories that lie in each other 200 deep go with their file system in one umount, and give their memory back.

#include <sys/mount.h>
#include <sys/stat.h>

#include "test.h"

enum { Depth = 200 };

int main(void)
{
    if (!on_pagewalk())
        return skipped("mounting is not for everybody");
    mkdir("/tmp/deep", 0755);

    step("down");
    EXPECT(mount("tmpfs", "/tmp/deep", "tmpfs", 0, NULL) == 0);
    EXPECT(chdir("/tmp/deep") == 0);
    for (int i = 0; i < Depth; i++) {
        EXPECT(mkdir("d", 0755) == 0);
        EXPECT(chdir("d") == 0);
    }
    EXPECT_ERRNO(umount("/tmp/deep"), EBUSY);

    step("all at once");
    EXPECT(chdir("/") == 0);
    EXPECT(umount("/tmp/deep") == 0);
    EXPECT_ERRNO(access("/tmp/deep/d", F_OK), ENOENT);
    vm_check();
    return passed();
}
