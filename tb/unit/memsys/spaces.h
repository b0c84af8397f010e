// SPDX-License-Identifier: Apache-2.0
// Random address spaces: page tables of Sv39 with pages of every size, rights and flags of every kind, among them what
// must fault. Each root has subtrees of its own below some entries, and the upper half's, which all share.
#ifndef TB_MEMSYS_SPACES_H
#define TB_MEMSYS_SPACES_H

#include "bench.h"
#include "bus/bus.h"

enum { ROOTS = 3, TOPS = 4, OWN_TOPS = 2, INDICES = 3, LEVELS = 3 };

// Where page tables lie, one after the other.
#define TABLES (BUS_RAM_BASE + (UINT64_C(1) << 20))
enum { TABLE_COUNT = ROOTS + (ROOTS * OWN_TOPS + TOPS - OWN_TOPS) * (1 + INDICES) };

// A page of 4 KiB by its place in the tables: which root, and which of the entries in use at each level.
struct place {
    unsigned root, index[LEVELS];  // of level 2: < TOPS, others < INDICES
};

uint64_t space_root(unsigned root);
struct place space_random_place(struct random *r);
uint64_t space_va(const struct place *p);
// The address of the entry on the way to it at a level, and a new random value of that entry.
uint64_t space_entry(const struct place *p, int level);
uint64_t space_random_pte(struct random *r, const struct place *p, int level, uint64_t ram_bytes);

#endif
