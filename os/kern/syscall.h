// SPDX-License-Identifier: Apache-2.0
// System calls by Linux's riscv64 numbers: number in a7, arguments in a0-a5, result in a0 (-4095..-1 is -errno).

#ifndef OS_KERN_SYSCALL_H
#define OS_KERN_SYSCALL_H

#include "os/arch/frame.h"

// `a` points to the six arguments; the result is what the user sees in a0. May sleep.
typedef int64_t (*syscall_fn)(const uint64_t *a);

// By number; entry.S calls these with the caller-saved registers alone in the frame. NULL: not there, or the call needs
// or makes a whole frame, and goes through the dispatcher.
extern const syscall_fn syscall_quick[SYSCALL_COUNT];

void kmsg_init(void);  // /dev/kmsg, once there is a root

// Performs any other call that the frame asks for and puts its result into a0. May sleep.
void syscall_dispatch(struct trap_frame *frame);

#endif
