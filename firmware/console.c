// SPDX-License-Identifier: Apache-2.0
// The 16550 UART by polling. The kernel drives the same device with interrupts; the firmware leaves its interrupt
// enable register alone once the kernel runs.

#include "firmware/console.h"

#include "firmware/lock.h"
#include "firmware/mmio.h"
#include "firmware/platform.h"

enum { RegData = 0, RegInterruptEnable = 1, RegFifoControl = 2, RegLineControl = 3, RegLineStatus = 5 };
enum { FifoEnable = 1, LineEightBits = 3, StatusReceived = 1 << 0, StatusTransmitEmpty = 1 << 5 };

static struct lock transmitter;  // from "empty" to the byte that fills it

bool console_exists(void) { return platform.uart != 0; }

void console_init(void)
{
    if (!console_exists())
        return;
    mmio_write8(platform.uart + RegInterruptEnable, 0);
    mmio_write8(platform.uart + RegLineControl, LineEightBits);
    mmio_write8(platform.uart + RegFifoControl, FifoEnable);
}

void console_put(char c)
{
    if (!console_exists())
        return;
    lock_take(&transmitter);
    while (!(mmio_read8(platform.uart + RegLineStatus) & StatusTransmitEmpty))
        ;
    mmio_write8(platform.uart + RegData, (uint8_t)c);
    lock_release(&transmitter);
}

int console_get(void)
{
    if (!console_exists() || !(mmio_read8(platform.uart + RegLineStatus) & StatusReceived))
        return -1;
    return mmio_read8(platform.uart + RegData);
}

void console_puts(const char *s)
{
    for (; *s; s++)
        console_put(*s);
}

void console_put_hex(uint64_t value)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        console_put("0123456789abcdef"[value >> shift & 15]);
}
