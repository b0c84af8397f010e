// SPDX-License-Identifier: Apache-2.0
// A hart's record is written by any hart, atomically. Requests are bits that anybody sets, before the CLINT's software
// interrupt, and that their hart takes after it has closed the interrupt: none is lost, one may come twice to an empty
// record. The start address is written between StartPending, which only one caller can bring about, and RequestStart.

#include "firmware/hart.h"

#include "firmware/fence.h"
#include "firmware/mmio.h"
#include "firmware/platform.h"
#include "firmware/supervisor.h"

static struct hart {
    uint32_t state;     // enum hart_state
    uint32_t requests;  // enum hart_request, bits
    uint64_t address, opaque;
} harts[HARTS_MAX];

static uint32_t running;

extern uint32_t harts_open;  // entry.S

static void order_memory_and_devices(void) { __asm__ volatile("fence iorw, iorw" : : : "memory"); }

static void set_software_interrupt(uint64_t hart, uint32_t pending)
{
    order_memory_and_devices();
    if (platform.clint)
        mmio_write32(platform.clint + 4 * hart, pending);
    order_memory_and_devices();
}

static void set_state(enum hart_state state) { __atomic_store_n(&harts[hart_id()].state, state, __ATOMIC_SEQ_CST); }

enum hart_state hart_state(uint64_t hart) { return __atomic_load_n(&harts[hart].state, __ATOMIC_SEQ_CST); }

void harts_init(void)
{
    for (uint64_t hart = 0; hart < HARTS_MAX; hart++)
        harts[hart].state = hart == hart_id() ? HartStarted : HartStopped;
    running = 1;
    __atomic_store_n(&harts_open, 1, __ATOMIC_RELEASE);
    for (uint64_t hart = 0; hart < HARTS_MAX; hart++)
        if (platform.harts >> hart & 1 && hart != hart_id())
            set_software_interrupt(hart, 1);
}

// ---- asking ----

static void ask(uint64_t hart, enum hart_request request)
{
    __atomic_fetch_or(&harts[hart].requests, request, __ATOMIC_RELEASE);
    set_software_interrupt(hart, 1);
}

bool hart_ask(uint64_t hart, enum hart_request request)
{
    if (hart_state(hart) == HartStopped)
        return false;
    ask(hart, request);
    return true;
}

uint32_t hart_answer(void)
{
    set_software_interrupt(hart_id(), 0);
    uint32_t requests = __atomic_exchange_n(&harts[hart_id()].requests, 0, __ATOMIC_ACQUIRE);
    if (requests & RequestSoftInterrupt)
        csr_set(mip, IRQ_SSOFT);
    if (requests & RequestFence)
        fence_answer();
    return requests;
}

// ---- starting and stopping ----

// Started first, then fenced: whoever changes a page table and finds this hart stopped need not tell it.
_Noreturn void hart_wait(void)
{
    const struct hart *self = &harts[hart_id()];
    csr_write(mie, IRQ_MSOFT);
    while (!(hart_answer() & RequestStart))
        wait_for_interrupt();
    set_state(HartStarted);
    fence_everything();
    csr_clear(mip, IRQ_SSOFT | IRQ_STIMER);
    supervisor_enter(self->address, hart_id(), self->opaque);
}

bool hart_start(uint64_t hart, uint64_t address, uint64_t opaque)
{
    uint32_t stopped = HartStopped;
    if (!__atomic_compare_exchange_n(&harts[hart].state, &stopped, HartStartPending, false, __ATOMIC_SEQ_CST,
                                     __ATOMIC_SEQ_CST))
        return false;
    __atomic_fetch_add(&running, 1, __ATOMIC_SEQ_CST);
    harts[hart].address = address;
    harts[hart].opaque = opaque;
    ask(hart, RequestStart);
    return true;
}

void hart_stop(void)
{
    uint32_t others = __atomic_sub_fetch(&running, 1, __ATOMIC_SEQ_CST);
    if (others == 0) {
        __atomic_fetch_add(&running, 1, __ATOMIC_SEQ_CST);
        return;
    }
    set_state(HartStopped);
    hart_wait();
}

void hart_suspend(void)
{
    set_state(HartSuspended);
    wait_for_interrupt();
    set_state(HartStarted);
}
