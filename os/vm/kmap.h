// SPDX-License-Identifier: Apache-2.0
// The kernel's own half of every space, global and reached by S mode alone:
//
//   PHYSMAP_BASE + pa      RAM and devices, R and W but never X, in the largest leaves; around the kernel's image in
//   pages:
//                          its text is R and X, its constants R, the page below the boot stack nothing
//   KSTACK_BASE + ...      kernel stacks, a page each, with a page of nothing below each
//
// Nothing that can be written can be executed, and user mode reaches none of it. Lock: vm.h.
#ifndef VM_KMAP_H
#define VM_KMAP_H

#include "os/lib/types.h"

#define KSTACK_BASE UINT64_C(0xffffffff80000000)  // the last GiB but one

// Before paging, running at physical addresses with .bss cleared: builds a first root table, in which all that it maps
// can be executed too, and returns its satp value. stvec must lead to the high address of what follows the write of
// satp.
uint64_t pmap_boot(void);
// The final rights, with RAM up to ram_end mapped; returns where RAM ends for the kernel: what lies beyond the window
// is left alone.
uint64_t kmap_protect(uint64_t ram_end);
// The mode of satp with that many bits of virtual address, or the largest below that the hardware has.
void kmap_choose_mode(uint64_t bits);
void kmap_activate(void);     // satp <- the kernel's own table
const char *kmap_mode(void);  // "Sv39"
uint64_t kmap_satp(void);     // of the kernel's own table, ASID 0

// A kernel stack: its page, by the address in the stack area. NULL: no memory. May sleep.
uint64_t *kstack_alloc(void);
void kstack_free(uint64_t *stack);
uint64_t kstack_count(void);        // stacks that tasks own
bool kstack_is_guard(uint64_t va);  // is it the page of nothing below a stack?

// For vm_check: every kernel leaf, and each stack.
void kmap_audit(void (*complain)(void *to, const char *what, uint64_t va), void *to);

#endif
