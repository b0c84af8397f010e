// SPDX-License-Identifier: Apache-2.0
// A program cannot reach the kernel's half of the address space, by load, store or jump, nor an address that Sv39 does
// not have; the kernel goes on. Claims: F28, F81, F112, F72.

#include "test.h"

static void expect_refused(uintptr_t address)
{
    EXPECT_EQ(fault_of_load((void *)address).signal, SIGSEGV);
    EXPECT_EQ(fault_of_store((void *)address).signal, SIGSEGV);
    EXPECT_EQ(fault_of_call((void *)address).signal, SIGSEGV);
}

int main(void)
{
    step("kernel's first page");
    expect_refused(0xffffffc080200000);
    step("kernel's device registers");
    expect_refused(0xffffffc010000000);
    step("last page of all");
    expect_refused(0xfffffffffffff000);
    step("not canonical");
    expect_refused(0x0000800000000000);
    expect_refused(0x8000000000000000);
    return passed();
}
