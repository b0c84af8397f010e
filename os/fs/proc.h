// SPDX-License-Identifier: Apache-2.0
// Between the files of procfs: a text under construction, and who writes which.
//
// A read makes the whole text anew and keeps the part that was asked for. One page of it is gathered at a time, so a
// text of up to a page is of one moment; a longer one may sleep between pages, and its writer holds what it walks.
#ifndef FS_PROC_H
#define FS_PROC_H

#include "os/fs/vfs.h"

struct task;

struct text {
    struct io *io;
    uint64_t skip;    // bytes still to drop: before the offset of the read
    size_t room;      // bytes still wanted
    size_t done;      // bytes handed over
    size_t gathered;  // bytes in `page`
    char *page;
    int error;
};

// The number of bytes; 0 when the reader wants no more.
int text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
// A line of meminfo or smaps: "Name:           12 kB".
void text_kb(struct text *text, const char *name, uint64_t bytes);
void text_bytes(struct text *text, const void *bytes, size_t n);
static inline bool text_full(const struct text *text) { return text->room == 0 || text->error; }

// Inode numbers: what kind of thing, of whom (a pid), and which place among its own.
enum proc_kind { PROC_SYSTEM = 1, PROC_SETTING, PROC_TASK, PROC_FD, PROC_THREADS, PROC_THREAD };

static inline uint64_t proc_ino(enum proc_kind kind, uint64_t id, uint64_t place)
{
    return (uint64_t)kind << 56 | id << 24 | place;
}
static inline enum proc_kind proc_kind(uint64_t ino) { return (enum proc_kind)(ino >> 56); }
static inline uint64_t proc_id(uint64_t ino) { return ino >> 24 & UINT32_MAX; }
static inline uint64_t proc_place(uint64_t ino) { return ino & 0xffffff; }

// /proc/sys (proc_sys.c): its root, and how a vnode of it is made.
#define PROC_SYS_ROOT proc_ino(PROC_SETTING, 0, 0)
void proc_sys_load(struct vnode *vnode);
void proc_fd_load(struct vnode *vnode);  // /proc/PID/fd (proc_fd.c)

int64_t proc_number(const char *name, size_t length);  // a decimal number without leading zero, or -1

typedef void proc_show(struct text *text, struct task *task);  // task: NULL for files of the system

proc_show show_meminfo, show_vmstat, show_stat, show_swaps, show_cmdline, show_version, show_uptime, show_loadavg,
    show_cpuinfo, show_mounts, show_filesystems, show_vm_check, show_hpm, show_vmfaults, show_vmcycles, show_buddyinfo,
    show_diskstats, show_zoneinfo;
proc_show show_task_maps, show_task_smaps, show_task_smaps_rollup, show_task_statm, show_task_stat, show_task_status,
    show_task_cmdline, show_task_comm, show_task_environ, show_task_auxv, show_task_limits, show_task_oom_score,
    show_task_oom_score_adj, show_task_satp;

// What was written to a file, whole and with its NUL: 0 or -errno.
typedef int proc_write(struct task *task, char *text);
proc_write write_hpm, write_task_comm, write_task_oom_score_adj, write_task_clear_refs;

// What `show` writes, from `offset` on: bytes, or -errno. May sleep.
int64_t proc_read_text(proc_show *show, struct task *task, struct io *io, uint64_t offset, size_t n);

// Binary files: one 8-byte word a page, at offset 8 * page. Bytes, or -EINVAL when offset or n is not a multiple of 8.
int64_t read_pagemap(struct task *task, struct io *io, uint64_t offset, size_t n);
int64_t read_kpagecount(struct io *io, uint64_t offset, size_t n);
int64_t read_kpageflags(struct io *io, uint64_t offset, size_t n);

uint64_t clock_ticks(uint64_t machine_ticks);  // of USER_HZ = 100

#endif
