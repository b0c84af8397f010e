// SPDX-License-Identifier: Apache-2.0
// Between kstack.c and kmap.c: the table of 2 MiB pieces of the stack area.
#ifndef VM_KSTACK_H
#define VM_KSTACK_H

#include <stdint.h>

extern uint64_t kstack_directory[];

#endif
