// SPDX-License-Identifier: Apache-2.0
// System calls by Linux's riscv64 numbers: number in a7, arguments in a0-a5, result in a0 (-4095..-1 is -errno).

#ifndef OS_KERN_SYSCALL_H
#define OS_KERN_SYSCALL_H

#include "os/arch/frame.h"

// Performs the call that the frame asks for and puts its result into a0. May sleep.
void syscall_dispatch(struct trap_frame *frame);

#endif
