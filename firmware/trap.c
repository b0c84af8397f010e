// SPDX-License-Identifier: Apache-2.0
// Traps that stay in M mode: the supervisor's calls, the machine's timer, and software interrupts, by which harts ask
// each other for something. Everything else has no business here: it is reported with all registers, and the machine is
// switched off as failed.

#include "firmware/console.h"
#include "firmware/csr.h"
#include "firmware/frame.h"
#include "firmware/hart.h"
#include "firmware/platform.h"
#include "firmware/power.h"
#include "firmware/sbi.h"
#include "firmware/timer.h"

void trap(struct frame *frame);

static void put_value(const char *name, uint64_t value)
{
    console_puts(name);
    console_put_hex(value);
}

static _Noreturn void give_up(const struct frame *frame)
{
    static const char *const names[32] = {
        "pc ", "ra ", "sp ", "gp ", "tp ",  "t0 ",  "t1 ", "t2 ", "s0 ", "s1 ", "a0 ",
        "a1 ", "a2 ", "a3 ", "a4 ", "a5 ",  "a6 ",  "a7 ", "s2 ", "s3 ", "s4 ", "s5 ",
        "s6 ", "s7 ", "s8 ", "s9 ", "s10 ", "s11 ", "t3 ", "t4 ", "t5 ", "t6 ",
    };
    console_puts("\nfirmware: unexpected trap");
    put_value(": mcause ", csr_read(mcause));
    put_value(" mtval ", csr_read(mtval));
    put_value(" mstatus ", csr_read(mstatus));
    for (int i = 0; i < 32; i++) {
        console_puts(i % 4 == 0 ? "\n  " : "  ");
        put_value(names[i], frame->reg[i]);
    }
    console_puts("\n");
    power_off(true);
}

void trap(struct frame *frame)
{
    uint64_t cause = csr_read(mcause);
    if ((csr_read(mstatus) & MSTATUS_MPP) == MSTATUS_MPP)
        give_up(frame);
    if (cause == CauseSupervisorCall) {
        frame->pc += 4;
        sbi_call(frame);
    } else if (cause == (CAUSE_INTERRUPT | CauseMachineTimer)) {
        timer_forward();
    } else if (cause == (CAUSE_INTERRUPT | CauseMachineSoftware) && platform.clint) {
        hart_answer();
    } else {
        give_up(frame);
    }
}
