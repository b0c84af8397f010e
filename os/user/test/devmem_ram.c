// SPDX-License-Identifier: Apache-2.0
// /dev/mem is all of RAM when it is not confined to devices: what a process stored is read at its page's physical
// address and can be changed there, by pread and pwrite and through a mapping, at once and both ways; a private mapping
// is refused; so are addresses that nothing answers, and they harm nobody. Claims: F13, F15.
//
// Boot: strict_devmem=0
#include "devmem.h"

static volatile uint64_t *map_physical(int fd, uint64_t pa)
{
    char *map = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)(pa & ~(PageSize - 1ul)));
    EXPECT(map != MAP_FAILED);
    return (volatile uint64_t *)(map + pa % PageSize);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("this kernel keeps its memory to itself");
    int fd = open("/dev/mem", O_RDWR);
    EXPECT(fd >= 0);
    volatile uint64_t *own = (volatile uint64_t *)map_pages(1, PROT_READ | PROT_WRITE) + 5;
    uint64_t seen = 0;

    step("read what was stored");
    *own = 0x1122334455667788;
    uint64_t pa = physical_of(own);
    EXPECT_EQ(pread(fd, &seen, sizeof seen, (off_t)pa), sizeof seen);
    EXPECT_EQ(seen, *own);
    seen = 0;
    EXPECT_EQ(pread(fd, &seen, 3, (off_t)pa + 1), 3);
    EXPECT_EQ(seen, 0x556677);

    step("change it there");
    EXPECT_EQ(pwrite(fd, &(uint64_t){99}, 8, (off_t)pa), 8);
    EXPECT_EQ(*own, 99);

    step("map it a second time");
    long resident = own_resident_pages();
    volatile uint64_t *alias = map_physical(fd, pa);
    EXPECT_EQ(*alias, 99);
    *alias = 100;
    EXPECT_EQ(*own, 100);
    *own = 101;
    EXPECT_EQ(*alias, 101);
    EXPECT_EQ(physical_of(alias), pa);
    EXPECT_EQ(own_resident_pages(), resident);

    step("a child maps it by itself");
    pid_t child = fork_child();
    if (child == 0) {
        EXPECT_EQ(*alias, 101);
        *alias = 102;
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(child);
    EXPECT_EQ(*alias, 102);

    step("change its rights, move it, and let it go");
    char *page = (char *)((uintptr_t)alias & ~(PageSize - 1ul));
    EXPECT(mprotect(page, PageSize, PROT_READ) == 0);
    EXPECT_FAULT(fault_of_store(page), SIGSEGV, SEGV_ACCERR, page);
    EXPECT_EQ(*alias, 102);
    EXPECT(mprotect(page, PageSize, PROT_READ | PROT_WRITE) == 0);
    *alias = 103;
    char *moved = mremap(page, PageSize, 2 * PageSize, MREMAP_MAYMOVE);
    EXPECT(moved != MAP_FAILED);
    EXPECT_EQ(*(volatile uint64_t *)(moved + pa % PageSize), 103);
    EXPECT(munmap(moved, 2 * PageSize) == 0);

    step("devices as well");
    uint64_t first, second;
    EXPECT_EQ(pread(fd, &first, sizeof first, MTIME), sizeof first);
    EXPECT_EQ(pread(fd, &second, sizeof second, MTIME), sizeof second);
    EXPECT(second > first);

    step("what is refused");
    EXPECT_ERRNO((intptr_t)mmap(NULL, PageSize, PROT_READ, MAP_PRIVATE, fd, (off_t)(pa & ~(PageSize - 1ul))), EINVAL);
    EXPECT_ERRNO(pread(fd, &seen, 8, NOTHING), EFAULT);
    EXPECT_ERRNO(pread(fd, &seen, 8, -8), EFAULT);
    volatile uint64_t *nothing = map_physical(fd, NOTHING);
    EXPECT_EQ(fault_of_load(nothing).signal, SIGBUS);
    EXPECT_ERRNO(write(1, (const void *)nothing, 8), EFAULT);
    return passed();
}
