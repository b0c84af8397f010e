// SPDX-License-Identifier: Apache-2.0
// The console on the 16550 UART (registers one byte apart): output by polling, sixteen bytes to a look at the status;
// input by interrupt, a byte at a time, and not faster than who else runs can bear: after a burst, and after a byte
// that there was no room for, nothing is heard for a while. Before the device tree is read, output goes to the
// firmware.

#include "os/dev/console.h"

#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/arch/sbi.h"
#include "os/dev/klog.h"
#include "os/dev/mmio.h"
#include "os/dev/plic.h"
#include "os/kern/timer.h"
#include "os/lib/printf.h"

// Offsets of registers and their bits (16550 data sheet).
enum { UART_DATA = 0, UART_IER = 1, UART_FCR = 2, UART_LSR = 5 };
enum { IER_RECEIVED = 1, FCR_ENABLE = 1, LSR_READY = 0x01, LSR_THR_EMPTY = 0x20 };
#define FIFO_DEPTH 16

#define BURST 128  // bytes
#define PAUSES_A_SECOND 1000

static void listen(struct timer *timer);

static bool (*receive)(char c);
static struct timer pause = {.link = LIST_INIT(pause.link), .fire = listen};

static unsigned fifo_room;

void console_put(char c)
{
    if (machine.uart.base == 0) {
        sbi_putchar(c);
        return;
    }
    if (fifo_room == 0) {
        while ((mmio_read8(machine.uart.base + UART_LSR) & LSR_THR_EMPTY) == 0)
            ;
        fifo_room = FIFO_DEPTH;
    }
    fifo_room--;
    mmio_write8(machine.uart.base + UART_DATA, (uint8_t)c);
}

void console_write(const char *buf, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (buf[i] == '\n')
            console_put('\r');
        console_put(buf[i]);
    }
}

static void uart_interrupt(void *arg)
{
    (void)arg;
    for (unsigned taken = 0; (mmio_read8(machine.uart.base + UART_LSR) & LSR_READY) != 0; taken++)
        if (taken == BURST || !receive((char)mmio_read8(machine.uart.base + UART_DATA))) {
            mmio_write8(machine.uart.base + UART_IER, 0);
            timer_start(&pause, time_now() + machine.timebase / PAUSES_A_SECOND);
            return;
        }
}

static void listen(struct timer *timer)
{
    (void)timer;
    mmio_write8(machine.uart.base + UART_IER, IER_RECEIVED);
}

void console_attach(bool (*to)(char c))
{
    receive = to;
    if (machine.uart.base != 0)
        listen(&pause);
}

void console_init(void)
{
    mmio_write8(machine.uart.base + UART_FCR, FCR_ENABLE);
    if (machine.uart.irq != 0)
        plic_enable(machine.uart.irq, uart_interrupt, NULL);
}

void kprintf(const char *fmt, ...)
{
    char line[256];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    size_t length = (size_t)MIN(n, (int)sizeof line - 1);
    klog_add(0, KLOG_INFO, line, length);
    if (KLOG_INFO < klog_console)
        console_write(line, length);
}

void klog_say(unsigned facility, unsigned level, const char *text, size_t n)
{
    klog_add(facility, level, text, n);
    if (level >= klog_console)
        return;
    console_write(text, n);
    if (n == 0 || text[n - 1] != '\n')
        console_write("\n", 1);
}
