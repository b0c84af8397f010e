// SPDX-License-Identifier: Apache-2.0
#include "uart.h"

#include <stdlib.h>

enum { RBR_THR = 0, IER = 1, IIR_FCR = 2, LCR = 3, MCR = 4, LSR = 5, MSR = 6, SCR = 7 };

#define IER_RX 0x01
#define IER_TX 0x02

#define IIR_NONE 0x01
#define IIR_TX_EMPTY 0x02
#define IIR_RX_DATA 0x04
#define IIR_RX_TIMEOUT 0x0c
#define IIR_FIFOS_ON 0xc0

#define FCR_ENABLE 0x01
#define FCR_CLEAR_RX 0x02

#define LCR_DLAB 0x80
#define MCR_LOOP 0x10

#define LSR_DATA_READY 0x01
#define LSR_OVERRUN 0x02
#define LSR_TX_EMPTY 0x60  // holding register and shifter

#define MSR_CTS 0x10
#define MSR_DSR 0x20
#define MSR_RI 0x40
#define MSR_DCD 0x80

#define FIFO_BYTES 16

struct uart {
    struct console *console;
    uint8_t ier, fcr, lcr, mcr, scratch;
    uint8_t divisor[2];
    bool tx_empty_event;  // the transmitter has become empty and nobody has been told
    bool overrun;
    uint8_t looped[FIFO_BYTES];  // what loopback has sent back
    unsigned looped_count;
};

struct uart *uart_create(struct console *console)
{
    struct uart *uart = calloc(1, sizeof *uart);
    if (!uart)
        abort();
    uart->console = console;
    uart->divisor[0] = 12;
    return uart;
}

void uart_destroy(struct uart *uart) { free(uart); }

static bool looping(const struct uart *uart) { return uart->mcr & MCR_LOOP; }

static unsigned fifo_depth(const struct uart *uart) { return uart->fcr & FCR_ENABLE ? FIFO_BYTES : 1; }

// Bytes in the receive FIFO. Those from the host stay in the console until they are read: the FIFO
// is a window of the first few.
static unsigned received(const struct uart *uart)
{
    if (looping(uart))
        return uart->looped_count;
    unsigned pending = console_pending(uart->console);
    return pending < fifo_depth(uart) ? pending : fifo_depth(uart);
}

static unsigned trigger_level(const struct uart *uart)
{
    static const uint8_t levels[] = {1, 4, 8, 14};
    return uart->fcr & FCR_ENABLE ? levels[uart->fcr >> 6] : 1;
}

static uint8_t take_looped(struct uart *uart)
{
    if (uart->looped_count == 0)
        return 0;
    uint8_t byte = uart->looped[0];
    uart->looped_count--;
    for (unsigned i = 0; i < uart->looped_count; i++)
        uart->looped[i] = uart->looped[i + 1];
    return byte;
}

static uint8_t take_received(struct uart *uart)
{
    if (looping(uart))
        return take_looped(uart);
    int byte = console_get(uart->console);
    return byte < 0 ? 0 : (uint8_t)byte;
}

static void send(struct uart *uart, uint8_t byte)
{
    if (!looping(uart))
        console_put(uart->console, byte);
    else if (uart->looped_count < fifo_depth(uart))
        uart->looped[uart->looped_count++] = byte;
    else
        uart->overrun = true;
    uart->tx_empty_event = true;
}

// The identification of the most urgent interrupt that is enabled.
static uint8_t interrupt_id(const struct uart *uart)
{
    if ((uart->ier & IER_RX) && received(uart) > 0)
        return received(uart) >= trigger_level(uart) ? IIR_RX_DATA : IIR_RX_TIMEOUT;
    if ((uart->ier & IER_TX) && uart->tx_empty_event)
        return IIR_TX_EMPTY;
    return IIR_NONE;
}

bool uart_irq(const struct uart *uart) { return interrupt_id(uart) != IIR_NONE; }

static uint8_t read_iir(struct uart *uart)
{
    uint8_t id = interrupt_id(uart);
    if (id == IIR_TX_EMPTY)
        uart->tx_empty_event = false;
    return id | (uart->fcr & FCR_ENABLE ? IIR_FIFOS_ON : 0);
}

static uint8_t read_lsr(struct uart *uart)
{
    uint8_t lsr = LSR_TX_EMPTY;
    if (received(uart) > 0)
        lsr |= LSR_DATA_READY;
    if (uart->overrun)
        lsr |= LSR_OVERRUN;
    uart->overrun = false;
    return lsr;
}

// In loopback the modem's inputs are our own outputs: DTR, RTS, OUT1, OUT2.
static uint8_t read_msr(const struct uart *uart)
{
    if (!looping(uart))
        return MSR_CTS | MSR_DSR | MSR_DCD;
    return (uart->mcr & 0x01 ? MSR_DSR : 0) | (uart->mcr & 0x02 ? MSR_CTS : 0) | (uart->mcr & 0x04 ? MSR_RI : 0) |
           (uart->mcr & 0x08 ? MSR_DCD : 0);
}

uint8_t uart_read(struct uart *uart, unsigned reg)
{
    bool divisor_latch = uart->lcr & LCR_DLAB;
    switch (reg) {
    case RBR_THR: return divisor_latch ? uart->divisor[0] : take_received(uart);
    case IER: return divisor_latch ? uart->divisor[1] : uart->ier;
    case IIR_FCR: return read_iir(uart);
    case LCR: return uart->lcr;
    case MCR: return uart->mcr;
    case LSR: return read_lsr(uart);
    case MSR: return read_msr(uart);
    default: return uart->scratch;
    }
}

static void write_ier(struct uart *uart, uint8_t value)
{
    bool tx_newly_enabled = (value & ~uart->ier) & IER_TX;
    uart->ier = value & 0x0f;
    if (tx_newly_enabled)
        uart->tx_empty_event = true;
}

static void write_fcr(struct uart *uart, uint8_t value)
{
    bool toggled = (value ^ uart->fcr) & FCR_ENABLE;
    if (toggled || (value & FCR_CLEAR_RX))
        uart->looped_count = 0;
    uart->fcr = value & 0xc9;
}

void uart_write(struct uart *uart, unsigned reg, uint8_t value)
{
    bool divisor_latch = uart->lcr & LCR_DLAB;
    switch (reg) {
    case RBR_THR:
        if (divisor_latch)
            uart->divisor[0] = value;
        else
            send(uart, value);
        break;
    case IER:
        if (divisor_latch)
            uart->divisor[1] = value;
        else
            write_ier(uart, value);
        break;
    case IIR_FCR: write_fcr(uart, value); break;
    case LCR: uart->lcr = value; break;
    case MCR: uart->mcr = value & 0x1f; break;
    case SCR: uart->scratch = value; break;
    default:  // LSR and MSR are read-only
        break;
    }
}
