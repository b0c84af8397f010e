// SPDX-License-Identifier: Apache-2.0
// Texts under construction: gathered by the page, of which the reader gets the part that it asked for.
#include "os/fs/proc.h"
#include "os/lib/errno.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"

static void flush(struct text *t)
{
    size_t drop = MIN(t->gathered, t->skip);
    size_t n = MIN(t->gathered - drop, t->room);
    t->skip -= drop;
    t->gathered = 0;
    if (n == 0 || t->error)
        return;
    t->error = io_put(t->io, t->page + drop, n);
    t->room -= n;
    t->done += n;
}

void text_bytes(struct text *t, const void *bytes, size_t n)
{
    while (n > 0 && !text_full(t)) {
        if (t->gathered == PAGE_SIZE)
            flush(t);
        size_t part = MIN(n, PAGE_SIZE - t->gathered);
        memcpy(t->page + t->gathered, bytes, part);
        t->gathered += part;
        bytes = (const char *)bytes + part;
        n -= part;
    }
}

int text_printf(struct text *t, const char *format, ...)
{
    if (text_full(t))
        return 0;
    for (int try = 0; try < 2; try++) {
        va_list args;
        va_start(args, format);
        size_t left = PAGE_SIZE - t->gathered;
        size_t length = (size_t)vsnprintf(t->page + t->gathered, left, format, args);
        va_end(args);
        if (length < left) {
            t->gathered += length;
            return (int)length;
        }
        flush(t);  // the second time there is a whole page
    }
    return 0;
}

void text_kb(struct text *t, const char *name, uint64_t bytes) { text_printf(t, "%-16s%8lu kB\n", name, bytes >> 10); }

int64_t proc_read_text(proc_show *show, struct task *task, struct io *io, uint64_t offset, size_t n)
{
    struct text text = {.io = io, .skip = offset, .room = n, .page = kpage_alloc()};
    if (!text.page)
        return -ENOMEM;
    show(&text, task);
    flush(&text);
    kpage_free(text.page);
    return text.error ? text.error : (int64_t)text.done;
}
