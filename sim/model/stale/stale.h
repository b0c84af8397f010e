// SPDX-License-Identifier: Apache-2.0
//
// What the parts of test_stale share: a random program, and the pretender that runs it beside the judge.

#ifndef PAGEWALK_MODEL_STALE_H
#define PAGEWALK_MODEL_STALE_H

#include <stdbool.h>
#include <stdint.h>

#include "machine/isa.h"
#include "model/lockstep.h"
#include "model/state.h"
#include "model/test_asm.h"

enum flaw {
    SOUND,
    FENCE_VA_IGNORED,       // sfence.vma va, x0 does nothing
    FENCE_ASID_IGNORED,     // sfence.vma x0, asid does nothing
    FENCE_VA_ASID_IGNORED,  // sfence.vma va, asid does nothing
    FENCE_ALL_KEEPS_POINTERS,
    FENCE_ALL_KEEPS_GLOBAL,
    ASID_NOT_COMPARED,       // entries of another address space hit
    INVALID_REMEMBERED,      // a faulting translation is kept
    SUPERPAGE_FENCED_AS_4K,  // a fence by address misses the rest of the superpage
    AD_OVERWRITES,           // A and D are set without comparing
    AD_BESIDE,               // and in an entry of the next line, too
    D_WITHOUT_STORE,         // D is set for loads too
    WRONG_PAGE,              // now and then a walk ends one page further
    DEVICE_UNREPORTED,       // writes of the device are not reported
    SECOND_PART_LOST,        // of a store in two parts
    SECOND_PART_FOLLOWS,     // at a page's end a store goes on in the next frame
    SECOND_PARCEL_FOLLOWS,   // and so does an instruction
    FENCE_I_IGNORED,
    INVALIDATION_IGNORED,     // SINVAL.VMA does nothing
    NAPOT_FENCED_AS_4K,       // a fence by address misses the rest of a 64 KiB page
    NAPOT_KEEPS_OFFSET,       // a 64 KiB page is remembered as the 4 KiB page that was read, for all 16
    GEOMETRY_KEEPS_PAGES,     // a write of mgeometry leaves translations,
    GEOMETRY_KEEPS_POINTERS,  // or those of tables,
    GEOMETRY_KEEPS_LINES,     // or old instructions
    FLAWS
};

// ---- program.c

void random_begin(uint64_t seed);
uint64_t random64(void);
unsigned below(unsigned n);
bool one_in(unsigned n);

// RAM: program and its table of values in the first 2 MiB, with the page tables; frames in the rest,
// each with a RET in it and code across its ends. Two roots; in each, the third gigabyte is RAM itself. The pages tried
// are VA + n * 4096 and the same in the next 2 MiB, so that 4K, 64K, 2M and 1G leaves all lead to frames. Above the
// roots of Sv39 are two tables of the fourth level, and two of the fifth, whose first entries lead down.

enum { MEGABYTE = 1 << 20, BIG_RAM = 8 * MEGABYTE };
enum { PROGRAM = 0x1000, HANDLER = 0x800, VALUES = 0x100000, TABLES = 0x1c0000, STEPS = 3000 };
enum { FRAMES = 24 };  // that 4K leaves lead to
enum { ROOTS = 2, MIDDLES = 2, LASTS = 3, UPPERS = 2, PAGES = 4, ASIDS = 3 };
#define VA UINT64_C(0x40200000)
#define RET UINT32_C(0x80828082)

// An address of a page that is tried.
uint64_t random_va(void);
// RAM with a program for such a hart and its tables; to be freed. `adue`: A and D are set by the hart for sure.
uint8_t *new_program(const struct isa *isa, bool adue);
// The boot ROM that starts it.
enum { BOOT_BYTES = 32 };
void write_rom(uint8_t *bytes);

// ---- pretender.c

enum { TLB = 24, POINTERS = 12 };

// What is remembered of a walk: how it went from the root down to `level`, where it found a leaf (in the
// TLB) or a pointer (in the cache of pointers).
struct memo {
    bool valid, global;
    bool napot;  // a leaf that stands for 16 pages
    uint16_t asid;
    int level;
    uint64_t va;
    uint64_t root;
    int levels;
    uint64_t pte[MAX_LEVELS];  // by level
};

struct pretender {
    struct model *m;
    uint8_t *ram;
    enum flaw flaw;
    struct oracle oracle;
    struct journal journal;
    struct lockstep *judge;
    uint64_t cycle;
    struct memo tlb[TLB];
    struct memo pointer[POINTERS];

    const struct memo *hit;  // the walk in progress starts from this
    struct memo now;         // what it reads
    bool again;              // A or D could not be set: walk again
    uint64_t last_parcel;    // where it came from
    uint8_t *icache;         // of all RAM: lines are as old as FENCE.I allows
    struct sinval {
        bool has_va, has_asid;
        uint64_t va;
        uint16_t asid;
    } sinval[8];  // SINVAL.VMA that wait for SFENCE.INVAL.IR
    unsigned sinvals;
};

// `ram` becomes the pretender's. It begins in the boot ROM, beside a judge of its own.
struct pretender *pretender_open(const struct isa *isa, uint8_t *ram, const uint8_t *boot, enum flaw flaw);
void pretender_close(struct pretender *p);
// One instruction or trap.
struct commit pretend_step(struct pretender *p);
// Hardware may translate what nobody asked for.
void walk_ahead(struct pretender *p);

#endif
