// SPDX-License-Identifier: Apache-2.0
// Aging: eight bits of history a page, the newest on top; every tick shifts in whether the page was used. The lowest
// history leaves, and of equal ones the page that was sampled as used longest ago. With a tick after each reference
// this is exactly least recently used.
#include "os/vm/policy/policy.h"

#define NEWEST 0x80u

struct aging {
    struct list all;  // by the last sampled use, the oldest first
};

static void start(struct policy *policy) { list_init(&POLICY_STATE(policy, struct aging)->all); }

static void inserted(struct policy *policy, struct policy_page *page)
{
    page->stamp = NEWEST;
    list_push_back(&POLICY_STATE(policy, struct aging)->all, &page->link);
}

static void touched(struct policy *policy, struct policy_page *page)
{
    page->bits |= POLICY_USED;
    policy_to_back(&POLICY_STATE(policy, struct aging)->all, page);
}

static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    struct list *all = &POLICY_STATE(policy, struct aging)->all;
    struct policy_page *best = NULL;
    for (struct list *link = all->next; link != all && *looks > 0; link = link->next) {
        struct policy_page *page = policy_page_of(link);
        --*looks;
        if (policy_can_leave(policy, page) && (!best || page->stamp < best->stamp))
            best = page;
    }
    if (best)
        policy_to_back(all, best);
    return best;
}

static void tick(struct policy *policy)
{
    struct list *all = &POLICY_STATE(policy, struct aging)->all;
    for (struct list *link = all->next; link != all; link = link->next) {
        struct policy_page *page = policy_page_of(link);
        page->stamp = page->stamp >> 1 | (page->bits & POLICY_USED ? NEWEST : 0);
        page->bits &= (uint8_t)~POLICY_USED;
    }
}

const struct policy_kind policy_aging = {
    .name = "aging",
    .start = start,
    .inserted = inserted,
    .touched = touched,
    .evict = evict,
    .tick = tick,
};
