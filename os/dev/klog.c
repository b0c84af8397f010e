// SPDX-License-Identifier: Apache-2.0
// The ring of bytes: a header and a text for each record, one behind the other, around the end.

#include "os/dev/klog.h"

#include "os/arch/csr.h"
#include "os/kern/sched.h"
#include "os/lib/string.h"

#define CONSOLE_LEVEL 7

struct waitq klog_added = WAITQ_INIT(klog_added);
unsigned klog_console = CONSOLE_LEVEL;

struct header {
    uint64_t ticks;
    uint16_t length, facility;
    uint32_t level;  // so that there is nothing between
};

static char ring[KLOG_BYTES];
static uint64_t head, tail;           // bytes so far: records lie in [tail, head)
static uint64_t next_number, oldest;  // their numbers are [oldest, next_number)

static void put(const void *bytes, size_t n)
{
    size_t at = head % KLOG_BYTES, first = MIN(n, KLOG_BYTES - at);
    memcpy(ring + at, bytes, first);
    memcpy(ring, (const char *)bytes + first, n - first);
    head += n;
}

static uint64_t get(uint64_t from, void *bytes, size_t n)
{
    size_t at = from % KLOG_BYTES, first = MIN(n, KLOG_BYTES - at);
    memcpy(bytes, ring + at, first);
    memcpy((char *)bytes + first, ring, n - first);
    return from + n;
}

static void drop_oldest(void)
{
    struct header h;
    tail = get(tail, &h, sizeof h) + h.length;
    oldest++;
}

void klog_add(unsigned facility, unsigned level, const char *text, size_t n)
{
    while (n > 0 && text[n - 1] == '\n')
        n--;
    n = MIN(n, KLOG_LINE - 1);
    struct header h = {time_now(), (uint16_t)n, (uint16_t)facility, level};
    while (KLOG_BYTES - (head - tail) < sizeof h + n)
        drop_oldest();
    put(&h, sizeof h);
    put(text, n);
    next_number++;
    wake_all(&klog_added);
}

uint64_t klog_next(void) { return next_number; }

bool klog_read(uint64_t number, struct klog_record *record)
{
    struct header h;
    number = MAX(number, oldest);
    if (number >= next_number)
        return false;
    uint64_t at = tail;
    for (uint64_t n = oldest; n < number; n++)
        at = get(at, &h, sizeof h) + h.length;
    at = get(at, &h, sizeof h);
    record->number = number;
    record->ticks = h.ticks;
    record->facility = h.facility;
    record->level = (uint8_t)h.level;
    get(at, record->text, h.length);
    record->text[h.length] = 0;
    return true;
}
