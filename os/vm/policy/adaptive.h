// SPDX-License-Identifier: Apache-2.0
// What ARC and CAR share: two lists, T1 of pages seen once and T2 of pages seen again, a target for the length of T1,
// and the memory B1 and B2 of what has lately left each (Megiddo and Modha, 2003; Bansal and Modha, 2004). B1 and B2
// are no lists here: a shadow says from which of the two a page left and as which of its departures, and counts as
// remembered while no more departures have followed than the list could hold. The target moves when a page returns,
// thus after room for it was made.
#ifndef VM_POLICY_ADAPTIVE_H
#define VM_POLICY_ADAPTIVE_H

#include "os/vm/policy/policy.h"

enum { ONCE, AGAIN };

struct adaptive {
    struct list lists[2];  // T1 and T2, the oldest first
    uint32_t count[2];
    uint32_t departures[2];
    uint32_t remembered[2];  // lengths of B1 and B2, as far as counts tell
    uint32_t target;         // for the length of T1
    uint32_t refaults[2];
};

// What T1 may keep at least: an instruction needs several pages at a time, and those that are new must not push each
// other out before it has run.
static inline uint32_t adaptive_target(const struct policy *policy, const struct adaptive *a)
{
    return MAX(a->target, policy->capacity / 16);
}

void adaptive_start(struct policy *policy);
void adaptive_enter(struct policy *policy, struct policy_page *page, uint8_t where);
void adaptive_leave(struct adaptive *a, struct policy_page *page);
void adaptive_inserted(struct policy *policy, struct policy_page *page);
void adaptive_refault(struct policy *policy, struct policy_page *page, uint32_t shadow);
uint32_t adaptive_evicted(struct policy *policy, struct policy_page *page);
void adaptive_removed(struct policy *policy, struct policy_page *page);
void adaptive_show(const struct policy *policy, void (*say)(void *to, const char *name, uint64_t value), void *to);

#endif
