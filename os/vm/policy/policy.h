// SPDX-License-Identifier: Apache-2.0
// Replacement policies: which page of a set leaves when room is needed. A policy is one file of this folder and knows
// nothing of frames: it sees pages, asks the world three questions about them, and hears what happens to them. So the
// same files serve the kernel and the replay of reference strings on the host.
//
// A page of a policy goes through:
//
//   policy_insert ──► (touched, as sampled)* ──► policy_evict chooses it ──► policy_evicted: leaves, with a shadow word
//        ▲                                  └──► policy_remove: freed by its owner                │
//        └───────────── the shadow is given back when the page returns: a refault ◄───────────────┘
//
// Units: pages; time is counted in events of the policy itself. Owner of a struct policy and of the pages: the caller.
#ifndef VM_POLICY_H
#define VM_POLICY_H

#include "os/lib/list.h"

// What a policy keeps of a page. A page belongs to one policy at a time.
struct policy_page {
    struct list link;  // on one of the policy's lists; on none when the page is in no policy
    uint32_t stamp;    // the policy's own: a time, a history, a generation
    uint8_t where;     // the policy's own: which list
    uint8_t bits;      // POLICY_...
    uint8_t pool;      // the caller's own
    uint8_t turn;      // the caller's own
};

#define POLICY_USED 1u    // sampled as used, and the policy has not yet looked
#define POLICY_FRESH 2u   // the next use that is seen may be the access that brought the page in
#define POLICY_ACTIVE 4u  // see policy_mark

struct policy_world {
    bool (*can_leave)(struct policy_page *page);            // not held, not under I/O, with somewhere to go
    bool (*used)(struct policy_page *page);                 // used since this was last asked?
    bool (*dirty)(struct policy_page *page);                // must it be written before it leaves?
    void (*marked)(struct policy_page *page, bool active);  // POLICY_ACTIVE has changed; NULL: nobody counts
};

// Shadows: what is remembered of a page that has left. 0: nothing. Policies use the low SHADOW_BITS bits.
#define SHADOW_BITS 28
#define SHADOW_MASK ((1u << SHADOW_BITS) - 1)

struct policy;

struct policy_kind {
    const char *name;
    bool unsampled;  // needs no ticks: it asks when it evicts, or not at all
    bool marks;      // it says itself which pages are active
    void (*start)(struct policy *policy);
    void (*inserted)(struct policy *policy, struct policy_page *page);                  // new here
    void (*refault)(struct policy *policy, struct policy_page *page, uint32_t shadow);  // NULL: as inserted
    void (*touched)(struct policy *policy, struct policy_page *page);                   // it was sampled as used
    struct policy_page *(*evict)(struct policy *policy, unsigned *looks);               // see policy_evict
    uint32_t (*evicted)(struct policy *policy, struct policy_page *page);               // NULL: removed, no shadow
    void (*removed)(struct policy *policy, struct policy_page *page);                   // NULL: just off its list
    void (*tick)(struct policy *policy);                                                // after a sampling; or NULL
    void (*show)(const struct policy *policy, void (*say)(void *to, const char *name, uint64_t value), void *to);
};

#define POLICY_STATE_WORDS 16

struct policy {
    const struct policy_kind *kind;
    const struct policy_world *world;
    uint32_t pages;     // that it has now
    uint32_t capacity;  // pages that there is room for; kept by the owner
    uint32_t time;      // ticks so far
    uint64_t state[POLICY_STATE_WORDS];
};

// The state of a kind, which its file alone knows.
#define POLICY_STATE(policy, type) \
    ({ \
        _Static_assert(sizeof(type) <= sizeof((policy)->state), "state of a policy"); \
        (type *)(policy)->state; \
    })

// Active pages, for figures only: of a policy that has a list for pages used more than once, those on it (ARC's T2, the
// LIR pages, the youngest generation); of any other, those that were found used when it last looked.
static inline void policy_mark(struct policy *policy, struct policy_page *page, bool active)
{
    if (active == ((page->bits & POLICY_ACTIVE) != 0))
        return;
    page->bits ^= POLICY_ACTIVE;
    if (policy->world->marked)
        policy->world->marked(page, active);
}

// ---- for owners ----

const struct policy_kind *policy_find(const char *name);    // NULL: there is none of that name
const struct policy_kind *policy_by_index(unsigned index);  // NULL past the last

void policy_start(struct policy *policy, const struct policy_kind *kind, const struct policy_world *world);
static inline void policy_insert(struct policy *policy, struct policy_page *page, uint32_t shadow)
{
    page->bits = POLICY_FRESH;
    page->stamp = 0;
    page->where = 0;
    policy->pages++;
    if (shadow && policy->kind->refault)
        policy->kind->refault(policy, page, shadow & SHADOW_MASK);
    else
        policy->kind->inserted(policy, page);
}
static inline void policy_remove(struct policy *policy, struct policy_page *page)
{
    policy->pages--;
    if (page->bits & POLICY_ACTIVE)
        policy_mark(policy, page, false);
    if (__builtin_expect(policy->kind->removed != NULL, 0))
        policy->kind->removed(policy, page);
    else
        list_remove(&page->link);
}
uint32_t policy_evicted(struct policy *policy, struct policy_page *page);  // the shadow
// What a sample has seen of the page.
void policy_touch(struct policy *policy, struct policy_page *page);
void policy_untouched(struct policy *policy, struct policy_page *page);
// The page that should leave, still in the policy, moved to where it is not chosen soon again: so a page that then
// stays is no obstacle. At most *looks pages are looked at, and *looks counts down. NULL: none can leave.
struct policy_page *policy_evict(struct policy *policy, unsigned *looks);
void policy_tick(struct policy *policy);

// ---- for policies ----

static inline struct policy_page *policy_page_of(struct list *link)
{
    return LIST_ENTRY(link, struct policy_page, link);
}

static inline void policy_to_back(struct list *list, struct policy_page *page)
{
    list_remove(&page->link);
    list_push_back(list, &page->link);
}

// Used since the policy last looked, by a sample or by the world's word.
static inline bool policy_used(struct policy *policy, struct policy_page *page)
{
    bool used = page->bits & POLICY_USED;
    page->bits &= (uint8_t)~POLICY_USED;
    used |= policy->world->used(page);
    if (!policy->kind->marks)
        policy_mark(policy, page, used);
    return used;
}

// The same, but the first use that is seen does not count: it is the access that brought the page in.
static inline bool policy_used_again(struct policy *policy, struct policy_page *page)
{
    bool fresh = page->bits & POLICY_FRESH, used = policy_used(policy, page);
    if (used)
        page->bits &= (uint8_t)~POLICY_FRESH;
    return used && !fresh;
}

// For a policy that hears of each use: is this one more than the access that brought the page in?
static inline bool policy_touched_again(struct policy_page *page)
{
    bool fresh = page->bits & POLICY_FRESH;
    page->bits &= (uint8_t)~POLICY_FRESH;
    return !fresh;
}

static inline bool policy_can_leave(struct policy *policy, struct policy_page *page)
{
    return policy->world->can_leave(page);
}

void policy_note_used(struct policy *policy, struct policy_page *page);  // `touched` of those that look when they evict
void policy_note_used_again(struct policy *policy, struct policy_page *page);  // the same, but for the first use
// The oldest page of a list that can leave, moved to the list's end, or NULL.
struct policy_page *policy_oldest(struct policy *policy, struct list *list, unsigned *looks);
// The same, but pages that were used are spared once: they go to the end instead. The list has `count` pages.
struct policy_page *policy_second_chance(struct policy *policy, struct list *list, uint32_t count, unsigned *looks);

extern const struct policy_kind policy_fifo, policy_random, policy_clock, policy_nru, policy_aging, policy_lru,
    policy_lru2, policy_wsclock, policy_2q, policy_arc, policy_car, policy_lirs, policy_mglru;

#endif
