// SPDX-License-Identifier: Apache-2.0
// /proc/PID/{comm,cmdline,environ,auxv,limits,oom_score,oom_score_adj,satp}: what a process was given, and what may be
// changed of it by a write.
#include "os/fs/proc.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/oom.h"
#include "os/vm/space.h"

#define WORD sizeof(uint64_t)
#define AUX_MAX 64  // entries: none has so many

// ---- memory of the process, as it lies there ----

static void memory_of(struct text *t, struct space *space, uint64_t at, uint64_t end)
{
    char piece[64];
    while (at < end && !text_full(t)) {
        size_t n = MIN(sizeof piece, end - at);
        if (copy_from_user(piece, space, at, n))
            break;
        text_bytes(t, piece, n);
        at += n;
    }
}

void show_task_cmdline(struct text *t, struct task *task)
{
    struct space *space = task->space;
    if (!space)
        return;
    space_hold(space);
    memory_of(t, space, space->arg_start, space->arg_end);
    space_release(space);
}

void show_task_environ(struct text *t, struct task *task)
{
    struct space *space = task->space;
    if (!space)
        return;
    space_hold(space);
    memory_of(t, space, space->env_start, space->env_end);
    space_release(space);
}

// The address behind the NULL that ends the list of pointers at `at`; 0: there is none.
static uint64_t behind_list(struct space *space, uint64_t at)
{
    uint64_t pointer = 1;
    while (pointer && !copy_from_user(&pointer, space, at, WORD))
        at += WORD;
    return pointer ? 0 : at;
}

// argc, argv, envp and the auxiliary vector lie one behind the other, from where the stack began.
void show_task_auxv(struct text *t, struct task *task)
{
    struct space *space = task->space;
    if (!space)
        return;
    space_hold(space);
    uint64_t at = behind_list(space, space->start_stack + WORD);
    at = at ? behind_list(space, at) : 0;
    uint64_t entry[2] = {1, 0};
    for (unsigned i = 0; at && entry[0] && i < AUX_MAX; i++, at += sizeof entry) {
        if (copy_from_user(entry, space, at, sizeof entry))
            break;
        text_bytes(t, entry, sizeof entry);
    }
    space_release(space);
}

// ---- its name ----

void show_task_comm(struct text *t, struct task *task) { text_printf(t, "%s\n", task->name); }

int write_task_comm(struct task *task, char *text)
{
    size_t length = strlen(text);
    if (length > 0 && text[length - 1] == '\n')
        text[length - 1] = 0;
    strlcpy(task->name, text, sizeof task->name);
    return 0;
}

// ---- its limits ----

static void limit_value(struct text *t, uint64_t value)
{
    if (value == LIMIT_INFINITY)
        text_printf(t, "%-20s ", "unlimited");
    else
        text_printf(t, "%-20lu ", value);
}

void show_task_limits(struct text *t, struct task *task)
{
    static const struct {
        const char *name, *unit;
    } limits[LIMIT_COUNT] = {
        [LIMIT_CPU] = {"Max cpu time", "seconds"},         [LIMIT_FSIZE] = {"Max file size", "bytes"},
        [LIMIT_DATA] = {"Max data size", "bytes"},         [LIMIT_STACK] = {"Max stack size", "bytes"},
        [LIMIT_CORE] = {"Max core file size", "bytes"},    [LIMIT_RSS] = {"Max resident set", "bytes"},
        [LIMIT_NPROC] = {"Max processes", "processes"},    [LIMIT_NOFILE] = {"Max open files", "files"},
        [LIMIT_MEMLOCK] = {"Max locked memory", "bytes"},  [LIMIT_AS] = {"Max address space", "bytes"},
        [LIMIT_LOCKS] = {"Max file locks", "locks"},       [LIMIT_SIGPENDING] = {"Max pending signals", "signals"},
        [LIMIT_MSGQUEUE] = {"Max msgqueue size", "bytes"}, [LIMIT_NICE] = {"Max nice priority", ""},
        [LIMIT_RTPRIO] = {"Max realtime priority", ""},    [LIMIT_RTTIME] = {"Max realtime timeout", "us"},
    };
    text_printf(t, "%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit", "Hard Limit", "Units");
    for (int kind = 0; kind < LIMIT_COUNT; kind++) {
        text_printf(t, "%-25s ", limits[kind].name);
        limit_value(t, task->process->limits[kind].soft);
        limit_value(t, task->process->limits[kind].hard);
        text_printf(t, "%-10s\n", limits[kind].unit);
    }
}

// ---- how willingly it is killed ----

void show_task_oom_score(struct text *t, struct task *task) { text_printf(t, "%lu\n", oom_score(task)); }

void show_task_oom_score_adj(struct text *t, struct task *task) { text_printf(t, "%d\n", task->process->oom_adjust); }

int write_task_oom_score_adj(struct task *task, char *text)
{
    bool negative = *text == '-';
    char *end;
    const char *digits = text + negative;
    if (*digits < '0' || *digits > '9')
        return -EINVAL;
    uint64_t magnitude = strtoul(digits, &end, 10);
    if ((*end && *end != '\n') || magnitude > OOM_ADJ_MAX)
        return -EINVAL;
    task->process->oom_adjust = negative ? -(int)magnitude : (int)magnitude;
    return 0;
}

// ---- its page table ----

// The value of satp while it runs: mode, ASID and the physical page number of the root.
void show_task_satp(struct text *t, struct task *task)
{
    if (task->space)
        text_printf(t, "%016lx\n", pmap_satp(&task->space->pmap));
}
