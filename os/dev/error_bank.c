// SPDX-License-Identifier: Apache-2.0
// RERI 1.0, "Register Layout": a header of 64 bytes, then 64 bytes a record. Only errors that need handling (UEC) are
// asked for, and the driver knows what to do of those that name a physical address.

#include "os/dev/error_bank.h"

#include "os/arch/machine.h"
#include "os/dev/mmio.h"
#include "os/dev/plic.h"
#include "os/lib/panic.h"
#include "os/lib/printf.h"

#define BANK_INFO 8u
#define RECORD(i) (64u + 64u * (i))
#define CONTROL 0u  // of a record
#define STATUS 8u
#define ADDR_INFO 16u

#define INFO_RECORDS(info) ((info) >> 16 & 63)
#define INFO_LAYOUT(info) ((info) >> 22 & 3)
#define INFO_VERSION(info) ((info) >> 56)

#define CONTROL_ELSE UINT64_C(1)  // log, and signal
#define CONTROL_UECS (UINT64_C(2) << 6)
#define CONTROL_SINV (UINT64_C(1) << 48)  // the record is empty again, unless it has changed since ...
#define CONTROL_SRDP (UINT64_C(1) << 49)  // ... somebody began to read it
#define CONTROL_ON (CONTROL_ELSE | CONTROL_UECS)

#define STATUS_V UINT64_C(1)
#define STATUS_MO (UINT64_C(1) << 6)
#define STATUS_AIT(status) ((status) >> 12 & 15)
#define STATUS_RDIP (UINT64_C(1) << 23)
#define AIT_PHYSICAL 1

static struct {
    unsigned records;
    void (*lost)(uint64_t pa, bool more);
} bank;

static uint64_t reg(unsigned record, unsigned offset) { return machine.error_bank.base + RECORD(record) + offset; }

// Reads a record and empties it. False: it has changed meanwhile, and is still there.
static bool take(unsigned record, uint64_t *status, uint64_t *pa)
{
    mmio_write64(reg(record, CONTROL), CONTROL_ON | CONTROL_SRDP);
    *status = mmio_read64(reg(record, STATUS));
    *pa = mmio_read64(reg(record, ADDR_INFO));
    mmio_write64(reg(record, CONTROL), CONTROL_ON | CONTROL_SINV);
    uint64_t after = mmio_read64(reg(record, STATUS));
    return !(after & STATUS_V) || after & STATUS_RDIP;
}

static void bank_interrupt(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < bank.records; i++) {
        while (mmio_read64(reg(i, STATUS)) & STATUS_V) {
            uint64_t status, pa;
            if (!take(i, &status, &pa))
                continue;
            if (STATUS_AIT(status) != AIT_PHYSICAL)
                panic("an error that the hardware cannot correct: status %#lx", status);
            bank.lost(pa, (status & STATUS_MO) != 0);
        }
    }
}

void error_bank_attach(void (*lost)(uint64_t pa, bool more))
{
    if (machine.error_bank.base == 0)
        return;
    uint64_t info = mmio_read64(machine.error_bank.base + BANK_INFO);
    if (INFO_VERSION(info) != 1 || INFO_LAYOUT(info) != 0) {
        kprintf("error bank: version %lu, layout %lu is unknown\n", INFO_VERSION(info), INFO_LAYOUT(info));
        return;
    }
    bank.records = INFO_RECORDS(info);
    bank.lost = lost;
    plic_enable(machine.error_bank.irq, bank_interrupt, NULL);
    for (unsigned i = 0; i < bank.records; i++)
        mmio_write64(reg(i, CONTROL), CONTROL_ON);
}
