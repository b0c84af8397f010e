// SPDX-License-Identifier: Apache-2.0
// Copies between kernel and user memory, through the one fault path and the physmap.
#include "os/vm/copy.h"

#include "os/kern/sched.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/page.h"
#include "os/vm/pmap_entry.h"
#include "os/vm/space.h"

static bool entry_allows(struct pte_view view, enum vm_access access)
{
    if (view.state != PTE_MAPPED)
        return false;
    return view.rights & (access == ACCESS_WRITE ? VM_WRITE : VM_READ);
}

// A task that is chosen to give its memory back dies of it (oom.c); what its system call says is of no more use to it.
static int error_of(int result) { return result == VM_NO_MEMORY ? -ENOMEM : -EFAULT; }

// The page, held, if the entry allows the access: 0; 1: a fault must come first; -EFAULT. Of its own frame on the
// stack: a fault goes deep.
__attribute__((noinline)) static int hold_page(struct space *space, uint64_t uva, enum vm_access access,
                                               struct frame **frame, void **kva_out)
{
    uint64_t va = page_down(uva);
    struct pte_view view = pmap_look(&space->pmap, va);
    if (view.state == PTE_PHYSICAL)
        return -EFAULT;  // perhaps a device's: not for the kernel to touch for a program
    if (!entry_allows(view, access))
        return 1;
    // The hardware does not see this access: what it would do to A and D is done here.
    if (!view.accessed || (access == ACCESS_WRITE && !view.dirty))
        pmap_touch(&space->pmap, va, access);
    frame_hold(view.frame);
    *frame = view.frame;
    *kva_out = (char *)frame_kva(view.frame) + (uva & PAGE_MASK);
    return 0;
}

int user_page_get(struct space *space, uint64_t uva, enum vm_access access, struct frame **frame, void **kva_out)
{
    int error, result;
    if (uva >= USER_END)
        return -EFAULT;
    while ((error = hold_page(space, uva, access, frame, kva_out)) > 0)
        if ((result = vm_fault(space, uva, access)) != VM_FIXED)
            return error_of(result);
    return error;
}

void user_page_put(struct frame *frame) { frame_release(frame); }

static size_t within_page(uint64_t uva, size_t n) { return MIN(n, PAGE_SIZE - (uva & PAGE_MASK)); }

static inline bool within_one_page(uint64_t uva, size_t n)
{
    return uva < USER_END && n <= PAGE_SIZE - (uva & PAGE_MASK);
}

// All n bytes, if they lie in one page that the hart could reach as it is, and its table is near: most do.
static inline void *reach(struct space *space, uint64_t uva, size_t n, enum vm_access access)
{
    const uint64_t *entry = within_one_page(uva, n) ? pmap_near(&space->pmap, uva) : NULL;
    return entry ? pmap_reach_at(*entry, uva, access) : NULL;
}

// The same, wherever its table is.
static void *reach_far(struct space *space, uint64_t uva, size_t n, enum vm_access access)
{
    return within_one_page(uva, n) ? pmap_reach(&space->pmap, uva, access) : NULL;
}

// Page by page, whatever each takes.
__attribute__((noinline)) static int copy_to_pages(struct space *space, uint64_t uva, const void *from, size_t n)
{
    while (n > 0) {
        struct frame *frame;
        void *to;
        int error = user_page_get(space, uva, ACCESS_WRITE, &frame, &to);
        if (error)
            return error;
        size_t part = within_page(uva, n);
        memcpy(to, from, part);
        user_page_put(frame);
        uva += part;
        from = (const char *)from + part;
        n -= part;
        if (n > 0 && give_way() != 0)
            return -EFAULT;
    }
    return 0;
}

__attribute__((noinline)) static void *copy_to_far(struct space *space, uint64_t uva, const void *from, size_t n)
{
    void *to = reach_far(space, uva, n, ACCESS_WRITE);
    return to ? memcpy(to, from, n) : NULL;
}

void *copy_to_user_at_once(struct space *space, uint64_t uva, const void *from, size_t n)
{
    void *to = reach(space, uva, n, ACCESS_WRITE);
    if (!to)
        return copy_to_far(space, uva, from, n);
    if (n != PAGE_SIZE || (uint64_t)from & 7)
        return memcpy(to, from, n);
    page_copy(to, from);
    return to;
}

__attribute__((noinline)) static int copy_to_wherever(struct space *space, uint64_t uva, const void *from, size_t n)
{
    return copy_to_far(space, uva, from, n) ? 0 : copy_to_pages(space, uva, from, n);
}

int copy_to_user(struct space *space, uint64_t uva, const void *from, size_t n)
{
    void *to = reach(space, uva, n, ACCESS_WRITE);
    if (!to)
        return copy_to_wherever(space, uva, from, n);
    memcpy(to, from, n);
    return 0;
}

// Page by page, whatever each takes.
__attribute__((noinline)) static int copy_from_pages(void *to, struct space *space, uint64_t uva, size_t n)
{
    while (n > 0) {
        struct frame *frame;
        void *from;
        int error = user_page_get(space, uva, ACCESS_READ, &frame, &from);
        if (error)
            return error;
        size_t part = within_page(uva, n);
        memcpy(to, from, part);
        user_page_put(frame);
        uva += part;
        to = (char *)to + part;
        n -= part;
        if (n > 0 && give_way() != 0)
            return -EFAULT;
    }
    return 0;
}

__attribute__((noinline)) static int copy_from_wherever(void *to, struct space *space, uint64_t uva, size_t n)
{
    const void *from = reach_far(space, uva, n, ACCESS_READ);
    if (!from)
        return copy_from_pages(to, space, uva, n);
    memcpy(to, from, n);
    return 0;
}

int copy_from_user(void *to, struct space *space, uint64_t uva, size_t n)
{
    const void *from = reach(space, uva, n, ACCESS_READ);
    if (!from)
        return copy_from_wherever(to, space, uva, n);
    memcpy(to, from, n);
    return 0;
}

int zero_user(struct space *space, uint64_t uva, size_t n)
{
    while (n > 0) {
        struct frame *frame;
        void *to;
        int error = user_page_get(space, uva, ACCESS_WRITE, &frame, &to);
        if (error)
            return error;
        size_t part = within_page(uva, n);
        memset(to, 0, part);
        user_page_put(frame);
        uva += part;
        n -= part;
        if (n > 0 && give_way() != 0)
            return -EFAULT;
    }
    return 0;
}

int64_t copy_string_from_user(char *to, struct space *space, uint64_t uva, size_t size)
{
    size_t done = 0;
    while (done < size) {
        struct frame *frame;
        void *from;
        int error = user_page_get(space, uva + done, ACCESS_READ, &frame, &from);
        if (error)
            return error;
        size_t part = within_page(uva + done, size - done);
        size_t length = strnlen(from, part);
        memcpy(to + done, from, MIN(length + 1, part));
        user_page_put(frame);
        done += length;
        if (length < part)
            return (int64_t)done;
    }
    return -ENAMETOOLONG;
}

int io_put(struct io *io, const void *from, size_t n)
{
    int error = 0;
    if (io->space)
        error = copy_to_user(io->space, io->addr, from, n);
    else
        memcpy((void *)io->addr, from, n);
    io->addr += n;
    return error;
}

int io_get(struct io *io, void *to, size_t n)
{
    int error = 0;
    if (io->space)
        error = copy_from_user(to, io->space, io->addr, n);
    else
        memcpy(to, (const void *)io->addr, n);
    io->addr += n;
    return error;
}

int io_zero(struct io *io, size_t n)
{
    int error = 0;
    if (io->space)
        error = zero_user(io->space, io->addr, n);
    else
        memset((void *)io->addr, 0, n);
    io->addr += n;
    return error;
}
