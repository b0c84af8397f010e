// SPDX-License-Identifier: Apache-2.0
// Decodes traps. A page fault goes to vm_fault and nowhere else; what vm_fault refuses becomes a signal; an ecall goes
// to the system-call table; interrupts go to the timer and the PLIC (Privileged specification 1.12, 4.1).

#include "os/arch/trap.h"

#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/arch/sbi.h"
#include "os/dev/plic.h"
#include "os/kern/syscall.h"
#include "os/kern/task.h"
#include "os/lib/panic.h"
#include "os/vm/kmap.h"
#include "os/vm/space.h"
#include "os/vm/trace.h"
#include "os/vm/vm.h"

static void handle_ecall(struct trap_frame *frame)
{
    frame->sepc += 4;
    frame->syscall_a0 = frame->x[REG_A0];
    frame->in_syscall = CALL_RESTARTS;
    syscall_dispatch(frame);
}

// What vm_fault refuses becomes a signal.
static void refuse(int result, uint64_t va)
{
    switch (result) {
    case VM_BAD_ADDRESS: signal_force(SIGSEGV, SEGV_MAPERR, va); return;
    case VM_BAD_ACCESS: signal_force(SIGSEGV, SEGV_ACCERR, va); return;
    case VM_BEYOND_END: signal_force(SIGBUS, BUS_ADRERR, va); return;
    case VM_IO_ERROR: signal_force(SIGBUS, BUS_ADRERR, va); return;
    case VM_NO_MEMORY: return;  // oom.c has sent SIGKILL
    default: panic("vm_fault gave no answer for 0x%lx", va);
    }
}

static inline void handle_page_fault(uint64_t va, enum vm_access access)
{
    int result = vm_fault(current->space, va, access);
    if (result != VM_FIXED)
        refuse(result, va);
}

static void recorded_data_fault(uint64_t va, enum vm_access access)
{
    trace_trap();
    handle_page_fault(va, access);
    if (!current->attention)
        trace_return();
}

void user_data_fault(uint64_t va, bool store)
{
    enum vm_access access = store ? ACCESS_WRITE : ACCESS_READ;
    if (__builtin_expect(vm_trace, 0))
        recorded_data_fault(va, access);
    else
        handle_page_fault(va, access);
}

static void handle_fetch_fault(struct trap_frame *frame, uint64_t va)
{
    if (va == SIGRETURN_ADDRESS && frame->sepc == va)
        signal_return(frame);
    else
        handle_page_fault(va, ACCESS_EXEC);
}

static void handle_exception(struct trap_frame *frame, uint64_t cause, uint64_t value)
{
    switch (cause) {
    case EXC_USER_ECALL: handle_ecall(frame); return;
    case EXC_FETCH_PAGE: handle_fetch_fault(frame, value); return;
    case EXC_BREAKPOINT: signal_force(SIGTRAP, TRAP_BRKPT, frame->sepc); return;
    case EXC_FETCH_MISALIGNED:
    case EXC_LOAD_MISALIGNED:
    case EXC_STORE_MISALIGNED: signal_force(SIGBUS, BUS_ADRALN, value); return;
    case EXC_FETCH_ACCESS:
    case EXC_LOAD_ACCESS:
    case EXC_STORE_ACCESS: signal_force(SIGBUS, BUS_ADRERR, value); return;
    default: signal_force(SIGILL, ILL_ILLOPC, frame->sepc); return;
    }
}

void user_trap(struct trap_frame *frame)
{
    uint64_t cause = CSR_READ(scause);
    uint64_t value = CSR_READ(stval);
    if (vm_trace && cause == EXC_FETCH_PAGE)
        trace_trap();
    current->kernel_ticks -= time_now();
    frame->in_syscall = CALL_NONE;
    if ((cause & CAUSE_INTERRUPT) != 0)
        interrupts_handle();
    else
        handle_exception(frame, cause, value);
    user_prepare(frame);
}

void user_prepare(struct trap_frame *frame)
{
    (void)frame;
    while (need_resched || current->attention) {
        if (need_resched)
            schedule();
        if (current->attention) {
            current->attention = false;
            signal_deliver();
        }
    }
    current->kernel_ticks += time_now();
    if (vm_trace)
        trace_return();
}

void kernel_trap(uint64_t cause, uint64_t pc, uint64_t value, uint64_t sp)
{
    if (kstack_is_guard(value) && (cause == EXC_STORE_PAGE || cause == EXC_LOAD_PAGE))
        panic("kernel stack overflow: sepc 0x%lx sp 0x%lx", pc, sp);
    panic("trap in the kernel: scause 0x%lx sepc 0x%lx stval 0x%lx", cause, pc, value);
}

void interrupts_run(void)
{
    uint64_t pending = CSR_READ(sip) & CSR_READ(sie);
    if ((pending & SIE_STIE) != 0)
        sched_tick(time_now());
    if ((pending & SIE_SEIE) != 0)
        plic_handle();
}

void timer_set(uint64_t ticks)
{
    if (machine.has_sstc)
        __asm__ volatile("csrw %0, %1" ::"i"(CSR_STIMECMP), "r"(ticks));
    else
        sbi_set_timer(ticks);
}

// Whatever the firmware left on (floating point, SUM, MXR) is off for users; only their register width is kept.
uint64_t user_sstatus(void) { return (CSR_READ(sstatus) & SSTATUS_UXL) | SSTATUS_SPIE; }
