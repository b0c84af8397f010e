// SPDX-License-Identifier: Apache-2.0
// /dev/kmem is there when the boot argument kmem=1 asks for it: an offset is an address of the kernel's, and what is
// read there is what /dev/mem has at the physical one. Addresses that the kernel has not mapped, and those of programs,
// are EFAULT. Claims: F16.
//
// Boot: kmem=1 strict_devmem=0
#include "devmem.h"

#define WINDOW 0xffffffc000000000ul    // the kernel's address of physical address 0
#define UNMAPPED 0xffffffefffff0000ul  // nothing there

int main(void)
{
    unsigned char by_kernel[256], by_physical[256];
    if (!on_pagewalk())
        return skipped("there is no /dev/kmem");
    int kmem = open("/dev/kmem", O_RDWR), mem = open("/dev/mem", O_RDWR);
    EXPECT(kmem >= 0 && mem >= 0);

    step("the kernel's first instructions");
    EXPECT_EQ(pread(kmem, by_kernel, sizeof by_kernel, (off_t)(WINDOW + KERNEL)), sizeof by_kernel);
    EXPECT_EQ(pread(mem, by_physical, sizeof by_physical, (off_t)KERNEL), sizeof by_physical);
    EXPECT(memcmp(by_kernel, by_physical, sizeof by_kernel) == 0);
    EXPECT(memcmp(by_kernel, (unsigned char[sizeof by_kernel]){0}, sizeof by_kernel) != 0);

    step("a page of this process");
    volatile unsigned char *own = map_pages(1, PROT_READ | PROT_WRITE);
    own[3] = 45;
    EXPECT_EQ(pread(kmem, by_kernel, 1, (off_t)(WINDOW + physical_of(&own[3]))), 1);
    EXPECT_EQ(by_kernel[0], 45);
    EXPECT_EQ(lseek(kmem, (off_t)(WINDOW + physical_of(&own[3])), SEEK_SET), (off_t)(WINDOW + physical_of(&own[3])));
    EXPECT_EQ(read(kmem, by_kernel, 1), 1);
    EXPECT_EQ(by_kernel[0], 45);

    step("what is not mapped");
    EXPECT_ERRNO(pread(kmem, by_kernel, 8, (off_t)UNMAPPED), EFAULT);
    EXPECT_ERRNO(pread(kmem, by_kernel, 8, (off_t)(uintptr_t)own), EFAULT);
    EXPECT_ERRNO(pwrite(kmem, by_kernel, 8, (off_t)UNMAPPED), EFAULT);
    return passed();
}
