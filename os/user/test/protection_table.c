// SPDX-License-Identifier: Apache-2.0
// The whole table of rights: each of the eight protections, and whether a load, a store and a fetch may be. The right
// to write carries the right to read, since RISC-V has no entry for the one without the other; pages that may only be
// run cannot be read. It holds for pages that are not there yet, that are there, and whose rights were changed; for
// private and for shared ones. Claims: F67.

#include "test.h"

enum { Data = 64 };  // behind the code

#ifdef __riscv
static const unsigned char code[] = {0x67, 0x80, 0x00, 0x00};  // ret
#else
static const unsigned char code[] = {0xc3};
#endif

static bool may_load(int rights) { return rights & (PROT_READ | PROT_WRITE); }

static void expect(struct fault fault, bool allowed, const unsigned char *at, int rights, const char *what)
{
    bool right = allowed ? fault.signal == 0
                         : fault.signal == SIGSEGV && fault.code == SEGV_ACCERR && fault.address == (uintptr_t)at;
    if (!right)
        fail("rights %d, %s: signal %d code %d at 0x%lx", rights, what, fault.signal, fault.code,
             (unsigned long)fault.address);
}

static void expect_rights(unsigned char *page, int rights)
{
    for (int again = 0; again < 2; again++) {
        expect(fault_of_call(page), rights & PROT_EXEC, page, rights, "fetch");
        if (on_pagewalk() || rights != PROT_EXEC)  // where such pages can be read, Linux lets them
            expect(fault_of_load(page + Data), may_load(rights), page + Data, rights, "load");
        expect(fault_of_store(page + Data), rights & PROT_WRITE, page + Data, rights, "store");
    }
}

static unsigned char *map_code(int fd, int rights, int flags)
{
    unsigned char *page = mmap(NULL, PageSize, rights, flags, fd, 0);
    EXPECT(page != MAP_FAILED);
    return page;
}

int main(void)
{
    enum { All = PROT_READ | PROT_WRITE | PROT_EXEC };
    int fd = memfd_create("code", 0);
    EXPECT(fd >= 0 && ftruncate(fd, PageSize) == 0);
    EXPECT_EQ(pwrite(fd, code, sizeof code, 0), (ssize_t)sizeof code);

    const int kinds[] = {MAP_PRIVATE, MAP_SHARED};
    for (int kind = 0; kind < 2; kind++) {
        step(kind ? "shared" : "private");
        for (int rights = 0; rights <= All; rights++) {
            unsigned char *page = map_code(fd, rights, kinds[kind]);
            expect_rights(page, rights);
            EXPECT(munmap(page, PageSize) == 0);
        }
    }

    step("changed");
    unsigned char *page = map_code(fd, All, MAP_PRIVATE);
    page[Data] = 1;
    for (int from = 0; from <= All; from++)
        for (int to = 0; to <= All; to++) {
            EXPECT(mprotect(page, PageSize, from) == 0);
            if (may_load(from))
                (void)*(volatile unsigned char *)page;
            EXPECT(mprotect(page, PageSize, to) == 0);
            expect_rights(page, to);
        }
    return passed();
}
