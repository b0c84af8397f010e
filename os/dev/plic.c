// SPDX-License-Identifier: Apache-2.0
// PLIC 1.0 register layout: priorities at 4*source, enables at 0x2000 + 0x80*context, threshold and claim at
// 0x200000 + 0x1000*context.

#include "os/dev/plic.h"

#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/dev/mmio.h"
#include "os/lib/panic.h"

#define SOURCES 64

static struct {
    irq_handler handler;
    void *arg;
} sources[SOURCES];

static uint64_t priority_reg(uint32_t source) { return machine.plic_base + 4 * source; }
static uint64_t enable_reg(uint32_t source)
{
    return machine.plic_base + 0x2000 + 0x80 * machine.plic_context + 4 * (source / 32);
}
static uint64_t threshold_reg(void) { return machine.plic_base + 0x200000 + 0x1000 * machine.plic_context; }
static uint64_t claim_reg(void) { return threshold_reg() + 4; }

void plic_init(void)
{
    if (machine.plic_base == 0)
        panic("the device tree names no PLIC");
    mmio_write32(threshold_reg(), 0);
    CSR_SET(sie, SIE_SEIE);
}

void plic_enable(uint32_t source, irq_handler handler, void *arg)
{
    KASSERT(source > 0 && source < SOURCES);
    sources[source].handler = handler;
    sources[source].arg = arg;
    mmio_write32(priority_reg(source), 1);
    uint64_t reg = enable_reg(source);
    mmio_write32(reg, mmio_read32(reg) | UINT32_C(1) << (source % 32));
}

void plic_handle(void)
{
    for (;;) {
        uint32_t source = mmio_read32(claim_reg());
        if (source == 0)
            return;
        if (source < SOURCES && sources[source].handler)
            sources[source].handler(sources[source].arg);
        mmio_write32(claim_reg(), source);
    }
}
