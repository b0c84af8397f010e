// SPDX-License-Identifier: Apache-2.0
// The words that all of os/vm shares: sizes, rights, kinds of access, and the start of the subsystem.
//
// The lock of the whole of os/vm is the kernel itself: one hart, no preemption in S mode. State may change under a function
// only where it sleeps; a function that may sleep says so, and its caller looks again afterwards.
#ifndef VM_VM_H
#define VM_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE 4096ul
#define PAGE_MASK (PAGE_SIZE - 1)
#define page_down(a) ((uint64_t)(a) & ~PAGE_MASK)
#define page_up(a) (((uint64_t)(a) + PAGE_MASK) & ~PAGE_MASK)

// The kernel sees physical address PA at PA + PHYSMAP, RAM and devices alike, and is itself linked there.
#define PHYSMAP 0xffffffc000000000ul
#define USER_END 0x4000000000ul   // user addresses: [0, USER_END)
#define USER_LOW 0x1000ul         // page 0 is never mapped

static inline void *pa_to_kva(uint64_t pa) { return (void *)(pa + PHYSMAP); }
static inline uint64_t kva_to_pa(const void *kva) { return (uint64_t)kva - PHYSMAP; }

// Rights of a region and of a mapping: Linux's PROT_ values.
#define VM_READ 1u
#define VM_WRITE 2u
#define VM_EXEC 4u

enum vm_access { ACCESS_READ, ACCESS_WRITE, ACCESS_EXEC };

enum vm_result {
    VM_FIXED,         // the access may be tried again
    VM_BAD_ADDRESS,   // no region there: SIGSEGV, SEGV_MAPERR
    VM_BAD_ACCESS,    // the region does not allow it: SIGSEGV, SEGV_ACCERR
    VM_BEYOND_END,    // past the end of the mapped file: SIGBUS, BUS_ADRERR
    VM_NO_MEMORY,     // no frame, nothing left to reclaim: SIGKILL
    VM_IO_ERROR,      // the device failed: SIGBUS, BUS_ADRERR
};

// Resolve one page fault of a user address in `space`. May sleep. The only fault path: traps, copies to and from user memory
// and exec all come here. On VM_FIXED the access can be tried again; all else leaves the tables unchanged.
struct space;
int vm_fault(struct space *space, uint64_t va, enum vm_access access);

// Start the subsystem: take RAM [ram_start, ram_end) (physical, bytes), of which [ram_start, used_end) already holds firmware
// and kernel image and [dtb_start, dtb_end) the device tree, and give at most `frame_limit` frames out (0: no limit).
// Runs on the boot stack with paging on (pmap_boot). Cannot fail on a machine of 4 MiB.
void vm_init(uint64_t ram_start, uint64_t ram_end, uint64_t used_end, uint64_t dtb_start, uint64_t dtb_end,
             uint64_t frame_limit);

// Faults of one task. The scheduler points vm_account_to() at the counts of the task that it switches to.
struct fault_counts {
    uint64_t minor, major;
};
void vm_account_to(struct fault_counts *counts);

#endif
