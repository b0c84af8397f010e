// SPDX-License-Identifier: Apache-2.0
// Any page leaves. The numbers come from a generator with a fixed seed (xorshift64, Marsaglia 2003), so that a run can
// be repeated.
#include "os/vm/policy/policy.h"

#define SEED UINT64_C(0x9e3779b97f4a7c15)

struct random {
    struct list all;
    uint64_t last;
};

static void start(struct policy *policy)
{
    struct random *r = POLICY_STATE(policy, struct random);
    list_init(&r->all);
    r->last = SEED;
}

static void inserted(struct policy *policy, struct policy_page *page)
{
    list_push_back(&POLICY_STATE(policy, struct random)->all, &page->link);
}

static void touched(struct policy *policy, struct policy_page *page)
{
    (void)policy;
    (void)page;
}

static uint64_t next(struct random *r)
{
    r->last ^= r->last << 13;
    r->last ^= r->last >> 7;
    r->last ^= r->last << 17;
    return r->last;
}

// The list is turned by a random number of pages: the first one then is any.
static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    struct random *r = POLICY_STATE(policy, struct random);
    for (uint64_t steps = next(r) % policy->pages; steps > 0; steps--)
        policy_to_back(&r->all, policy_page_of(r->all.next));
    return policy_oldest(policy, &r->all, looks);
}

const struct policy_kind policy_random = {
    .name = "random",
    .unsampled = true,
    .start = start,
    .inserted = inserted,
    .touched = touched,
    .evict = evict,
};
