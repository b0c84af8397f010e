// SPDX-License-Identifier: Apache-2.0
// Every SBI call of the firmware, made from S mode in the kernel's place: each answer is compared with SBI 2.0, the
// firmware's memory must be out of reach, and the timer and software interrupts must come. It ends with "ok firmware"
// and a clean shutdown, or with the first check that failed and a shutdown as failed.

#include "payload.h"

enum { NoHart = 7 };  // no machine of this test has so many

#define CAUSE_INTERRUPT (1UL << 63)

volatile uint64_t seen_cause, seen_address;
uint64_t boots;  // harts that came to _start
static uint64_t hart;
extern char again[];

void payload(uint64_t hart_id, const void *device_tree);
void resumed(uint64_t hart_id, uint64_t opaque);

// All registers but a0 and a1 must come back as they went: those of the arguments are looked at.
struct answer call(uint64_t ext, uint64_t fn, uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3, uint64_t x4)
{
    register uint64_t a0 __asm__("a0") = x0;
    register uint64_t a1 __asm__("a1") = x1;
    register uint64_t a2 __asm__("a2") = x2;
    register uint64_t a3 __asm__("a3") = x3;
    register uint64_t a4 __asm__("a4") = x4;
    register uint64_t a6 __asm__("a6") = fn;
    register uint64_t a7 __asm__("a7") = ext;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a6), "+r"(a7) : : "memory");
    if (a2 != x2 || a3 != x3 || a4 != x4 || a6 != fn || a7 != ext)
        return (struct answer){-99, 0};
    return (struct answer){(int64_t)a0, a1};
}

void put(const char *s)
{
    uint64_t length = 0;
    while (s[length])
        length++;
    call(Console, 0, length, (uint64_t)s, 0, 0, 0);
}

static void shut_down(uint64_t reason) { call(Reset, 0, 0, reason, 0, 0, 0); }

void expect(bool condition, const char *what)
{
    if (condition)
        return;
    put("not ok firmware: ");
    put(what);
    put("\n");
    shut_down(1);
}

static uint64_t now(void)
{
    uint64_t time;
    __asm__ volatile("rdtime %0" : "=r"(time));
    return time;
}

// Open the interrupt and let the hart sleep until it comes.
static void await_interrupt(uint64_t number)
{
    seen_cause = 0;
    __asm__ volatile("csrw sie, %0; csrsi sstatus, 2" : : "r"(1UL << number) : "memory");
    while (seen_cause == 0)
        __asm__ volatile("" : : : "memory");
    __asm__ volatile("csrci sstatus, 2" : : : "memory");
}

static void check_base(void)
{
    static const uint64_t there[] = {Base, Time, Ipi, Rfence, Hsm, Reset, Console, Pmu, LegacyPutchar, LegacyGetchar};
    EXPECT(gives(call(Base, 0, 0, 0, 0, 0, 0), 2 << 24));
    for (unsigned i = 0; i < sizeof there / sizeof *there; i++)
        EXPECT(gives(call(Base, 3, there[i], 0, 0, 0, 0), 1));
    EXPECT(gives(call(Base, 3, 0x12345678, 0, 0, 0, 0), 0));
    for (uint64_t fn = 1; fn <= 6; fn++)
        EXPECT(call(Base, fn, 0, 0, 0, 0, 0).error == 0);
    EXPECT(fails(call(Base, 7, 0, 0, 0, 0, 0), NotSupported));
    EXPECT(fails(call(0x12345678, 0, 0, 0, 0, 0, 0), NotSupported));
}

static void check_console(void)
{
    static char buffer[8];
    EXPECT(gives(call(Console, 0, 5, (uint64_t) "DBCN ", 0, 0, 0), 5));
    EXPECT(gives(call(Console, 2, '.', 0, 0, 0, 0), 0));
    EXPECT(fails(call(LegacyPutchar, 0, '\n', 0, 0, 0, 0), 0));
    EXPECT(gives(call(Console, 1, sizeof buffer, (uint64_t)buffer, 0, 0, 0), 0));
    EXPECT(fails(call(LegacyGetchar, 0, 0, 0, 0, 0, 0), -1));
    EXPECT(fails(call(Console, 0, 5, 0x80000000, 0, 0, 0), InvalidParam));
    EXPECT(fails(call(Console, 0, 0x20000, 0x7fff0000, 0, 0, 0), InvalidParam));
    EXPECT(fails(call(Console, 0, -1UL, 0x80200000, 0, 0, 0), InvalidParam));
    EXPECT(fails(call(Console, 1, 8, 0x10000000, 0, 0, 0), InvalidParam));
    EXPECT(fails(call(Console, 1, 8, (uint64_t)buffer, 1, 0, 0), InvalidParam));
    EXPECT(fails(call(Console, 3, 0, 0, 0, 0, 0), NotSupported));
}

static void check_interrupts(void)
{
    uint64_t deadline = now() + 1000;
    EXPECT(call(Time, 0, deadline, 0, 0, 0, 0).error == 0);
    await_interrupt(5);
    EXPECT(seen_cause == (CAUSE_INTERRUPT | 5) && now() >= deadline);
    EXPECT(call(Time, 0, -1UL, 0, 0, 0, 0).error == 0);

    uint64_t pending;
    __asm__ volatile("csrr %0, sip" : "=r"(pending));
    EXPECT((pending & 1 << 5) == 0);

    EXPECT(call(Ipi, 0, 1, hart, 0, 0, 0).error == 0);
    await_interrupt(1);
    EXPECT(seen_cause == (CAUSE_INTERRUPT | 1));
    __asm__ volatile("csrci sip, 2");
    EXPECT(call(Ipi, 0, 0, -1UL, 0, 0, 0).error == 0);
    await_interrupt(1);
    __asm__ volatile("csrci sip, 2");
    EXPECT(fails(call(Ipi, 0, 1, NoHart, 0, 0, 0), InvalidParam));
    EXPECT(fails(call(Ipi, 0, 1, 64, 0, 0, 0), InvalidParam));
}

static void check_fences(void)
{
    for (uint64_t fn = 0; fn <= 2; fn++) {
        EXPECT(call(Rfence, fn, 1, hart, 0x1000, 0x3000, 7).error == 0);
        EXPECT(call(Rfence, fn, 1, hart, 0, -1UL, 7).error == 0);
        EXPECT(fails(call(Rfence, fn, 1, NoHart, 0, 0, 0), InvalidParam));
    }
    EXPECT(fails(call(Rfence, 3, 1, hart, 0, 0, 0), NotSupported));
}

static void check_protection(void)
{
    seen_cause = 0;
    *(volatile char *)0x80000000;
    EXPECT(seen_cause == 5 && seen_address == 0x80000000);
    *(volatile char *)0x8000ffff = 0;
    EXPECT(seen_cause == 7 && seen_address == 0x8000ffff);
    seen_cause = 0;
    *(volatile char *)0x80010000;
    EXPECT(seen_cause == 0);
}

// Who sets the A bit of a page-table entry? The firmware leaves it to the kernel unless the command line has adue=1; a
// machine without the choice (QEMU) may do it always, so the answer is printed and the caller compares.
static void report_accessed_bits(void)
{
    enum { Valid = 1, Read = 2, Write = 4, Execute = 8, Accessed = 64, Dirty = 128, Gigabyte = 1 << 28 };
    static volatile uint64_t root[512] __attribute__((aligned(4096)));
    root[2] = 2UL * Gigabyte | Valid | Read | Write | Execute | Accessed | Dirty;
    root[3] = 2UL * Gigabyte | Valid | Read | Write;
    seen_cause = 0;
    __asm__ volatile("csrw satp, %0; sfence.vma" : : "r"(8UL << 60 | (uint64_t)root >> 12) : "memory");
    *(volatile char *)((uint64_t)root + (1UL << 30));
    __asm__ volatile("csrw satp, zero; sfence.vma" : : : "memory");
    EXPECT(seen_cause == 13 || (seen_cause == 0 && (root[3] & Accessed)));
    put(seen_cause == 13 ? "A and D by software\n" : "A and D by hardware\n");
}

static void check_hart(void)
{
    EXPECT(fails(call(Hsm, 0, hart, 0x80200000, 0, 0, 0), AlreadyAvailable));
    EXPECT(fails(call(Hsm, 0, NoHart, 0x80200000, 0, 0, 0), InvalidParam));
    EXPECT(fails(call(Hsm, 1, 0, 0, 0, 0, 0), Failed));  // the last that runs
    EXPECT(gives(call(Hsm, 2, hart, 0, 0, 0, 0), 0));
    EXPECT(fails(call(Hsm, 2, NoHart, 0, 0, 0, 0), InvalidParam));
    EXPECT(fails(call(Hsm, 3, 1, 0, 0, 0, 0), InvalidParam));
    EXPECT(fails(call(Hsm, 3, 0x80000000, 0x80000000, 0, 0, 0), InvalidAddress));
    EXPECT(fails(call(Reset, 0, 3, 0, 0, 0, 0), InvalidParam));
    EXPECT(fails(call(Reset, 0, 0, 2, 0, 0, 0), InvalidParam));
    EXPECT(fails(call(Reset, 1, 0, 0, 0, 0, 0), NotSupported));
}

// Sleep in the firmware until the timer fires; the second time without coming back to the caller.
static void check_suspend(void)
{
    uint64_t deadline = now() + 1000;
    __asm__ volatile("csrw sie, %0" : : "r"(1UL << 5));
    call(Time, 0, deadline, 0, 0, 0, 0);
    EXPECT(gives(call(Hsm, 3, 0, 0, 0, 0, 0), 0));
    EXPECT(now() >= deadline);
    call(Time, 0, now() + 1000, 0, 0, 0, 0);
    call(Hsm, 3, 0x80000000, (uint64_t)again, 0xabcdef, 0, 0);
    expect(false, "non-retentive suspend came back");
}

void resumed(uint64_t hart_id, uint64_t opaque)
{
    uint64_t satp, sstatus;
    __asm__ volatile("csrr %0, satp; csrr %1, sstatus" : "=r"(satp), "=r"(sstatus));
    EXPECT(hart_id == hart && opaque == 0xabcdef && satp == 0 && (sstatus & 2) == 0);
    put("ok firmware\n");
    shut_down(0);
}

void payload(uint64_t hart_id, const void *device_tree)
{
    hart = hart_id;
    EXPECT(boots == 1);                                    // all other harts wait
    EXPECT(*(const uint32_t *)device_tree == 0xedfe0dd0);  // a device tree begins so
    check_reservation(device_tree);
    check_user_counters();
    check_base();
    check_console();
    check_interrupts();
    check_fences();
    check_protection();
    report_accessed_bits();
    check_counters();
    check_hart();
    check_other_harts(hart);
    check_suspend();
}
