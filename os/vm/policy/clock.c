// SPDX-License-Identifier: Apache-2.0
// Second chance: the hand goes round; a page used since the hand last passed is spared once. A new page stands just
// behind the hand: the last to be looked at.
#include "os/vm/policy/policy.h"

struct clock {
    struct list ring;  // the hand points between its end and its beginning
};

static void start(struct policy *policy) { list_init(&POLICY_STATE(policy, struct clock)->ring); }

static void inserted(struct policy *policy, struct policy_page *page)
{
    list_push_back(&POLICY_STATE(policy, struct clock)->ring, &page->link);
}

// One turn finds the pages not used since the last; two find any that can leave at all.
static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    struct list *ring = &POLICY_STATE(policy, struct clock)->ring;
    for (uint32_t left = 2 * policy->pages + 1; left > 0 && *looks > 0; left--) {
        struct policy_page *page = policy_page_of(ring->next);
        --*looks;
        policy_to_back(ring, page);
        if (policy_can_leave(policy, page) && !policy_used(policy, page))
            return page;
    }
    return NULL;
}

const struct policy_kind policy_clock = {
    .name = "clock",
    .unsampled = true,
    .start = start,
    .inserted = inserted,
    .touched = policy_note_used,
    .evict = evict,
};
