// SPDX-License-Identifier: Apache-2.0
// WSClock (Carr and Hennessy, 1981): a clock whose pages carry the time of their last use. A page not used for WINDOW
// ticks has left its working set; a clean one leaves at once, a dirty one only when a whole turn finds none that is
// clean; and when all are in their working sets the one used longest ago leaves.
#include "os/vm/policy/policy.h"

#define WINDOW 16u  // ticks

struct wsclock {
    struct list ring;
};

// The best so far of one turn of the hand.
struct choice {
    struct policy_page *page;
    uint32_t age;
    bool old;
};

static void start(struct policy *policy) { list_init(&POLICY_STATE(policy, struct wsclock)->ring); }

static void inserted(struct policy *policy, struct policy_page *page)
{
    page->stamp = policy->time;
    list_push_back(&POLICY_STATE(policy, struct wsclock)->ring, &page->link);
}

static void touched(struct policy *policy, struct policy_page *page) { page->stamp = policy->time; }

// True: this one, without looking further.
static bool consider(struct policy *policy, struct choice *best, struct policy_page *page)
{
    if (policy_used(policy, page))
        page->stamp = policy->time;
    uint32_t age = policy->time - page->stamp;
    bool old = age > WINDOW;
    if (old && !policy->world->dirty(page)) {
        best->page = page;
        return true;
    }
    if (!best->page || (old && !best->old) || (!best->old && age > best->age))
        *best = (struct choice){page, age, old};
    return false;
}

static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    struct list *ring = &POLICY_STATE(policy, struct wsclock)->ring;
    struct choice best = {0};
    for (uint32_t left = policy->pages; left > 0 && *looks > 0; left--) {
        struct policy_page *page = policy_page_of(ring->next);
        --*looks;
        policy_to_back(ring, page);
        if (policy_can_leave(policy, page) && consider(policy, &best, page))
            break;
    }
    if (best.page)
        policy_to_back(ring, best.page);
    return best.page;
}

const struct policy_kind policy_wsclock = {
    .name = "wsclock",
    .start = start,
    .inserted = inserted,
    .touched = touched,
    .evict = evict,
};
