// SPDX-License-Identifier: Apache-2.0
// The lists, the memory and the target of ARC and CAR.
#include "os/vm/policy/adaptive.h"

#define AGAIN_BIT 1u  // of a shadow: it left T2
#define SEQUENCE_MASK (SHADOW_MASK >> 1)

void adaptive_start(struct policy *policy)
{
    struct adaptive *a = POLICY_STATE(policy, struct adaptive);
    list_init(&a->lists[ONCE]);
    list_init(&a->lists[AGAIN]);
}

void adaptive_enter(struct policy *policy, struct policy_page *page, uint8_t where)
{
    struct adaptive *a = POLICY_STATE(policy, struct adaptive);
    policy_mark(policy, page, where == AGAIN);
    page->where = where;
    a->count[where]++;
    list_push_back(&a->lists[where], &page->link);
}

void adaptive_leave(struct adaptive *a, struct policy_page *page)
{
    a->count[page->where]--;
    list_remove(&page->link);
}

void adaptive_inserted(struct policy *policy, struct policy_page *page) { adaptive_enter(policy, page, ONCE); }

void adaptive_removed(struct policy *policy, struct policy_page *page)
{
    adaptive_leave(POLICY_STATE(policy, struct adaptive), page);
}

// T1 and B1 hold no more than the capacity together, all four no more than twice that.
static uint32_t room(const struct policy *policy, const struct adaptive *a, unsigned which)
{
    uint32_t all = which == ONCE ? policy->capacity : 2 * policy->capacity;
    uint32_t taken = which == ONCE ? a->count[ONCE] : a->count[ONCE] + a->count[AGAIN] + a->remembered[ONCE];
    return all > taken ? all - taken : 0;
}

static void move_target(const struct policy *policy, struct adaptive *a, unsigned which)
{
    uint32_t own = MAX(1, a->remembered[which]), other = a->remembered[!which];
    uint32_t step = MAX(1, other / own);
    if (which == ONCE)
        a->target = MIN(a->target + step, policy->capacity);
    else
        a->target -= MIN(a->target, step);
}

void adaptive_refault(struct policy *policy, struct policy_page *page, uint32_t shadow)
{
    struct adaptive *a = POLICY_STATE(policy, struct adaptive);
    unsigned which = shadow & AGAIN_BIT ? AGAIN : ONCE;
    uint32_t since = (a->departures[which] - (shadow >> 1)) & SEQUENCE_MASK;
    if (since > room(policy, a, which)) {
        adaptive_enter(policy, page, ONCE);
        return;
    }
    a->refaults[which]++;
    move_target(policy, a, which);
    a->remembered[which] -= a->remembered[which] > 0;
    adaptive_enter(policy, page, AGAIN);
}

uint32_t adaptive_evicted(struct policy *policy, struct policy_page *page)
{
    struct adaptive *a = POLICY_STATE(policy, struct adaptive);
    unsigned which = page->where;
    if ((++a->departures[which] & SEQUENCE_MASK) == 0)
        a->departures[which]++;
    a->remembered[which] = MIN(a->remembered[which] + 1, room(policy, a, which) + 1);
    return (a->departures[which] & SEQUENCE_MASK) << 1 | (which == AGAIN ? AGAIN_BIT : 0);
}

void adaptive_show(const struct policy *policy, void (*say)(void *to, const char *name, uint64_t value), void *to)
{
    const struct adaptive *a = POLICY_STATE(policy, const struct adaptive);
    say(to, "once", a->count[ONCE]);
    say(to, "again", a->count[AGAIN]);
    say(to, "target", a->target);
    say(to, "refaults_once", a->refaults[ONCE]);
    say(to, "refaults_again", a->refaults[AGAIN]);
}
