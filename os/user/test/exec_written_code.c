// SPDX-License-Identifier: Apache-2.0
// A program may write code and run it: into fresh memory, made executable afterwards; and again, other code at the same
// address, which must not be answered with the old one.
// Claims: F64, F67.

#include "test.h"

// Write a function that returns `value`, and make the hart that runs it see it.
static void write_function(unsigned char *at, int value)
{
#ifdef __riscv
    uint32_t code[2] = {0x00000513 | (uint32_t)value << 20, 0x00008067};  // li a0, value; ret
#else
    unsigned char code[8] = {0xb8, (unsigned char)value, (unsigned char)(value >> 8), 0, 0, 0xc3};  // mov; ret
#endif
    memcpy(at, code, sizeof code);
#ifdef __riscv
    __asm__ volatile("fence.i" : : : "memory");
#endif
}

static int run(unsigned char *at) { return ((int (*)(void))(uintptr_t)at)(); }

int main(void)
{
    unsigned char *code = map_pages(1, PROT_READ | PROT_WRITE);
    for (int value = 1; value < 5; value++) {
        step("write");
        EXPECT(mprotect(code, PageSize, PROT_READ | PROT_WRITE) == 0);
        write_function(code, value);
        EXPECT_FAULT(fault_of_call(code), SIGSEGV, SEGV_ACCERR, code);
        step("run");
        EXPECT(mprotect(code, PageSize, PROT_READ | PROT_EXEC) == 0);
        EXPECT_EQ(run(code), value);
    }

    step("the child's code is its own");
    EXPECT(mprotect(code, PageSize, PROT_READ | PROT_WRITE | PROT_EXEC) == 0);
    pid_t pid = fork_child();
    if (pid == 0) {
        write_function(code, 77);
        EXPECT_EQ(run(code), 77);
        _exit(0);
    }
    EXPECT_EQ(run(code), 4);
    wait_for_success(pid);
    EXPECT_EQ(run(code), 4);
    return passed();
}
