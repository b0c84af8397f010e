// SPDX-License-Identifier: Apache-2.0
// Not recently used: of four classes (used, dirty) the lowest that has a page gives the one that came first. Used means
// sampled so since the marks were last cleared, every PERIOD ticks.
#include "os/vm/policy/policy.h"

#define PERIOD 4u
#define CLASSES 4u

struct nru {
    struct list all;  // in the order in which they came
};

static void start(struct policy *policy) { list_init(&POLICY_STATE(policy, struct nru)->all); }

static void inserted(struct policy *policy, struct policy_page *page)
{
    page->bits |= POLICY_USED;  // by the access that brings it in
    list_push_back(&POLICY_STATE(policy, struct nru)->all, &page->link);
}

static unsigned class_of(struct policy *policy, struct policy_page *page)
{
    return (page->bits & POLICY_USED ? 2 : 0) + (policy->world->dirty(page) ? 1 : 0);
}

static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    struct list *all = &POLICY_STATE(policy, struct nru)->all;
    struct policy_page *best = NULL;
    unsigned lowest = CLASSES;
    for (struct list *link = all->next; link != all && *looks > 0 && lowest > 0; link = link->next) {
        struct policy_page *page = policy_page_of(link);
        --*looks;
        if (!policy_can_leave(policy, page) || class_of(policy, page) >= lowest)
            continue;
        best = page;
        lowest = class_of(policy, page);
    }
    if (best)
        policy_to_back(all, best);
    return best;
}

static void tick(struct policy *policy)
{
    struct list *all = &POLICY_STATE(policy, struct nru)->all;
    if (policy->time % PERIOD != 0)
        return;
    for (struct list *link = all->next; link != all; link = link->next)
        policy_page_of(link)->bits &= (uint8_t)~POLICY_USED;
}

const struct policy_kind policy_nru = {
    .name = "nru",
    .start = start,
    .inserted = inserted,
    .touched = policy_note_used,
    .evict = evict,
    .tick = tick,
};
