// SPDX-License-Identifier: Apache-2.0
// The world that a policy sees here: pages with a used bit each, and a shadow word for each id.
#include "replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/vm/policy/policy.h"

struct page {
    struct policy_page page;
    bool resident, used;
    uint32_t shadow;
};

static struct page pages[PagesMost];

static struct page *of(struct policy_page *page) { return CONTAINER_OF(page, struct page, page); }

static bool can_leave(struct policy_page *page)
{
    (void)page;
    return true;
}

static bool test_clear_used(struct policy_page *page)
{
    bool used = of(page)->used;
    of(page)->used = false;
    return used;
}

static bool dirty(struct policy_page *page)
{
    (void)page;
    return false;
}

static const struct policy_world world = {.can_leave = can_leave, .used = test_clear_used, .dirty = dirty};

static void require(bool promise, const char *policy, const char *what)
{
    if (promise)
        return;
    printf("not ok %s: %s\n", policy, what);
    exit(EXIT_FAILURE);
}

static void make_room(struct policy *policy)
{
    unsigned looks = UINT32_MAX;
    struct policy_page *victim = policy_evict(policy, &looks);
    require(victim && of(victim)->resident, policy->kind->name, "no resident page was chosen");
    of(victim)->shadow = policy_evicted(policy, victim);
    require(list_empty(&victim->link), policy->kind->name, "an evicted page is on a list");
    of(victim)->resident = false;
}

// As the kernel samples: every resident page in order, then a tick.
static void sample(struct policy *policy, struct page *referenced)
{
    if (test_clear_used(&referenced->page))
        policy_touch(policy, &referenced->page);
    policy_tick(policy);
}

uint64_t replay(const char *name, unsigned frames, const unsigned *ids, size_t length)
{
    static struct policy policy;
    uint64_t faults = 0;
    const struct policy_kind *kind = policy_find(name);
    require(kind, name, "there is no such policy");
    memset(pages, 0, sizeof pages);
    for (size_t i = 0; i < PagesMost; i++)
        list_init(&pages[i].page.link);
    policy_start(&policy, kind, &world);
    policy.capacity = frames;
    for (size_t i = 0; i < length; i++) {
        struct page *page = &pages[ids[i]];
        if (!page->resident) {
            faults++;
            if (policy.pages == frames)
                make_room(&policy);
            policy_insert(&policy, &page->page, page->shadow);
            page->resident = true;
        }
        require(policy.pages <= frames, name, "more pages than frames");
        page->used = true;
        sample(&policy, page);
    }
    return faults;
}

// next[i]: where the page of reference i is referenced next; `length`: nowhere. To be freed.
static size_t *next_uses(const unsigned *ids, size_t length)
{
    static size_t last[PagesMost];
    size_t *next = malloc((length + 1) * sizeof *next);
    if (!next)
        abort();
    for (size_t i = 0; i < PagesMost; i++)
        last[i] = length;
    for (size_t i = length; i-- > 0;) {
        next[i] = last[ids[i]];
        last[ids[i]] = i;
    }
    return next;
}

uint64_t replay_optimal(unsigned frames, const unsigned *ids, size_t length)
{
    struct {
        unsigned id;
        size_t next;
    } resident[PagesMost];
    unsigned count = 0;
    uint64_t faults = 0;
    size_t *next = next_uses(ids, length);
    for (size_t i = 0; i < length; i++) {
        unsigned at = 0, farthest = 0;
        while (at < count && resident[at].id != ids[i])
            at++;
        if (at == count) {
            faults++;
            for (unsigned j = 1; j < count; j++)
                if (resident[j].next > resident[farthest].next)
                    farthest = j;
            at = count < frames ? count++ : farthest;
            resident[at].id = ids[i];
        }
        resident[at].next = next[i];
    }
    free(next);
    return faults;
}
