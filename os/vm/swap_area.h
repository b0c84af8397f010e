// SPDX-License-Identifier: Apache-2.0
// Swap areas: what swapon(2) brings, a partition or a file, and the table of the slots of each. For swap*.c alone; all
// others speak of slots (swap.h).
//
// The page within its area is never 0: the header lies there. Owner of an area: the table, from swapon to the end of
// swapoff; what slept looks at `state` again. Lock: vm.h.
#ifndef VM_SWAP_AREA_H
#define VM_SWAP_AREA_H

#include "os/vm/swap.h"

struct blk;
struct vnode;

#define AREAS_MOST SWAP_AREAS

struct slot {
    uint16_t refs;    // PTEs and object entries that name it. There are fewer processes than this can count
    uint16_t audit;   // references that vm_check found
    uint32_t frame;   // physical frame number of the frame that caches it; 0: none
    uint32_t shadow;  // what the policy left with the page (pool.h)
    uint32_t sector;  // of the device, where its bytes lie
};

#define SLOT_FAILED 1u       // as shadow, which no policy leaves (its tag is 0): the last write of the slot failed
#define REFS_BAD UINT16_MAX  // a block that mkswap found bad

enum area_state {
    AREA_UNUSED,
    AREA_STARTING,  // swapon reads the header, or swapoff lets go
    AREA_ON,
    AREA_CLOSING,  // swapoff brings its pages back; no slot is given out
};

struct swap_area {
    enum area_state state;
    struct blk *device;   // that has its sectors
    struct vnode *vnode;  // held: of the device, or the file
    bool is_file;
    char name[64];
    int priority;         // the highest first
    uint64_t turn;        // of equal ones, the one whose turn was longest ago
    struct slot **pages;  // directory: SLOTS_A_PAGE slots a page
    uint32_t end;         // slots are [1, end)
    uint32_t ready;       // those below have their place in the directory
    uint32_t bad, used, cached;
    uint32_t next;  // where the search for free slots goes on
    uint32_t high;  // no slot from here on was ever used
};

extern struct swap_area swap_areas[AREAS_MOST];

static inline struct swap_area *area_of(uint32_t slot) { return &swap_areas[slot >> SLOT_BITS]; }
static inline bool area_live(const struct swap_area *area) { return area->state >= AREA_ON; }
static inline uint32_t area_base(const struct swap_area *area) { return (uint32_t)(area - swap_areas) << SLOT_BITS; }

struct slot *slot_of(struct swap_area *area, uint32_t index);  // index in [1, ready)
struct slot *slot_at(uint32_t slot);
static inline bool slot_free(const struct slot *s) { return s->refs == 0 && s->frame == 0; }
bool slot_valid(uint32_t slot);     // of an area that is live, and in use at some time
uint32_t slot_next(uint32_t slot);  // the first such after this one, in order; 0: no more. For 0: the first of all

uint32_t area_room(const struct swap_area *area);  // free slots that have a place in the directory
// Eviction cannot wait for memory, so the directory grows while half a page of slots was never used, from what is free.
void area_grow_ahead(struct swap_area *area);
struct swap_area *area_find(const struct vnode *vnode);  // NULL: it is none
int area_detach(struct swap_area *area);                 // 0, or -EBUSY: a slot is in use. May sleep afterwards

#endif
