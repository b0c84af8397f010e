// SPDX-License-Identifier: Apache-2.0
// What memory and satp held before, for as long as the hart may remember it: since the last sfence.vma that covers it
// (privileged manual 4.2.1, "Supervisor Memory-Management Fence Instruction"):
//
//   no address, no ASID   covers everything: the past is forgotten;
//   an ASID               all entries on the way to a page of that address space that is not global;
//   an address            leaf entries for that address, in every address space;
//   both                  leaf entries for that address in that address space, if the page is not global.
//
// Every doubleword that is written counts, whether it is a page-table entry or not.
#ifndef TB_MEMSYS_PAST_H
#define TB_MEMSYS_PAST_H

#include <stdbool.h>
#include <stdint.h>

#define PRESENT UINT64_MAX

struct fence {
    bool has_va, has_asid;
    uint64_t va;
    uint16_t asid;
};

struct past {
    uint64_t now;  // grows with every event
    struct past_word {
        uint64_t pa, value, until;
    } * words;
    unsigned word_count, word_room;
    struct past_root {
        uint64_t pa, until;
        uint16_t asid;
    } * roots;
    unsigned root_count, root_room;
    struct past_fence {
        struct fence fence;
        uint64_t time;
    } * fences;
    unsigned fence_count, fence_room;
};

void past_destroy(struct past *p);
// The doubleword at `pa` held `value` until now.
void past_word(struct past *p, uint64_t pa, uint64_t value);
// satp named this root and ASID until now.
void past_root(struct past *p, uint64_t pa, uint16_t asid);
void past_fence(struct past *p, const struct fence *fence);
// A change of the PMP: the TLBs are emptied (docs/architecture.md).
void past_forget(struct past *p);

// The n-th value, from the newest on, that the doubleword at `pa` held before; NULL: there is none.
const struct past_word *past_value(const struct past *p, uint64_t pa, unsigned n);

// An entry on the way to a page, as a fence sees it.
struct entry_use {
    uint64_t va;
    int level;
    bool leaf, global;  // global: the page is, by this entry or another on the way
    uint16_t asid;
};
// May an entry's value that stood until `until` still be used so?
bool past_usable(const struct past *p, const struct entry_use *use, uint64_t until);

#endif
