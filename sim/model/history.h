// SPDX-License-Identifier: Apache-2.0
//
// What translations the hart may still use: the older values of page-table entries and of the root,
// and the fences since. A translation may be as old as the last SFENCE.VMA that covers it (privileged
// manual 4.2.1):
//
//   rs1 = x0, rs2 = x0   covers everything;
//   rs1 = x0, rs2 = asid covers what is not global of that address space, pointers too;
//   rs1 = va, rs2 = x0   covers leaf entries for that address in every address space;
//   rs1 = va, rs2 = asid covers leaf entries for that address in that address space, if not global.
//
// An entry that is not valid is never remembered by the hardware (docs/isa.md), except that a fetch
// runs ahead: it may have seen one a few cycles ago.
//
// A leaf of Svnapot may be remembered for each of the 16 pages that it stands for, whichever of their 16 entries was
// read; a fence by address covers what is remembered for that one page.

#ifndef PAGEWALK_MODEL_HISTORY_H
#define PAGEWALK_MODEL_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "translate.h"
#include "versions.h"

struct history;

// `levels`: of the largest mode that there is.
struct history *history_create(const uint8_t *ram, uint64_t ram_bytes, int levels);
void history_destroy(struct history *h);

// Which upper bits of entries have a meaning from now on; at first none has.
void history_rules(struct history *h, const struct pte_rules *rules);

// satp was written. Roots in use are followed: the pages that they reach are watched for writes.
void history_satp(struct history *h, uint64_t satp, uint64_t now);
// The doubleword at `pa` in RAM, which held `old`, was written; RAM has the new value. If `by_walker`,
// only A and D were set: what is remembered of the entry may have them too.
void history_wrote(struct history *h, uint64_t pa, uint64_t old, bool by_walker, uint64_t now, uint64_t cycle);

struct fence {
    bool has_va, has_asid;
    uint64_t va;
    uint16_t asid;
    uint64_t time;  // what was stored until then is ordered before; of an SFENCE.VMA, now
};
void history_fence(struct history *h, const struct fence *f, uint64_t now);

// A root table that the hart has used.
struct root {
    uint64_t pa;
    int levels;
    uint16_t asid;
    uint64_t first, last;  // in satp from time `first` to `last`; FOREVER: it still is
};

// The root in satp now; only while translation is on.
const struct root *history_present_root(const struct history *h);

// Older roots than the present one that a translation now might come from; returns how many, at most
// `room`.
unsigned history_roots(const struct history *h, struct root *out, unsigned room);

// May the doubleword at `pa` be, or have been since what is remembered of it, a valid leaf of a table that a root in
// use leads to?
bool history_may_be_leaf(const struct history *h, uint64_t pa);

// Some translation now might come from an older root, or from another entry than the walk reads. May be true where
// none can.
bool history_is_open(const struct history *h);

// The version of the entry at `pa` that stands now has stood since:
uint64_t history_birth(const struct history *h, uint64_t pa);
// Its older versions that some translation now might come from, newest first; at most VERSIONS_A_WORD.
// Invalid ones are among them only for a fetch, if they stood at `cycle_from` or later.
unsigned history_versions(const struct history *h, const struct pte_read *at, uint64_t cycle_from, struct version *out);
// What the other entries of its 16 pages hold or held that may stand for this one too (Svnapot); at most
// NAPOT_VERSIONS. An entry that they hold now lives FOREVER.
enum { NAPOT_VERSIONS = (NAPOT_PAGES - 1) * (VERSIONS_A_WORD + 1) };
unsigned history_napot(const struct history *h, const struct pte_read *at, struct version *out);

// The versions that a walk read, from the root down.
struct path {
    uint64_t va;
    uint16_t asid;  // of satp now
    struct root root;
    struct version entry[MAX_LEVELS];
    unsigned count;
};

// May the hart translate so, `path` being what a walk read?
bool history_allows(const struct history *h, const struct path *path);

#endif
