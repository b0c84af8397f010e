// SPDX-License-Identifier: Apache-2.0
// What all policies share: their table, the counting of pages, and small helpers.
#include "os/vm/policy/policy.h"

static const struct policy_kind *const kinds[] = {
    &policy_fifo,    &policy_random, &policy_clock, &policy_nru, &policy_aging, &policy_lru,   &policy_lru2,
    &policy_wsclock, &policy_2q,     &policy_arc,   &policy_car, &policy_lirs,  &policy_mglru,
};

static bool same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

const struct policy_kind *policy_by_index(unsigned index) { return index < COUNT(kinds) ? kinds[index] : NULL; }

const struct policy_kind *policy_find(const char *name)
{
    for (unsigned i = 0; i < COUNT(kinds); i++)
        if (same(kinds[i]->name, name))
            return kinds[i];
    return NULL;
}

void policy_start(struct policy *policy, const struct policy_kind *kind, const struct policy_world *world)
{
    *policy = (struct policy){.kind = kind, .world = world};
    kind->start(policy);
}

uint32_t policy_evicted(struct policy *policy, struct policy_page *page)
{
    uint32_t shadow = policy->kind->evicted ? policy->kind->evicted(policy, page) : 0;
    policy_remove(policy, page);
    return shadow;
}

void policy_touch(struct policy *policy, struct policy_page *page)
{
    if (!policy->kind->marks)
        policy_mark(policy, page, true);
    policy->kind->touched(policy, page);
}

void policy_untouched(struct policy *policy, struct policy_page *page)
{
    if (!policy->kind->marks)
        policy_mark(policy, page, false);
}

struct policy_page *policy_evict(struct policy *policy, unsigned *looks)
{
    return policy->pages ? policy->kind->evict(policy, looks) : NULL;
}

void policy_tick(struct policy *policy)
{
    policy->time++;
    if (policy->kind->tick)
        policy->kind->tick(policy);
}

void policy_note_used(struct policy *policy, struct policy_page *page)
{
    (void)policy;
    page->bits |= POLICY_USED;
}

void policy_note_used_again(struct policy *policy, struct policy_page *page)
{
    if (policy_touched_again(page))
        policy_note_used(policy, page);
}

struct policy_page *policy_oldest(struct policy *policy, struct list *list, unsigned *looks)
{
    for (struct list *link = list->next; link != list && *looks > 0; link = link->next) {
        struct policy_page *page = policy_page_of(link);
        --*looks;
        if (!policy_can_leave(policy, page))
            continue;
        policy_to_back(list, page);
        return page;
    }
    return NULL;
}

// One turn finds the pages not used since the last; two find any that can leave at all.
struct policy_page *policy_second_chance(struct policy *policy, struct list *list, uint32_t count, unsigned *looks)
{
    for (uint32_t left = count ? 2 * count + 1 : 0; left > 0 && *looks > 0; left--) {
        struct policy_page *page = policy_page_of(list->next);
        --*looks;
        policy_to_back(list, page);
        if (policy_can_leave(policy, page) && !policy_used(policy, page))
            return page;
    }
    return NULL;
}
