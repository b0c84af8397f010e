// SPDX-License-Identifier: Apache-2.0
// Memory holds again what it held before: by the owner of the frame
//   FREE, ZERO   nobody relied on it, or it is known what it was: it is written once more
//   ANON         each process that maps it gets SIGBUS (BUS_MCEERR_AO), with the address where it sees the line
//   CACHED       the same; a clean page of a file that nobody uses goes, and is read again when it is asked for; a file
//                hears of the error as of one of its device (fsync)
//   others       the kernel's own: there is no going on
// Nor is there where nobody can be told: a page that is on its way to swap or back, or lines that nobody can name.

#include "os/kern/lost.h"

#include "os/dev/error_bank.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/object.h"
#include "os/vm/poison.h"
#include "os/vm/space.h"

#define LINE_BYTES 64u
#define BUS_MCEERR_AO 5

static void rewrite(const struct frame *frame, uint64_t pa)
{
    if (frame->kind == FRAME_FREE && frame->slot)
        poison_fill(kva(pa), LINE_BYTES);
    else
        memset(kva(pa), 0, LINE_BYTES);
}

// How many processes see it at `mapping`.
static unsigned tell(const struct mapping *mapping, uint64_t pa)
{
    unsigned told = 0;
    struct task *task;
    LIST_FOR_EACH(task, &all_tasks, all_link) {
        if (!task->space || &task->space->pmap != mapping->pmap)
            continue;
        kprintf("memory: process %d (%s) gets SIGBUS\n", task->process->pid, task->name);
        signal_force_task(task, SIGBUS, BUS_MCEERR_AO, mapping->va + pa % PAGE_SIZE);
        told++;
    }
    return told;
}

static unsigned tell_all(const struct frame *frame, uint64_t pa)
{
    unsigned told = 0;
    if (frame->maps > 0)
        for (const struct mapping *m = &frame->first; m; m = m->next)
            told += tell(m, pa);
    return told;
}

static bool can_be_read_again(const struct frame *frame)
{
    return !frame->maps && !frame->holds && !(frame->flags & (FRAME_SHMEM | FRAME_DIRTY | FRAME_IO));
}

// A page of an object. False: nobody is told.
static bool cached(struct frame *frame, uint64_t pa)
{
    struct object *object = frame->object;
    if (can_be_read_again(frame)) {
        object_remove(frame);
        frame_settle(frame);
        return true;
    }
    if (object->kind == OBJECT_FILE) {
        object->error = -EIO;
        object->error_count++;
        object->error_told = false;
    }
    return tell_all(frame, pa) > 0 || object->kind == OBJECT_FILE;
}

static void lost_in(struct frame *frame, uint64_t pa)
{
    switch ((enum frame_kind)frame->kind) {
    case FRAME_FREE:
    case FRAME_ZERO: rewrite(frame, pa); return;
    case FRAME_ANON:
        if (tell_all(frame, pa) > 0)
            return;
        break;
    case FRAME_CACHED:
        if (cached(frame, pa))
            return;
        break;
    default: break;
    }
    panic("the line at %#lx is lost, in a frame of kind %u", pa, frame->kind);
}

static void lost(uint64_t pa, bool more)
{
    if (more)
        panic("the line at %#lx is lost, and others that nobody can name", pa);
    kprintf("memory: the line at %#lx is lost\n", pa);
    uint64_t number = pa >> PAGE_SHIFT;
    if (number >= frame_table.frontier && number < frame_table.end)
        return;  // a frame that nobody has used yet
    struct frame *frame = frame_of(pa);
    if (!frame)
        panic("the line at %#lx is lost: the kernel's image, or the firmware's", pa);
    lost_in(frame, pa);
}

void lost_init(void) { error_bank_attach(lost); }
