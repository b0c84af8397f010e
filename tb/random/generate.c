// SPDX-License-Identifier: Apache-2.0
// generate SEED: writes a random program, in assembly, to standard output; with frame.S it makes a
// bare-metal program that passes by itself. What it does is for lockstep to judge.
#include "random.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/splitmix.h"

enum { BLOCKS = 80, PRIVILEGED_BLOCKS = 48, TURNS = 240, REGISTER_SETS = 24, PMP_SETS = 6 };

struct extensions has;

static uint64_t state;

void seed_with(uint64_t seed)
{
    state = seed;
    state = next_random();  // or neighbours would be one sequence, shifted
}

uint64_t next_random(void) { return splitmix64(&state); }

unsigned below(unsigned n) { return (unsigned)((next_random() >> 32) * n >> 32); }

bool percent(unsigned p) { return below(100) < p; }

void line(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
}

static void dword(uint64_t value) { line(" .dword %#llx", (unsigned long long)value); }

static void write_registers(int set, int mode)
{
    line("registers%d:", set);
    for (int x = 0; x < 32; x++) {
        bool points = x == 2 || (x >= 8 && x <= 11);
        dword(points ? random_address(mode) : percent(30) ? below(16) - 8ull : next_random());
    }
}

// Entry 15 opens everything (frame.S); here a few places in data and tables are closed, or half so.
static void write_pmp(int set)
{
    uint64_t address[8], cfg = 0;

    for (int i = 0; i < 8; i++) {
        address[i] = (DATA + below(percent(80) ? 0x10000 : 0x20000)) >> 2;
        if (set == 0 || percent(50))
            continue;
        bool range = i > 0 && percent(40);
        cfg |= (uint64_t)((range ? 0x08 : 0x18) | below(8)) << (8 * i);
        if (range)
            address[i - 1] = address[i] - 2 * below(64);
        else
            address[i] |= (1u << below(11)) - 1;
    }
    line("pmp%d:", set);
    dword(cfg);
    for (int i = 0; i < 8; i++)
        dword(address[i]);
}

static uint64_t random_status(int mode)
{
    uint64_t bits = next_random() & 0xe01a2;  // SIE SPIE MPIE SPP MPRV SUM MXR

    if (!percent(20))
        bits &= ~0x20000ull;
    if (percent(8))
        bits |= next_random() & 0x700000;  // TVM TW TSR
    if (mode == 3)
        bits |= 0x80;  // MIE: the timer must be able to end the turn
    return bits | (uint64_t)mode << 11;
}

// All as it is built, a little smaller, very small, or anything.
static uint64_t random_geometry(void)
{
    switch (below(4)) {
    case 0: return 0;
    case 1: return next_random() & 0x1111111111111111;
    case 2: return UINT64_MAX;
    default: return next_random();
    }
}

static void write_turn(void)
{
    static const unsigned char usual[] = {0, 0, 0, 1, 1, 1, 1, 3, 3};
    bool privileged = percent(65);
    int mode = privileged && percent(95) ? (percent(60) ? 1 : 3) : usual[below(9)];
    int target =
        privileged ? (int)below(PRIVILEGED_BLOCKS) : PRIVILEGED_BLOCKS + (int)below(BLOCKS - PRIVILEGED_BLOCKS);
    int registers = mode == 0 ? 0 : mode == 1 ? 1 : 2;
    uint64_t flags = (percent(85) ? TURN_SKIPS : 0) | (percent(10) ? TURN_SFENCE : 0) |
                     (percent(20) ? TURN_FENCE_I : 0) | (percent(50) ? TURN_VECTORED : 0);
    bool geometry = has.geometry && percent(5);
    bool user_view = percent(95) ? mode == 0 : percent(50);
    uint64_t satp = random_satp();

    line(" .dword block%d + %#x", target, user_view && satp ? U_VIEW : 0);
    dword(random_status(mode));
    dword(satp);
    dword(percent(60) ? 0 : next_random() & 0xb1ff);
    dword(next_random() & 0x222);
    dword((next_random() & 0xaaa) | 0x80);
    dword(percent(70) ? 0 : next_random() & 0x222);
    dword((percent(80) ? 1ull << 63 : 0) | (percent(50) ? 1ull << 61 : 0) |
          (has.svpbmt && percent(70) ? 1ull << 62 : 0) | (percent(80) ? 0xf0 : below(16) << 4) | below(2));
    dword(percent(50) ? 7 | 7ull << 32 : below(8) | (uint64_t)below(8) << 32);
    dword(percent(30) ? 2 + below(30) : 400);
    dword(percent(30) ? below(20) : 1000000);
    dword(percent(10));
    dword(flags | (geometry ? TURN_GEOMETRY : 0));
    line(" .dword registers%d", registers + 3 * (int)below(REGISTER_SETS / 3));
    if (percent(85))
        dword(0);
    else
        line(" .dword pmp%d", percent(50) ? 0 : (int)below(PMP_SETS));
    dword(geometry ? random_geometry() : 0);
    dword(geometry ? next_random() : 0);
}

// Names that are not known here are of extensions that the programs do not try.
static void note_extension(const char *name)
{
    const struct {
        const char *name;
        bool *there;
    } known[] = {{"sv48", &has.sv48},     {"sv57", &has.sv57},           {"svnapot", &has.svnapot},
                 {"svpbmt", &has.svpbmt}, {"svinval", &has.svinval},     {"zicbom", &has.zicbom},
                 {"zicboz", &has.zicboz}, {"xpwgeometry", &has.geometry}};

    for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0)
            *known[i].there = true;
}

int main(int argc, char **argv)
{
    static const int modes[] = {0, 1, 3};

    if (argc < 2) {
        fprintf(stderr, "usage: generate SEED [EXTENSION...]\n");
        return 2;
    }
    seed_with(strtoull(argv[1], NULL, 0));
    for (int i = 2; i < argc; i++)
        note_extension(argv[i]);

    line("# seed %s", argv[1]);
    line(" .section .code, \"awx\"");
    for (int n = 0; n < BLOCKS; n++)
        write_block(n, n < PRIVILEGED_BLOCKS);
    line(" .section .random, \"aw\"");
    for (int n = 0; n < DATA_PAGES * 512; n++)
        dword(next_random());
    write_tables();
    line(" .data");
    for (int set = 0; set < REGISTER_SETS; set++)
        write_registers(set, modes[set % 3]);
    for (int set = 0; set < PMP_SETS; set++)
        write_pmp(set);
    line(" .globl turns, turns_end");
    line("turns:");
    for (int n = 0; n < TURNS; n++)
        write_turn();
    line("turns_end:");
    return 0;
}
