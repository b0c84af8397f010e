// SPDX-License-Identifier: Apache-2.0
// The flusher: a kernel task that writes files out when they have been dirty for long, and when too much is dirty. It
// looks every dirty_writeback_centisecs while something is dirty, and sleeps without a timer while nothing is.
#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/fs/fs.h"
#include "os/kern/task.h"
#include "os/kern/timer.h"
#include "os/vm/frame.h"
#include "os/vm/object.h"

#define HUNDREDTHS 100u

int64_t dirty_background_ratio = 10;
int64_t dirty_expire = 3000;
static int64_t interval = 500;

static struct waitq wakened = WAITQ_INIT(wakened);
static struct timer look;
static unsigned dirty_vnodes;  // with dirty_since
static bool due, running;

static uint64_t ticks_of(int64_t hundredths) { return (uint64_t)hundredths * machine.timebase / HUNDREDTHS; }

// ---- what is dirty ----

static void wake(void)
{
    due = true;
    wake_all(&wakened);
}

static void fire(struct timer *timer)
{
    (void)timer;
    wake();
}

static void start_timer(void)
{
    if (running && interval > 0 && dirty_vnodes > 0 && !timer_runs(&look))
        timer_start(&look, time_now() + ticks_of(interval));
}

void vnode_note_dirty(struct vnode *vnode)
{
    if (vnode->dirty_since || vnode->going)
        return;
    vnode->dirty_since = MAX(time_now(), 1);
    dirty_vnodes++;
    start_timer();
}

void vnode_forget_dirty(struct vnode *vnode)
{
    dirty_vnodes -= vnode->dirty_since != 0;
    vnode->dirty_since = 0;
}

static bool too_much(void)
{
    return object_dirty_pages() > frame_count_total() * (uint64_t)dirty_background_ratio / 100;
}

void flusher_hurry(void)
{
    if (too_much())
        wake();
}

int64_t dirty_writeback(void) { return interval; }

int set_dirty_writeback(int64_t hundredths)
{
    interval = hundredths;
    timer_stop(&look);
    start_timer();
    return 0;
}

// ---- writing ----

// The one that has been dirty longest, of those that were at `end`.
static struct vnode *oldest(uint64_t end)
{
    struct vnode *found = NULL;
    for (struct vnode *vnode = vnode_next(NULL); vnode; vnode = vnode_next(vnode))
        if (vnode->dirty_since && vnode->dirty_since <= end && (!found || vnode->dirty_since < found->dirty_since))
            found = vnode;
    return found;
}

// Others may have written it meanwhile.
static void forget_clean(void)
{
    for (struct vnode *vnode = vnode_next(NULL); vnode; vnode = vnode_next(vnode))
        if (vnode->dirty_since && !vnode_needs_writing(vnode))
            vnode_forget_dirty(vnode);
}

// What expired, and what is too much. What fails is dirty anew, and has its turn another time.
static void flush(void)
{
    uint64_t start = time_now(), expire = ticks_of(dirty_expire), expired = start > expire ? start - expire : 0;
    struct vnode *vnode;
    forget_clean();
    lock_take(&vfs_mounting);
    while ((vnode = oldest(too_much() ? start : expired))) {
        vnode_hold(vnode);
        vnode_write_out(vnode);
        vnode_release(vnode);
    }
    lock_drop(&vfs_mounting);
}

static void flusher(void *arg)
{
    (void)arg;
    for (;;) {
        while (!due)
            sleep_idle(&wakened);
        due = false;
        flush();
        start_timer();
    }
}

void flusher_start(void)
{
    timer_init(&look, fire);
    running = true;
    task_start("flusher", flusher, NULL);
    start_timer();
}
