// SPDX-License-Identifier: Apache-2.0
// swapon and swapoff refuse what is no swap partition or not in the state that they need, with the errno of Linux; the
// swap in use goes on. Claims: F45.

#include "swaparea.h"

static void refuse(struct swap_header header, const char *magic)
{
    make_area(header, magic);
    EXPECT_ERRNO(swapon(OWN_AREA, 0), EINVAL);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    long swap = meminfo_kb("SwapTotal");
    EXPECT(swap > 0);

    step("swapon");
    EXPECT_ERRNO(syscall(SYS_swapon, "/dev/no-such-disk", 0), ENOENT);
    EXPECT_ERRNO(syscall(SYS_swapon, (char *)16, 0), EFAULT);
    EXPECT_ERRNO(syscall(SYS_swapon, "/data/GPL-3", 0), EINVAL);
    EXPECT_ERRNO(syscall(SYS_swapon, "/dev/null", 0), EINVAL);
    EXPECT_ERRNO(syscall(SYS_swapon, "/dev/vda", 0), EBUSY);
    EXPECT_ERRNO(syscall(SYS_swapon, "/dev/vdb", 0), EBUSY);
    EXPECT_ERRNO(syscall(SYS_swapon, "/dev/vdb", ~0), EINVAL);

    step("swapoff");
    EXPECT_ERRNO(syscall(SYS_swapoff, "/dev/vda"), EINVAL);
    EXPECT_ERRNO(syscall(SYS_swapoff, "/dev/no-such-disk"), ENOENT);
    EXPECT_EQ(meminfo_kb("SwapTotal"), swap);

    step("headers");
    EXPECT(swapoff("/dev/vdb") == 0);
    EXPECT_ERRNO(swapon("/dev/vda", 0), EBUSY);
    refuse((struct swap_header){.version = 1, .last_page = 9}, "SWAP-SPACE");
    refuse((struct swap_header){.version = 2, .last_page = 9}, "SWAPSPACE2");
    refuse((struct swap_header){.version = 1, .last_page = 0}, "SWAPSPACE2");
    refuse((struct swap_header){.version = 1, .last_page = 1 << 20}, "SWAPSPACE2");
    refuse((struct swap_header){.version = 1, .last_page = 9, .bad_count = 1, .bad = {10}}, "SWAPSPACE2");
    refuse((struct swap_header){.version = 1, .last_page = 9, .bad_count = 1000, .bad = {1}}, "SWAPSPACE2");
    EXPECT(swapon("/dev/vdb", 0) == 0);
    EXPECT_EQ(meminfo_kb("SwapTotal"), swap);
    return passed();
}
