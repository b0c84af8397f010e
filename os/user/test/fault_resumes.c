// SPDX-License-Identifier: Apache-2.0
// A load, a store, an atomic addition and a fetch of a page that is in swap: the process is suspended, the page comes
// in, the instruction runs again, once, and no register has changed but the one that it writes. And a signal handler
// that mends the cause lets the instruction run again just so: the page becomes writable in the handler, and an atomic
// addition to it is done exactly once. Claims: F2, F94.

#include "procfile.h"

static volatile int signals;
static unsigned char *page;

static void mend(int signal, siginfo_t *info, void *context)
{
    (void)context;
    signals++;
    if (signal != SIGSEGV || info->si_code != SEGV_ACCERR || signals > 8)
        _exit(99);
    if (mprotect((void *)((uintptr_t)info->si_addr & -(uintptr_t)PageSize), PageSize, PROT_READ | PROT_WRITE) != 0)
        _exit(98);
}

#ifdef __riscv
// Each takes an area of registers by their numbers: those to begin with, at [0], those at the end, at [32]; x31 is the
// area itself. What the caller wants to have again is at [64].
#define KEPT "1, 2, 3, 4, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27"
#define ALL \
    "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30"
#define WITH_ALL_REGISTERS(name, instruction) \
    void name(uint64_t *area); \
    __asm__(".text\n" #name ":\n" \
            "mv x31, a0\n" \
            ".irp i, " KEPT "\nsd x\\i, 512+8*\\i(x31)\n.endr\n" \
            ".irp i, " ALL "\nld x\\i, 8*\\i(x31)\n.endr\n" instruction "\n" \
            ".irp i, " ALL "\nsd x\\i, 256+8*\\i(x31)\n.endr\n" \
            ".irp i, " KEPT "\nld x\\i, 512+8*\\i(x31)\n.endr\n" \
            "ret\n")

enum { Result = 6, Operand = 7, Address = 5 };

WITH_ALL_REGISTERS(load_it, "ld x6, 0(x5)");
WITH_ALL_REGISTERS(store_it, "sd x7, 0(x5)");
WITH_ALL_REGISTERS(add_it, "amoadd.d x6, x7, (x5)");
WITH_ALL_REGISTERS(fetch_it, "la x6, 1f\njalr x0, 0(x5)\n1:");

// `result` is what must be in the register that the instruction writes, 0: none.
static void expect_unnoticed(const char *what, void (*touch)(uint64_t *area), uint64_t result)
{
    static uint64_t area[96];
    step(what);
    for (int i = 1; i < 31; i++)
        area[i] = 0x0101010101010101u * (unsigned)i ^ (uintptr_t)touch;
    area[Address] = (uintptr_t)page;
    area[Operand] = 2;
    page_out(page, 1);
    EXPECT(page_word(page) & PM_SWAPPED);
    area[32] = 0;
    long major = major_faults();
    touch(area);
    major = major_faults() - major;
    EXPECT_EQ(major, 1);
    for (int i = 1; i < 31; i++)
        if (i != Result || !result)
            EXPECT(area[32 + i] == area[i] || (i == Result && touch == fetch_it));
        else
            EXPECT_EQ(area[32 + i], result);
}

static void from_swap(void)
{
    uint64_t *word = (uint64_t *)(void *)page;
    word[1] = 7;
    word[0] = 40;
    expect_unnoticed("a load", load_it, 40);
    expect_unnoticed("an atomic addition", add_it, 40);
    EXPECT_EQ(word[0], 42);
    expect_unnoticed("a store", store_it, 0);
    EXPECT_EQ(word[0], 2);
    EXPECT_EQ(word[1], 7);
    word[0] = 0x00030067;  // jr x6
    EXPECT(mprotect(page, PageSize, PROT_READ | PROT_EXEC) == 0);
    __asm__ volatile("fence.i" : : : "memory");
    expect_unnoticed("a fetch", fetch_it, 0);
    EXPECT(mprotect(page, PageSize, PROT_READ | PROT_WRITE) == 0);
}
#else
static void from_swap(void) {}
#endif

static void close_page(void) { EXPECT(mprotect(page, PageSize, PROT_READ) == 0); }

int main(void)
{
    struct sigaction action = {.sa_sigaction = mend, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    EXPECT(sigaction(SIGSEGV, &action, NULL) == 0);
    page = map_pages(1, PROT_READ | PROT_WRITE);
    from_swap();
    unsigned long *word = (unsigned long *)page;
    *word = 40;

    step("atomic addition");
    close_page();
    EXPECT_EQ(__atomic_fetch_add(word, 2, __ATOMIC_SEQ_CST), 40);
    EXPECT_EQ(*word, 42);
    EXPECT_EQ(signals, 1);

    step("compare and swap");
    close_page();
    unsigned long expected = 42;
    while (!__atomic_compare_exchange_n(word, &expected, 50, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        EXPECT_EQ(expected, 42);
    EXPECT_EQ(*word, 50);
    EXPECT(signals >= 1);

    step("plain store, among values that must survive");
    close_page();
    volatile long a = 11;
    long b = a * 3, c = a * 5, d = a * 7, e = a * 11;
    *(volatile unsigned long *)word = 60;
    EXPECT_EQ(b + c + d + e, 11 * 26);
    EXPECT_EQ(*word, 60);
    return passed();
}
