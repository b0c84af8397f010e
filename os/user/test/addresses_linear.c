// SPDX-License-Identifier: Apache-2.0
// The address space is one line of bytes from 0 to 2^38: a page at each power of two, and at the end, keeps its own
// address; nothing is mapped at 0, so that a field of a structure that is not there faults at its offset; what lies at
// or above 2^38 is nobody's. Claims: F29.
#include "test.h"

enum { Lowest = 16, Bits = 38 };

static uintptr_t *map_at(uintptr_t address)
{
    void *p = mmap((void *)address, PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE,
                   -1, 0);
    if (p == MAP_FAILED && errno == EEXIST)
        return NULL;  // the program itself lies there
    EXPECT(p == (void *)address);
    return p;
}

int main(void)
{
    uintptr_t *pages[Bits] = {NULL};
    step("a page at each power of two");
    for (int bit = Lowest; bit < Bits; bit++) {
        pages[bit] = map_at((uintptr_t)1 << bit);
        if (pages[bit])
            *pages[bit] = (uintptr_t)pages[bit];
    }
    for (int bit = Lowest; bit < Bits; bit++)
        EXPECT(!pages[bit] || *pages[bit] == (uintptr_t)1 << bit);

    step("page 0");
    struct {
        char before[16];
        int field;
    } *missing = NULL;
    EXPECT_FAULT(fault_of_load(&missing->field), SIGSEGV, SEGV_MAPERR, 0x10);
    EXPECT_FAULT(fault_of_store(&missing->field), SIGSEGV, SEGV_MAPERR, 0x10);

    step("beyond the end");
    if (on_pagewalk()) {
        for (int bit = Bits; bit < 64; bit++) {
            uintptr_t address = (uintptr_t)1 << bit;
            EXPECT_EQ(fault_of_load((void *)address).signal, SIGSEGV);
            EXPECT_ERRNO(
                (long)mmap((void *)address, PageSize, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0),
                ENOMEM);
        }
    }
    return passed();
}
