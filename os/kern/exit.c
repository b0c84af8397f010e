// SPDX-License-Identifier: Apache-2.0
// The end of a thread and of a process. What may sleep comes first: the last words to user memory, and letting go of
// everything shared. From then on nothing sleeps until the last switch away.

#include "os/arch/sbi.h"
#include "os/fs/vfs.h"
#include "os/kern/file.h"
#include "os/kern/futex.h"
#include "os/kern/task.h"
#include "os/kern/tty.h"
#include "os/lib/panic.h"
#include "os/lib/printf.h"
#include "os/vm/copy.h"
#include "os/vm/space.h"
#include "os/vm/trace.h"

#define INIT_PID 1

void task_set_space(struct space *space)
{
    struct space *old = current->space;
    struct usage *gone = &current->process->gone;
    struct task *parent = current->vfork_parent;
    if (old)
        gone->max_rss_pages = MAX(gone->max_rss_pages, old->peak_resident);
    current->space = space;
    space_activate(space);
    if (old)
        space_release(old);
    current->vfork_parent = NULL;
    if (parent) {
        parent->vfork_waits = false;
        wake_all(&parent->vfork_done);
        task_release(parent);
    }
}

// Who shares the space learns that this thread is gone.
void clear_tid_word(void)
{
    uint64_t word = current->clear_child_tid;
    uint32_t zero = 0;
    current->clear_child_tid = 0;
    if (word == 0 || !current->space || current->space->refs == 1)
        return;
    if (copy_to_user(current->space, word, &zero, sizeof zero) == 0)
        futex_wake(word, 1, FUTEX_ANY, true);
}

static void give_children_to_init(struct process *process)
{
    struct process *child, *init = process_find(INIT_PID);
    LIST_FOR_EACH(child, &process->children, sibling_link) {
        list_remove(&child->sibling_link);
        child->parent = init;
        child->exit_signal = SIGCHLD;
        list_push_back(&init->children, &child->sibling_link);
        if (child->parent_death_signal != 0)
            signal_send_process(child, &(struct siginfo){.signo = child->parent_death_signal, .pid = process->pid});
        if (child->ended)
            wake_all(&init->child_event);
    }
}

// Nobody will ask for this one's status: its parent ignores its children, or it has none.
static bool unattended(const struct process *process)
{
    return !process->parent || (process->exit_signal == SIGCHLD && signal_ignores_children(process->parent));
}

static void tell_parent(struct process *process)
{
    struct process *parent = process->parent;
    int status = process->exit_status, signo = status & 0x7f;
    struct siginfo info = {
        .signo = process->exit_signal,
        .code = signo != 0 ? CLD_KILLED : CLD_EXITED,
        .pid = process->pid,
        .status = signo != 0 ? signo : status >> 8,
    };
    if (!parent)
        return;
    if (process->exit_signal != 0)
        signal_send_process(parent, &info);
    wake_all(&parent->child_event);
}

static void end_of_process(struct process *process)
{
    timer_stop(&process->alarm);
    give_children_to_init(process);
    if (!process->exiting)
        process->exit_status = process->leader->exit_status;
    process->ended = true;
    signals_flush(&process->pending);  // nobody will take them; and how many there may be is everybody's limit
    tty_session_ends(process);
    tell_parent(process);
    if (unattended(process)) {
        process_unlist(process);
        task_reap_later(process->leader);
    }
}

// The running task is a zombie from now on.
static void end_of_thread(void)
{
    struct process *process = current->process;
    struct usage usage;
    task_usage(current, &usage);
    usage_add(&process->gone, &usage);
    current->state = TASK_ZOMBIE;
    process->live_threads--;
    wake_all(&process->thread_event);
    if (current != process->leader) {
        task_unlist(current);
        task_reap_later(current);
    }
    if (process->live_threads == 0)
        end_of_process(process);
    else
        signals_retarget(process);
}

static void end_of_init(int status)
{
    if ((status & 0x7f) != 0)
        kprintf("init was killed by signal %d\n", status & 0x7f);
    else if (status != 0)
        kprintf("init ended with status %d\n", status >> 8);
    vfs_sync();
    sbi_shutdown(status == 0);
}

// For the console's reader, whose program is only said to have been killed.
static void say_what_memory_took(const struct process *process)
{
    const struct space *space = current->space;
    if (process->oom_time != 0 && process->live_threads == 1 && space)
        kprintf("oom: killed process %d (%s), which had %lu kB in memory and %lu kB in swap\n", process->pid,
                current->name, space_resident(space) * (PAGE_SIZE / 1024), space->pmap.swapped * (PAGE_SIZE / 1024));
}

void task_exit(int status)
{
    struct process *process = current->process;
    current->exit_status = status;
    if (vm_trace)
        trace_exit();
    robust_list_exit();
    clear_tid_word();
    say_what_memory_took(process);
    task_give_up(current);
    task_set_space(NULL);
    if (process->pid == INIT_PID && process->live_threads == 1)  // no sooner: others may end while this one sleeps
        end_of_init(process->exiting ? process->exit_status : status);
    end_of_thread();
    schedule();
    panic("a zombie runs");
}

void process_exit(int status)
{
    process_kill(current->process, status);
    task_exit(current->process->exit_status);
}
