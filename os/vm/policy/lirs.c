// SPDX-License-Identifier: Apache-2.0
// LIRS (Jiang and Zhang, 2002): the pages with the shortest distance between their last two uses stay (LIR); the others
// pass through a short queue (HIR). The stack of the paper is a matter of time stamps here: a page is in it exactly
// when its last use is younger than that of the oldest LIR page; so a page that has left needs no more than a shadow
// with the time of its last use, and the stack is never pruned.
#include "os/vm/policy/policy.h"

enum { HIR, LIR };

struct lirs {
    struct list lists[2];  // HIR: the queue. LIR: by last use, the oldest first
    uint32_t count[2];
    uint32_t time;  // uses so far
    uint32_t promotions;
};

static void start(struct policy *policy)
{
    struct lirs *l = POLICY_STATE(policy, struct lirs);
    list_init(&l->lists[HIR]);
    list_init(&l->lists[LIR]);
}

// Room for HIR pages: an eighth, but one in any case. (The paper takes a hundredth. Here an instruction needs several
// pages at a time, and those that are new must not push each other out before it has run.)
static uint32_t lir_room(const struct policy *policy)
{
    uint32_t capacity = MAX(2, policy->capacity);
    return capacity - MAX(1, capacity / 8);
}

static uint32_t now(struct lirs *l)
{
    if ((++l->time & SHADOW_MASK) == 0)
        l->time++;
    return l->time & SHADOW_MASK;
}

static void enter(struct policy *policy, struct policy_page *page, uint8_t where)
{
    struct lirs *l = POLICY_STATE(policy, struct lirs);
    policy_mark(policy, page, where == LIR);
    page->where = where;
    l->count[where]++;
    list_push_back(&l->lists[where], &page->link);
}

static void leave(struct lirs *l, struct policy_page *page)
{
    l->count[page->where]--;
    list_remove(&page->link);
}

static void removed(struct policy *policy, struct policy_page *page) { leave(POLICY_STATE(policy, struct lirs), page); }

// Was it last used at `stamp` after the oldest LIR page was?
static bool in_stack(const struct lirs *l, uint32_t stamp)
{
    if (l->count[LIR] == 0)
        return false;
    uint32_t bottom = policy_page_of(l->lists[LIR].next)->stamp;
    return ((stamp - bottom) & SHADOW_MASK) < SHADOW_MASK / 2 && stamp != bottom;
}

static void promote(struct policy *policy, struct policy_page *page)
{
    struct lirs *l = POLICY_STATE(policy, struct lirs);
    enter(policy, page, LIR);
    l->promotions++;
    while (l->count[LIR] > lir_room(policy)) {
        struct policy_page *bottom = policy_page_of(l->lists[LIR].next);
        leave(l, bottom);
        enter(policy, bottom, HIR);
    }
}

static void refault(struct policy *policy, struct policy_page *page, uint32_t shadow)
{
    struct lirs *l = POLICY_STATE(policy, struct lirs);
    bool near = shadow && in_stack(l, shadow);
    page->stamp = now(l);
    if (near || l->count[LIR] < lir_room(policy))
        promote(policy, page);
    else
        enter(policy, page, HIR);
}

static void inserted(struct policy *policy, struct policy_page *page) { refault(policy, page, 0); }

static void touched(struct policy *policy, struct policy_page *page)
{
    struct lirs *l = POLICY_STATE(policy, struct lirs);
    if (!policy_touched_again(page))
        return;
    bool near = page->where == LIR || in_stack(l, page->stamp);
    page->stamp = now(l);
    leave(l, page);
    if (near)
        promote(policy, page);
    else
        enter(policy, page, HIR);
}

static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    struct lirs *l = POLICY_STATE(policy, struct lirs);
    struct policy_page *page = policy_oldest(policy, &l->lists[HIR], looks);
    return page ? page : policy_oldest(policy, &l->lists[LIR], looks);
}

static uint32_t evicted(struct policy *policy, struct policy_page *page)
{
    (void)policy;
    return page->stamp;
}

static void show(const struct policy *policy, void (*say)(void *to, const char *name, uint64_t value), void *to)
{
    const struct lirs *l = POLICY_STATE(policy, const struct lirs);
    say(to, "lir", l->count[LIR]);
    say(to, "hir", l->count[HIR]);
    say(to, "promotions", l->promotions);
}

const struct policy_kind policy_lirs = {
    .name = "lirs",
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
