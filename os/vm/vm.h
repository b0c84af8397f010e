// SPDX-License-Identifier: Apache-2.0
// The words that all of os/vm shares: sizes, rights, kinds of access, and the start of the subsystem.
//
// The lock of the whole of os/vm is the kernel itself: one hart, no preemption in S mode. State may change under a
// function only where it sleeps; a function that may sleep says so, and its caller looks again afterwards.
#ifndef VM_VM_H
#define VM_VM_H

#include "os/lib/types.h"

#define PAGE_MASK (PAGE_SIZE - 1)
#define page_down(a) ((uint64_t)(a) & ~PAGE_MASK)
#define page_up(a) (((uint64_t)(a) + PAGE_MASK) & ~PAGE_MASK)

#define USER_LOW 0x1000ul  // user mappings live in [USER_LOW, USER_END - PAGE_SIZE)

// Rights of a region and of a mapping: Linux's PROT_ values.
#define VM_READ 1u
#define VM_WRITE 2u
#define VM_EXEC 4u

enum vm_access { ACCESS_READ, ACCESS_WRITE, ACCESS_EXEC };

enum vm_result {
    VM_FIXED,        // the access may be tried again
    VM_BAD_ADDRESS,  // no region there: SIGSEGV, SEGV_MAPERR
    VM_BAD_ACCESS,   // the region does not allow it: SIGSEGV, SEGV_ACCERR
    VM_BEYOND_END,   // past the end of the mapped file: SIGBUS, BUS_ADRERR
    VM_NO_MEMORY,    // nothing left to reclaim, and this task owns most: SIGKILL is on its way
    VM_IO_ERROR,     // the device failed: SIGBUS, BUS_ADRERR
};

// Resolve one page fault of a user address in `space`. May sleep. The only fault path: traps, copies to and from user
// memory and exec all come here. A resolved fault counts into current->minor_faults or major_faults. On VM_FIXED the
// access can be tried again; on all else the tables are as they were.
struct space;
int vm_fault(struct space *space, uint64_t va, enum vm_access access);

// Switches, to compare with: vm.zero_page, first reads of anonymous pages get the shared zero frame; vm.eager_fork,
// fork copies private pages at once instead of at the first write; vm.fault_around, pages of an object that a read
// fault enters at most (1: its own only).
extern int64_t vm_zero_page, vm_eager_fork, vm_fault_around;
#define FAULT_AROUND_MOST 64

// Bring the swapped page at `va` back whatever its region's rights, for swapoff. 0, -ENOMEM or -EIO. May sleep.
int vm_recall(struct space *space, uint64_t va);

// Start the subsystem, with paging on (pmap_boot): manage RAM [free_start, ram_end), physical addresses, of which at
// most `frame_limit` frames (0: no limit) will ever be in use. Firmware, kernel image and what else must stay lie
// outside.
void vm_init(uint64_t free_start, uint64_t ram_end, uint64_t frame_limit);

#endif
