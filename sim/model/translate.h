// SPDX-License-Identifier: Apache-2.0
//
// Address translation as a pure function: the steps of the privileged manual, 4.3.2, for Sv39 (4.4).
// Page-table entries come from a reader, so that the same walk serves the hart, a debugger, and the
// judge's search among older versions of an entry.

#ifndef PAGEWALK_MODEL_TRANSLATE_H
#define PAGEWALK_MODEL_TRANSLATE_H

#include <stdbool.h>
#include <stdint.h>

#include "commit.h"

enum access { ACCESS_LOAD, ACCESS_STORE, ACCESS_FETCH };  // SC and AMO are stores

enum { SV39_LEVELS = 3, SV39_VA_BITS = 39, VPN_BITS = 9, PTE_BYTES = 8 };

// The page number that `va` has at a level: that of a page of 4 KiB << (9 * level).
static inline uint64_t page_number(uint64_t va, int level) { return va >> (12 + VPN_BITS * level); }

struct walk_context {
    uint64_t root;        // physical address of the root table
    enum privilege priv;  // effective: U or S
    bool sum, mxr;
};

// One read of a page-table entry that the walk asks for.
struct pte_read {
    uint64_t va;
    uint64_t pa;  // of the entry
    int level;    // 2 for the root table, 0 for the last
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
    int level;         // of the leaf: 0 for 4 KiB, 1 for 2 MiB, 2 for 1 GiB
    bool global;
};

struct walk sv39_walk(const struct walk_context *c, uint64_t va, enum access access, pte_reader read, void *ctx);

static inline bool pte_is_leaf(uint64_t pte)
{
    return (pte & 0xe) != 0;  // R, W or X
}

// Valid and not a reserved encoding, at a level (privileged manual 4.3.2, step 3; docs/isa.md).
bool pte_is_valid(uint64_t pte, int level);

// The cause of a fault of this kind of access.
uint64_t page_fault_cause(enum access access);
uint64_t access_fault_cause(enum access access);

#endif
