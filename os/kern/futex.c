// SPDX-License-Identifier: Apache-2.0
// One list of all sleepers: few tasks ever wait at once.

#include "os/kern/futex.h"

#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/copy.h"

// On the sleeper's kernel stack; on the list until it is woken or gives up.
struct sleeper {
    struct list link;
    const void *word;  // the word's place in the physmap
    struct waitq waitq;
    bool woken;
};

static struct list sleepers = LIST_INIT(sleepers);

static int sleep_on_word(const void *word, uint64_t deadline)
{
    struct sleeper self = {.word = word};
    int result = 0;
    waitq_init(&self.waitq);
    list_push_back(&sleepers, &self.link);
    while (!self.woken && result == 0)
        result = sleep_until(&self.waitq, deadline);
    list_remove(&self.link);
    return self.woken ? 0 : result;
}

int futex_wait(uint64_t uva, uint32_t expected, uint64_t deadline)
{
    struct frame *frame;
    void *word;
    if (uva % sizeof(uint32_t) != 0)
        return -EINVAL;
    int result = user_page_get(current->space, uva, ACCESS_READ, &frame, &word);
    if (result != 0)
        return result;
    result = *(volatile uint32_t *)word == expected ? sleep_on_word(word, deadline) : -EAGAIN;
    user_page_put(frame);
    return result;
}

int futex_wake(uint64_t uva, int count)
{
    struct frame *frame;
    struct sleeper *s;
    void *word;
    int woken = 0;
    if (uva % sizeof(uint32_t) != 0)
        return -EINVAL;
    int error = user_page_get(current->space, uva, ACCESS_READ, &frame, &word);
    if (error != 0)
        return error;
    LIST_FOR_EACH(s, &sleepers, link)
        if (s->word == word && !s->woken && woken < count) {
            s->woken = true;
            woken++;
            wake_all(&s->waitq);
        }
    user_page_put(frame);
    return woken;
}
