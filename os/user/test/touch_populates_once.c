// SPDX-License-Identifier: Apache-2.0
// Whatever touches a page first brings it, once, by one fault, and only that page: a load, a store, an atomic
// operation, a fetch, and the kernel's own copies for read and write. The second touch faults no more. Claims: F70.

#include "procfile.h"

enum { Middle = 1, Pages = 3 };

#ifdef __riscv
static const unsigned char code[] = {0x67, 0x80, 0x00, 0x00};  // ret
#else
static const unsigned char code[] = {0xc3};
#endif

static int file;

static void by_load(volatile unsigned char *at) { (void)*at; }
static void by_store(volatile unsigned char *at) { *at = 1; }
static void by_amo(volatile unsigned char *at) { __atomic_fetch_add((volatile int *)at, 1, __ATOMIC_SEQ_CST); }
static void by_fetch(volatile unsigned char *at) { ((void (*)(void))(uintptr_t)at)(); }
static void by_read(volatile unsigned char *at) { EXPECT_EQ(pread(file, (void *)at, 8, PageSize), 8); }
static void by_write(volatile unsigned char *at) { EXPECT_EQ(pwrite(file, (const void *)at, 8, PageSize), 8); }

static unsigned char *fresh(bool of_file)
{
    if (!of_file)
        return map_pages(Pages, PROT_READ | PROT_WRITE);
    unsigned char *map = mmap(NULL, Pages * PageSize, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
    EXPECT(map != MAP_FAILED);
    return map;
}

static void expect_once(const char *what, void (*touch)(volatile unsigned char *), bool of_file)
{
    step(what);
    volatile unsigned char *warm = fresh(of_file) + Middle * PageSize, *page = fresh(of_file) + Middle * PageSize;
    touch(warm);
    EXPECT_EQ(page_word(page), 0);
    long faults = minor_faults(), major = major_faults();
    touch(page);
    EXPECT_EQ(minor_faults() - faults, 1);
    EXPECT(page_word(page) & PM_PRESENT);
    faults = minor_faults();
    touch(page);
    EXPECT_EQ(minor_faults(), faults);
    EXPECT_EQ(major_faults(), major);
    if (of_file && !on_pagewalk())
        return;  // Linux maps a file's neighbours along
    EXPECT_EQ(page_word(page - PageSize), 0);
    EXPECT_EQ(page_word(page + PageSize), 0);
}

int main(void)
{
    file = memfd_create("touched", 0);
    EXPECT(file >= 0 && ftruncate(file, Pages * PageSize) == 0);
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(pwrite(file, code, sizeof code, page * PageSize), (ssize_t)sizeof code);
    minor_faults();
    major_faults();
    page_word(code);
    expect_once("load", by_load, false);
    expect_once("store", by_store, false);
    expect_once("atomic addition", by_amo, false);
    expect_once("read(2) into it", by_read, false);
    expect_once("write(2) from it", by_write, false);
    // pwrite has changed the file's second page: its code again
    EXPECT_EQ(pwrite(file, code, sizeof code, PageSize), (ssize_t)sizeof code);
    expect_once("fetch", by_fetch, true);
    return passed();
}
