// SPDX-License-Identifier: Apache-2.0
// Traps for ever: the trap vector itself holds an illegal instruction.
#include "guest.h"

static const uint32_t illegal __attribute__((aligned(4)));

uint64_t main(uint64_t hart, uint64_t devtree)
{
    (void)hart;
    (void)devtree;
    csr_write(mtvec, &illegal);
    asm volatile("ecall");
    return 0;
}
