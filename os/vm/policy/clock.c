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

static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    return policy_second_chance(policy, &POLICY_STATE(policy, struct clock)->ring, policy->pages, looks);
}

const struct policy_kind policy_clock = {
    .name = "clock",
    .unsampled = true,
    .start = start,
    .inserted = inserted,
    .touched = policy_note_used,
    .evict = evict,
};
