// SPDX-License-Identifier: Apache-2.0
// Generations, in the manner of Linux's multi-generational LRU: a page belongs to one of at most four; the oldest gives
// the pages that leave; one that is seen used goes to the youngest; and when fewer than two are left a new one begins,
// by which all others are a generation older. A new page begins in the oldest generation but one, so that a scan
// passes; one that returns within as many generations as there are begins in the youngest.
#include "os/vm/policy/policy.h"

#define MOST 4u
#define LEAST 2u

struct mglru {
    struct list lists[MOST];  // by number of the generation modulo MOST, the oldest page first
    uint32_t count[MOST];
    uint32_t oldest, youngest;  // numbers of generations
    uint32_t refaults;
};

static void start(struct policy *policy)
{
    struct mglru *m = POLICY_STATE(policy, struct mglru);
    for (unsigned i = 0; i < MOST; i++)
        list_init(&m->lists[i]);
    m->oldest = 1;
    m->youngest = LEAST;
}

static void enter(struct policy *policy, struct policy_page *page, uint32_t generation)
{
    struct mglru *m = POLICY_STATE(policy, struct mglru);
    policy_mark(policy, page, generation == m->youngest);
    page->where = (uint8_t)(generation % MOST);
    m->count[page->where]++;
    list_push_back(&m->lists[page->where], &page->link);
}

static void leave(struct mglru *m, struct policy_page *page)
{
    m->count[page->where]--;
    list_remove(&page->link);
}

static void removed(struct policy *policy, struct policy_page *page)
{
    leave(POLICY_STATE(policy, struct mglru), page);
}

static void inserted(struct policy *policy, struct policy_page *page)
{
    struct mglru *m = POLICY_STATE(policy, struct mglru);
    enter(policy, page, MIN(m->oldest + 1, m->youngest));
}

static void refault(struct policy *policy, struct policy_page *page, uint32_t shadow)
{
    struct mglru *m = POLICY_STATE(policy, struct mglru);
    bool soon = ((m->oldest - shadow) & SHADOW_MASK) < MOST;
    m->refaults += soon;
    if (soon)
        enter(policy, page, m->youngest);
    else
        inserted(policy, page);
}

static void to_youngest(struct policy *policy, struct policy_page *page)
{
    struct mglru *m = POLICY_STATE(policy, struct mglru);
    leave(m, page);
    enter(policy, page, m->youngest);
}

static void touched(struct policy *policy, struct policy_page *page)
{
    if (policy_touched_again(page))
        to_youngest(policy, page);
}

// A new youngest generation, as yet without pages. Those of the last one are active no longer.
static void begin_generation(struct policy *policy)
{
    struct mglru *m = POLICY_STATE(policy, struct mglru);
    struct list *last = &m->lists[m->youngest % MOST];
    for (struct list *link = last->next; link != last; link = link->next)
        policy_mark(policy, policy_page_of(link), false);
    m->youngest++;
}

// The oldest generation has a page afterwards, if there is any page.
static void grow_old(struct policy *policy)
{
    struct mglru *m = POLICY_STATE(policy, struct mglru);
    while (m->count[m->oldest % MOST] == 0) {
        m->oldest++;
        if (m->youngest - m->oldest + 1 < LEAST)
            begin_generation(policy);
    }
}

static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    struct mglru *m = POLICY_STATE(policy, struct mglru);
    for (uint32_t left = 3 * policy->pages + 1; left > 0 && *looks > 0; left--) {
        grow_old(policy);
        struct policy_page *page = policy_page_of(m->lists[m->oldest % MOST].next);
        --*looks;
        if (!policy_can_leave(policy, page) || policy_used_again(policy, page)) {
            to_youngest(policy, page);
        } else {
            policy_to_back(&m->lists[page->where], page);
            return page;
        }
    }
    return NULL;
}

static uint32_t evicted(struct policy *policy, struct policy_page *page)
{
    (void)page;
    uint32_t shadow = POLICY_STATE(policy, struct mglru)->oldest & SHADOW_MASK;
    return shadow ? shadow : 1;
}

// Pages that were used lately make a generation of their own from time to time.
static void tick(struct policy *policy)
{
    struct mglru *m = POLICY_STATE(policy, struct mglru);
    bool full = m->youngest - m->oldest + 1 == MOST;
    if (!full && m->count[m->youngest % MOST] > policy->pages / MOST)
        begin_generation(policy);
}

static void show(const struct policy *policy, void (*say)(void *to, const char *name, uint64_t value), void *to)
{
    const struct mglru *m = POLICY_STATE(policy, const struct mglru);
    say(to, "oldest", m->oldest);
    say(to, "youngest", m->youngest);
    for (uint32_t generation = m->oldest; generation <= m->youngest; generation++)
        say(to, "pages", m->count[generation % MOST]);
    say(to, "refaults", m->refaults);
}

const struct policy_kind policy_mglru = {
    .name = "mglru",
    .marks = true,
    .start = start,
    .inserted = inserted,
    .refault = refault,
    .touched = touched,
    .evict = evict,
    .evicted = evicted,
    .removed = removed,
    .tick = tick,
    .show = show,
};
