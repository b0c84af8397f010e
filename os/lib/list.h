// SPDX-License-Identifier: Apache-2.0
// Doubly linked circular lists whose links live inside their members. A list head is a link that belongs to no member;
// a link that is on no list points to itself, so removing it twice is harmless.

#ifndef OS_LIB_LIST_H
#define OS_LIB_LIST_H

#include "os/lib/types.h"

struct list {
    struct list *next, *prev;
};

#define LIST_INIT(name) \
    { \
        &(name), &(name) \
    }
#define LIST_ENTRY(link, type, member) CONTAINER_OF(link, type, member)

static inline void list_init(struct list *l) { l->next = l->prev = l; }
static inline bool list_empty(const struct list *l) { return l->next == l; }

static inline void list_insert(struct list *after, struct list *l)
{
    l->prev = after;
    l->next = after->next;
    after->next->prev = l;
    after->next = l;
}

static inline void list_push_front(struct list *head, struct list *l) { list_insert(head, l); }
static inline void list_push_back(struct list *head, struct list *l) { list_insert(head->prev, l); }

static inline void list_remove(struct list *l)
{
    l->prev->next = l->next;
    l->next->prev = l->prev;
    list_init(l);
}

// The first link, or NULL when the list is empty.
static inline struct list *list_first(struct list *head) { return list_empty(head) ? NULL : head->next; }

// Visits each member; the member at hand may be removed by the body.
#define LIST_FOR_EACH(entry, head, member) \
    for (__typeof__(*(entry)) *entry##_next_, \
         *entry##_first_ = ((entry) = LIST_ENTRY((head)->next, __typeof__(*(entry)), member)); \
         (void)entry##_first_, \
         &(entry)->member != (head) && \
             (entry##_next_ = LIST_ENTRY((entry)->member.next, __typeof__(*(entry)), member), true); \
         (entry) = entry##_next_)

#endif
