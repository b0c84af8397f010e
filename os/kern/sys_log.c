// SPDX-License-Identifier: Apache-2.0
// What the kernel has said, for programs: syslog(2), and /dev/kmsg, which also takes what they say.

#include "os/arch/machine.h"
#include "os/dev/console.h"
#include "os/dev/klog.h"
#include "os/fs/fs.h"
#include "os/kern/file.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/copy.h"
#include "os/vm/kalloc.h"

#define MICROSECONDS UINT64_C(1000000)
#define LINE_MOST (KLOG_LINE + 48)  // with what stands in front
#define KMSG_DEFAULT 4              // level of what a program says without one

static uint64_t microseconds(uint64_t ticks)
{
    return ticks / machine.timebase * MICROSECONDS + ticks % machine.timebase * MICROSECONDS / machine.timebase;
}

static unsigned priority(const struct klog_record *r) { return (unsigned)r->facility << 3 | r->level; }

// "<6>[    0.001234] text\n"; its length.
static size_t format(const struct klog_record *r, char *line)
{
    uint64_t us = microseconds(r->ticks);
    return (size_t)scnprintf(line, LINE_MOST, "<%u>[%5lu.%06lu] %s\n", priority(r), us / MICROSECONDS,
                             us % MICROSECONDS, r->text);
}

// ---- syslog(2) -------------------------------------------------------------------------------------------------

enum {
    LOG_CLOSE,
    LOG_OPEN,
    LOG_READ,
    LOG_READ_ALL,
    LOG_READ_CLEAR,
    LOG_CLEAR,
    LOG_CONSOLE_OFF,
    LOG_CONSOLE_ON,
    LOG_CONSOLE_LEVEL,
    LOG_SIZE_UNREAD,
    LOG_SIZE_BUFFER,
};
#define LEVELS 8u

static uint64_t unread;         // the record that LOG_READ begins with
static size_t unread_from;      // and how many bytes of its line have been read
static uint64_t cleared;        // the record that LOG_READ_ALL begins with
static unsigned saved_console;  // while it is off

// A record and its line lie in memory of their own: together they are much for a kernel stack.
struct line {
    struct klog_record record;
    char text[LINE_MOST];
};

// Bytes of all lines from a record on.
static size_t size_from(uint64_t number, struct line *line)
{
    size_t bytes = 0;
    for (; klog_read(number, &line->record); number = line->record.number + 1)
        bytes += format(&line->record, line->text);
    return bytes;
}

// The last whole lines that fit.
static int64_t read_all(uint64_t uva, size_t size, struct line *line)
{
    uint64_t number = cleared;
    size_t bytes = size_from(number, line), done = 0;
    for (; klog_read(number, &line->record); number = line->record.number + 1) {
        size_t length = format(&line->record, line->text);
        if (bytes <= size) {
            if (done + length > size)
                break;  // one more was added meanwhile
            if (copy_to_user(current->space, uva + done, line->text, length) != 0)
                return -EFAULT;
            done += length;
        } else {
            bytes -= length;
        }
    }
    return (int64_t)done;
}

// What nobody has read so yet, at least a part of a line: waits for one.
static int64_t read_new(uint64_t uva, size_t size, struct line *line)
{
    size_t done = 0;
    while (!klog_read(unread, &line->record)) {
        int error = sleep_interruptible(&klog_added);
        if (error != 0)
            return error;
    }
    while (done < size && klog_read(unread, &line->record)) {
        if (line->record.number != unread)
            unread_from = 0;  // it gave way
        size_t length = format(&line->record, line->text), part = MIN(length - unread_from, size - done);
        const char *from = line->text + unread_from;
        bool whole = part == length - unread_from;
        unread = line->record.number + whole;
        unread_from = whole ? 0 : unread_from + part;
        if (copy_to_user(current->space, uva + done, from, part) != 0)
            return done > 0 ? (int64_t)done : -EFAULT;
        done += part;
    }
    return (int64_t)done;
}

static int64_t read_log(uint64_t action, uint64_t uva, int64_t size)
{
    if (uva == 0 || size < 0)
        return -EINVAL;
    if (size == 0)
        return 0;
    struct line *line = kmalloc(sizeof *line);
    if (!line)
        return -ENOMEM;
    int64_t result = action == LOG_READ ? read_new(uva, (size_t)size, line) : read_all(uva, (size_t)size, line);
    kfree(line);
    if (action == LOG_READ_CLEAR && result >= 0)
        cleared = klog_next();
    return result;
}

static int64_t size_unread(void)
{
    struct line *line = kmalloc(sizeof *line);
    if (!line)
        return -ENOMEM;
    size_t bytes = size_from(unread, line);
    kfree(line);
    return (int64_t)(bytes - MIN(bytes, unread_from));
}

static int64_t set_console(int64_t level)
{
    if (level < 1 || level > (int64_t)LEVELS)
        return -EINVAL;
    klog_console = (unsigned)level;
    saved_console = 0;
    return 0;
}

static int64_t switch_console(bool on)
{
    if (on && saved_console != 0)
        klog_console = saved_console;
    if (on)
        saved_console = 0;
    if (!on && saved_console == 0) {
        saved_console = klog_console;
        klog_console = 1;  // only what ends the kernel
    }
    return 0;
}

int64_t sys_syslog(const uint64_t *a)
{
    switch ((uint32_t)a[0]) {
    case LOG_CLOSE:
    case LOG_OPEN: return 0;
    case LOG_READ:
    case LOG_READ_ALL:
    case LOG_READ_CLEAR: return read_log(a[0], a[1], (int32_t)a[2]);
    case LOG_CLEAR: cleared = klog_next(); return 0;
    case LOG_CONSOLE_OFF: return switch_console(false);
    case LOG_CONSOLE_ON: return switch_console(true);
    case LOG_CONSOLE_LEVEL: return set_console((int32_t)a[2]);
    case LOG_SIZE_UNREAD: return size_unread();
    case LOG_SIZE_BUFFER: return KLOG_BYTES;
    default: return -EINVAL;
    }
}

// ---- /dev/kmsg -------------------------------------------------------------------------------------------------

// One record a read: "6,123,4567890,-;text\n": priority, number, microseconds. The file's position is the number of the
// next one. What has given way is told once, as EPIPE.
static int64_t kmsg_read(struct file *f, struct io *io, uint64_t pos, size_t n)
{
    struct line *line = kmalloc(sizeof *line);
    int64_t result = line ? 0 : -ENOMEM;
    (void)pos;
    while (result == 0 && !klog_read(f->pos, &line->record))
        result = (f->flags & O_NONBLOCK) != 0 ? -EAGAIN : sleep_interruptible(&klog_added);
    if (result == 0 && line->record.number != f->pos) {
        f->pos = line->record.number;
        result = -EPIPE;
    }
    if (result == 0) {
        const struct klog_record *r = &line->record;
        size_t length = (size_t)scnprintf(line->text, LINE_MOST, "%u,%lu,%lu,-;%s\n", priority(r), r->number,
                                          microseconds(r->ticks), r->text);
        uint64_t next = r->number + 1;
        result = length > n ? -EINVAL : io_put(io, line->text, length);
        if (result == 0) {
            f->pos = next;
            result = (int64_t)length;
        }
    }
    kfree(line);
    return result;
}

// "<N>text": of that level and facility, which is never the kernel's.
static int64_t kmsg_write(struct file *f, struct io *io, uint64_t pos, size_t n)
{
    char text[KLOG_LINE];
    unsigned long prefix = KMSG_DEFAULT;
    (void)f, (void)pos;
    if (n >= sizeof text)
        return -EINVAL;
    int error = io_get(io, text, n);
    if (error)
        return error;
    text[n] = 0;
    char *line = text, *end;
    if (text[0] == '<') {
        unsigned long number = strtoul(text + 1, &end, 10);
        if (end > text + 1 && *end == '>') {
            prefix = number;
            line = end + 1;
        }
    }
    unsigned facility = (unsigned)(prefix >> 3 & 0x1f), level = (unsigned)prefix % LEVELS;
    klog_say(facility ? facility : 1, level, line, strlen(line));
    return (int64_t)n;
}

static int kmsg_stat(struct file *f, struct stat *st)
{
    stat_vnode(f->vnode, st);
    return 0;
}

static int kmsg_ready(struct file *f) { return (f->pos < klog_next() ? POLLIN : 0) | POLLOUT; }
static void kmsg_release(struct file *f) { vnode_release(f->vnode); }

static const struct file_ops kmsg_file_ops = {
    .read = kmsg_read, .write = kmsg_write, .stat = kmsg_stat, .ready = kmsg_ready, .release = kmsg_release};

static struct file *kmsg_open(struct vnode *vnode, int flags, int *error)
{
    struct file *f = file_alloc(&kmsg_file_ops, flags);
    *error = f ? 0 : -ENOMEM;
    if (f)
        f->vnode = vnode;
    else
        vnode_release(vnode);
    return f;
}

static const struct vnode_ops kmsg_ops = {.open = kmsg_open};

#define KMSG_NUMBER (1u << 8 | 11)

void kmsg_init(void) { devfs_add("kmsg", KMSG_NUMBER, S_IFCHR | 0644, &kmsg_ops, NULL); }
