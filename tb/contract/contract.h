// SPDX-License-Identifier: Apache-2.0
// What the contract's programs share (they run in S mode under Sv39, start.S): a window of virtual pages, the caches'
// geometry as far as it is needed to push a line out of them, and the lines that they print: "NAME NUMBER", where the
// number is whole, "LEAST..MOST" where repetitions differ, or a ratio of whole numbers.
#ifndef CONTRACT_H
#define CONTRACT_H

#include <stdbool.h>
#include <stdint.h>

#include "../common/htif.h"

enum { V = 1, R = 2, W = 4, X = 8, A = 64, D = 128, RW = V | R | W | A | D, PAGE = 4096, LINE = 64 };

#define ALIGNED(n) __attribute__((aligned(n)))

// What is timed is assembly, on a page of its own, so that neither the compiler's version nor its neighbours change its
// cycles: MEASURED(NAME, CODE) defines the function NAME, which gives a `struct cost`. Its code is between `enter`,
// which forgets the path of jumps that led there (the predictor goes by it), keeps instructions and cycles in t6 and t5
// and begins a line, and `leave`, which gives their differences, or anything else in a0 and a1.
struct cost {
    uint64_t cycles, instructions;
};

#define MEASURED(name, code) \
    __asm__(".pushsection .text\n" \
            ".macro enter\n li t4, 16\n 8: addi t4, t4, -1\n bnez t4, 8b\n" \
            " rdinstret t6\n rdcycle t5\n j 9f\n .balign 64\n 9:\n .endm\n" \
            ".macro leave\n rdcycle a0\n rdinstret a1\n sub a0, a0, t5\n sub a1, a1, t6\n ret\n .endm\n" \
            ".balign 4096\n" #name ":\n" code "\n" \
            ".purgem enter\n .purgem leave\n .popsection")

// The window lies in a gigabyte of its own, so that its entries share no line with those of code and data.
#define WINDOW (UINT64_C(65) << 30)
enum { ROOT_INDEX = 65, MIDDLE_INDEX = 16, WINDOW_PAGES = 1024 };
#define WINDOW_FIRST (WINDOW + ((uint64_t)MIDDLE_INDEX << 21))  // the first of 1,024 pages

extern uint64_t root[512];
static uint64_t middle[512] ALIGNED(PAGE);
static uint64_t leaves[WINDOW_PAGES] ALIGNED(PAGE);

static inline uint64_t pte(const void *at, uint64_t flags) { return (uintptr_t)at >> 12 << 10 | flags; }

// With FENCE, so that what is measured does not meet a store on its way to its line.
static inline void sfence(void) { __asm__ volatile("fence; sfence.vma" ::: "memory"); }
static inline void sfence_page(uint64_t va) { __asm__ volatile("fence; sfence.vma %0" ::"r"(va) : "memory"); }

// The tables of the window, all its pages still without a frame.
static inline void open_window(void)
{
    root[ROOT_INDEX] = pte(middle, V);
    for (unsigned i = 0; i < WINDOW_PAGES / 512; i++)
        middle[MIDDLE_INDEX + i] = pte(leaves + 512 * i, V);
    sfence();
}

static inline uint64_t window(unsigned page) { return WINDOW_FIRST + (uint64_t)page * PAGE; }

static inline uint64_t rdinstret(void)
{
    uint64_t count;
    __asm__ volatile("rdinstret %0" : "=r"(count));
    return count;
}

static inline uint64_t now(void)
{
    uint64_t cycles;
    __asm__ volatile("rdcycle %0" : "=r"(cycles)::"memory");
    return cycles;
}

// ---- Caches

// Whatever is under way comes to its end.
static inline void settle(void)
{
    for (unsigned i = 0; i < 600; i++)
        __asm__ volatile("");
}

// Memory behind the program, of which nothing is used but to push lines out: as many lines as fall into the same set of
// every cache of up to 256 KiB a way, more than such a set has ways.
#define SPARE UINT64_C(0x80800000)
enum { RIVALS = 24, FAR_STRIDE = 256 << 10, L1_WAY = 4096, L2_WAY = 32 << 10 };

static inline void read_line(uint64_t at) { (void)*(volatile uint64_t *)at; }

// Out of L1 and L2, to memory.
static inline void push_to_memory(const void *line)
{
    uint64_t offset = (uintptr_t)line % FAR_STRIDE;
    for (unsigned i = 0; i < RIVALS; i++)
        read_line(SPARE + offset + i * (uint64_t)FAR_STRIDE);
    settle();
}

// Out of the L1, not out of the L2: lines of the same set of the L1, and of other sets of the L2.
static inline void push_to_l2(const void *line)
{
    uint64_t set = (uintptr_t)line % L1_WAY, own = (uintptr_t)line % L2_WAY;
    for (unsigned i = 0; i < RIVALS; i++) {
        uint64_t at = SPARE + set + i * (uint64_t)L1_WAY;
        if (at % L2_WAY != own)
            read_line(at);
    }
    settle();
}

// ---- What is printed

struct line {
    char text[96];
    unsigned length;
};

static inline void add_text(struct line *line, const char *text)
{
    while (*text)
        line->text[line->length++] = *text++;
}

static inline void add_number(struct line *line, int64_t value)
{
    char digits[24];
    unsigned count = 0;
    if (value < 0) {
        add_text(line, "-");
        value = -value;
    }
    do
        digits[count++] = (char)('0' + value % 10);
    while ((value /= 10) != 0);
    while (count)
        line->text[line->length++] = digits[--count];
}

static inline void end_line(struct line *line)
{
    add_text(line, "\n");
    htif_write(line->text, line->length);
}

static inline void tell_ratio(const char *name, uint64_t above, uint64_t below)
{
    struct line line;
    line.length = 0;
    add_text(&line, name);
    add_text(&line, " ");
    add_number(&line, (int64_t)above);
    add_text(&line, "/");
    add_number(&line, (int64_t)below);
    end_line(&line);
}

// What one measurement gave, time and again.
struct spread {
    int64_t least, most;
};

static inline void tell(const char *name, struct spread s)
{
    struct line line;
    line.length = 0;
    add_text(&line, name);
    add_text(&line, " ");
    add_number(&line, s.least);
    if (s.least != s.most) {
        add_text(&line, "..");
        add_number(&line, s.most);
    }
    end_line(&line);
}

static inline struct spread less(struct spread a, struct spread b)
{
    return (struct spread){a.least - b.most, a.most - b.least};
}

// `code` does its own preparation and gives the cycles of what it measures. The first two times bring the instructions
// and the predictor up, and do not count.
static inline struct spread repeat(int64_t (*code)(void))
{
    struct spread s = {INT64_MAX, INT64_MIN};
    for (unsigned i = 0; i < 6; i++) {
        int64_t cycles = code();
        if (i >= 2 && cycles < s.least)
            s.least = cycles;
        if (i >= 2 && cycles > s.most)
            s.most = cycles;
    }
    return s;
}

// ---- Pseudo-random numbers

static inline uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

// One cycle through all of 0 to count - 1, at random (Sattolo): next[i] follows i.
static inline void random_cycle(uint16_t *next, unsigned count, uint64_t seed)
{
    static uint16_t order[WINDOW_PAGES];
    for (unsigned i = 0; i < count; i++)
        order[i] = (uint16_t)i;
    for (unsigned i = count - 1; i > 0; i--) {
        unsigned j = (unsigned)(next_random(&seed) % i);
        uint16_t other = order[i];
        order[i] = order[j];
        order[j] = other;
    }
    for (unsigned i = 0; i < count; i++)
        next[order[i]] = order[(i + 1) % count];
}

#endif
