// SPDX-License-Identifier: Apache-2.0
// CAR (Bansal and Modha, 2004): ARC with two clocks for its lists, so that a use costs nothing: the mark that it leaves
// is looked at when a hand passes. Both hands stand at the beginning of their lists.
#include "os/vm/policy/adaptive.h"

// The page under the hand of T1 or T2 had its use seen, and goes to the end of T2.
static void spare(struct policy *policy, struct policy_page *page)
{
    adaptive_leave(POLICY_STATE(policy, struct adaptive), page);
    adaptive_enter(policy, page, AGAIN);
}

static unsigned hand_of(const struct policy *policy, const struct adaptive *a)
{
    if (a->count[AGAIN] == 0)
        return ONCE;
    return a->count[ONCE] > 0 && a->count[ONCE] >= MAX(1, adaptive_target(policy, a)) ? ONCE : AGAIN;
}

// By the hand whose turn it is, as long as its list has pages that can leave: stuck[i] of list i in a row cannot.
static struct policy_page *evict_by_target(struct policy *policy, struct adaptive *a, unsigned *looks)
{
    uint32_t stuck[2] = {0, 0};
    unsigned from;
    while ((from = hand_of(policy, a)), stuck[from] < a->count[from] && *looks > 0) {
        struct policy_page *page = policy_page_of(a->lists[from].next);
        --*looks;
        if (!policy_can_leave(policy, page)) {
            stuck[from]++;
            policy_to_back(&a->lists[from], page);
        } else if (policy_used_again(policy, page)) {
            stuck[from] = 0;
            spare(policy, page);
        } else {
            policy_to_back(&a->lists[from], page);
            return page;
        }
    }
    return NULL;
}

static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    struct adaptive *a = POLICY_STATE(policy, struct adaptive);
    struct policy_page *page = evict_by_target(policy, a, looks);
    for (unsigned from = ONCE; !page && from <= AGAIN; from++)
        page = policy_second_chance(policy, &a->lists[from], a->count[from], looks);
    return page;
}

const struct policy_kind policy_car = {
    .name = "car",
    .marks = true,
    .start = adaptive_start,
    .inserted = adaptive_inserted,
    .refault = adaptive_refault,
    .touched = policy_note_used_again,
    .evict = evict,
    .evicted = adaptive_evicted,
    .removed = adaptive_removed,
    .show = adaptive_show,
};
