// SPDX-License-Identifier: Apache-2.0
// /proc/PID: one process and its space. Formats are Linux's (proc(5); fs/proc/task_mmu.c, array.c).
#include "os/fs/proc.h"
#include "os/kern/file.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/space.h"
#include "os/vm/swap.h"

#define kb(pages) ((unsigned long)(pages) * (PAGE_SIZE / 1024))

static uint64_t pages_of(const struct region *r) { return (r->end - r->start) >> PAGE_SHIFT; }

// ---- sizes ----

struct sizes {
    uint64_t total, resident, shared, text, data, stack, library;  // pages
};

static struct sizes sizes_of(const struct space *s)
{
    struct sizes z = {0};
    if (!s)
        return z;
    z.total = s->pages;
    z.resident = space_resident(s);
    z.shared = s->pmap.file + s->pmap.shared;
    z.text = (page_up(s->end_code) - page_down(s->start_code)) >> PAGE_SHIFT;
    uint64_t executable = 0;
    for (const struct region *r = s->regions; r; r = r->next) {
        if (r->flags & REGION_STACK)
            z.stack += pages_of(r);
        else if (r->rights & VM_WRITE && !(r->flags & REGION_SHARED))
            z.data += pages_of(r);
        else if (r->rights & VM_EXEC)
            executable += pages_of(r);
    }
    z.library = executable > z.text ? executable - z.text : 0;
    return z;
}

void show_task_statm(struct text *t, struct task *task)
{
    struct sizes z = sizes_of(task->space);
    text_printf(t, "%lu %lu %lu %lu 0 %lu 0\n", z.total, z.resident, z.shared, z.text, z.data + z.stack);
}

// ---- stat, status ----

static uint64_t handled(const struct task *task, uint64_t how)
{
    uint64_t set = 0;
    if (!task->actions)
        return 0;
    for (int signo = 1; signo <= SIGNAL_COUNT; signo++) {
        uint64_t handler = signal_action(task->actions, signo)->handler;
        bool ignored = handler == SIG_IGN, caught = handler != SIG_IGN && handler != SIG_DFL;
        if (how == SIG_IGN ? ignored : caught)
            set |= SIGSET(signo);
    }
    return set;
}

// pid (comm) state ppid pgrp session, then what the process has used and what its children have.
static void stat_life(struct text *t, const struct task *task)
{
    const struct process *p = task->process;
    const struct usage *children = &p->of_children;
    struct usage own;
    process_usage(p, &own);
    text_printf(t, "%d (%s) %c %d %d %d 0 -1 0 ", task->tid, task->name, task_state_letter(task),
                p->parent ? p->parent->pid : 0, p->pgid, p->sid);
    text_printf(t, "%lu %lu %lu %lu ", own.minor_faults, children->minor_faults, own.major_faults,
                children->major_faults);
    text_printf(t, "%lu %lu %lu %lu 20 0 %u 0 %lu ", clock_ticks(own.user_ticks), clock_ticks(own.kernel_ticks),
                clock_ticks(children->user_ticks), clock_ticks(children->kernel_ticks), p->live_threads,
                clock_ticks(task->start_ticks));
}

void show_task_stat(struct text *t, struct task *task)
{
    static const struct space none;
    const struct space *s = task->space ? task->space : &none;
    const struct process *p = task->process;
    struct sizes z = sizes_of(task->space);
    stat_life(t, task);
    text_printf(t, "%lu %lu %lu %lu %lu %lu ", z.total << PAGE_SHIFT, z.resident, p->limits[LIMIT_RSS].soft,
                s->start_code, s->end_code, s->start_stack);
    text_printf(t, "0 0 %lu %lu %lu %lu 0 0 0 %d 0 0 0 0 0 0 ", task->signals.pending.set, task->signals.blocked,
                handled(task, SIG_IGN), handled(task, SIG_DFL), p->exit_signal);
    text_printf(t, "%lu %lu %lu %lu %lu %lu %lu %d\n", s->start_data, s->end_data, s->start_brk, s->arg_start,
                s->arg_end, s->env_start, s->env_end, p->ended ? p->exit_status : 0);
}

static const char *state_name(char letter)
{
    switch (letter) {
    case 'R': return "R (running)";
    case 'S': return "S (sleeping)";
    case 'D': return "D (disk sleep)";
    case 'I': return "I (idle)";
    case 'T': return "T (stopped)";
    default: return "Z (zombie)";
    }
}

static void line_vm(struct text *t, const char *name, uint64_t pages)
{
    text_printf(t, "%s\t%8lu kB\n", name, kb(pages));
}

static void status_memory(struct text *t, const struct space *s)
{
    struct sizes z = sizes_of(s);
    line_vm(t, "VmPeak:", s->peak_pages);
    line_vm(t, "VmSize:", z.total);
    line_vm(t, "VmLck:", s->locked_pages);
    line_vm(t, "VmPin:", 0);
    line_vm(t, "VmHWM:", s->peak_resident);
    line_vm(t, "VmRSS:", z.resident);
    line_vm(t, "RssAnon:", s->pmap.anon);
    line_vm(t, "RssFile:", s->pmap.file);
    line_vm(t, "RssShmem:", s->pmap.shared);
    line_vm(t, "VmData:", z.data);
    line_vm(t, "VmStk:", z.stack);
    line_vm(t, "VmExe:", z.text);
    line_vm(t, "VmLib:", z.library);
    line_vm(t, "VmPTE:", s->pmap.tables);
    line_vm(t, "VmSwap:", s->pmap.swapped);
    line_vm(t, "HugetlbPages:", 0);
}

void show_task_status(struct text *t, struct task *task)
{
    const struct process *p = task->process;
    text_printf(t, "Name:\t%s\nUmask:\t%04o\nState:\t%s\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n",
                task->name, task->workdir ? task->workdir->umask : 0, state_name(task_state_letter(task)), p->pid,
                task->tid, p->parent ? p->parent->pid : 0);
    text_printf(t, "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nFDSize:\t%d\nGroups:\t\n", FILES_MAX);
    if (task->space)
        status_memory(t, task->space);
    text_printf(t, "Threads:\t%u\nSigQ:\t%u/%lu\n", p->live_threads, signals_queued(),
                p->limits[LIMIT_SIGPENDING].soft);
    text_printf(t, "SigPnd:\t%016lx\nShdPnd:\t%016lx\nSigBlk:\t%016lx\nSigIgn:\t%016lx\nSigCgt:\t%016lx\n",
                task->signals.pending.set, p->pending.set, task->signals.blocked, handled(task, SIG_IGN),
                handled(task, SIG_DFL));
    text_printf(t, "voluntary_ctxt_switches:\t%u\nnonvoluntary_ctxt_switches:\t%u\n", task->voluntary_switches,
                task->involuntary_switches);
}
