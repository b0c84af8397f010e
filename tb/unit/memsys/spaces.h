// SPDX-License-Identifier: Apache-2.0
// Random address spaces: page tables of Sv39, Sv48 or Sv57 with pages of every size, rights, memory types and flags of
// every kind, among them what must fault. Each root has subtrees of its own below some entries, and the upper half's,
// which all share. All spaces of a run are of one mode: so many levels.
#ifndef TB_MEMSYS_SPACES_H
#define TB_MEMSYS_SPACES_H

#include "bench.h"
#include "bus/bus.h"

enum { ROOTS = 3, TOPS = 4, OWN_TOPS = 2, INDICES = 3, LEVELS_LEAST = 3, LEVELS_MOST = 5 };

// Where page tables lie, one after the other.
#define TABLES (BUS_RAM_BASE + (UINT64_C(1) << 20))
enum { SUBTREE_TABLES = LEVELS_MOST - 2 + INDICES };
enum { TABLE_COUNT = ROOTS + (ROOTS * OWN_TOPS + TOPS - OWN_TOPS) * SUBTREE_TABLES };

// A page of 4 KiB by its place in the tables: which root, and which of the entries in use at each level.
struct place {
    int levels;
    unsigned root, index[LEVELS_MOST];  // of the root table: < TOPS; of levels 1 and 0: < INDICES; of others 0
};

uint64_t space_root(unsigned root);
struct place space_random_place(struct random *r, int levels);
uint64_t space_va(const struct place *p);
// The address of the entry on the way to it at a level, and a new random value of that entry.
uint64_t space_entry(const struct place *p, int level);
uint64_t space_random_pte(struct random *r, const struct place *p, int level, uint64_t ram_bytes);

#endif
