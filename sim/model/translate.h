// SPDX-License-Identifier: Apache-2.0
//
// Address translation as a pure function: the steps of the privileged manual, 4.3.2, for Sv39, Sv48 and Sv57
// (4.4 to 4.6), which differ in the number of levels alone, with Svnapot and Svpbmt where they are switched on.
// Page-table entries come from a reader, so that the same walk serves the hart, a debugger, and the
// judge's search among older versions of an entry.

#ifndef PAGEWALK_MODEL_TRANSLATE_H
#define PAGEWALK_MODEL_TRANSLATE_H

#include <stdbool.h>
#include <stdint.h>

#include "commit.h"

// SC and AMO are stores. A cache block is managed by who may load there (or store, which no page allows without), and
// refused as a store is (CMO manual, "Page-Fault, Guest-Page-Fault, and Access-Fault Exceptions").
enum access { ACCESS_LOAD, ACCESS_STORE, ACCESS_FETCH, ACCESS_MANAGE };

enum { SV39_LEVELS = 3, MAX_LEVELS = 5, VPN_BITS = 9, PTE_BYTES = 8 };
enum { NAPOT_PAGES = 16, NAPOT_BYTES = NAPOT_PAGES << 12 };  // of the one size that Svnapot has

// The page number that `va` has at a level: that of a page of 4 KiB << (9 * level).
static inline uint64_t page_number(uint64_t va, int level) { return va >> (12 + VPN_BITS * level); }

// The upper bits of an address are all like the highest one that is translated.
static inline bool is_canonical(uint64_t va, int levels)
{
    int64_t top = (int64_t)va >> (12 + VPN_BITS * levels - 1);
    return top == 0 || top == -1;
}

// Which of an entry's upper bits have a meaning; those that have none are reserved.
struct pte_rules {
    bool napot;  // bit 63
    bool pbmt;   // bits 62:61
};

struct walk_context {
    uint64_t root;        // physical address of the root table
    int levels;           // 3 for Sv39, 4 for Sv48, 5 for Sv57
    enum privilege priv;  // effective: U or S
    bool sum, mxr;
    struct pte_rules rules;
};

// One read of a page-table entry that the walk asks for.
struct pte_read {
    uint64_t va;
    uint64_t pa;  // of the entry
    int level;    // levels - 1 for the root table, 0 for the last
    bool global;  // an entry above had G set
    enum access access;
};

// False: the read is not allowed or nobody answers, an access fault.
typedef bool (*pte_reader)(void *ctx, const struct pte_read *read, uint64_t *pte);

enum walk_outcome { WALK_OK, WALK_PAGE_FAULT, WALK_ACCESS_FAULT };

struct walk {
    enum walk_outcome outcome;
    uint64_t pa;       // of `va`; the rest too is meaningful only with WALK_OK
    uint64_t pte_pa;   // of the leaf entry
    uint64_t pte;      // its value as read
    uint64_t missing;  // A and D bits that the access needs and the entry lacks: with Svade a page
                       // fault, with Svadu to be set before the access
    int level;         // of the leaf: 0 for 4 KiB (and 64 KiB), 1 for 2 MiB, 2 for 1 GiB and so on
    bool global;
};

struct walk page_walk(const struct walk_context *c, uint64_t va, enum access access, pte_reader read, void *ctx);

// The same where there is nothing but Sv39.
static inline struct walk sv39_walk(const struct walk_context *c, uint64_t va, enum access access, pte_reader read,
                                    void *ctx)
{
    struct walk_context sv39 = *c;

    sv39.levels = SV39_LEVELS;
    sv39.rules = (struct pte_rules){false, false};
    return page_walk(&sv39, va, access, read, ctx);
}

static inline bool pte_is_leaf(uint64_t pte)
{
    return (pte & 0xe) != 0;  // R, W or X
}

// Valid and not a reserved encoding, at a level (privileged manual 4.3.2, step 3; docs/isa.md).
bool pte_is_valid(uint64_t pte, int level, const struct pte_rules *rules);

// A leaf of the last level that stands for all 16 pages around it (Svnapot).
bool pte_is_napot(uint64_t pte, const struct pte_rules *rules);

// The cause of a fault of this kind of access.
uint64_t page_fault_cause(enum access access);
uint64_t access_fault_cause(enum access access);

#endif
