// SPDX-License-Identifier: Apache-2.0
// The two sets of saved registers: all of user mode at a trap, and those that C code leaves as they were, of a task
// that waits for the hart. entry.S knows both layouts by the offsets below.

#ifndef OS_ARCH_FRAME_H
#define OS_ARCH_FRAME_H

#define FRAME_SIZE 288  // of a struct trap_frame, a multiple of 16
#define FRAME_SEPC 256
#define FRAME_SSTATUS 264

#define FRAME_A0 80
#define FRAME_SYSCALL_A0 272
#define FRAME_IN_SYSCALL 280

// Of struct task, what the quick way through a system call uses.
#define TASK_KERNEL_TICKS 0
#define TASK_ATTENTION 8

#define SYSCALL_COUNT 480
#define CALL_RESTARTS_NUMBER 1  // CALL_RESTARTS of signal.h

#ifndef __ASSEMBLER__
#include "os/lib/types.h"

enum { REG_RA = 1, REG_SP = 2, REG_GP = 3, REG_TP = 4, REG_A0 = 10, REG_A7 = 17 };

// Lies at the very top of the kernel stack.
struct trap_frame {
    uint64_t x[32];  // x[0] is unused
    uint64_t sepc;   // where user mode goes on
    uint64_t sstatus;
    uint64_t syscall_a0;  // the first argument as it came in, for a call that is restarted
    uint64_t in_syscall;  // enum call_restart: what to do if a signal ends the call
};
_Static_assert(sizeof(struct trap_frame) == FRAME_SIZE, "entry.S relies on it");
_Static_assert(offsetof(struct trap_frame, sepc) == FRAME_SEPC, "entry.S relies on it");
_Static_assert(offsetof(struct trap_frame, sstatus) == FRAME_SSTATUS, "entry.S relies on it");
_Static_assert(offsetof(struct trap_frame, x[REG_A0]) == FRAME_A0, "entry.S relies on it");
_Static_assert(offsetof(struct trap_frame, syscall_a0) == FRAME_SYSCALL_A0, "entry.S relies on it");
_Static_assert(offsetof(struct trap_frame, in_syscall) == FRAME_IN_SYSCALL, "entry.S relies on it");

struct context {
    uint64_t ra, sp, s[12];
    uint64_t tp;  // user mode's: the quick way into the kernel does not save it
};
#endif

#endif
