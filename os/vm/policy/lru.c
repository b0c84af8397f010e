// SPDX-License-Identifier: Apache-2.0
// Least recently used, as far as samples tell: exact with a sample after each reference.
#include "os/vm/policy/policy.h"

struct lru {
    struct list all;  // by last use, the oldest first
};

static void start(struct policy *policy) { list_init(&POLICY_STATE(policy, struct lru)->all); }

static void used_now(struct policy *policy, struct policy_page *page)
{
    policy_to_back(&POLICY_STATE(policy, struct lru)->all, page);
}

static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    return policy_oldest(policy, &POLICY_STATE(policy, struct lru)->all, looks);
}

const struct policy_kind policy_lru = {
    .name = "lru",
    .start = start,
    .inserted = used_now,
    .touched = used_now,
    .evict = evict,
};
