// SPDX-License-Identifier: Apache-2.0
// Each count is taken again by walking all tasks; a table is looked at once for each task that has it, which is cheap
// as long as tasks are few.

#include "os/kern/audit.h"

#include "os/kern/file.h"
#include "os/kern/task.h"
#include "os/lib/printf.h"
#include "os/vm/space.h"

struct audit {
    char *report;
    size_t size, length;
    unsigned wrong;
};

static void expect(struct audit *a, const char *what, pid_t tid, uint64_t have, uint64_t should)
{
    if (have == should)
        return;
    a->wrong++;
    a->length += (size_t)scnprintf(a->report + a->length, a->size - a->length, "%s of task %d: %lu, should be %lu\n",
                                   what, tid, have, should);
}

// How many tasks have this table, by the offset of the pointer to it in struct task.
static uint64_t users(size_t offset, const void *table)
{
    struct task *t;
    uint64_t count = 0;
    LIST_FOR_EACH(t, &all_tasks, all_link)
        count += *(const void **)((char *)t + offset) == table;
    return count;
}
#define USERS(t, field) users(offsetof(struct task, field), (t)->field)

static void check_shares(struct audit *a, const struct task *t)
{
    if (t->files)
        expect(a, "users of the files", t->tid, t->files->refs, USERS(t, files));
    if (t->workdir)
        expect(a, "users of the directory", t->tid, t->workdir->refs, USERS(t, workdir));
    if (t->actions)
        expect(a, "users of the actions", t->tid, t->actions->refs, USERS(t, actions));
    if (t->space)  // others may hold a space that they look at
        expect(a, "users of the space are missing", t->tid, t->space->refs < USERS(t, space), 0);
}

static uint64_t records(const struct pending *p)
{
    uint64_t count = 0;
    for (const struct list *link = p->queue.next; link != &p->queue; link = link->next)
        count++;
    return count;
}

static void check_process(struct audit *a, const struct process *p)
{
    struct task *t;
    struct process *child;
    uint64_t live = 0, listed = 0;
    LIST_FOR_EACH(t, &p->threads, thread_link) {
        live += t->state != TASK_ZOMBIE;
        listed++;
        expect(a, "a thread in another process", t->tid, t->process != p, 0);
    }
    LIST_FOR_EACH(child, &p->children, sibling_link)
        expect(a, "a child with another parent", child->pid, child->parent != p, 0);
    expect(a, "threads", p->pid, p->live_threads, live);
    expect(a, "references to the process are missing", p->pid, p->refs < listed, 0);
    expect(a, "the end", p->pid, p->ended, live == 0);
}

unsigned tasks_audit(char *report, size_t size)
{
    struct audit audit = {.report = report, .size = size};
    struct task *t;
    uint64_t queued = 0, listed = 0;
    report[0] = 0;
    LIST_FOR_EACH(t, &all_tasks, all_link) {
        listed++;
        check_shares(&audit, t);
        queued += records(&t->signals.pending);
        if (!task_is_leader(t))
            continue;
        check_process(&audit, t->process);
        queued += records(&t->process->pending);
    }
    expect(&audit, "signals queued", 0, signals_queued(), queued);
    expect(&audit, "tasks are missing", 0, task_number() < listed, 0);
    return audit.wrong;
}
