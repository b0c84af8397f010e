// SPDX-License-Identifier: Apache-2.0
// Two ways to one interrupt. With Sstc, STIP is (time >= stimecmp) and M mode never sees the timer. Without it, the
// CLINT's compare register raises MTIP; the firmware answers by setting STIP and closing its own eyes until the
// supervisor sets the next time (SBI 2.0, chapter 6; Privileged specification 1.12, section 3.2.1).

#include "firmware/timer.h"

#include "firmware/csr.h"
#include "firmware/hart.h"
#include "firmware/mmio.h"
#include "firmware/platform.h"

enum { ClintCompare = 0x4000 };

static void set_machine_compare(uint64_t when)
{
    if (platform.clint)
        mmio_write64(platform.clint + ClintCompare + 8 * hart_id(), when);
}

bool timer_exists(void) { return platform.has_sstc || platform.clint; }

void timer_init(void) { set_machine_compare(UINT64_MAX); }

void timer_set(uint64_t when)
{
    if (platform.has_sstc) {
        csr_write(CSR_STIMECMP, when);
        return;
    }
    set_machine_compare(when);
    csr_clear(mip, IRQ_STIMER);
    csr_set(mie, IRQ_MTIMER);
}

void timer_forward(void)
{
    csr_clear(mie, IRQ_MTIMER);
    csr_set(mip, IRQ_STIMER);
}
