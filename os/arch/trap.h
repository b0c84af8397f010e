// SPDX-License-Identifier: Apache-2.0
// Traps from user mode and interrupts. There are no traps from the kernel but by a kernel's mistake.

#ifndef OS_ARCH_TRAP_H
#define OS_ARCH_TRAP_H

#include "os/arch/frame.h"

// Where a signal handler returns to. Nothing is ever mapped there; the fetch faults, and the kernel takes the fault as
// rt_sigreturn. It is the last page of the user's half.
#define SIGRETURN_ADDRESS (USER_END - PAGE_SIZE)

// In entry.S.
void fork_child_start(void);
void kernel_task_start(void);
void switch_context(struct context *from, const struct context *to);
extern uint64_t boot_stack[];

// Called by entry.S.
void user_trap(struct trap_frame *frame);       // what does not go the quick way
void user_data_fault(uint64_t va, bool store);  // page faults of loads and stores, which do
void user_prepare(struct trap_frame *frame);    // the last C code before user mode
_Noreturn void kernel_trap(uint64_t cause, uint64_t pc, uint64_t value, uint64_t sp);

// Handles every interrupt that is pending. Called with interrupts masked, from user_trap and from the idle task.
void interrupts_handle(void);  // in entry.S: calls the next on the interrupt stack
void interrupts_run(void);

// The next timer interrupt, in ticks of machine time; UINT64_MAX for none. Clears a pending one.
void timer_set(uint64_t ticks);

// The state of sstatus for a fresh user program.
uint64_t user_sstatus(void);

#endif
