// SPDX-License-Identifier: Apache-2.0
// Pools: sets of frames that share a replacement policy. The common pool has all frames that can be reclaimed, except
// those of a limited pool: the private pages of one range of one space, of which no more than so many may be in memory
// at a time, under a policy of their own.
//
// A frame is in at most one pool; frame->page belongs to the pool's policy. A shadow is what a policy wants to know of
// a page when it returns; whoever finds the page again (its slot, its object) keeps it meanwhile. It is good for the
// instance of the policy that made it, and others take it for none. Lock: vm.h; nothing here sleeps.
#ifndef VM_POOL_H
#define VM_POOL_H

#include "os/vm/frame.h"

struct space;
struct pool;

#define POOLS_MOST 8u  // the common one included

void pool_init(void);

// Into the common pool, as a page that is new (shadow 0) or that returns.
void pool_insert(struct frame *frame, uint32_t shadow);
void pool_remove(struct frame *frame);  // harmless when it is in none
void pool_remove_many(struct frame *const *frames, unsigned count);
uint32_t pool_evicted(struct frame *frame);  // the same for a page whose bytes stay elsewhere: its shadow

struct pool *pool_common(void);
struct pool *pool_by_index(unsigned index);  // NULL: there is none. 0 is the common pool
uint32_t pool_pages(const struct pool *pool);
// A turn: within it no page is chosen twice, so that all have been tried when none is left. Turns may overlap; then
// only the last is one.
void pool_begin_turn(struct pool *pool);
// The page that should leave next, which can leave and has a place to go; it stays in the pool. Looks at *looks pages
// at most and counts down. `anonymous`: at private pages only. NULL: none.
struct frame *pool_choose(struct pool *pool, unsigned *looks, bool anonymous);
void pool_sample(struct pool *pool);                          // pages used since the last time are touched, then a tick
void pool_note_evictions(struct pool *pool, unsigned count);  // samples when there have been many
static inline bool pool_active(const struct frame *frame) { return frame->page.bits & POLICY_ACTIVE; }
uint64_t *pool_active_gauge(const struct frame *frame);  // where an active frame of its kind is counted
// May the frame leave memory now, if need be by a write?
bool pool_frame_can_leave(struct frame *frame);
// Who knows which frames must stay whatever policies say (populate.c); NULL until the first has to.
extern bool (*pool_frame_stays)(const struct frame *frame);

const char *pool_policies(void);  // the names of all, in order, a blank between them
const char *pool_policy(const struct pool *pool);
// The pages move to the new policy as if they were new, in order of frame numbers. 0 or -EINVAL.
int pool_set_policy(struct pool *pool, const char *name);
void pool_show(const struct pool *pool, void (*say)(void *to, const char *name, uint64_t value), void *to);

// Limited pools are asked for by advice of our own to madvise(2) on [start, end) of the space, page-aligned:
//   0x40pp_ffff   no more than ffff private pages of the range in memory at a time, under policy number pp (in the
//   order
//                 of /proc/sys/vm/policies). Pages that are there already stay outside: push them out first
//   0x4100_0000   a sample: which of its pages have been used since the last? Then a tick of the policy
//   0x4200_0000   no limit any more: its pages go to the common pool
// A limit ends with the space and is not inherited by fork. 0, or -EINVAL (no such policy, or no such range),
// -EEXIST (overlaps another), -ENOSPC (POOLS_MOST).
#define POOL_ADVICE_SHIFT 24
#define POOL_LIMIT 0x40u
#define POOL_TICK 0x41u
#define POOL_END 0x42u
static inline bool pool_is_advice(uint64_t advice)
{
    return advice >> POOL_ADVICE_SHIFT >= POOL_LIMIT && advice >> POOL_ADVICE_SHIFT <= POOL_END;
}
int pool_advise(struct space *space, uint64_t first, uint64_t end, uint32_t advice);

void pool_forget_space(struct space *space);  // all of the space, which ends or is replaced
extern unsigned pools_limited;                // how many there are: mostly none
struct pool *pool_limited_at(const struct space *space, uint64_t va);
// The limited pool that has va, or NULL.
static inline struct pool *pool_at(const struct space *space, uint64_t va)
{
    return pools_limited ? pool_limited_at(space, va) : NULL;
}
bool pool_full(const struct pool *pool);
bool pool_limits(const struct space *space, uint64_t start, uint64_t end);  // does one have a part of [start, end)?
// The frame, mapped privately at va, belongs to the limited pool there, if there is one.
void pool_adopt_limited(struct frame *frame, const struct space *space, uint64_t va, uint32_t shadow);
static inline void pool_adopt(struct frame *frame, const struct space *space, uint64_t va, uint32_t shadow)
{
    if (pools_limited)
        pool_adopt_limited(frame, space, va, shadow);
}

#endif
