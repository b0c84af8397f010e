// SPDX-License-Identifier: Apache-2.0
// A reference to an address that belongs to no region raises SIGSEGV with SEGV_MAPERR and the exact address, and kills
// a process that does not catch it; a reference just behind a small block, in the heap's page, is not noticed. Claims:
// F29, F33, F34, F90.

#include "test.h"

int main(void)
{
    step("null pointer");
    EXPECT_FAULT(fault_of_load((void *)0), SIGSEGV, SEGV_MAPERR, 0);
    EXPECT_FAULT(fault_of_store((void *)0x10), SIGSEGV, SEGV_MAPERR, 0x10);

    step("behind a small block");
    volatile int *volatile ip = malloc(10 * sizeof *ip);
    EXPECT(ip);
    EXPECT_EQ(fault_of_load(ip + 11).signal, 0);
    int behind = ip[11];  // the library's own
    EXPECT_EQ(fault_of_store(ip + 11).signal, 0);
    ip[11] = behind;

    step("far behind it");
    EXPECT_FAULT(fault_of_store(ip + 100000), SIGSEGV, SEGV_MAPERR, ip + 100000);

    step("a hole");
    unsigned char *region = map_pages(3, PROT_READ | PROT_WRITE);
    EXPECT(munmap(region + PageSize, PageSize) == 0);
    long before = minor_faults();
    EXPECT_FAULT(fault_of_load(region + PageSize + 123), SIGSEGV, SEGV_MAPERR, region + PageSize + 123);
    EXPECT_FAULT(fault_of_call(region + PageSize + 124), SIGSEGV, SEGV_MAPERR, region + PageSize + 124);
    EXPECT(minor_faults() - before <= 1);  // at most the stack's

    step("no handler");
    pid_t pid = fork_child();
    if (pid == 0) {
        *(volatile int *)(region + PageSize) = 99;
        _exit(0);
    }
    int status = wait_for(pid);
    EXPECT(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), SIGSEGV);
    return passed();
}
