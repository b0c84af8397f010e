// SPDX-License-Identifier: Apache-2.0
// 2Q (Johnson and Shasha, 1994), the full version: a page comes to a short first-in-first-out queue; only one that is
// wanted again soon after it has left that queue enters the main list, which is by last use. So a scan passes through
// the queue and the main list does not notice. The queue of those that have left is a distance here: a shadow tells
// which departure a page was, and it is remembered for as many departures as that queue would be long.
#include "os/vm/policy/policy.h"

enum { QUEUE, MAIN };

struct twoq {
    struct list lists[2];  // the oldest first
    uint32_t count[2];
    uint32_t departures;  // from the queue
    uint32_t promotions;
};

static uint32_t queue_length(const struct policy *policy) { return MAX(1, policy->capacity / 4); }
static uint32_t memory(const struct policy *policy) { return MAX(1, policy->capacity / 2); }

static void start(struct policy *policy)
{
    struct twoq *q = POLICY_STATE(policy, struct twoq);
    list_init(&q->lists[QUEUE]);
    list_init(&q->lists[MAIN]);
}

static void enter(struct policy *policy, struct policy_page *page, uint8_t where)
{
    struct twoq *q = POLICY_STATE(policy, struct twoq);
    policy_mark(policy, page, where == MAIN);
    page->where = where;
    q->count[where]++;
    list_push_back(&q->lists[where], &page->link);
}

static void removed(struct policy *policy, struct policy_page *page)
{
    POLICY_STATE(policy, struct twoq)->count[page->where]--;
    list_remove(&page->link);
}

static void inserted(struct policy *policy, struct policy_page *page) { enter(policy, page, QUEUE); }

static void refault(struct policy *policy, struct policy_page *page, uint32_t shadow)
{
    struct twoq *q = POLICY_STATE(policy, struct twoq);
    bool remembered = ((q->departures - shadow) & SHADOW_MASK) < memory(policy);
    q->promotions += remembered;
    enter(policy, page, remembered ? MAIN : QUEUE);
}

// More uses while it is in the queue say nothing: they belong to the first.
static void touched(struct policy *policy, struct policy_page *page)
{
    if (page->where == MAIN)
        policy_to_back(&POLICY_STATE(policy, struct twoq)->lists[MAIN], page);
}

static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    struct twoq *q = POLICY_STATE(policy, struct twoq);
    unsigned from = q->count[QUEUE] > queue_length(policy) || q->count[MAIN] == 0 ? QUEUE : MAIN;
    struct policy_page *page = policy_oldest(policy, &q->lists[from], looks);
    return page ? page : policy_oldest(policy, &q->lists[!from], looks);
}

static uint32_t evicted(struct policy *policy, struct policy_page *page)
{
    struct twoq *q = POLICY_STATE(policy, struct twoq);
    if (page->where == MAIN)
        return 0;
    if ((++q->departures & SHADOW_MASK) == 0)
        q->departures++;
    return q->departures & SHADOW_MASK;
}

static void show(const struct policy *policy, void (*say)(void *to, const char *name, uint64_t value), void *to)
{
    const struct twoq *q = POLICY_STATE(policy, const struct twoq);
    say(to, "queue", q->count[QUEUE]);
    say(to, "main", q->count[MAIN]);
    say(to, "promotions", q->promotions);
}

const struct policy_kind policy_2q = {
    .name = "2q",
    .marks = true,
    .start = start,
    .inserted = inserted,
    .refault = refault,
    .touched = touched,
    .evict = evict,
    .evicted = evicted,
    .removed = removed,
    .show = show,
};
