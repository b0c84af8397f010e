// SPDX-License-Identifier: Apache-2.0
//
// What instruction fetch may see in place of what memory holds: the older content of each parcel (2 bytes) since
// the last FENCE.I (unprivileged manual, "Zifencei": until then no store need be visible to a fetch).
//
// Kept are the stores to pages that instructions have come from. Fetch may have run ahead into a page,
// so the last stores elsewhere are remembered too, and are kept when the page's turn comes.

#ifndef PAGEWALK_MODEL_CODE_H
#define PAGEWALK_MODEL_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "versions.h"

enum { CODE_ELSEWHERE = 1024 };

struct code {
    struct versions kept;
    uint8_t *fetched;  // of each page of RAM: an instruction came from there
    uint64_t pages;
    struct code_store {
        uint64_t pa, old, new, now, cycle;
    } elsewhere[CODE_ELSEWHERE];  // a ring
    uint64_t stores;              // that have gone into it; its first is store 0
};

bool code_open(struct code *c, uint64_t ram_bytes);  // false: out of memory
void code_close(struct code *c);

// The doubleword at `pa` in RAM, which held `old`, was written and holds `new` (versions.h has the times).
void code_wrote(struct code *c, uint64_t pa, uint64_t old, uint64_t new, uint64_t now, uint64_t cycle);
void code_fence(struct code *c);

// An instruction is fetched; its parcel is at `pa`: what that held before, or NULL.
const struct word *code_fetch(struct code *c, uint64_t pa);

#endif
