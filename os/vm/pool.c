// SPDX-License-Identifier: Apache-2.0
// The pools, and what policies ask about frames.
#include "os/vm/pool.h"

#include "os/lib/errno.h"
#include "os/lib/printf.h"
#include "os/vm/pmap.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"

#define TAG_SHIFT SHADOW_BITS
#define TAGS (1u << (32 - TAG_SHIFT))
#define SAMPLES_A_ROUND 16u  // while as many pages are evicted as there are

struct pool {
    struct policy policy;
    uint32_t tag;               // in the shadows that this instance of the policy makes
    uint32_t evictions;         // since the last sampling
    uint8_t turn;               // number of the last one; frame->page.turn is that in which it was last chosen
    const struct space *space;  // limited: whose
    uint64_t start, end;        // limited: the range. end = 0: not in use
    uint32_t limit;             // limited: pages
};

static struct pool pools[POOLS_MOST];
unsigned pools_limited;
static uint32_t last_tag;
static bool anonymous_only;  // while pool_choose asks so
static bool swap_has_room;   // when the last turn began

static struct frame *frame_of_page(struct policy_page *page) { return CONTAINER_OF(page, struct frame, page); }
static struct pool *pool_of(const struct frame *frame) { return &pools[frame->page.pool]; }

// ---- what policies ask ----

bool (*pool_frame_stays)(const struct frame *frame);

bool pool_frame_can_leave(struct frame *frame)
{
    if (frame->holds || frame->flags & FRAME_IO || (pool_frame_stays && pool_frame_stays(frame)))
        return false;
    if (frame->kind != FRAME_ANON || frame_may_be_lost(frame))
        return true;
    // A private page has nowhere to go without swap or while swapoff empties it, or when it is newer than a slot that
    // others still name, which is so only after a write to it has failed.
    return swap_accepts() && !(frame->slot && swap_refs(frame->slot) && frame_dirty(frame));
}

// The last few pages of files stay: where nothing else can leave, those that run would push each other's code out
// before an instruction has all the pages that it needs, for ever. Memory is exhausted before that.
#define FILES_LAST 16u
#define FILES_SHARE 16u  // but no more than this part of memory

static bool is_of_last_files(const struct frame *frame)
{
    uint64_t files = frame_count_kind(FRAME_CACHED) - vm_gauges.shmem;
    return frame->kind == FRAME_CACHED && !(frame->flags & FRAME_SHMEM) &&
           files <= MIN(FILES_LAST, frame_count_total() / FILES_SHARE);
}

// Does the page need a new place in swap to leave?
static bool needs_slot(struct frame *frame)
{
    if (frame->kind != FRAME_ANON)
        return frame->flags & FRAME_SHMEM;
    return !frame_may_be_lost(frame) && (!frame->slot || frame_dirty(frame));
}

static bool was_chosen(const struct frame *frame) { return frame->page.turn == pool_of(frame)->turn; }

static bool can_leave(struct policy_page *page)
{
    struct frame *frame = frame_of_page(page);
    if (was_chosen(frame) || is_of_last_files(frame) || (anonymous_only && frame->kind != FRAME_ANON))
        return false;
    return pool_frame_can_leave(frame) && (swap_has_room || !needs_slot(frame));
}

static bool used(struct policy_page *page)
{
    struct frame *frame = frame_of_page(page);
    bool flag = frame->flags & FRAME_REFERENCED;
    frame->flags &= (uint8_t)~FRAME_REFERENCED;
    return frame_test_clear_accessed(frame) || flag;
}

static bool dirty(struct policy_page *page) { return frame_dirty(frame_of_page(page)); }

uint64_t *pool_active_gauge(const struct frame *frame)
{
    return frame->kind == FRAME_ANON || frame->flags & FRAME_SHMEM ? &vm_gauges.active_anon : &vm_gauges.active_file;
}

static void marked(struct policy_page *page, bool active)
{
    *pool_active_gauge(frame_of_page(page)) += active ? 1 : (uint64_t)-1;
}

static const struct policy_world world = {can_leave, used, dirty, marked};

// ---- pages in and out ----

static void start(struct pool *pool, const struct policy_kind *kind)
{
    last_tag = last_tag % (TAGS - 1) + 1;
    pool->tag = last_tag;
    pool->evictions = 0;
    pool->turn = 1;
    policy_start(&pool->policy, kind, &world);
    pool->policy.capacity = pool->limit;
}

void pool_init(void) { start(&pools[0], &policy_clock); }

static void enter(struct pool *pool, struct frame *frame, uint32_t shadow)
{
    frame->page.pool = (uint8_t)(pool - pools);
    frame->page.turn = 0;
    bool known = shadow && shadow >> TAG_SHIFT == pool->tag;
    policy_insert(&pool->policy, &frame->page, known ? shadow & SHADOW_MASK : 0);
}

static bool in_a_pool(const struct frame *frame) { return !list_empty(&frame->page.link); }

void pool_insert(struct frame *frame, uint32_t shadow) { enter(&pools[0], frame, shadow); }

void pool_remove_many(struct frame *const *frames, unsigned count)
{
    struct policy *policy = &pools[0].policy;
    unsigned last = 0;  // most are of one pool
    for (struct frame *const *end = frames + count; frames < end; frames++) {
        if (!in_a_pool(*frames))
            continue;
        if ((*frames)->page.pool != last) {
            last = (*frames)->page.pool;
            policy = &pools[last].policy;
        }
        policy_remove(policy, &(*frames)->page);
    }
}

void pool_remove(struct frame *frame) { pool_remove_many(&frame, 1); }

uint32_t pool_evicted(struct frame *frame)
{
    struct pool *pool = pool_of(frame);
    uint32_t shadow = policy_evicted(&pool->policy, &frame->page);
    return shadow ? pool->tag << TAG_SHIFT | shadow : 0;
}

// ---- choosing ----

struct pool *pool_common(void) { return &pools[0]; }

struct pool *pool_by_index(unsigned index)
{
    return index < POOLS_MOST && (index == 0 || pools[index].end) ? &pools[index] : NULL;
}

uint32_t pool_pages(const struct pool *pool) { return pool->policy.pages; }

void pool_begin_turn(struct pool *pool)
{
    pool->turn = pool->turn % UINT8_MAX + 1;
    swap_has_room = swap_make_room();
}

struct frame *pool_choose(struct pool *pool, unsigned *looks, bool anonymous)
{
    if (!pool->limit)
        pool->policy.capacity = pool->policy.pages;
    anonymous_only = anonymous;
    struct policy_page *page = policy_evict(&pool->policy, looks);
    if (!page)
        return NULL;
    page->turn = pool->turn;
    return frame_of_page(page);
}

// Frames that policies know, in order of their numbers.
static struct frame *next_in(const struct pool *pool, uint64_t *pfn)
{
    while (*pfn < frame_number_end()) {
        struct frame *frame = frame_by_number((*pfn)++);
        bool user = frame->kind == FRAME_ANON || frame->kind == FRAME_CACHED;
        if (user && in_a_pool(frame) && pool_of(frame) == pool)
            return frame;
    }
    return NULL;
}

void pool_sample(struct pool *pool)
{
    struct frame *frame;
    uint64_t pfn = frame_number_first();
    while ((frame = next_in(pool, &pfn)))
        if (used(&frame->page))
            policy_touch(&pool->policy, &frame->page);
        else
            policy_untouched(&pool->policy, &frame->page);
    policy_tick(&pool->policy);
}

void pool_note_evictions(struct pool *pool, unsigned count)
{
    if (pool->limit || pool->policy.kind->unsampled)
        return;
    pool->evictions += count;
    if (pool->evictions < pool->policy.pages / SAMPLES_A_ROUND)
        return;
    pool->evictions = 0;
    pool_sample(pool);
}

// ---- policies ----

const char *pool_policies(void)
{
    static char names[96];
    int length = 0;
    for (unsigned i = 0; policy_by_index(i); i++)
        length +=
            scnprintf(names + length, sizeof names - (size_t)length, "%s%s", i ? " " : "", policy_by_index(i)->name);
    return names;
}

const char *pool_policy(const struct pool *pool) { return pool->policy.kind->name; }

// All pages leave the pool, and go to the list in order of frame numbers.
static void empty(struct pool *pool, struct list *to)
{
    struct frame *frame;
    uint64_t pfn = frame_number_first();
    while ((frame = next_in(pool, &pfn))) {
        pool_remove(frame);
        frame->page.pool = POOLS_MOST;
        list_push_back(to, &frame->page.link);
    }
}

static void refill(struct pool *pool, struct list *from)
{
    while (!list_empty(from)) {
        struct policy_page *page = policy_page_of(list_first(from));
        list_remove(&page->link);
        enter(pool, frame_of_page(page), 0);
    }
}

int pool_set_policy(struct pool *pool, const char *name)
{
    struct list pages = LIST_INIT(pages);
    const struct policy_kind *kind = policy_find(name);
    if (!kind)
        return -EINVAL;
    empty(pool, &pages);
    start(pool, kind);
    refill(pool, &pages);
    return 0;
}

void pool_show(const struct pool *pool, void (*say)(void *to, const char *name, uint64_t value), void *to)
{
    say(to, "pages", pool->policy.pages);
    say(to, "capacity", pool->policy.capacity);
    say(to, "ticks", pool->policy.time);
    if (pool->policy.kind->show)
        pool->policy.kind->show(&pool->policy, say, to);
}

// ---- limited pools ----

struct pool *pool_limited_at(const struct space *space, uint64_t va)
{
    for (struct pool *pool = &pools[1]; pool < pools + POOLS_MOST; pool++)
        if (pool->space == space && va >= pool->start && va < pool->end)
            return pool;
    return NULL;
}

bool pool_full(const struct pool *pool) { return pool->policy.pages >= pool->limit; }

static struct pool *unused(void)
{
    for (struct pool *pool = &pools[1]; pool < pools + POOLS_MOST; pool++)
        if (!pool->end)
            return pool;
    return NULL;
}

static bool overlaps(const struct space *space, uint64_t start, uint64_t end)
{
    for (struct pool *pool = &pools[1]; pool < pools + POOLS_MOST; pool++)
        if (pool->space == space && start < pool->end && pool->start < end)
            return true;
    return false;
}

bool pool_limits(const struct space *space, uint64_t start, uint64_t end)
{
    return pools_limited && overlaps(space, start, end);
}

static int limit_range(const struct space *space, uint64_t first, uint64_t end, uint32_t limit,
                       const struct policy_kind *kind)
{
    struct pool *pool = unused();
    if (!kind || limit == 0 || first >= end)
        return -EINVAL;
    if (overlaps(space, first, end))
        return -EEXIST;
    if (!pool)
        return -ENOSPC;
    *pool = (struct pool){.space = space, .start = first, .end = end, .limit = limit};
    start(pool, kind);
    pools_limited++;
    return 0;
}

static void close(struct pool *pool)
{
    struct list pages = LIST_INIT(pages);
    empty(pool, &pages);
    refill(&pools[0], &pages);
    *pool = (struct pool){0};
    pools_limited--;
}

int pool_advise(struct space *space, uint64_t first, uint64_t end, uint32_t advice)
{
    struct pool *pool = pool_at(space, first);
    if (advice >> POOL_ADVICE_SHIFT == POOL_LIMIT)
        return limit_range(space, first, end, (uint16_t)advice, policy_by_index((uint8_t)(advice >> 16)));
    if (!pool || pool->start != first || pool->end != end)
        return -EINVAL;
    if (advice == POOL_TICK << POOL_ADVICE_SHIFT)
        pool_sample(pool);
    else if (advice == POOL_END << POOL_ADVICE_SHIFT)
        close(pool);
    else
        return -EINVAL;
    return 0;
}

void pool_forget_space(struct space *space)
{
    for (struct pool *pool = &pools[1]; pools_limited && pool < pools + POOLS_MOST; pool++)
        if (pool->space == space)
            close(pool);
}

void pool_adopt_limited(struct frame *frame, const struct space *space, uint64_t va, uint32_t shadow)
{
    struct pool *pool = pool_limited_at(space, va);
    if (!pool || pool_of(frame) == pool)
        return;
    pool_remove(frame);
    enter(pool, frame, shadow);
}
