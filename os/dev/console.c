// SPDX-License-Identifier: Apache-2.0
// The console on the 16550 UART (registers one byte apart): output by polling, sixteen bytes to a look at the status;
// input by interrupt into a line editor. Before the device tree is read, output goes to the firmware.

#include "os/dev/console.h"

#include "os/arch/machine.h"
#include "os/arch/sbi.h"
#include "os/dev/mmio.h"
#include "os/dev/plic.h"
#include "os/kern/file.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"

// Offsets of registers and their bits (16550 data sheet).
enum { UART_DATA = 0, UART_IER = 1, UART_FCR = 2, UART_LSR = 5 };
enum { IER_RECEIVED = 1, FCR_ENABLE = 1, LSR_READY = 0x01, LSR_THR_EMPTY = 0x20 };
#define FIFO_DEPTH 16

#define CTRL(c) ((c)&31)
#define LINE_MAX 256

// Input: [0, ended) are finished lines, [ended, length) is the line being typed.
static struct {
    char text[LINE_MAX];
    size_t ended, length;
    unsigned ends_of_file;  // ^D at the start of a line, not yet read
    struct waitq readers;
} input = {.readers = WAITQ_INIT(input.readers)};

static unsigned fifo_room;

static void put_byte(char c)
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
            put_byte('\r');
        put_byte(buf[i]);
    }
}

static void echo(const char *text) { console_write(text, strlen(text)); }

static void interrupt_everybody(void)
{
    struct task *t;
    struct siginfo info = {.signo = SIGINT, .code = SI_KERNEL};
    LIST_FOR_EACH(t, &all_tasks, all_link)
        if (task_is_leader(t) && t->tid > 1)
            signal_send_process(t->process, &info);
}

// Whoever waits for input, by read or by poll.
static void tell_readers(void)
{
    wake_all(&input.readers);
    poll_notify();
}

static void end_line(void)
{
    input.ended = input.length;
    tell_readers();
}

static void accept(char c)
{
    switch (c) {
    case CTRL('C'):
        echo("^C\n");
        input.length = input.ended;
        interrupt_everybody();
        return;
    case CTRL('D'):
        if (input.length == input.ended) {
            input.ends_of_file++;
            tell_readers();
        } else {
            end_line();
        }
        return;
    case '\b':
    case 0x7f:
        if (input.length > input.ended) {
            input.length--;
            echo("\b \b");
        }
        return;
    case '\r': c = '\n'; break;
    }
    if (input.length == LINE_MAX - (c != '\n'))
        return;
    input.text[input.length++] = c;
    console_write(&c, 1);
    if (c == '\n')
        end_line();
}

static void uart_interrupt(void *arg)
{
    (void)arg;
    while ((mmio_read8(machine.uart.base + UART_LSR) & LSR_READY) != 0)
        accept((char)mmio_read8(machine.uart.base + UART_DATA));
}

void console_init(void)
{
    mmio_write8(machine.uart.base + UART_FCR, FCR_ENABLE);
    mmio_write8(machine.uart.base + UART_IER, IER_RECEIVED);
    if (machine.uart.irq != 0)
        plic_enable(machine.uart.irq, uart_interrupt, NULL);
}

bool console_has_input(void) { return input.ended > 0 || input.ends_of_file > 0; }

// At most one line, and the rest moves to the front.
static size_t take_line(char *buf, size_t n)
{
    size_t taken = 0;
    while (taken < n && taken < input.ended) {
        buf[taken] = input.text[taken];
        if (buf[taken++] == '\n')
            break;
    }
    memmove(input.text, input.text + taken, input.length - taken);
    input.ended -= taken;
    input.length -= taken;
    return taken;
}

ssize_t console_read(char *buf, size_t n, bool nonblocking)
{
    while (!console_has_input()) {
        if (nonblocking)
            return -EAGAIN;
        int error = sleep_interruptible(&input.readers);
        if (error != 0)
            return error;
    }
    if (input.ended == 0) {
        input.ends_of_file--;
        return 0;
    }
    return (ssize_t)take_line(buf, n);
}
