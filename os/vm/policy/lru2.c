// SPDX-License-Identifier: Apache-2.0
// Two lists, as Linux had for long: new pages come to the inactive list, from whose old end pages leave; one that is
// seen used there twice becomes active, and active pages go back to the inactive list when they are more than half.
// A shadow tells the age at which a page left, in evictions and activations: one that returns before as many of them
// have passed as there are active pages would have stayed in a longer inactive list, and becomes active at once (mm/
// workingset.c of Linux explains the distance).
#include "os/vm/policy/policy.h"

enum { INACTIVE, ACTIVE };

struct lru2 {
    struct list lists[2];  // the oldest first
    uint32_t count[2];
    uint32_t age;  // evictions and activations so far
    uint32_t refaults, activations;
};

static void start(struct policy *policy)
{
    struct lru2 *l = POLICY_STATE(policy, struct lru2);
    list_init(&l->lists[INACTIVE]);
    list_init(&l->lists[ACTIVE]);
    l->age = 1;
}

static void enter(struct policy *policy, struct policy_page *page, uint8_t where)
{
    struct lru2 *l = POLICY_STATE(policy, struct lru2);
    policy_mark(policy, page, where == ACTIVE);
    page->where = where;
    l->count[where]++;
    list_push_back(&l->lists[where], &page->link);
}

static void leave(struct lru2 *l, struct policy_page *page)
{
    l->count[page->where]--;
    list_remove(&page->link);
}

static void removed(struct policy *policy, struct policy_page *page) { leave(POLICY_STATE(policy, struct lru2), page); }

static void inserted(struct policy *policy, struct policy_page *page) { enter(policy, page, INACTIVE); }

static void refault(struct policy *policy, struct policy_page *page, uint32_t shadow)
{
    struct lru2 *l = POLICY_STATE(policy, struct lru2);
    uint32_t distance = (l->age - shadow) & SHADOW_MASK;
    l->refaults++;
    enter(policy, page, distance <= l->count[ACTIVE] ? ACTIVE : INACTIVE);
}

static void activate(struct policy *policy, struct policy_page *page)
{
    struct lru2 *l = POLICY_STATE(policy, struct lru2);
    leave(l, page);
    enter(policy, page, ACTIVE);
    l->age++;
    l->activations++;
}

static void balance(struct policy *policy, struct lru2 *l)
{
    while (l->count[ACTIVE] > l->count[INACTIVE]) {
        struct policy_page *page = policy_page_of(l->lists[ACTIVE].next);
        policy_used(policy, page);
        leave(l, page);
        enter(policy, page, INACTIVE);
    }
}

// From the inactive list, if it has any page that can leave: `stuck` of them in a row cannot.
static struct policy_page *evict_inactive(struct policy *policy, struct lru2 *l, unsigned *looks)
{
    uint32_t stuck = 0;
    while (balance(policy, l), stuck < l->count[INACTIVE] && *looks > 0) {
        struct policy_page *page = policy_page_of(l->lists[INACTIVE].next);
        --*looks;
        policy_to_back(&l->lists[INACTIVE], page);
        if (!policy_can_leave(policy, page)) {
            stuck++;
            continue;
        }
        bool fresh = page->bits & POLICY_FRESH;
        if (!policy_used(policy, page))
            return page;
        page->bits &= (uint8_t)~POLICY_FRESH;
        stuck = 0;
        if (!fresh)
            activate(policy, page);
    }
    return NULL;
}

static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    struct lru2 *l = POLICY_STATE(policy, struct lru2);
    struct policy_page *page = evict_inactive(policy, l, looks);
    return page ? page : policy_second_chance(policy, &l->lists[ACTIVE], l->count[ACTIVE], looks);
}

static uint32_t evicted(struct policy *policy, struct policy_page *page)
{
    struct lru2 *l = POLICY_STATE(policy, struct lru2);
    (void)page;
    if ((l->age++ & SHADOW_MASK) == 0)
        l->age++;
    return (l->age - 1) & SHADOW_MASK;
}

static void show(const struct policy *policy, void (*say)(void *to, const char *name, uint64_t value), void *to)
{
    const struct lru2 *l = POLICY_STATE(policy, const struct lru2);
    say(to, "active", l->count[ACTIVE]);
    say(to, "inactive", l->count[INACTIVE]);
    say(to, "refaults", l->refaults);
    say(to, "activations", l->activations);
}

const struct policy_kind policy_lru2 = {
    .name = "lru2",
    .marks = true,
    .start = start,
    .inserted = inserted,
    .refault = refault,
    .touched = policy_note_used_again,
    .evict = evict,
    .evicted = evicted,
    .removed = removed,
    .show = show,
};
