// SPDX-License-Identifier: Apache-2.0
// A signal handler that mends the cause lets the instruction run again, with all else as it was: the page becomes
// writable in the handler, and an atomic addition to it is done exactly once. Claims: F2, F94.

#include "test.h"

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

static void close_page(void) { EXPECT(mprotect(page, PageSize, PROT_READ) == 0); }

int main(void)
{
    struct sigaction action = {.sa_sigaction = mend, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    EXPECT(sigaction(SIGSEGV, &action, NULL) == 0);
    page = map_pages(1, PROT_READ | PROT_WRITE);
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
