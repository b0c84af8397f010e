// SPDX-License-Identifier: Apache-2.0
// ARC (Megiddo and Modha, 2003): pages seen once and pages seen again, both by last use, and a border between the two
// that moves to the side whose departures come back. It hears of each use that is sampled.
#include "os/vm/policy/adaptive.h"

static void touched(struct policy *policy, struct policy_page *page)
{
    struct adaptive *a = POLICY_STATE(policy, struct adaptive);
    if (!policy_touched_again(page))
        return;
    adaptive_leave(a, page);
    adaptive_enter(policy, page, AGAIN);
}

static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    struct adaptive *a = POLICY_STATE(policy, struct adaptive);
    unsigned from = a->count[ONCE] > adaptive_target(policy, a) || a->count[AGAIN] == 0 ? ONCE : AGAIN;
    struct policy_page *page = policy_oldest(policy, &a->lists[from], looks);
    return page ? page : policy_oldest(policy, &a->lists[!from], looks);
}

const struct policy_kind policy_arc = {
    .name = "arc",
    .marks = true,
    .start = adaptive_start,
    .inserted = adaptive_inserted,
    .refault = adaptive_refault,
    .touched = touched,
    .evict = evict,
    .evicted = adaptive_evicted,
    .removed = adaptive_removed,
    .show = adaptive_show,
};
