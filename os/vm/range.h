// SPDX-License-Identifier: Apache-2.0
// A range of user memory: the one place where an address and a length of user origin become an end.
//
// A range is half-open, page-aligned and lies in [0, USER_TOP]. Whoever has one need not fear wrap-around: start <=
// end, and the difference is its length. Parts of a range are made by range_clip, never by adding.
#ifndef VM_RANGE_H
#define VM_RANGE_H

#include "os/lib/errno.h"
#include "os/vm/vm.h"

#define USER_TOP (USER_END - PAGE_SIZE)  // ranges end here: the last page stays empty

struct range {
    uint64_t start, end;  // bytes
};

// [start, start + length) with the length (bytes) rounded up to whole pages. 0; -EINVAL: start is not aligned;
// -EOVERFLOW: the end does not fit into an address; -ENOMEM: it lies beyond user memory. *range only on success.
static inline int range_make(uint64_t start, uint64_t length, struct range *range)
{
    if (start & PAGE_MASK)
        return -EINVAL;
    if (start > USER_TOP || length > USER_TOP - start)  // USER_TOP is a multiple of the page size, too
        return length > ~PAGE_MASK || page_up(length) > UINT64_MAX - start ? -EOVERFLOW : -ENOMEM;
    *range = (struct range){start, start + page_up(length)};
    return 0;
}

static inline uint64_t range_length(struct range range) { return range.end - range.start; }
static inline uint64_t range_pages(struct range range) { return range_length(range) >> PAGE_SHIFT; }
static inline bool range_empty(struct range range) { return range.start >= range.end; }

static inline bool range_meets(struct range a, struct range b) { return a.start < b.end && b.start < a.end; }

// What both have in common; perhaps empty.
static inline struct range range_clip(struct range a, struct range b)
{
    return (struct range){MAX(a.start, b.start), MIN(a.end, b.end)};
}

#endif
