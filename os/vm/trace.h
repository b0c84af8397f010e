// SPDX-License-Identifier: Apache-2.0
// A record of each fault: what it was, and its cycles by phase. Off, and then next to free, until the boot argument
// vmtrace=1 or /proc/sys/vm/trace says so. The last records stand in /proc/vmfaults, sums and a histogram by kind in
// /proc/vmcycles.
//
// A fault is in one phase at a time, so its phases add up to the whole, from the first lines of the trap's C to the
// last before the registers of user mode are loaded. Faults that the kernel takes for a system call have no entry and
// no return. The observer outside the machine sees the same phases as marks (marks.h); what it has besides is the
// vector's own instructions.
// Lock: vm.h. A record is begun and ended by the faulting task, and others may run between.
#ifndef VM_TRACE_H
#define VM_TRACE_H

#include "os/vm/marks.h"
#include "os/vm/vm.h"

enum fault_phase {
    PHASE_ENTRY,       // from the trap to vm_fault
    PHASE_LOOKUP,      // region, entry, page: what is it?
    PHASE_ALLOCATION,  // a frame, page tables; making one free
    PHASE_DEVICE,      // asleep until a device has answered
    PHASE_FILL,        // zeroing or copying the page
    PHASE_TABLE,       // the entry is written, counts and lists follow
    PHASE_FENCE,       // sfence.vma
    PHASE_RETURN,      // from vm_fault to user mode: signals, other tasks
    FAULT_PHASES
};

extern bool vm_trace;
int trace_switch(int64_t on);  // 0 or -ENOMEM. May sleep
int64_t trace_switched(void);

// The phase begins. `records`: whether records are thought of at all, beside the mark; known at compile time.
#define fault_phase(records, NAME) \
    do { \
        vm_mark(MARK_PHASE_##NAME); \
        if ((records) && __builtin_expect(vm_trace, 0)) \
            trace_phase(PHASE_##NAME); \
    } while (0)

// Around a sleep that a device ends.
#define device_wait_begin() \
    do { \
        vm_mark(MARK_DEVICE_WAIT_BEGIN); \
        if (__builtin_expect(vm_trace, 0)) \
            trace_wait(true); \
    } while (0)
#define device_wait_end() \
    do { \
        vm_mark(MARK_DEVICE_WAIT_END); \
        if (__builtin_expect(vm_trace, 0)) \
            trace_wait(false); \
    } while (0)

// Only while vm_trace is set; each may be missed when it was set just now.
void trace_trap(void);  // a page fault from user mode has come
void trace_begin(uint64_t va, enum vm_access access);
void trace_phase(enum fault_phase phase);
void trace_wait(bool begins);
void trace_end(unsigned kind);  // MARK_...
void trace_return(void);        // user mode follows
void trace_exit(void);          // or never again for this task

struct fault_record {
    uint64_t begin, end;  // cycles of the hart: what lies between is the sum of the phases
    uint64_t va, pc;      // of the access, and of its instruction or of the system call
    uint32_t tid;
    uint8_t kind;     // MARK_..., 0: none yet
    uint8_t access;   // enum vm_access
    uint8_t by_user;  // else by the kernel, for a system call
    uint32_t cycles[FAULT_PHASES];
};

// For /proc. The n-th oldest record that is kept, NULL: there are no more.
const struct fault_record *trace_record(uint64_t n);

#define TRACE_BUCKETS 80  // of cycles: four to each power of two
struct fault_sum {
    uint64_t count, least, most;
    uint64_t cycles[FAULT_PHASES];
    uint32_t bucket[TRACE_BUCKETS];
};
const struct fault_sum *trace_sum(unsigned kind, bool by_user);  // NULL: no such fault since the switch
uint64_t trace_median(const struct fault_sum *sum);              // lower end of the bucket that has it
const char *fault_kind_name(unsigned kind);

#endif
