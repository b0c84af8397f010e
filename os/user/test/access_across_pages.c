// SPDX-License-Identifier: Apache-2.0
// Accesses that lie across the border of two pages: neither page there yet, only the second missing, the second
// forbidden, which must be told at an address in the access and leave the first page as it was; the border of two page
// tables; the kernel's own copies; and an instruction across the border, of which either half is in swap. Claims: F136.

#include "procfile.h"

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

static void other_table(void)
{
    enum { Table = 512 * PageSize };
    unsigned char *area = map_pages(3 * 512, PROT_READ | PROT_WRITE);
    border = (unsigned char *)(((uintptr_t)area + 2 * Table - 1) / Table * Table);
    EXPECT_EQ(load8(border - 4), 0);
    EXPECT(madvise(area, 3 * Table, MADV_DONTNEED) == 0);
    store8(border - 4, 0x1122334455667788);
    EXPECT_EQ(load8(border - 4), 0x1122334455667788);
    EXPECT(munmap(area, 3 * Table) == 0);
}

static void by_kernel(void)
{
    int ends[2];
    EXPECT(pipe(ends) == 0);
    fresh_pair(PROT_READ | PROT_WRITE);
    EXPECT(write(ends[1], "abcdefgh", 8) == 8 && read(ends[0], (void *)(border - 3), 8) == 8);
    EXPECT(memcmp((const void *)(border - 3), "abcdefgh", 8) == 0);
    fresh_pair(PROT_READ | PROT_WRITE);
    EXPECT(write(ends[1], (const void *)(border - 3), 8) == 8);
    EXPECT_EQ(border[0], 0);
    fresh_pair(PROT_NONE);
    long n = read(ends[0], (void *)(border - 3), 8);
    EXPECT(n == 3 || (n == -1 && errno == EFAULT));
    close(ends[0]);
    close(ends[1]);
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

    step("two page tables");
    other_table();

    step("the kernel's copies");
    by_kernel();

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
    for (int absent = 1; absent < 4; absent++) {  // the first, the second, both
        page_out(pair + (absent & 1 ? 0 : PageSize), absent == 3 ? 2 : 1);
        long major = major_faults();
        EXPECT_EQ(((int (*)(void))(uintptr_t)(pair + PageSize - 2))(), 42);
        EXPECT_EQ(major_faults() - major, absent == 3 ? 2 : 1);
    }
    EXPECT(mprotect(pair + PageSize, PageSize, PROT_READ) == 0);
    EXPECT_FAULT(fault_of_call(pair + PageSize - 2), SIGSEGV, SEGV_ACCERR, pair + PageSize);
#endif
    return passed();
}
