// SPDX-License-Identifier: Apache-2.0
// A 16550A UART: eight byte registers, 16-byte receive FIFO, interrupts for received data and for
// an empty transmitter, loopback. The line is infinitely fast: a byte written is sent at once, so
// the transmitter is always empty; a byte the host has is received as soon as there is room.
#ifndef PAGEWALK_UART_H
#define PAGEWALK_UART_H

#include <stdbool.h>
#include <stdint.h>

#include "console.h"

struct uart;

struct uart *uart_create(struct console *console);
void uart_destroy(struct uart *uart);

// `reg` is 0 to 7.
uint8_t uart_read(struct uart *uart, unsigned reg);
void uart_write(struct uart *uart, unsigned reg, uint8_t value);

bool uart_irq(const struct uart *uart);

#endif
