// SPDX-License-Identifier: Apache-2.0
// Marks: how the kernel tells an observer outside the machine what it is doing.
//
// A mark is the HINT `slti x0, x0, code` (unprivileged manual, "HINT Instructions", custom use): it changes no state
// on any engine and costs one instruction. An observer that sees instructions retire reads the code from the
// immediate.
//
// Promises: a fault that the kernel resolves or refuses retires exactly one mark of the fault group, the last thing
// before the table changes; every _BEGIN is followed by its _END on the same kernel stack. The macros alone are
// visible to host C.
#ifndef VM_MARKS_H
#define VM_MARKS_H

// Fault group: what the fault turned out to be.
#define MARK_FAULT_FIRST 1
#define MARK_DEMAND_ZERO 1    // first write to an anonymous page: a zeroed frame
#define MARK_ZERO_PAGE 2      // first read of an anonymous page: the one shared zero frame
#define MARK_FILE_MINOR 3     // file or shared page that was already in memory
#define MARK_FILE_MAJOR 4     // file page that was read from its device, copied afterwards or not
#define MARK_FILE_COPY 5      // first write to a private file page: the page cache's bytes copied to a new frame
#define MARK_COW_COPY 6       // write to an anonymous page that has another owner: copied
#define MARK_COW_REUSE 7      // write to an anonymous page whose other owners are gone: kept and made writable
#define MARK_SWAP_IN 8        // page read back from swap, copied afterwards or not; shared memory, too
#define MARK_SWAP_CACHED 9    // page in swap whose frame was still in memory
#define MARK_AD_UPDATE 10     // A or D set by software, on a machine with Svade
#define MARK_SPURIOUS 11      // nothing to do: the table had already changed
#define MARK_BAD_ADDRESS 12   // no region: SEGV_MAPERR
#define MARK_BAD_ACCESS 13    // a region without that right: SEGV_ACCERR
#define MARK_BEYOND_END 14    // a page past the end of its file: BUS_ADRERR
#define MARK_FAULT_FAILED 15  // no memory, or the device failed
#define MARK_FAULT_LAST 15    // inclusive, as the only range here that is: the codes above are the fault kinds

// The kinds and their names: X(code, name).
#define FAULT_KINDS(X) \
    X(MARK_DEMAND_ZERO, "demand_zero") \
    X(MARK_ZERO_PAGE, "zero_page") \
    X(MARK_FILE_MINOR, "file_minor") \
    X(MARK_FILE_MAJOR, "file_major") \
    X(MARK_FILE_COPY, "file_copy") \
    X(MARK_COW_COPY, "cow_copy") \
    X(MARK_COW_REUSE, "cow_reuse") \
    X(MARK_SWAP_IN, "swap_in") \
    X(MARK_SWAP_CACHED, "swap_cached") \
    X(MARK_AD_UPDATE, "ad_update") \
    X(MARK_SPURIOUS, "spurious") \
    X(MARK_BAD_ADDRESS, "bad_address") \
    X(MARK_BAD_ACCESS, "bad_access") \
    X(MARK_BEYOND_END, "beyond_end") \
    X(MARK_FAULT_FAILED, "fault_failed")

// Phases of a fault that is under way in this task (trace.h): each lasts until the next. A wait for a device stands in
// one and does not end it.
#define MARK_PHASE_LOOKUP 16
#define MARK_PHASE_ALLOCATION 17
#define MARK_PHASE_FILL 18
#define MARK_PHASE_TABLE 19
#define MARK_PHASE_FENCE 20
#define MARK_PHASE_RETURN 21

// Windows of work.
#define MARK_SWAP_OUT_BEGIN 32  // one request of up to eight pages
#define MARK_SWAP_OUT_END 33
#define MARK_DEVICE_WAIT_BEGIN 34
#define MARK_DEVICE_WAIT_END 35
#define MARK_FORK_BEGIN 36
#define MARK_FORK_END 37
#define MARK_EXEC_BEGIN 38
#define MARK_EXEC_END 39

// Moments.
#define MARK_SWITCH 48     // the next task's context is about to be loaded
#define MARK_IDLE 49       // nothing is runnable: wfi follows
#define MARK_INIT 50       // the first instruction of user mode follows
#define MARK_PAGE_DROP 51  // reclaim frees a frame whose bytes are on a device already

// Codes that user programs may retire for their own purposes: [MARK_USER_FIRST, 2048).
#define MARK_USER_FIRST 1024

#if defined(__riscv) && !defined(__ASSEMBLER__)
#define vm_mark(code) __asm__ volatile("slti x0, x0, %0" ::"i"(code) : "memory")
#endif

#endif
