// SPDX-License-Identifier: Apache-2.0
// From reset to the kernel: one hart reads the device tree, opens the machine to S mode except for the firmware's own
// memory, which it notes in the tree, hands down the traps and interrupts that S mode handles itself, and enters the
// kernel with its id and the device tree; the others do the same for themselves and wait to be started. The firmware
// says nothing if all is well.

#include <stdint.h>

#include "firmware/console.h"
#include "firmware/csr.h"
#include "firmware/hart.h"
#include "firmware/platform.h"
#include "firmware/pmu.h"
#include "firmware/power.h"
#include "firmware/reserve.h"
#include "firmware/supervisor.h"
#include "firmware/timer.h"

#define KERNEL_ADDRESS 0x80200000UL

// Every exception but the ecalls of S and M mode, as far as the specification has them (section 3.1.8).
#define DELEGATED_EXCEPTIONS 0xb1ffUL
#define DELEGATED_INTERRUPTS (IRQ_SSOFT | IRQ_STIMER | IRQ_SEXTERNAL | IRQ_OVERFLOW)
#define COUNTERS UINT64_MAX        // all that there are, for S mode
#define COUNTERS_OF_USERS 7UL      // cycle, time, instret, until the kernel says otherwise
#define COUNTERS_OF_EVENTS (~7UL)  // which stand until they are asked for

// entry.S
uint64_t menvcfg_try(uint64_t value);
uint64_t stimecmp_try(uint64_t value);
uint64_t mcountinhibit_try(uint64_t value);
_Noreturn void enter_supervisor(uint64_t address, uint64_t a0, uint64_t a1);
_Noreturn void boot(uint64_t hart, void *device_tree);
_Noreturn void boot_other(void);

// Section 3.7: the first entry that matches decides. Naturally aligned power-of-two ranges; a range of all ones is
// everything. The firmware's own entry grants nothing, and binds only S and U mode, as it is not locked.
static void protect_firmware(void)
{
    enum { Napot = 3 << 3, All = 7 };
    uint64_t start = (uint64_t)firmware_start, bytes = (uint64_t)firmware_end - start;
    csr_write(pmpaddr0, start >> 2 | (bytes / 8 - 1));
    csr_write(pmpaddr1, UINT64_MAX >> 10);
    csr_write(pmpcfg0, Napot | (Napot | All) << 8);
    __asm__ volatile("sfence.vma" : : : "memory");
}

static void delegate(void)
{
    csr_write(medeleg, DELEGATED_EXCEPTIONS);
    csr_write(mideleg, DELEGATED_INTERRUPTS);
    csr_write(mcounteren, COUNTERS);
    csr_write(scounteren, COUNTERS_OF_USERS);
    mcountinhibit_try(COUNTERS_OF_EVENTS);  // an older machine has none
}

// Give S mode its own timer where there is Sstc (some machines have the bit without the register), and the instructions
// on cache blocks and the memory types of pages where there are any; and leave A and D bits to software (Svade) unless
// hardware is asked for.
static void configure_environment(void)
{
    uint64_t wanted = MENVCFG_STCE | MENVCFG_PBMTE | MENVCFG_BLOCKS | (platform.wants_adue ? MENVCFG_ADUE : 0);
    bool may_use = (menvcfg_try(wanted) & MENVCFG_STCE) != 0;
    platform.has_sstc = may_use && stimecmp_try(UINT64_MAX) == UINT64_MAX;  // the harts are all alike
}

void supervisor_enter(uint64_t address, uint64_t a0, uint64_t a1)
{
    csr_write(satp, 0);
    csr_clear(mstatus, MSTATUS_MPP | MSTATUS_MPIE | MSTATUS_SIE);
    csr_set(mstatus, MSTATUS_MPP_S);
    enter_supervisor(address, a0, a1);
}

// What every hart does for itself.
static void prepare_hart(void)
{
    protect_firmware();
    delegate();
    configure_environment();
    timer_init();
    pmu_init();
    csr_write(mie, IRQ_MSOFT);
}

// The others, when the first has opened the firmware to them.
void boot_other(void)
{
    prepare_hart();
    hart_wait();
}

void boot(uint64_t hart, void *device_tree)
{
    if (!platform_read(hart, device_tree))
        power_off(true);
    console_init();
    if (!reserve_firmware(device_tree))
        console_puts("firmware: no room in the device tree to say which memory is the firmware's\n");
    prepare_hart();
    harts_init();
    supervisor_enter(KERNEL_ADDRESS, hart, (uint64_t)device_tree);
}
