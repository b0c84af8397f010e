// SPDX-License-Identifier: Apache-2.0
// The test finisher: one register, whose low half says what to do and whose high half is the exit code of a failure.

#include "firmware/power.h"

#include "firmware/csr.h"
#include "firmware/mmio.h"
#include "firmware/platform.h"

enum { FinishPass = 0x5555, FinishFail = 0x3333, FinishReset = 0x7777, ExitFailure = 1 };

bool power_exists(void) { return platform.finisher != 0; }

static _Noreturn void finish(uint32_t command)
{
    if (power_exists())
        mmio_write32(platform.finisher, command);
    csr_write(mie, 0);
    for (;;)
        wait_for_interrupt();
}

void power_off(bool failed) { finish(failed ? ExitFailure << 16 | FinishFail : FinishPass); }
void power_reset(void) { finish(FinishReset); }
