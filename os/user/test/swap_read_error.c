// SPDX-License-Identifier: Apache-2.0
// A page whose place in the swap area cannot be read: who touches it gets SIGBUS, and gets the page when the disk can
// read again; all other pages come back as they were.
// Machine: --disk-error 1:read:all:9-12

#include "test.h"

enum { Pages = 500 };

static sigjmp_buf after_signal;

static void on_bus(int number) { siglongjmp(after_signal, number); }

static bool holds(const volatile int *at, int value) { return *at == value; }

int main(void)
{
    if (!on_pagewalk())
        return skipped("the disk that fails is this machine's");
    unsigned char *region = map_pages(Pages, PROT_READ | PROT_WRITE);
    long out = vmstat("pswpout");

    step("more than memory");
    for (int page = 0; page < Pages; page++)
        *(volatile int *)(region + page * PageSize) = page;
    EXPECT(vmstat("pswpout") > out);

    step("pages that cannot be read");
    volatile int failures = 0;
    signal(SIGBUS, on_bus);
    for (volatile int page = 0; page < Pages; page++) {
        if (sigsetjmp(after_signal, 1) != 0)
            failures++;  // and the same page again
        EXPECT(failures <= 4);
        EXPECT(holds((const volatile int *)(region + page * PageSize), page));
    }
    EXPECT(failures >= 1);
    return passed();
}
