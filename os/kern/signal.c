// SPDX-License-Identifier: Apache-2.0
// Sending signals: actions, queues, and who takes what. Taking them is deliver.c.

#include "os/kern/signal.h"

#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"

#define SA_NOCLDSTOP 0x1
#define SA_NOCLDWAIT 0x2
#define INIT_PID 1

#define STOP_SIGNALS (SIGSET(SIGSTOP) | SIGSET(SIGTSTP) | SIGSET(SIGTTIN) | SIGSET(SIGTTOU))
#define HARMLESS_SIGNALS (SIGSET(SIGCHLD) | SIGSET(SIGURG) | SIGSET(SIGWINCH) | SIGSET(SIGCONT))

struct record {
    struct list link;
    struct siginfo info;
};

static unsigned records;

unsigned signals_queued(void) { return records; }

// ---- tables ----------------------------------------------------------------------------------------------------

void pending_init(struct pending *p)
{
    p->set = 0;
    list_init(&p->queue);
}

void signals_init(struct signals *s)
{
    *s = (struct signals){.alt = {.flags = SS_DISABLE}};
    pending_init(&s->pending);
}

// Of the signals in the set, the lowest, which leaves it; the set is not empty.
static int take_lowest(uint64_t *set)
{
    int signo = __builtin_ctzl(*set) + 1;
    *set &= *set - 1;
    return signo;
}

struct signal_actions *signal_actions_create(const struct signal_actions *from)
{
    struct signal_actions *actions = kmalloc(sizeof *actions);
    if (!actions)
        return NULL;
    actions->refs = 1;
    actions->set = from ? from->set : 0;
    for (uint64_t left = actions->set; left != 0;) {
        int signo = take_lowest(&left);
        actions->of[signo - 1] = from->of[signo - 1];
    }
    return actions;
}

const struct sigaction *signal_action(const struct signal_actions *actions, int signo)
{
    static const struct sigaction by_default = {.handler = SIG_DFL};
    return (actions->set & SIGSET(signo)) != 0 ? &actions->of[signo - 1] : &by_default;
}

struct signal_actions *signal_actions_hold(struct signal_actions *actions)
{
    actions->refs++;
    return actions;
}

void signal_actions_release(struct signal_actions *actions)
{
    if (--actions->refs == 0)
        kfree(actions);
}

void signal_actions_reset(struct signal_actions *actions)
{
    for (uint64_t left = actions->set; left != 0;) {
        int signo = take_lowest(&left);
        struct sigaction *a = &actions->of[signo - 1];
        bool ignored = a->handler == SIG_IGN;
        *a = (struct sigaction){.handler = SIG_IGN};
        if (!ignored)
            actions->set &= ~SIGSET(signo);
    }
}

bool signal_ignores_children(const struct process *process)
{
    const struct signal_actions *actions = process->leader->actions;
    struct list *link;
    for (link = process->threads.next; !actions && link != &process->threads; link = link->next)
        actions = LIST_ENTRY(link, struct task, thread_link)->actions;
    const struct sigaction *a = actions ? signal_action(actions, SIGCHLD) : NULL;
    return a && (a->handler == SIG_IGN || (a->flags & SA_NOCLDWAIT) != 0);
}

// ---- queues ----------------------------------------------------------------------------------------------------

static void record_free(struct record *r)
{
    list_remove(&r->link);
    records--;
    kfree(r);
}

static void drop(struct pending *p, uint64_t set)
{
    struct record *r;
    if ((p->set & set) == 0)
        return;
    p->set &= ~set;
    LIST_FOR_EACH(r, &p->queue, link)
        if ((SIGSET(r->info.signo) & set) != 0)
            record_free(r);
}

void signals_flush(struct pending *p) { drop(p, UINT64_MAX); }

static void drop_everywhere(struct process *process, uint64_t set)
{
    struct task *t;
    drop(&process->pending, set);
    LIST_FOR_EACH(t, &process->threads, thread_link)
        drop(&t->signals.pending, set);
}

static int enqueue(struct pending *p, const struct siginfo *info)
{
    bool real_time = info->signo >= SIGRTMIN;
    if (!real_time && (p->set & SIGSET(info->signo)) != 0)
        return 0;
    struct record *r = records < SIGNALS_QUEUED_MAX ? kmalloc_now(sizeof *r) : NULL;
    if (!r && real_time)
        return -EAGAIN;
    if (r) {
        records++;
        r->info = *info;
        list_push_back(&p->queue, &r->link);
    }
    p->set |= SIGSET(info->signo);
    return 0;
}

static int take_from(struct pending *p, uint64_t set, struct siginfo *info)
{
    struct record *r, *found = NULL;
    bool more = false;
    if ((p->set & set) == 0)
        return 0;
    int signo = (p->set & set & SIGSET(SIGKILL)) != 0 ? SIGKILL : __builtin_ctzll(p->set & set) + 1;
    LIST_FOR_EACH(r, &p->queue, link)
        if (r->info.signo == signo) {
            more = found;
            if (found)
                break;
            found = r;
        }
    *info = found ? found->info : (struct siginfo){.signo = signo};
    if (found)
        record_free(found);
    if (!more)
        p->set &= ~SIGSET(signo);
    return signo;
}

int signal_take(uint64_t set, struct siginfo *info)
{
    int signo = take_from(&current->signals.pending, set, info);
    if (signo == 0)
        signo = take_from(&current->process->pending, set, info);
    if (signo == SIGALRM)
        process_ring_again(current->process);
    return signo;
}

// ---- who is asked ----------------------------------------------------------------------------------------------

static const struct sigaction *action_of(const struct task *t, int signo) { return signal_action(t->actions, signo); }

// init takes only what it has a handler for.
static bool is_ignored(const struct task *t, int signo)
{
    uint64_t handler = action_of(t, signo)->handler;
    if (handler == SIG_DFL)
        return (SIGSET(signo) & HARMLESS_SIGNALS) != 0 || t->process->pid == INIT_PID;
    return handler == SIG_IGN;
}

static bool takes(const struct task *t, int signo)
{
    bool blocked = (t->signals.blocked & ~t->signals.awaited & SIGSET(signo)) != 0;
    return !blocked && t->state != TASK_ZOMBIE && t->actions;
}

// The thread that is meant, or any of the process that takes the signal, or NULL.
static struct task *taker(struct process *process, struct task *meant, int signo)
{
    struct task *t;
    if (meant)
        return takes(meant, signo) ? meant : NULL;
    if (takes(process->leader, signo))
        return process->leader;
    LIST_FOR_EACH(t, &process->threads, thread_link)
        if (takes(t, signo))
            return t;
    return NULL;
}

static void wake(struct task *t)
{
    t->attention = true;
    sched_wake_for_signal(t);
}

void signals_retarget(struct process *process)
{
    struct task *t;
    if (process->pending.set == 0)
        return;
    LIST_FOR_EACH(t, &process->threads, thread_link)
        if (t->actions && (process->pending.set & ~t->signals.blocked) != 0)
            wake(t);
}

// ---- sending ---------------------------------------------------------------------------------------------------

static bool is_fatal(const struct task *t, int signo)
{
    return action_of(t, signo)->handler == SIG_DFL && (SIGSET(signo) & (STOP_SIGNALS | HARMLESS_SIGNALS)) == 0 &&
           t->process->pid != INIT_PID && (t->signals.awaited & SIGSET(signo)) == 0;
}

static void go_on(struct process *process)
{
    struct process *parent = process->parent;
    struct siginfo info = {.signo = SIGCHLD, .code = CLD_CONTINUED, .pid = process->pid, .status = SIGCONT};
    if (process->stop_signal == 0)
        return;
    process->stop_signal = 0;
    process->continue_untold = true;
    wake_all(&process->continued);
    if (!parent)
        return;
    signal_send_process(parent, &info);
    wake_all(&parent->child_event);
}

// Stopping and going on undo each other, whatever is done with the signal itself.
static void settle_stops(struct process *process, int signo)
{
    if (signo == SIGCONT) {
        drop_everywhere(process, STOP_SIGNALS);
        go_on(process);
    } else if ((SIGSET(signo) & STOP_SIGNALS) != 0) {
        drop_everywhere(process, SIGSET(SIGCONT));
    }
}

// Any thread that still has its actions: all of one process have the same.
static const struct task *with_actions(struct process *process)
{
    struct task *t;
    LIST_FOR_EACH(t, &process->threads, thread_link)
        if (t->actions)
            return t;
    return NULL;
}

// `meant`: the thread it is for; NULL: whichever takes it.
static int post(struct process *process, struct task *meant, const struct siginfo *info)
{
    int signo = info->signo;
    const struct task *judge = meant ? meant : with_actions(process);
    if (!judge || !judge->actions || process->ended || process->exiting)
        return 0;
    settle_stops(process, signo);
    struct task *t = taker(process, meant, signo);
    if (is_ignored(judge, signo) && (t || (SIGNALS_UNBLOCKABLE & SIGSET(signo)) != 0) &&
        (judge->signals.awaited & SIGSET(signo)) == 0)
        return 0;
    if (t && is_fatal(t, signo)) {
        process_kill(process, signo);
        return 0;
    }
    int error = enqueue(meant ? &meant->signals.pending : &process->pending, info);
    if (error == 0 && t)
        wake(t);
    return error;
}

int signal_send(struct task *t, const struct siginfo *info) { return post(t->process, t, info); }

int signal_send_process(struct process *process, const struct siginfo *info) { return post(process, NULL, info); }

int signal_send_group(pid_t pgid, const struct siginfo *info)
{
    struct task *t;
    int result = -ESRCH;
    LIST_FOR_EACH(t, &all_tasks, all_link)
        if (task_is_leader(t) && t->process->pgid == pgid) {
            int error = info->signo != 0 ? signal_send_process(t->process, info) : 0;
            result = result == 0 ? 0 : error;
        }
    return result;
}

void signal_force_task(struct task *t, int signo, int code, uint64_t addr)
{
    struct siginfo info = {.signo = signo, .code = code, .addr = addr};
    bool blocked = (t->signals.blocked & SIGSET(signo)) != 0;
    uint64_t handler = action_of(t, signo)->handler;
    if (blocked || handler == SIG_IGN || handler == SIG_DFL) {
        process_kill(t->process, signo);
        return;
    }
    enqueue(&t->signals.pending, &info);
    wake(t);
}

void signal_force(int signo, int code, uint64_t addr) { signal_force_task(current, signo, code, addr); }

void signal_action_set(int signo, const struct sigaction *action)
{
    current->actions->of[signo - 1] = *action;
    current->actions->set |= SIGSET(signo);
    if (is_ignored(current, signo))
        drop_everywhere(current->process, SIGSET(signo));
    else if (signo == SIGALRM)
        process_ring_again(current->process);
}
