// SPDX-License-Identifier: Apache-2.0
// A table of sleepers by the hash of their keys. Every call first brings in the pages of its words and holds them, and
// then compares, queues or wakes without sleeping: so between the comparison and the queue nobody can change the word
// and look for sleepers.

#include "os/kern/futex.h"

#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/copy.h"
#include "os/vm/space.h"

#define BUCKETS 64

struct key {
    const void *owner;  // space or object
    uint64_t at;        // address in the space, offset in the object; bytes
};

// On the sleeper's kernel stack; on its bucket's list until it is woken or gives up.
struct sleeper {
    struct list link;
    struct key key;
    struct object *object;  // held; NULL for private words
    uint32_t bits;
    bool woken;
    struct waitq waitq;
};

static struct list table[BUCKETS];  // zero until first used

// A word whose page is held in memory.
struct word {
    struct frame *frame;
    volatile uint32_t *value;
    struct key key;
    struct object *object;  // of the key, not held
};

static struct list *bucket_of(const struct key *key)
{
    struct list *bucket = &table[((uint64_t)key->owner / 64 + key->at / 4) % BUCKETS];
    if (!bucket->next)
        list_init(bucket);
    return bucket;
}

static bool same(const struct key *a, const struct key *b) { return a->owner == b->owner && a->at == b->at; }

static int word_get(uint64_t uva, bool shared, enum vm_access access, struct word *word)
{
    struct region *region;
    void *value;
    if (uva % sizeof(uint32_t) != 0)
        return -EINVAL;
    int error = user_page_get(current->space, uva, access, &word->frame, &value);
    if (error != 0)
        return error;
    word->value = value;
    word->object = NULL;
    word->key = (struct key){current->space, uva};
    region = shared ? space_find(current->space, uva) : NULL;
    if (region && (region->flags & REGION_SHARED) != 0) {
        word->object = region->object;
        word->key = (struct key){region->object, region->offset + (uva - region->start)};
    }
    return 0;
}

static void word_put(const struct word *word) { user_page_put(word->frame); }

// ---- waiting ---------------------------------------------------------------------------------------------------

static void enqueue(struct sleeper *s, const struct word *word)
{
    s->key = word->key;
    s->object = word->object;
    if (s->object)
        object_hold(s->object);
    list_push_back(bucket_of(&s->key), &s->link);
}

int futex_wait(uint64_t uva, uint32_t expected, uint64_t deadline, uint32_t bits, bool shared)
{
    struct sleeper self = {.bits = bits};
    struct word word;
    if (bits == 0)
        return -EINVAL;
    int result = word_get(uva, shared, ACCESS_READ, &word);
    if (result != 0)
        return result;
    if (*word.value != expected) {
        word_put(&word);
        return -EAGAIN;
    }
    waitq_init(&self.waitq);
    enqueue(&self, &word);
    word_put(&word);
    while (!self.woken && result == 0)
        result = sleep_until(&self.waitq, deadline);
    list_remove(&self.link);
    if (self.object)
        object_release(self.object);
    return self.woken ? 0 : result;
}

// ---- waking ----------------------------------------------------------------------------------------------------

static void wake(struct sleeper *s)
{
    list_remove(&s->link);
    s->woken = true;
    wake_all(&s->waitq);
}

static int wake_key(const struct key *key, int count, uint32_t bits)
{
    struct list *bucket = bucket_of(key);
    struct sleeper *s;
    int woken = 0;
    LIST_FOR_EACH(s, bucket, link) {
        if (woken >= count)
            break;
        if (!same(&s->key, key) || (s->bits & bits) == 0)
            continue;
        wake(s);
        woken++;
    }
    return woken;
}

int futex_wake(uint64_t uva, int count, uint32_t bits, bool shared)
{
    struct word word;
    if (bits == 0)
        return -EINVAL;
    int result = word_get(uva, shared, ACCESS_READ, &word);
    if (result != 0)
        return result;
    result = wake_key(&word.key, count, bits);
    word_put(&word);
    return result;
}

static int two_words(uint64_t first, uint64_t second, bool shared, enum vm_access access, struct word words[2])
{
    int error = word_get(first, shared, ACCESS_READ, &words[0]);
    if (error != 0)
        return error;
    error = word_get(second, shared, access, &words[1]);
    if (error != 0)
        word_put(&words[0]);
    return error;
}

static int requeue(const struct word words[2], int wakes, int moves)
{
    struct list *bucket = bucket_of(&words[0].key);
    struct sleeper *s;
    int done = wake_key(&words[0].key, wakes, FUTEX_ANY), moved = 0;
    if (same(&words[0].key, &words[1].key))
        return done;
    LIST_FOR_EACH(s, bucket, link) {
        if (moved >= moves)
            break;
        if (!same(&s->key, &words[0].key))
            continue;
        list_remove(&s->link);
        enqueue(s, &words[1]);
        moved++;
    }
    for (int i = 0; i < moved && words[0].object; i++)
        object_release(words[0].object);  // what the moved ones held; the last may sleep
    return done + moved;
}

int futex_requeue(uint64_t uva, uint64_t to, int wakes, int moves, const uint32_t *expected, bool shared)
{
    struct word words[2];
    if (wakes < 0 || moves < 0)
        return -EINVAL;
    int result = two_words(uva, to, shared, ACCESS_READ, words);
    if (result != 0)
        return result;
    bool holds = !expected || *words[0].value == *expected;
    result = holds ? requeue(words, wakes, moves) : -EAGAIN;
    word_put(&words[0]);
    word_put(&words[1]);
    return result;
}

// ---- wake and change -------------------------------------------------------------------------------------------

// The operation's fields (futex(2), FUTEX_WAKE_OP): what to do, how to compare, and both operands.
enum { OP_SET, OP_ADD, OP_OR, OP_ANDN, OP_XOR, OP_SHIFTED = 8 };
enum { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE };

static int32_t signed_12(uint32_t field) { return (int32_t)(field << 20) >> 20; }

static bool change(uint32_t operation, uint32_t old, uint32_t *new)
{
    uint32_t how = operation >> 28, operand = (uint32_t)signed_12(operation >> 12 & 0xfff);
    if ((how & OP_SHIFTED) != 0)
        operand = UINT32_C(1) << (operand & 31);
    switch (how & ~(uint32_t)OP_SHIFTED) {
    case OP_SET: *new = operand; return true;
    case OP_ADD: *new = old + operand; return true;
    case OP_OR: *new = old | operand; return true;
    case OP_ANDN: *new = old & ~operand; return true;
    case OP_XOR: *new = old ^ operand; return true;
    default: return false;
    }
}

// 1, 0, or -1 for an unknown comparison.
static int compare(uint32_t operation, int32_t old)
{
    int32_t with = signed_12(operation & 0xfff);
    switch (operation >> 24 & 0xf) {
    case CMP_EQ: return old == with;
    case CMP_NE: return old != with;
    case CMP_LT: return old < with;
    case CMP_LE: return old <= with;
    case CMP_GT: return old > with;
    case CMP_GE: return old >= with;
    default: return -1;
    }
}

static int wake_op(const struct word words[2], int wakes, int wakes_second, uint32_t operation)
{
    uint32_t old = *words[1].value, new;
    int holds = compare(operation, (int32_t)old);
    if (holds < 0 || !change(operation, old, &new))
        return -ENOSYS;
    *words[1].value = new;
    int woken = wake_key(&words[0].key, wakes, FUTEX_ANY);
    return holds ? woken + wake_key(&words[1].key, wakes_second, FUTEX_ANY) : woken;
}

int futex_wake_op(uint64_t uva, uint64_t second, int wakes, int wakes_second, uint32_t operation, bool shared)
{
    struct word words[2];
    int result = two_words(uva, second, shared, ACCESS_WRITE, words);
    if (result != 0)
        return result;
    result = wake_op(words, wakes, wakes_second, operation);
    word_put(&words[0]);
    word_put(&words[1]);
    return result;
}

// ---- robust lists ----------------------------------------------------------------------------------------------

#define ROBUST_LIMIT 2048  // entries that are looked at: the list is the user's, and may be a circle
#define FUTEX_WAITERS UINT32_C(0x80000000)
#define FUTEX_OWNER_DIED UINT32_C(0x40000000)
#define FUTEX_TID_MASK UINT32_C(0x3fffffff)

// Linux's struct robust_list_head. The lowest bit of a pointer marks locks with priority inheritance.
struct robust_head {
    uint64_t next;
    int64_t offset;    // from an entry to its lock's word
    uint64_t pending;  // an entry that was being taken or given back
};

static void owner_died(uint64_t uva, bool pending)
{
    struct word word;
    if (word_get(uva, true, ACCESS_WRITE, &word) != 0)
        return;
    uint32_t value = *word.value;
    bool mine = (value & FUTEX_TID_MASK) == (uint32_t)current->tid;
    if (mine)
        *word.value = (value & FUTEX_WAITERS) | FUTEX_OWNER_DIED;
    if ((mine && (value & FUTEX_WAITERS) != 0) || (pending && value == 0))
        wake_key(&word.key, 1, FUTEX_ANY);
    word_put(&word);
}

void robust_list_exit(void)
{
    struct robust_head head;
    uint64_t list = current->robust_list, next;
    current->robust_list = 0;
    if (list == 0 || !current->space || copy_from_user(&head, current->space, list, sizeof head) != 0)
        return;
    uint64_t at = head.next & ~UINT64_C(1), pending = head.pending & ~UINT64_C(1);
    for (int i = 0; at != list && i < ROBUST_LIMIT; i++, at = next & ~UINT64_C(1)) {
        bool more =
            copy_from_user(&next, current->space, at, sizeof next) == 0;  // the lock may be freed once it is woken
        if (at != pending)
            owner_died(at + (uint64_t)head.offset, false);
        if (!more)
            break;
    }
    if (pending != 0)
        owner_died(pending + (uint64_t)head.offset, true);
}
