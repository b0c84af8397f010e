// SPDX-License-Identifier: Apache-2.0
// A random program: what its parts share. generate.c has the whole; frame.S is the program's fixed
// part, and knows the layout and `struct turn` from here too.
#ifndef RANDOM_H
#define RANDOM_H

// Physical memory, and virtual memory of S mode, in pages: the frame's own, code, data, page tables.
#define RAM 0x80000000
#define S_HANDLER 0x80003000  // the frame's page that S mode may execute
#define CODE 0x80004000
#define CODE_PAGES 10
#define DATA 0x80010000
#define DATA_PAGES 16
#define TABLES 0x80020000
#define U_VIEW 0x40000000  // added to an address of RAM: U mode's view of it
#define WINDOW 0x40000000  // large pages
#define SHARED 0x41000000  // global pages, the same in every space

// What the frame does at each turn: a mode and a space to enter, and how to go on at traps. All
// fields are doublewords; frame.S has them by these numbers.
#define TURN_PC 0
#define TURN_MSTATUS 8
#define TURN_SATP 16
#define TURN_MEDELEG 24
#define TURN_MIDELEG 32
#define TURN_MIE 40
#define TURN_MIP 48
#define TURN_MENVCFG 56
#define TURN_COUNTEREN 64  // mcounteren, and scounteren above bit 32
#define TURN_TICKS 72      // until the timer ends the turn
#define TURN_STIMECMP 80   // ticks from now
#define TURN_MSIP 88
#define TURN_FLAGS 96
#define TURN_REGISTERS 104  // where its registers x1 to x31 are
#define TURN_PMP 112        // where pmpcfg0, pmpaddr0 to 7 are; 0: as they are
#define TURN_MGEOMETRY 120  // what goes into mgeometry and mreplace with TURN_GEOMETRY
#define TURN_MREPLACE 128
#define TURN_BYTES 136

#define TURN_SKIPS 1  // go on behind an instruction that traps
#define TURN_SFENCE 2
#define TURN_FENCE_I 4
#define TURN_VECTORED 8
#define TURN_GEOMETRY 16

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

enum { SPACES = 3 };

// What the machine has that the programs are to try, by the names that `pagewalk isa` gives them. All false: the
// programs are as they were before there were any.
struct extensions {
    bool sv48, sv57, svnapot, svpbmt, svinval, zicbom, zicboz, geometry;
};
extern struct extensions has;

// ---- random numbers (splitmix64): the same program from a seed everywhere
void seed_with(uint64_t seed);
uint64_t next_random(void);
unsigned below(unsigned n);
bool percent(unsigned p);

// A line of the program
void line(const char *format, ...) __attribute__((format(printf, 1, 2)));

// ---- spaces.c: page tables
uint64_t space_root(int space);
void write_tables(void);
// A place in the tables, an address that it translates, and something that might stand there
struct slot {
    uint64_t pa, va, pte;
};
struct slot random_slot(void);
uint64_t random_satp(void);
// An address of data in one of the windows, as such a mode is likely to reach it (0, 1 or 3)
uint64_t random_address(int mode);

// ---- code.c: block n, for a mode that may do everything or for any
void write_block(int n, bool privileged);

#endif
#endif
