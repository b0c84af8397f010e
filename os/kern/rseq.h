// SPDX-License-Identifier: Apache-2.0
// Restartable sequences (rseq(2), Linux's include/uapi/linux/rseq.h): a thread names, in an area of its own memory, the
// instructions that must not be interrupted; one that was switched away from or takes a signal in the middle of them
// goes on at their abort address. With one hart the number of the processor is always 0.

#ifndef OS_KERN_RSEQ_H
#define OS_KERN_RSEQ_H

#include "os/lib/types.h"

struct task;
struct trap_frame;

// The running task has an area and has been switched away from, or a signal waits: before it goes on, and before any
// handler. What it left in the area is forgotten; if that makes no sense, it gets SIGSEGV. May sleep.
void rseq_interrupted(struct trap_frame *frame);

// Of a child that does not share its parent's memory.
void rseq_inherit(struct task *child);

#endif
