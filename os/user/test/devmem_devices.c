// SPDX-License-Identifier: Apache-2.0
// /dev/mem reaches the registers of devices, by pread and through a mapping: time goes on, the console's transmitter is
// empty. RAM is out of reach unless the boot argument strict_devmem says 0. There are no ports, which are a thing of
// x86, and no /dev/kmem that nobody asked for. Claims: F14, F15, F16.
#include "devmem.h"

int main(void)
{
    if (!on_pagewalk())
        return skipped("this machine has other devices");
    int fd = open("/dev/mem", O_RDWR);
    EXPECT(fd >= 0);

    step("time");
    uint64_t first, second;
    EXPECT_EQ(pread(fd, &first, sizeof first, MTIME), sizeof first);
    EXPECT_EQ(pread(fd, &second, sizeof second, MTIME), sizeof second);
    EXPECT(second > first);
    char *map = mmap(NULL, PageSize, PROT_READ, MAP_SHARED, fd, MTIME / PageSize * PageSize);
    EXPECT(map != MAP_FAILED);
    for (int i = 0; i < 10; i++) {
        uint64_t now = *(volatile uint64_t *)(map + MTIME % PageSize);
        EXPECT(now > second || (i > 0 && now >= second));
        second = now;
    }

    step("the console's line status");
    fflush(stdout);
    unsigned char status;
    EXPECT_EQ(pread(fd, &status, 1, UART_STATUS), 1);
    EXPECT_EQ(status & 0x60, 0x60);

    step("RAM");
    volatile uint64_t *own = (volatile uint64_t *)map_pages(1, PROT_READ | PROT_WRITE);
    *own = 7;
    off_t pa = (off_t)physical_of(own);
    EXPECT_ERRNO(pread(fd, &first, 8, pa), EPERM);
    EXPECT_ERRNO(pwrite(fd, &first, 8, pa), EPERM);
    EXPECT_ERRNO((intptr_t)mmap(NULL, PageSize, PROT_READ, MAP_SHARED, fd, pa), EPERM);
    EXPECT_ERRNO(pread(fd, &first, 8, KERNEL), EPERM);
    EXPECT_EQ(*own, 7);

    step("what is not there");
    EXPECT_ERRNO(open("/dev/port", O_RDWR), ENOENT);
    EXPECT_ERRNO(open("/dev/kmem", O_RDWR), ENOENT);
    return passed();
}
