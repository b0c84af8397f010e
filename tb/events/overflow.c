// SPDX-License-Identifier: Apache-2.0
// Sscofpmf as a counter shows it that really counts: which modes MINH, SINH and UINH leave out, in which instruction a
// counter wraps, and that OF and LCOFI follow then and only then. Runs without translation: a load is one access of the
// data cache.
#include <stdint.h>

#include "events.h"

enum { Loads = 8, Lcofi = 13, ModeU = 0, ModeS = 1, ModeM = 3 };
#define OF (UINT64_C(1) << 63)
#define MINH (UINT64_C(1) << 62)
#define SINH (UINT64_C(1) << 61)
#define UINH (UINT64_C(1) << 60)
#define LCOFIP (UINT64_C(1) << Lcofi)

#define csr_write(csr, value) __asm__ volatile("csrw " #csr ", %0" : : "r"((uint64_t)(value)) : "memory")
#define csr_read(csr) \
    ({ \
        uint64_t value_; \
        __asm__ volatile("csrr %0, " #csr : "=r"(value_) : : "memory"); \
        value_; \
    })

static uint64_t word;

#define LOAD "ld t1, 0(%[word])\n"
#define EIGHT_LOADS LOAD LOAD LOAD LOAD LOAD LOAD LOAD LOAD

// What counter 3 has counted of Loads loads in that mode. Nothing else is loaded or stored meanwhile.
static uint64_t count_in(uint64_t mode)
{
    uint64_t count;
    __asm__ volatile("la t0, 2f; csrw mtvec, t0\n"
                     "la t0, 1f; csrw mepc, t0\n"
                     "csrc mstatus, %[all]; csrs mstatus, %[mode]\n"
                     "csrw mhpmcounter3, zero\n"
                     "mret\n"
                     "1:" EIGHT_LOADS "ecall\n"
                     ".balign 4\n"
                     "2: csrr %[count], mhpmcounter3"
                     : [count] "=r"(count)
                     : [word] "r"(&word), [all] "r"(3UL << 11), [mode] "r"(mode << 11)
                     : "t0", "t1", "memory");
    return count;
}

static int filters(void)
{
    static const uint64_t modes[] = {ModeM, ModeS, ModeU}, inhibits[] = {MINH, SINH, UINH};
    for (unsigned set = 0; set < 8; set++) {
        uint64_t event = EVENT_L1D_ACCESS;
        for (unsigned i = 0; i < 3; i++)
            event |= set >> i & 1 ? inhibits[i] : 0;
        csr_write(mhpmevent3, event);
        if (csr_read(mhpmevent3) != event)
            return 1;
        for (unsigned i = 0; i < 3; i++)
            if (count_in(modes[i]) != (set >> i & 1 ? 0 : Loads))
                return 2;
    }
    return 0;
}

// Loads once with the counter at `value`; which bits were there afterwards: OF, and LCOFIP and that of scountovf.
struct seen {
    uint64_t counter, event, pending, overflows;
};
static struct seen load_at(uint64_t value)
{
    struct seen s;
    __asm__ volatile(
        "csrw mhpmcounter3, %[value]\n" LOAD "csrr %[counter], mhpmcounter3\n"
        "csrr %[event], mhpmevent3\n"
        "csrr %[pending], mip\n"
        "csrr %[overflows], 0xda0"
        : [counter] "=&r"(s.counter), [event] "=&r"(s.event), [pending] "=&r"(s.pending), [overflows] "=&r"(s.overflows)
        : [value] "r"(value), [word] "r"(&word)
        : "t1", "memory");
    s.event &= OF;
    s.pending &= LCOFIP;
    return s;
}

static int overflows(void)
{
    struct seen s;
    csr_write(mhpmevent3, EVENT_L1D_ACCESS);
    csr_write(mip, 0);
    s = load_at(-2UL);
    if (s.counter != -1UL || s.event || s.pending || s.overflows)
        return 3;
    s = load_at(-1UL);
    if (s.counter != 0 || !s.event || !s.pending || s.overflows != 1 << 3)
        return 4;
    csr_write(mip, 0);  // OF is set: no other request
    s = load_at(-1UL);
    if (s.counter != 0 || !s.event || s.pending)
        return 5;
    csr_write(mhpmevent3, EVENT_L1D_ACCESS);
    if (load_at(7).event || !load_at(-1UL).pending)
        return 6;
    csr_write(mip, 0);
    csr_write(mhpmevent3, EVENT_L1D_ACCESS | MINH);  // what does not count does not wrap
    s = load_at(-1UL);
    if (s.counter != -1UL || s.event || s.pending)
        return 7;
    csr_write(mcountinhibit, 8);
    csr_write(mhpmevent3, EVENT_L1D_ACCESS);
    s = load_at(-1UL);
    if (s.counter != -1UL || s.event || s.pending)
        return 8;
    csr_write(mcountinhibit, 0);
    csr_write(mhpmevent3, OF | EVENT_L1D_ACCESS);  // set by hand: seen, and no request
    s = load_at(1);
    return !s.event || s.pending || s.overflows != 1 << 3 ? 9 : 0;
}

// Two counters at once: the other one's OF is its own.
static int two(void)
{
    csr_write(mip, 0);
    csr_write(mhpmevent3, EVENT_L1D_ACCESS);
    csr_write(mhpmevent10, EVENT_L1D_ACCESS);
    csr_write(mhpmcounter10, -6UL);
    struct seen s = load_at(-1UL);
    if (!s.event || s.overflows != 1 << 3)
        return 10;
    while (!(csr_read(0xda0) & 1 << 10))
        load_at(5);
    int bad = csr_read(0xda0) != (1 << 10 | 1 << 3) ? 11 : 0;
    csr_write(mhpmevent10, 0);
    return bad;
}

// The interrupt comes right behind the load that wraps, in whichever of the eight that is.
static int interrupts(void)
{
    csr_write(mie, LCOFIP);
    for (uint64_t nth = 1; nth <= Loads; nth++) {
        uint64_t cause, pc, first;
        csr_write(mip, 0);
        csr_write(mhpmevent3, EVENT_L1D_ACCESS);
        __asm__ volatile(".option push\n.option norvc\n"
                         "la t0, 2f; csrw mtvec, t0\n"
                         "la %[first], 1f\n"
                         "csrw mhpmcounter3, %[start]\n"
                         "csrsi mstatus, 8\n"
                         "1:" EIGHT_LOADS "nop; nop; nop; nop; nop; nop\n"
                         "csrr %[cause], mcause\n"
                         "j 3f\n"
                         ".balign 4\n"
                         "2: csrr %[cause], mcause\n"
                         "3: csrr %[pc], mepc\n"
                         "csrci mstatus, 8\n"
                         ".option pop"
                         : [cause] "=&r"(cause), [pc] "=&r"(pc), [first] "=&r"(first)
                         : [start] "r"(-nth), [word] "r"(&word)
                         : "t0", "t1", "memory");
        if (cause != (UINT64_C(1) << 63 | Lcofi))
            return 12;
        if (pc < first + 4 * nth || pc > first + 4 * nth + 16)
            return 13;
    }
    csr_write(mie, 0);
    return 0;
}

int main(void)
{
    int bad;
    csr_write(pmpaddr0, -1UL);
    csr_write(pmpcfg0, 0x1f);
    if ((bad = filters()) || (bad = overflows()) || (bad = two()) || (bad = interrupts()))
        return bad;
    return 0;
}
