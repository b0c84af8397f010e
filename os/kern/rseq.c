// SPDX-License-Identifier: Apache-2.0
#include "os/kern/rseq.h"

#include "os/arch/frame.h"
#include "os/arch/trap.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/copy.h"
#include "os/vm/space.h"

enum { RSEQ_UNREGISTER = 1 };

// What user memory holds, as Linux has had it since 4.18.
struct rseq_area {
    uint32_t cpu_start, cpu;
    uint64_t sequence;  // struct rseq_sequence, or 0: the thread is in none
    uint32_t flags;     // obsolete
    uint32_t room[3];
};
_Static_assert(sizeof(struct rseq_area) == 32, "Linux's struct rseq");

// [start, start + length) is not to be interrupted; before the instruction at `abort` stands the area's signature.
struct rseq_sequence {
    uint32_t version, flags;  // 0
    uint64_t start, length, abort;
};
_Static_assert(sizeof(struct rseq_sequence) == 32, "Linux's struct rseq_cs");

static uint64_t sequence_word(void) { return current->rseq + offsetof(struct rseq_area, sequence); }

static bool is_sound(const struct rseq_sequence *s)
{
    return s->version == 0 && s->flags == 0 && s->start < USER_END && s->length <= USER_END - s->start &&
           s->abort < USER_END && s->abort - s->start >= s->length;
}

// Where the frame's pc has to go, or 0: it stays. 0 or -errno.
static int find_abort(uint64_t pc, uint64_t *abort)
{
    const uint64_t none = 0;
    uint64_t at = 0;
    uint32_t signature = 0;
    struct rseq_sequence s;
    *abort = 0;
    if (copy_from_user(&at, current->space, sequence_word(), sizeof at) != 0)
        return -EFAULT;
    if (at == 0)
        return 0;
    if (copy_from_user(&s, current->space, at, sizeof s) != 0)
        return -EFAULT;
    if (!is_sound(&s))
        return -EINVAL;
    if (copy_from_user(&signature, current->space, s.abort - sizeof signature, sizeof signature) != 0)
        return -EFAULT;
    if (signature != current->rseq_signature)
        return -EINVAL;
    if (pc - s.start < s.length)
        *abort = s.abort;
    return copy_to_user(current->space, sequence_word(), &none, sizeof none);
}

void rseq_interrupted(struct trap_frame *frame)
{
    uint64_t abort;
    if (find_abort(frame->sepc, &abort) != 0) {
        signal_force(SIGSEGV, SI_KERNEL, 0);
    } else if (abort != 0) {
        frame->sepc = abort;
        frame->in_syscall = CALL_NONE;  // none is made again
    }
}

void rseq_inherit(struct task *child)
{
    child->rseq = current->rseq;
    child->rseq_signature = current->rseq_signature;
}

static int64_t unregister(uint64_t area, uint32_t signature)
{
    const struct rseq_area none = {.cpu = UINT32_MAX};
    if (!current->rseq || current->rseq != area)
        return -EINVAL;
    if (current->rseq_signature != signature)
        return -EPERM;
    if (copy_to_user(current->space, area, &none, offsetof(struct rseq_area, sequence)) != 0)
        return -EFAULT;
    current->rseq = 0;
    return 0;
}

int64_t sys_rseq(const uint64_t *a)
{
    const struct rseq_area fresh = {.cpu_start = 0};
    uint64_t area = a[0], flags = (uint32_t)a[2];
    uint32_t signature = (uint32_t)a[3];
    bool whole = (uint32_t)a[1] == sizeof fresh;
    if ((flags & RSEQ_UNREGISTER) != 0)
        return flags != RSEQ_UNREGISTER || !whole ? -EINVAL : unregister(area, signature);
    if (flags != 0)
        return -EINVAL;
    if (current->rseq)
        return current->rseq != area || !whole ? -EINVAL : current->rseq_signature != signature ? -EPERM : -EBUSY;
    if (!whole || area % sizeof fresh != 0)
        return -EINVAL;
    if (copy_to_user(current->space, area, &fresh, offsetof(struct rseq_area, flags)) != 0)
        return -EFAULT;
    current->rseq = area;
    current->rseq_signature = signature;
    return 0;
}
