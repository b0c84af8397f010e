// SPDX-License-Identifier: Apache-2.0
// Waiting for children: their ends, and where asked for their stops and continuations.

#include "os/kern/task.h"
#include "os/lib/errno.h"

#define STATUS_STOPPED 0x7f
#define STATUS_CONTINUED 0xffff

static bool is_meant(const struct process *child, pid_t pid, uint32_t options)
{
    bool clone = child->exit_signal != SIGCHLD;
    if ((options & WAIT_ALL_KINDS) == 0 && clone != ((options & WAIT_CLONES) != 0))
        return false;
    if (pid > 0)
        return child->pid == pid;
    if (pid == -1)
        return true;
    return child->pgid == (pid == 0 ? current->process->pgid : -pid);
}

static bool has_news(const struct process *child, uint32_t options)
{
    if (child->ended)
        return (options & WAIT_EXITED) != 0;
    if (child->stop_signal != 0)
        return child->stop_untold && (options & WAIT_STOPPED) != 0;
    return child->continue_untold && (options & WAIT_CONTINUED) != 0;
}

// A child with news among those asked for, or NULL; *any tells whether there are such children at all.
static struct process *find_child(pid_t pid, uint32_t options, bool *any)
{
    struct process *child;
    *any = false;
    LIST_FOR_EACH(child, &current->process->children, sibling_link) {
        if (!is_meant(child, pid, options))
            continue;
        *any = true;
        if (has_news(child, options))
            return child;
    }
    return NULL;
}

// What the child and its own children have used now counts as its parent's children's.
static void bury(struct process *child)
{
    struct usage *sum = &current->process->of_children;
    usage_add(sum, &child->gone);
    usage_add(sum, &child->of_children);
    process_unlist(child);
    task_release(child->leader);
}

static void take_news(struct process *child, uint32_t options, struct wait_result *result)
{
    bool keep = (options & WAIT_KEEP) != 0;
    result->pid = child->pid;
    process_usage(child, &result->usage);
    if (child->ended) {
        result->status = child->exit_status;
        if (!keep)
            bury(child);
    } else if (child->stop_signal != 0) {
        result->status = child->stop_signal << 8 | STATUS_STOPPED;
        child->stop_untold = keep;
    } else {
        result->status = STATUS_CONTINUED;
        child->continue_untold = keep;
    }
}

int process_wait(pid_t pid, uint32_t options, struct wait_result *result)
{
    struct process *child;
    bool any;
    result->pid = 0;
    while (!(child = find_child(pid, options, &any))) {
        if (!any)
            return -ECHILD;
        if ((options & WAIT_NO_HANG) != 0)
            return 0;
        int error = sleep_interruptible(&current->process->child_event);
        if (error != 0)
            return error;
    }
    take_news(child, options, result);
    return 0;
}
