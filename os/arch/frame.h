// SPDX-License-Identifier: Apache-2.0
// The two sets of saved registers: all of user mode at a trap, and the callee-saved ones of a task that waits for the
// hart. entry.S knows both layouts by the offsets below.

#ifndef OS_ARCH_FRAME_H
#define OS_ARCH_FRAME_H

#define FRAME_SIZE 288  // of a struct trap_frame, a multiple of 16
#define FRAME_SEPC 256
#define FRAME_SSTATUS 264

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

struct context {
    uint64_t ra, sp, s[12];
};
#endif

#endif
