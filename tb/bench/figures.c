// SPDX-License-Identifier: Apache-2.0
// The core's figures, measured by a program on it: cycles an instruction of a simple loop, cycles a word of
// a 32 KiB copy, and what a DTLB miss costs with its PTEs in the L1D. Prints "name value" lines.
#include "../common/htif.h"

// ------------------------------------------------------------------------------------- the loop

// Four instructions an iteration, one of them a taken branch.
static uint64_t loop_cycles(uint64_t iterations)
{
    uint64_t begin = rdcycle(), a = 0, b = 0;
    __asm__ volatile(".balign 8\n"
                     "1: addi %0, %0, 3\n"
                     "   xor  %1, %1, %0\n"
                     "   addi %2, %2, -1\n"
                     "   bnez %2, 1b\n"
                     : "+r"(a), "+r"(b), "+r"(iterations));
    return rdcycle() - begin;
}

static void measure_loop(void)
{
    enum { FEW = 1000, MANY = 5000, INSTRUCTIONS = 4 };
    loop_cycles(FEW);
    uint64_t few = loop_cycles(FEW), many = loop_cycles(MANY);
    uint64_t iterations = MANY - FEW;
    htif_figure("loop_cycles_per_iteration", (many - few) * 1000 / iterations);
    htif_figure("loop_instructions_per_iteration", INSTRUCTIONS * 1000);
    htif_figure("loop_cycles_per_instruction", (many - few) * 1000 / (iterations * INSTRUCTIONS));
}

// ------------------------------------------------------------------------------------- the copy

enum { COPY_BYTES = 32 * 1024, COPY_WORDS = COPY_BYTES / 8 };
static uint64_t from[COPY_WORDS] __attribute__((aligned(4096)));
static uint64_t to[COPY_WORDS] __attribute__((aligned(4096)));

static uint64_t copy_cycles(void)
{
    uint64_t begin = rdcycle();
    const uint64_t *s = from, *end = from + COPY_WORDS;
    uint64_t *d = to;
    uint64_t w0, w1, w2, w3;
    __asm__ volatile(".balign 8\n"
                     "1: ld %3,  0(%0)\n"
                     "   ld %4,  8(%0)\n"
                     "   ld %5, 16(%0)\n"
                     "   ld %6, 24(%0)\n"
                     "   addi %0, %0, 32\n"
                     "   sd %3,  0(%1)\n"
                     "   sd %4,  8(%1)\n"
                     "   sd %5, 16(%1)\n"
                     "   sd %6, 24(%1)\n"
                     "   addi %1, %1, 32\n"
                     "   bne %0, %2, 1b\n"
                     : "+r"(s), "+r"(d), "+r"(end), "=&r"(w0), "=&r"(w1), "=&r"(w2), "=&r"(w3)::"memory");
    return rdcycle() - begin;
}

static void measure_copy(void)
{
    copy_cycles();
    copy_cycles();
    htif_figure("memcpy_cycles_per_word", copy_cycles() * 1000 / COPY_WORDS);
}

// ------------------------------------------------------------------------------------- the walk

enum { V = 1, R = 2, W = 4, X = 8, A = 64, D = 128, PAGE = 4096, PAGES = 64 };
static uint64_t root[512] __attribute__((aligned(PAGE)));
static uint64_t middle[512] __attribute__((aligned(PAGE)));
static uint64_t leaves[512] __attribute__((aligned(PAGE)));
static char frame[PAGE] __attribute__((aligned(PAGE)));

#define WINDOW UINT64_C(0x40000000)

static uint64_t pte(const void *at, uint64_t flags) { return (uintptr_t)at >> 12 << 10 | flags; }

// Loads of M mode as S mode would do them (mstatus.MPRV with MPP = S): all pages of the window lead to
// one frame, a line each, so that only translation differs between the two passes.
static void map_window(void)
{
    root[WINDOW >> 30 & 511] = pte(middle, V);
    middle[WINDOW >> 21 & 511] = pte(leaves, V);
    for (unsigned i = 0; i < PAGES; i++)
        leaves[i] = pte(frame, V | R | W | A | D);
    __asm__ volatile("csrw pmpaddr0, %0; csrw pmpcfg0, %1" ::"r"(-1ul), "r"(0x1ful));
    __asm__ volatile("csrw satp, %0; sfence.vma" ::"r"(UINT64_C(8) << 60 | (uintptr_t)root >> 12) : "memory");
}

// One load of each of `pages` pages, dependent on the one before.
static uint64_t touch_cycles(unsigned pages)
{
    enum { MPRV_MPP_S = 1 << 17 | 1 << 11 };
    uint64_t va = WINDOW, count = pages, word;
    __asm__ volatile("csrs mstatus, %0" ::"r"((uint64_t)MPRV_MPP_S) : "memory");
    uint64_t begin = rdcycle();
    __asm__ volatile(".balign 8\n"
                     "1: ld %2, 0(%0)\n"
                     "   add %0, %0, %2\n"
                     "   addi %1, %1, -1\n"
                     "   add %0, %0, %3\n"
                     "   bnez %1, 1b\n"
                     : "+r"(va), "+r"(count), "=&r"(word)
                     : "r"((uint64_t)PAGE)
                     : "memory");
    uint64_t cycles = rdcycle() - begin;
    __asm__ volatile("csrc mstatus, %0" ::"r"((uint64_t)MPRV_MPP_S) : "memory");
    return cycles;
}

static void measure_walk(void)
{
    enum { FIT = 16 };  // pages that every preset but tiny keeps in its DTLB
    map_window();
    touch_cycles(FIT);  // PTEs and data into the L1D
    __asm__ volatile("sfence.vma" ::: "memory");
    uint64_t missing = touch_cycles(FIT), hitting = touch_cycles(FIT);
    htif_figure("dtlb_miss_penalty_cycles", (missing - hitting) * 1000 / FIT);
}

int main(void)
{
    measure_loop();
    measure_copy();
    measure_walk();
    return 0;
}
