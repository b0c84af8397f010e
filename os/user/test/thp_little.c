// SPDX-License-Identifier: Apache-2.0
// Where memory is too small for a block of 2 MiB, a program that is to have huge pages has small ones, and is told
// nothing of it: one look for a block, which a counter knows of, for each 2 MiB.
//
// Boot: thp=always
// Boot: thp=always frames=250
// Machine: --ram 3M
#include "thp.h"

enum { Huge = 4, Pages = 20 };

int main(void)
{
    long given = vmstat("thp_fault_alloc"), refused = vmstat("thp_fault_fallback");
    unsigned char *p = thp_map(Huge);
    for (size_t i = 0; i < Huge; i++)
        thp_fill(p + i * HUGE + HUGE / 2, Pages);
    if (on_pagewalk()) {
        EXPECT_EQ(vmstat("thp_fault_alloc"), given);
        EXPECT(vmstat("thp_fault_fallback") - refused >= Huge);
        EXPECT_EQ(thp_own(), 0);
        EXPECT_EQ(meminfo_kb("AnonHugePages"), 0);
    }
    step("fork");
    pid_t pid = fork_child();
    for (size_t i = 0; i < Huge; i++)
        thp_expect(p + i * HUGE + HUGE / 2, 0, Pages);
    if (pid == 0)
        _exit(EXIT_SUCCESS);
    wait_for_success(pid);
    step("munmap");
    thp_unmap(p, Huge);
    return passed();
}
