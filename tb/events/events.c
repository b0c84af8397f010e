// SPDX-License-Identifier: Apache-2.0
// Counts the events of the set SET with the eight counters while S mode loads, stores, faults and changes address
// spaces, and prints "name count" lines. The translation events happen only there, so that the counters must say what
// the machine's observers have counted in the whole run; of the caches' events, those before and after are few.
#include "../common/htif.h"
#include "events.h"

enum { V = 1, R = 2, W = 4, X = 8, A = 64, D = 128, Page = 4096, Megapage = 1 << 21, Pages = 96 };
enum { MppS = 1 << 11, Mpp = 3 << 11, EcallFromS = 9 };

static uint64_t root[512] __attribute__((aligned(Page))), ram[512] __attribute__((aligned(Page)));
static uint64_t middle[512] __attribute__((aligned(Page))), leaves[512] __attribute__((aligned(Page)));

static const struct {
    uint8_t code;
    const char *name;
} events[] = {EVENT_CODES};
enum { Events = sizeof events / sizeof *events, First = SET * 8 };

#define CHOOSE(n) \
    if (First + n - 3 < Events) { \
        __asm__ volatile("csrw mhpmevent" #n ", %0" : : "r"((uint64_t)events[First + n - 3].code)); \
    }
#define SHOW(n) \
    if (First + n - 3 < Events) { \
        uint64_t count; \
        __asm__ volatile("csrr %0, mhpmcounter" #n : "=r"(count)); \
        counts[n - 3] = count; \
    }
#define EACH(DO) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10)

static uint64_t pte(uint64_t pa, uint64_t flags) { return pa >> 2 | flags | V; }

// A window at 1 GiB: small pages that are not dirty yet over frames at 4 MiB, holes among them, and a megapage behind.
static void build_tables(void)
{
    const uint64_t base = 0x80000000, frames = base + 2 * Megapage;
    for (unsigned i = 0; i < 512; i++)
        ram[i] = pte(base + i * (uint64_t)Megapage, R | W | X | A | D);
    root[2] = pte((uint64_t)ram, 0);
    root[1] = pte((uint64_t)middle, 0);
    middle[0] = pte((uint64_t)leaves, 0);
    middle[1] = pte(frames, R | W | A | D);
    for (unsigned i = 0; i < Pages; i++)
        if (i % 16 != 7)
            leaves[i] = pte(frames + i * (uint64_t)Page, R | W);
}

// A load that may fault leaves 0; the trap handler skips it.
static uint64_t load(uint64_t va)
{
    uint64_t value;
    __asm__ volatile("li %0, 0\n.option push\n.option norvc\nld %0, 0(%1)\n.option pop"
                     : "=&r"(value)
                     : "r"(va)
                     : "t0", "t1", "memory");
    return value;
}

static void work(void)
{
    const uint64_t window = 1 << 30;
    for (unsigned lap = 0; lap < 8; lap++) {
        for (unsigned i = 0; i < Pages; i++) {
            uint64_t va = window + i * (uint64_t)Page;
            load(va);
            if (i % 16 != 7 && i % 3 == 0)
                *(volatile uint64_t *)(va + 64) = i;
            load(window + Megapage + i * 192);
        }
        __asm__ volatile("sfence.vma" ::: "memory");
    }
}

__attribute__((naked, aligned(4))) static void trap(void)
{
    __asm__ volatile("csrr t0, mcause; li t1, 9; beq t0, t1, 1f\n"
                     "csrr t0, mepc; addi t0, t0, 4; csrw mepc, t0; mret\n"
                     "1: csrr t0, mscratch; jr t0");
}

static void run_in_s_mode(void (*code)(void))
{
    __asm__ volatile("csrw mtvec, %1\n"
                     "csrw pmpaddr0, %2; csrw pmpcfg0, %3\n"
                     "csrw satp, %4; sfence.vma\n"
                     "csrs 0x30a, %5\n"
                     "la t0, 2f; csrw mscratch, t0\n"
                     "la t0, 1f; csrw mepc, t0\n"
                     "csrc mstatus, %6; csrs mstatus, %7\n"
                     "mret\n"
                     "1: jalr %0; ecall\n"
                     ".balign 4\n"
                     "2:"
                     :
                     : "r"(code), "r"(trap), "r"(-1L), "r"(0x1fL), "r"(8UL << 60 | (uint64_t)root >> 12),
                       "r"(1UL << 61), "r"((uint64_t)Mpp), "r"((uint64_t)MppS)
                     : "ra", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
                       "memory");
}

int main(void)
{
    static uint64_t counts[8];
    EACH(CHOOSE)
    build_tables();
    run_in_s_mode(work);
    for (volatile int i = 0; i < 100; i++)  // a walk that was begun for a fetch comes to its end
        ;
    EACH(SHOW)
    for (unsigned i = 0; i < 8 && First + i < Events; i++)
        htif_figure(events[First + i].name, counts[i] * 1000);
    return 0;
}
