// SPDX-License-Identifier: Apache-2.0
// Tasks as such: their making, their list, their references, and the end of those that nobody waits for.

#include "os/kern/task.h"

#include "os/arch/csr.h"
#include "os/arch/trap.h"
#include "os/fs/vfs.h"
#include "os/kern/file.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/kmap.h"
#include "os/vm/space.h"

#define NUMBERS 32768        // tids are below it
#define NUMBERS_OF_A_TASK 3  // its own, and those of a group and a session that only it is left of

struct list all_tasks = LIST_INIT(all_tasks);

int64_t pid_max = NUMBERS - 1;

static pid_t last_tid;
static unsigned kernel_tasks;  // that stay the kernel's own: all that it starts but init
static unsigned task_count;    // structs, listed or not

// ---- the list --------------------------------------------------------------------------------------------------

struct task *task_find(pid_t tid)
{
    struct task *t;
    LIST_FOR_EACH(t, &all_tasks, all_link)
        if (t->tid == tid)
            return t;
    return NULL;
}

pid_t task_last(void) { return last_tid; }

struct task_counts tasks_count(void)
{
    struct task_counts counts = {0};
    struct task *t;
    LIST_FOR_EACH(t, &all_tasks, all_link) {
        counts.running += t->state == TASK_RUNNABLE;
        counts.blocked += t->state == TASK_BLOCKED || t->state == TASK_KILLABLE;
        counts.all++;
    }
    return counts;
}

unsigned task_number(void) { return task_count; }

unsigned task_number_of_users(void) { return task_count - kernel_tasks; }

// A number is taken as long as a process, a group or a session goes by it.
static bool taken(pid_t number)
{
    struct task *t;
    LIST_FOR_EACH(t, &all_tasks, all_link)
        if (t->tid == number || t->process->pgid == number || t->process->sid == number)
            return true;
    return false;
}

static pid_t after(pid_t tid) { return tid >= pid_max ? 2 : tid + 1; }

// The first number from `tid` on that is not taken: where many are, they are marked once and not asked for each.
static pid_t first_free(pid_t tid)
{
    static uint8_t marks[NUMBERS / 8];
    struct task *t;
    memset(marks, 0, sizeof marks);
    LIST_FOR_EACH(t, &all_tasks, all_link) {
        const pid_t numbers[] = {t->tid, t->process->pgid, t->process->sid};
        for (unsigned i = 0; i < COUNT(numbers); i++)
            marks[numbers[i] / 8] |= (uint8_t)(1u << numbers[i] % 8);
    }
    while (marks[tid / 8] >> tid % 8 & 1)
        tid = after(tid);  // task_numbers_suffice: at most a third are tasks, so one is free
    return tid;
}

static pid_t next_tid(void)
{
    last_tid = after(last_tid);
    if (taken(last_tid))
        last_tid = first_free(last_tid);
    return last_tid;
}

bool task_numbers_suffice(void) { return task_count <= (uint64_t)pid_max / NUMBERS_OF_A_TASK; }

// all_tasks stays in order of tid.
static void list_task(struct task *t)
{
    struct list *after = all_tasks.prev;
    while (after != &all_tasks && LIST_ENTRY(after, struct task, all_link)->tid > t->tid)
        after = after->prev;
    list_insert(after, &t->all_link);
}

void task_publish(struct task *t, struct process *process)
{
    t->tid = next_tid();
    t->process = process;
    process->refs++;
    process->live_threads++;
    list_push_back(&process->threads, &t->thread_link);
    list_task(t);
}

void task_unlist(struct task *t)
{
    list_remove(&t->all_link);
    list_remove(&t->thread_link);
}

void task_renumber(struct task *t, pid_t tid)
{
    list_remove(&t->all_link);
    t->tid = tid;
    list_task(t);
}

// ---- making and freeing ----------------------------------------------------------------------------------------

static void end_sleep(struct timer *timer) { sched_wake(CONTAINER_OF(timer, struct task, sleep_timer)); }

static void init_links(struct task *t)
{
    list_init(&t->all_link);
    list_init(&t->thread_link);
    list_init(&t->ready_link);
    list_init(&t->wait_link);
    timer_init(&t->sleep_timer, end_sleep);
    waitq_init(&t->vfork_done);
    signals_init(&t->signals);
}

struct task *task_alloc(void)
{
    struct task *t = kzalloc(sizeof *t);
    if (!t)
        return NULL;
    t->stack = kstack_alloc();
    if (!t->stack) {
        kfree(t);
        return NULL;
    }
    task_count++;
    t->refs = 1;
    stack_arm(t->stack);
    init_links(t);
    t->context.sp = (uint64_t)task_frame(t);
    t->start_ticks = time_now();
    return t;
}

void task_release(struct task *t)
{
    KASSERT(t->refs > 0);
    if (--t->refs > 0)
        return;
    KASSERT(t != current && list_empty(&t->all_link) && !t->space && !t->files && !t->actions);
    task_count--;
    if (t->process)
        process_release(t->process);
    if (t->stack)
        kstack_free(t->stack);
    kfree(t);
}

void task_give_up(struct task *t)
{
    struct files *files = t->files;
    t->files = NULL;
    if (files)
        files_release(files);
    struct workdir *workdir = t->workdir;
    t->workdir = NULL;
    if (workdir)
        workdir_release(workdir);
    if (t->actions)
        signal_actions_release(t->actions);
    t->actions = NULL;
    signals_flush(&t->signals.pending);
}

// ---- where a process is ----------------------------------------------------------------------------------------

struct workdir *workdir_create(const struct workdir *from)
{
    struct workdir *w = kmalloc(sizeof *w);
    if (!w)
        return NULL;
    *w = (struct workdir){.refs = 1, .cwd = from ? from->cwd : NULL, .umask = from ? from->umask : 022};
    if (w->cwd)
        vnode_hold(w->cwd);
    return w;
}

void workdir_release(struct workdir *w)
{
    if (--w->refs > 0)
        return;
    if (w->cwd)
        vnode_release(w->cwd);
    kfree(w);
}

// ---- the dead --------------------------------------------------------------------------------------------------

static void reap(struct work *work) { task_release(LIST_ENTRY(work, struct task, reaping)); }

void task_reap_later(struct task *t) { work_queue(&t->reaping, reap); }

// ---- kernel tasks ----------------------------------------------------------------------------------------------

struct task *task_start(const char *name, void (*fn)(void *), void *arg)
{
    struct task *t = task_alloc();
    struct process *process = process_create(NULL);
    if (!t || !process)
        panic("no memory for the task %s", name);
    strlcpy(t->name, name, sizeof t->name);
    t->context.ra = (uint64_t)kernel_task_start;
    t->context.s[0] = (uint64_t)fn;
    t->context.s[1] = (uint64_t)arg;
    process_publish(process, t, NULL);
    process->pgid = process->sid = process->pid;
    kernel_tasks += t->tid != 1;
    sched_make_runnable(t);
    return t;
}

// ---- figures ---------------------------------------------------------------------------------------------------

void task_usage(const struct task *t, struct usage *usage)
{
    uint64_t now = t == current ? time_now() : 0;
    uint64_t kernel = (uint64_t)t->kernel_ticks + now;
    *usage = (struct usage){
        .user_ticks = (uint64_t)t->run_ticks + now - kernel,
        .kernel_ticks = kernel,
        .minor_faults = t->minor_faults,
        .major_faults = t->major_faults,
        .max_rss_pages = t->space ? t->space->peak_resident : 0,
        .voluntary_switches = t->voluntary_switches,
        .involuntary_switches = t->involuntary_switches,
    };
}

char task_state_letter(const struct task *t)
{
    switch (t->state) {
    case TASK_RUNNABLE: return 'R';
    case TASK_SLEEPING: return 'S';
    case TASK_KILLABLE:
    case TASK_BLOCKED: return 'D';
    case TASK_IDLE: return 'I';
    case TASK_STOPPED: return 'T';
    case TASK_ZOMBIE: return 'Z';
    }
    return '?';
}
