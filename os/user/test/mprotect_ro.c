// SPDX-License-Identifier: Apache-2.0
// mprotect changes the rights of exactly the pages it names, at once, for pages that are in the TLB already; the
// contents stay. Where it meets a hole it says ENOMEM. Claims: F30, F67.

#include "test.h"

int main(void)
{
    unsigned char *region = map_pages(4, PROT_READ | PROT_WRITE);
    for (int page = 0; page < 3; page++)
        region[page * PageSize] = (unsigned char)(page + 1);

    step("one page read-only");
    EXPECT(mprotect(region + PageSize, 1, PROT_READ) == 0);
    EXPECT_FAULT(fault_of_store(region + PageSize), SIGSEGV, SEGV_ACCERR, region + PageSize);
    EXPECT_FAULT(fault_of_store(region + 2 * PageSize - 1), SIGSEGV, SEGV_ACCERR, region + 2 * PageSize - 1);
    EXPECT_EQ(region[PageSize], 2);
    region[PageSize - 1] = 7;
    region[2 * PageSize] = 8;

    step("no access");
    EXPECT(mprotect(region + PageSize, PageSize, PROT_NONE) == 0);
    EXPECT_FAULT(fault_of_load(region + PageSize), SIGSEGV, SEGV_ACCERR, region + PageSize);

    step("writable again");
    EXPECT(mprotect(region + PageSize, PageSize, PROT_READ | PROT_WRITE) == 0);
    EXPECT_EQ(region[PageSize], 2);
    region[PageSize] = 9;
    EXPECT_EQ(region[PageSize], 9);

    step("read-only before the first touch");
    EXPECT(mprotect(region + 3 * PageSize, PageSize, PROT_READ) == 0);
    EXPECT_EQ(region[3 * PageSize], 0);
    EXPECT_FAULT(fault_of_store(region + 3 * PageSize), SIGSEGV, SEGV_ACCERR, region + 3 * PageSize);
    EXPECT(mprotect(region + 3 * PageSize, PageSize, PROT_READ | PROT_WRITE) == 0);
    region[3 * PageSize] = 1;
    EXPECT_EQ(region[3 * PageSize + 1], 0);

    step("shared by fork, then writable by the parent alone");
    EXPECT(mprotect(region, PageSize, PROT_READ) == 0);
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT(mprotect(region, PageSize, PROT_READ | PROT_WRITE) == 0);
        region[0] = 99;
        _exit(0);
    }
    wait_for_success(pid);
    EXPECT_EQ(region[0], 1);

    step("errors");
    EXPECT_ERRNO(syscall(SYS_mprotect, region + 1, PageSize, PROT_READ), EINVAL);  // musl would round
    EXPECT(munmap(region + PageSize, PageSize) == 0);
    EXPECT_ERRNO(mprotect(region, 3 * PageSize, PROT_READ), ENOMEM);
    return passed();
}
