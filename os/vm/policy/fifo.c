// SPDX-License-Identifier: Apache-2.0
// First in, first out: the page that has been here longest leaves, used or not. More room can mean more faults (Belady,
// Nelson and Shedler, 1969).
#include "os/vm/policy/policy.h"

struct fifo {
    struct list queue;  // the oldest first
};

static void start(struct policy *policy) { list_init(&POLICY_STATE(policy, struct fifo)->queue); }

static void inserted(struct policy *policy, struct policy_page *page)
{
    list_push_back(&POLICY_STATE(policy, struct fifo)->queue, &page->link);
}

static void touched(struct policy *policy, struct policy_page *page)
{
    (void)policy;
    (void)page;
}

static struct policy_page *evict(struct policy *policy, unsigned *looks)
{
    return policy_oldest(policy, &POLICY_STATE(policy, struct fifo)->queue, looks);
}

const struct policy_kind policy_fifo = {
    .name = "fifo",
    .unsampled = true,
    .start = start,
    .inserted = inserted,
    .touched = touched,
    .evict = evict,
};
