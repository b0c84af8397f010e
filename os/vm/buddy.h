// SPDX-License-Identifier: Apache-2.0
// Free memory in blocks of 2^order neighbouring frames, each aligned to its size: Knowlton's buddy system.
//
// Every frame of kind FREE is in one of four places:
//   a block   whose first frame has index = order and is on the list of that order; the others have index BUDDY_INSIDE
//   hot       a single frame freed lately, index BUDDY_HOT: given out again first, joined with its buddy only when it
//             has cooled down or a larger block is wanted
//   zeroed    a single frame whose bytes are all zero, index BUDDY_ZEROED: what was a page table. Given to who wants
//             zeroes, and to others last
//   beyond    the frontier: never used, so that its entry of the frame table is not initialized; counted as blocks
// Two free buddies of one order are one block of the next. Owner: frame.c. Lock: vm.h. Nothing here sleeps.
#ifndef VM_BUDDY_H
#define VM_BUDDY_H

#include "os/vm/frame.h"

#define BUDDY_INSIDE 0xfdu
#define BUDDY_ZEROED 0xfeu
#define BUDDY_HOT 0xffu

// Single frames that are kept for the next who asks, the last one given first.
struct stock {
    struct list frames;
    unsigned count, most;
    uint64_t index;  // of each
};
extern struct stock buddy_hot, buddy_zeroed;

static inline struct frame *stock_take(struct stock *stock)
{
    if (!stock->count)
        return NULL;
    struct frame *frame = LIST_ENTRY(stock->frames.next, struct frame, link);
    list_remove(&frame->link);
    stock->count--;
    return frame;
}

void stock_put(struct stock *stock, struct frame *const *frames, unsigned count);  // at most `most` of them
static inline void stock_put_one(struct stock *stock, struct frame *frame)
{
    if (stock->count == stock->most) {
        stock_put(stock, &(struct frame *){frame}, 1);
        return;
    }
    stock->count++;
    frame->index = stock->index;
    list_push_front(&stock->frames, &frame->link);
}

struct frame *buddy_take_and_refill(void);  // one that is not hot, and some of its neighbours are afterwards
// Order 0, hot ones first. One is free.
static inline struct frame *buddy_take_one(void)
{
    struct frame *frame = stock_take(&buddy_hot);
    return frame ? frame : buddy_take_and_refill();
}

struct frame *buddy_take(unsigned order);  // the first frame of a block; NULL: there is none so large
// One that is known to be all zero; NULL: none is.
static inline struct frame *buddy_take_zeroed(void) { return stock_take(&buddy_zeroed); }
void buddy_give(struct frame *first, unsigned order);  // a block whose frames are all of kind FREE already
static inline void buddy_give_zeroed(struct frame *frame) { stock_put_one(&buddy_zeroed, frame); }  // order 0, all zero
static inline void buddy_give_one(struct frame *frame) { stock_put_one(&buddy_hot, frame); }        // order 0
void buddy_give_many(struct frame *const *frames, unsigned count);                                  // order 0 each
void buddy_cool(void);  // joins single frames with their buddies

// `count` neighbouring frames from the frontier, for ever, of whatever alignment. NULL: there are not so many.
struct frame *buddy_beyond(uint64_t count);

uint64_t
buddy_count(unsigned order);  // free blocks of that order: single frames and what is beyond the frontier included
// For vm_check: walks all lists; `complain` hears of each frame that stands wrong. Returns how many frames it met.
uint64_t buddy_audit(void (*complain)(void *to, const char *what, uint64_t pfn), void *to);

#endif
