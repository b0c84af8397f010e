// SPDX-License-Identifier: Apache-2.0
// Copies between kernel and user memory. They go through vm_fault and the physmap, page by page, never through user
// addresses: so there is one fault path and sstatus.SUM stays clear. All may sleep; a long one gives way between pages,
// and ends with -EFAULT when its task is being killed. A page is held while it is copied. Errors: -EFAULT, or -ENOMEM
// where no memory is left for the page.
#ifndef VM_COPY_H
#define VM_COPY_H

#include "os/vm/frame.h"
#include "os/vm/vm.h"

struct space;

int copy_to_user(struct space *space, uint64_t uva, const void *from, size_t n);  // 0 or an error; nothing is undone
// The same, if all lies in one page that the hart could reach as it is: NULL, it does not. Does not sleep.
void *copy_to_user_at_once(struct space *space, uint64_t uva, const void *from, size_t n);
int copy_from_user(void *to, struct space *space, uint64_t uva, size_t n);  // 0 or an error
int zero_user(struct space *space, uint64_t uva, size_t n);                 // 0 or an error
// Copies up to and with the NUL. Length without the NUL, or an error, or -ENAMETOOLONG when size bytes had none.
int64_t copy_string_from_user(char *to, struct space *space, uint64_t uva, size_t size);

// The user page around `uva`, faulted in for `access` and held; *kva is uva's byte. 0 or an error.
// copy_done gives it back; futexes and atomic user words use this.
int user_page_get(struct space *space, uint64_t uva, enum vm_access access, struct frame **frame, void **kva);
void user_page_put(struct frame *frame);

// One end of a transfer of file data: user memory of `space`, or kernel memory when space is NULL.
struct io {
    struct space *space;
    uint64_t addr;  // advances with each transfer
};
int io_put(struct io *io, const void *from, size_t n);  // kernel -> io; 0 or an error
int io_get(struct io *io, void *to, size_t n);          // io -> kernel; 0 or an error
int io_zero(struct io *io, size_t n);

#endif
