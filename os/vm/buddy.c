// SPDX-License-Identifier: Apache-2.0
// The lists of free blocks, the single frames before them, and the frontier behind them.
#include "os/vm/buddy.h"

#include "os/lib/panic.h"
#include "os/lib/string.h"

static struct list blocks[FRAME_ORDERS] = {
    LIST_INIT(blocks[0]), LIST_INIT(blocks[1]), LIST_INIT(blocks[2]),  LIST_INIT(blocks[3]),
    LIST_INIT(blocks[4]), LIST_INIT(blocks[5]), LIST_INIT(blocks[6]),  LIST_INIT(blocks[7]),
    LIST_INIT(blocks[8]), LIST_INIT(blocks[9]), LIST_INIT(blocks[10]),
};
static uint64_t block_count[FRAME_ORDERS];

// A task that ends and one that begins exchange about so many frames; they need not be joined and split on the way.
struct stock buddy_hot = {LIST_INIT(buddy_hot.frames), 0, 64, BUDDY_HOT};
struct stock buddy_zeroed = {LIST_INIT(buddy_zeroed.frames), 0, 32, BUDDY_ZEROED};

static uint64_t number(const struct frame *frame) { return frame->number; }

static void block_insert(struct frame *first, unsigned order)
{
    KASSERT(list_empty(&first->link));
    first->index = order;
    list_push_front(&blocks[order], &first->link);
    block_count[order]++;
}

static void block_remove(struct frame *first, unsigned order)
{
    first->index = BUDDY_INSIDE;
    list_remove(&first->link);
    block_count[order]--;
}

// The other half of the block of the next order, if it is a free block now.
static struct frame *free_buddy(uint64_t pfn, unsigned order)
{
    struct frame *buddy = frame_by_number(pfn ^ UINT64_C(1) << order);
    return buddy && buddy->kind == FRAME_FREE && buddy->index == order ? buddy : NULL;
}

void buddy_give(struct frame *first, unsigned order)
{
    uint64_t pfn = number(first);
    struct frame *buddy;
    for (; order < FRAME_ORDERS - 1 && (buddy = free_buddy(pfn, order)); order++) {
        block_remove(buddy, order);
        if (buddy < first) {
            first->index = BUDDY_INSIDE;
            first = buddy;
            pfn = number(first);
        }
    }
    block_insert(first, order);
}

// ---- beyond the frontier ----

static struct frame *frontier_entry(void)
{
    uint64_t number = frame_table.frontier++;
    struct frame *frame = &frame_table.entries[number - frame_table.first];
    memset(frame, 0, sizeof *frame);
    frame->number = (uint32_t)number;
    list_init(&frame->link);
    return frame;
}

// The next aligned block; what lies before it becomes free blocks of lower orders.
static struct frame *frontier_take(unsigned order)
{
    uint64_t size = UINT64_C(1) << order, start = (frame_table.frontier + size - 1) & ~(size - 1);
    if (start + size > frame_table.end)
        return NULL;
    while (frame_table.frontier < start)
        buddy_give(frontier_entry(), 0);
    struct frame *first = frontier_entry();
    while (frame_table.frontier < start + size)
        frontier_entry();
    return first;
}

struct frame *buddy_beyond(uint64_t count)
{
    if (count > frame_table.end - frame_table.frontier)
        return NULL;
    struct frame *first = frontier_entry();
    while (--count)
        frontier_entry();
    return first;
}

// ---- taking ----

// The upper halves go back until the block is of the order that is wanted.
static struct frame *split(struct frame *first, unsigned from, unsigned order)
{
    block_remove(first, from);
    while (from-- > order)
        block_insert(first + (UINT64_C(1) << from), from);
    return first;
}

static struct frame *take(unsigned order)
{
    for (unsigned from = order; from < FRAME_ORDERS; from++)
        if (block_count[from])
            return split(LIST_ENTRY(list_first(&blocks[from]), struct frame, link), from, order);
    return frontier_take(order);
}

struct frame *buddy_take(unsigned order)
{
    struct frame *first = take(order);
    if (first || !(buddy_hot.count + buddy_zeroed.count))
        return first;
    buddy_cool();
    return take(order);
}

__attribute__((noinline)) static void cool_one(struct stock *stock)
{
    struct frame *frame = LIST_ENTRY(stock->frames.prev, struct frame, link);
    list_remove(&frame->link);
    stock->count--;
    buddy_give(frame, 0);
}

// The list is put together from its head backwards.
void stock_put(struct stock *stock, struct frame *const *frames, unsigned count)
{
    while (stock->count + count > stock->most)
        cool_one(stock);
    stock->count += count;
    struct list *next = stock->frames.next, *head = &stock->frames;
    uint64_t index = stock->index;
    for (struct frame *const *end = frames + count; frames < end; frames++) {
        struct list *link = &(*frames)->link;
        KASSERT(list_empty(link));
        (*frames)->index = index;
        link->next = next;
        next->prev = link;
        next = link;
    }
    head->next = next;
    next->prev = head;
}

// Single frames are cut from a block several at a time: that costs less than splitting it for each.
#define REFILL_ORDER 3

struct frame *buddy_take_and_refill(void)
{
    unsigned order = 0;
    while (order < REFILL_ORDER && !block_count[order])
        order++;  // small blocks first, so that large ones stay
    struct frame *first = take(order), *rest[(1u << REFILL_ORDER) - 1];
    if (!first) {
        first = take(0);  // less than that is left beyond the frontier
        return first ? first : stock_take(&buddy_zeroed);
    }
    unsigned count = (1u << order) - 1;
    for (unsigned i = 0; i < count; i++)
        rest[i] = first + count - i;
    stock_put(&buddy_hot, rest, count);
    return first;
}

// ---- giving single frames ----

void buddy_give_many(struct frame *const *frames, unsigned count)
{
    for (unsigned part; count > 0; frames += part, count -= part) {
        part = MIN(count, buddy_hot.most);
        stock_put(&buddy_hot, frames, part);
    }
}

void buddy_cool(void)
{
    while (buddy_hot.count)
        cool_one(&buddy_hot);
    while (buddy_zeroed.count)
        cool_one(&buddy_zeroed);
}

// ---- figures and audit ----

// Aligned blocks of that order in [frontier, end), cut as large as they can be.
static uint64_t count_beyond(unsigned order)
{
    uint64_t count = 0;
    for (uint64_t at = frame_table.frontier, next; at < frame_table.end; at = next) {
        unsigned fits = 0;
        while (fits < FRAME_ORDERS - 1 && !(at & UINT64_C(1) << fits) && at + (UINT64_C(2) << fits) <= frame_table.end)
            fits++;
        next = at + (UINT64_C(1) << fits);
        count += fits == order;
    }
    return count;
}

uint64_t buddy_count(unsigned order)
{
    return block_count[order] + count_beyond(order) + (order == 0 ? buddy_hot.count + buddy_zeroed.count : 0);
}

// No frame is in two blocks: the first of each has an order, all others have none.
static bool block_is_sound(struct frame *first, unsigned order)
{
    uint64_t size = UINT64_C(1) << order, pfn = number(first);
    if (first->kind != FRAME_FREE || first->index != order || pfn & (size - 1) || pfn + size > frame_table.frontier)
        return false;
    for (uint64_t i = 1; i < size; i++)
        if (first[i].kind != FRAME_FREE || first[i].index != BUDDY_INSIDE)
            return false;
    return true;
}

static uint64_t audit_order(unsigned order, void (*complain)(void *to, const char *what, uint64_t pfn), void *to)
{
    uint64_t count = 0;
    struct frame *first;
    LIST_FOR_EACH(first, &blocks[order], link) {
        if (++count > block_count[order])
            break;
        if (!block_is_sound(first, order))
            complain(to, "free block is damaged", number(first));
        else if (order < FRAME_ORDERS - 1 && free_buddy(number(first), order))
            complain(to, "free buddies are not one block", number(first));
    }
    if (count != block_count[order])
        complain(to, "free blocks are not as many as counted, order", order);
    return count << order;
}

static bool is_zero(const struct frame *frame)
{
    const uint64_t *word = frame_kva(frame), *end = word + PAGE_SIZE / sizeof *word;
    while (word < end && !*word)
        word++;
    return word == end;
}

static uint64_t audit_stock(const struct stock *stock, void (*complain)(void *to, const char *what, uint64_t pfn),
                            void *to)
{
    uint64_t count = 0;
    struct frame *frame;
    LIST_FOR_EACH(frame, &stock->frames, link) {
        if (++count > stock->count)
            break;
        if (frame->kind != FRAME_FREE || frame->index != stock->index)
            complain(to, "single free frame is damaged", number(frame));
        if (stock == &buddy_zeroed && !is_zero(frame))
            complain(to, "zeroed frame is not zero", number(frame));
    }
    if (count != stock->count)
        complain(to, "single free frames are not as many as counted", stock->count);
    return count;
}

uint64_t buddy_audit(void (*complain)(void *to, const char *what, uint64_t pfn), void *to)
{
    uint64_t total = 0;
    for (unsigned order = 0; order < FRAME_ORDERS; order++)
        total += audit_order(order, complain, to);
    return total + audit_stock(&buddy_hot, complain, to) + audit_stock(&buddy_zeroed, complain, to);
}
