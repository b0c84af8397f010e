// SPDX-License-Identifier: Apache-2.0
// Accesses that lie across the border of two pages: neither page there yet, only the second missing, the second
// forbidden, which must be told at an address in the access and leave the first page as it was; and an instruction
// across the border. Claims: F136.

#include "test.h"

static volatile unsigned char *border;

static void load_across(volatile unsigned char *at)
{
    uint64_t value;
    memcpy(&value, (const void *)(uintptr_t)at, sizeof value);
    __asm__ volatile("" : : "r"(value) : "memory");
}

#ifdef __riscv
static uint64_t load8(volatile unsigned char *at)
{
    uint64_t value;
    __asm__ volatile("ld %0, 0(%1)" : "=r"(value) : "r"(at) : "memory");
    return value;
}

static void store8(volatile unsigned char *at, uint64_t value)
{
    __asm__ volatile("sd %0, 0(%1)" : : "r"(value), "r"(at) : "memory");
}
#else
static uint64_t load8(volatile unsigned char *at) { return *(volatile uint64_t *)at; }
static void store8(volatile unsigned char *at, uint64_t value) { *(volatile uint64_t *)at = value; }
#endif

static void store_across(volatile unsigned char *at) { store8(at, 0x1122334455667788); }

static void expect_fault_in(struct fault fault, volatile unsigned char *at)
{
    EXPECT_EQ(fault.signal, SIGSEGV);
    EXPECT(fault.address >= (uintptr_t)at && fault.address < (uintptr_t)at + 8);
}

static unsigned char *fresh_pair(int second_protection)
{
    unsigned char *pair = map_pages(2, PROT_READ | PROT_WRITE);
    EXPECT(mprotect(pair + PageSize, PageSize, second_protection) == 0);
    border = pair + PageSize;
    return pair;
}

int main(void)
{
    step("both pages absent");
    fresh_pair(PROT_READ | PROT_WRITE);
    EXPECT_EQ(load8(border - 3), 0);
    fresh_pair(PROT_READ | PROT_WRITE);
    store8(border - 3, 0x1122334455667788);
    EXPECT_EQ(load8(border - 3), 0x1122334455667788);
    EXPECT_EQ(border[-1], 0x66);
    EXPECT_EQ(border[0], 0x55);

    step("the second page may only be read");
    fresh_pair(PROT_READ);
    border[-5] = 0x99;
    expect_fault_in(fault_of(store_across, border - 5), border - 5);
    EXPECT_EQ(load8(border - 5), 0x99);

    step("the second page may not be touched");
    fresh_pair(PROT_NONE);
    border[-1] = 0x98;
    expect_fault_in(fault_of(load_across, border - 1), border - 1);
    expect_fault_in(fault_of(store_across, border - 1), border - 1);
    EXPECT_EQ(border[-1], 0x98);

    step("both pages shared by fork");
    fresh_pair(PROT_READ | PROT_WRITE);
    store8(border - 4, 0x0102030405060708);
    pid_t pid = fork_child();
    if (pid == 0) {
        store8(border - 4, 0x1112131415161718);
        EXPECT_EQ(load8(border - 4), 0x1112131415161718);
        _exit(0);
    }
    wait_for_success(pid);
    EXPECT_EQ(load8(border - 4), 0x0102030405060708);

#ifdef __riscv
    step("an instruction across the border");
    unsigned char *pair = map_pages(2, PROT_READ | PROT_WRITE);
    uint32_t code[2] = {0x02a00513, 0x00008067};  // li a0, 42; ret
    memcpy(pair + PageSize - 2, code, sizeof code);
    EXPECT(mprotect(pair, 2 * PageSize, PROT_READ | PROT_EXEC) == 0);
    __asm__ volatile("fence.i" : : : "memory");
    EXPECT_EQ(((int (*)(void))(uintptr_t)(pair + PageSize - 2))(), 42);
    EXPECT(mprotect(pair + PageSize, PageSize, PROT_READ) == 0);
    EXPECT_FAULT(fault_of_call(pair + PageSize - 2), SIGSEGV, SEGV_ACCERR, pair + PageSize);
#endif
    return passed();
}
