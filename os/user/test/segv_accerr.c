// SPDX-License-Identifier: Apache-2.0
// An access that its region does not allow raises SIGSEGV with SEGV_ACCERR at the exact address: a store to the
// program's constants and to its code, a jump into data, any access to PROT_NONE. Claims: F7, F67, F90, F35, F77.

#include "test.h"

static const char constant[] = "a constant";

int main(void)
{
    step("store to a constant");
    EXPECT_FAULT(fault_of_store((void *)(uintptr_t)constant), SIGSEGV, SEGV_ACCERR, constant);
    EXPECT(strcmp(constant, "a constant") == 0);

    step("store to code");
    EXPECT_FAULT(fault_of_store((void *)(uintptr_t)main), SIGSEGV, SEGV_ACCERR, main);

    step("jump into data");
    unsigned char *data = map_pages(1, PROT_READ | PROT_WRITE);
    data[0] = 1;
    EXPECT_FAULT(fault_of_call(data), SIGSEGV, SEGV_ACCERR, data);

    step("no access at all");
    unsigned char *closed = map_pages(1, PROT_NONE);
    EXPECT_FAULT(fault_of_load(closed + 5), SIGSEGV, SEGV_ACCERR, closed + 5);
    EXPECT_FAULT(fault_of_store(closed + 6), SIGSEGV, SEGV_ACCERR, closed + 6);
    EXPECT_FAULT(fault_of_call(closed + 8), SIGSEGV, SEGV_ACCERR, closed + 8);

    step("store to a page that may only be read");
    unsigned char *readable = map_pages(1, PROT_READ);
    EXPECT_EQ(readable[7], 0);
    EXPECT_FAULT(fault_of_store(readable + 7), SIGSEGV, SEGV_ACCERR, readable + 7);
    return passed();
}
