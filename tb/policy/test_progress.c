// SPDX-License-Identifier: Apache-2.0
// What every policy owes to reclaim, whatever happened before: as long as one page can leave, it gives one that can,
// within the looks that reclaim allows; and if those that it gave have to stay after all, it comes to the last one that
// can. Random histories, in which most pages may be in use, locked in memory, or both.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "os/vm/policy/policy.h"
#include "tb/common/splitmix.h"

enum { Pages = 40, Histories = 400, Steps = 300 };

struct page {
    struct policy_page page;
    bool in, stays, used, dirty;
    uint32_t shadow;
};

static struct page pages[Pages];
static struct policy policy;
static uint64_t seed;

static struct page *of(struct policy_page *page) { return CONTAINER_OF(page, struct page, page); }

static bool can_leave(struct policy_page *page) { return !of(page)->stays; }

static bool test_clear_used(struct policy_page *page)
{
    bool used = of(page)->used;
    of(page)->used = false;
    return used;
}

static bool dirty(struct policy_page *page) { return of(page)->dirty; }

static const struct policy_world world = {.can_leave = can_leave, .used = test_clear_used, .dirty = dirty};

static bool chance(unsigned percent) { return splitmix64(&seed) % 100 < percent; }

static unsigned movable(void)
{
    unsigned count = 0;
    for (struct page *p = pages; p < pages + Pages; p++)
        count += p->in && !p->stays;
    return count;
}

static void sample(void)
{
    for (struct page *p = pages; p < pages + Pages; p++)
        if (p->in && test_clear_used(&p->page))
            policy_touch(&policy, &p->page);
        else if (p->in)
            policy_untouched(&policy, &p->page);
    policy_tick(&policy);
}

static struct page *choose(void)
{
    unsigned looks = 4 * policy.pages + 1;
    policy.capacity = policy.pages;
    struct policy_page *chosen = policy_evict(&policy, &looks);
    return chosen ? of(chosen) : NULL;
}

static void evict(struct page *p)
{
    p->shadow = policy_evicted(&policy, &p->page);
    p->in = false;
}

// Each is chosen, and has to stay: all have had their turn when there is none left to choose.
static bool all_get_their_turn(void)
{
    bool stayed[Pages];
    for (unsigned i = 0; i < Pages; i++)
        stayed[i] = pages[i].stays;
    for (struct page *p; (p = choose());)
        p->stays = true;
    bool all = movable() == 0;
    for (unsigned i = 0; i < Pages; i++)
        pages[i].stays = stayed[i];
    return all;
}

// A page comes, or is used, locked, unlocked or freed.
static void disturb(unsigned percent_used, unsigned percent_stays)
{
    struct page *p = &pages[splitmix64(&seed) % Pages];
    if (!p->in) {
        *p = (struct page){.page = p->page, .shadow = p->shadow, .used = true, .in = true, .dirty = chance(50)};
        policy_insert(&policy, &p->page, p->shadow);
    } else if (chance(3)) {
        policy_remove(&policy, &p->page);
        p->in = false;
        p->shadow = 0;
    }
    p->used |= chance(percent_used);
    p->dirty |= chance(10);
    p->stays = chance(percent_stays);
}

static bool history(unsigned percent_used, unsigned percent_stays)
{
    for (unsigned step = 0; step < Steps; step++) {
        disturb(percent_used, percent_stays);
        if (chance(20))
            sample();
        if (chance(70))
            continue;
        if (chance(10) && !all_get_their_turn())
            return false;
        struct page *chosen = choose();
        if (chosen ? !chosen->in || chosen->stays : movable() > 0)
            return false;
        if (chosen)
            evict(chosen);
    }
    return true;
}

static bool progresses(const struct policy_kind *kind)
{
    seed = 1;
    for (unsigned i = 0; i < Histories; i++) {
        unsigned percent_used = (unsigned)(splitmix64(&seed) % 101),
                 percent_stays = (unsigned)(splitmix64(&seed) % 101);
        for (unsigned page = 0; page < Pages; page++) {
            pages[page] = (struct page){0};
            list_init(&pages[page].page.link);
        }
        policy_start(&policy, kind, &world);
        if (!history(percent_used, percent_stays)) {
            printf("not ok %s-progresses: history %u: %u of %u pages could leave, and none did\n", kind->name, i,
                   movable(), policy.pages);
            return false;
        }
    }
    printf("ok %s-progresses: %u histories\n", kind->name, (unsigned)Histories);
    return true;
}

int main(void)
{
    bool all = true;
    for (unsigned i = 0; policy_by_index(i); i++)
        all &= progresses(policy_by_index(i));
    return all ? EXIT_SUCCESS : EXIT_FAILURE;
}
