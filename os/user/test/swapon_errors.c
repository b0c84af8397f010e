// SPDX-License-Identifier: Apache-2.0
//
// swapon and swapoff refuse what is no swap partition or not in the state that they need, with the errno of Linux; the swap in
// use goes on. A partition whose header has bad pages works without them, and may become full.
// Claims: F45.

#include <sys/swap.h>

#include "test.h"

// What mkswap writes from byte 1024 on, and at the end of the page.
struct header {
    unsigned version, last_page, bad_count, more[125], bad[4];    // more: uuid, label, padding
};

// A swap area of nine pages on the third disk, with this header: accepted, or refused with `error`.
static void try_header(struct header header, const char *magic, int error)
{
    static char page[PageSize];
    memset(page, 0, sizeof page);
    memcpy(page + 1024, &header, sizeof header);
    memcpy(page + PageSize - 10, magic, 10);
    int fd = open("/dev/vdc", O_WRONLY);
    EXPECT(fd >= 0 && pwrite(fd, page, PageSize, 0) == PageSize && fsync(fd) == 0 && close(fd) == 0);
    if (error) {
        EXPECT_ERRNO(swapon("/dev/vdc", 0), error);
        return;
    }
    EXPECT(swapon("/dev/vdc", 0) == 0);
    EXPECT_EQ(meminfo_kb("SwapTotal"), (long)(header.last_page - header.bad_count) * 4);
    unsigned char *pages = map_pages(12, PROT_READ | PROT_WRITE);
    for (int i = 0; i < 12; i++)
        pages[i * PageSize] = (unsigned char)(i + 1);
    EXPECT(madvise(pages, 12 * PageSize, 21 /* MADV_PAGEOUT */) == 0);
    EXPECT_EQ(meminfo_kb("SwapFree"), 0);
    vm_check();
    fd = open("/dev/vdc", O_RDONLY);
    for (unsigned i = 0; i < header.bad_count; i++)    // the bad pages were left alone
        EXPECT(pread(fd, page, 1, (off_t)header.bad[i] * PageSize) == 1 && page[0] == 0);
    close(fd);
    for (int i = 0; i < 12; i++)
        EXPECT_EQ(pages[i * PageSize], i + 1);
    EXPECT(munmap(pages, 12 * PageSize) == 0 && swapoff("/dev/vdc") == 0);
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
    EXPECT_ERRNO(swapon("/dev/vda", 0), EINVAL);
    try_header((struct header){ .version = 1, .last_page = 9, .bad_count = 0, .bad = { 0 } }, "SWAP-SPACE", EINVAL);
    try_header((struct header){ .version = 2, .last_page = 9, .bad_count = 0, .bad = { 0 } }, "SWAPSPACE2", EINVAL);
    try_header((struct header){ .version = 1, .last_page = 0, .bad_count = 0, .bad = { 0 } }, "SWAPSPACE2", EINVAL);
    try_header((struct header){ .version = 1, .last_page = 1 << 20, .bad_count = 0, .bad = { 0 } }, "SWAPSPACE2", EINVAL);
    try_header((struct header){ .version = 1, .last_page = 9, .bad_count = 1, .bad = { 10 } }, "SWAPSPACE2", EINVAL);
    try_header((struct header){ .version = 1, .last_page = 9, .bad_count = 1000, .bad = { 1 } }, "SWAPSPACE2", EINVAL);
    try_header((struct header){ .version = 1, .last_page = 9, .bad_count = 2, .bad = { 3, 5 } }, "SWAPSPACE2", 0);
    EXPECT(swapon("/dev/vdb", 0) == 0);
    EXPECT_EQ(meminfo_kb("SwapTotal"), swap);
    return passed();
}
