// SPDX-License-Identifier: Apache-2.0
// The UART as a driver sees it: identification, interrupts and how each is cleared, FIFO, loopback.
#include <stdlib.h>
#include <unistd.h>

#include "testing.h"
#include "uart.h"

#define INPUT "test_uart.in"

static FILE *sent;  // what the host has received
static struct console *console;
static struct uart *uart;

static void plug_in(const char *input)
{
    struct complaint complaint;
    if (uart)
        uart_destroy(uart);
    console_destroy(console);
    if (sent)
        fclose(sent);
    FILE *file = testing_file(INPUT);
    fputs(input, file);
    fclose(file);
    sent = tmpfile();
    console = console_create(sent, INPUT, &complaint);
    uart = uart_create(console);
}

static bool host_has(const char *text)
{
    char got[64] = "";
    console_flush(console);
    if (fseek(sent, 0, SEEK_SET) != 0)
        return false;
    size_t bytes = fread(got, 1, sizeof got - 1, sent);
    return bytes == strlen(text) && memcmp(got, text, bytes) == 0;
}

static void uart_sends(void)
{
    plug_in("");
    EXPECT((uart_read(uart, 5) & 0x60) == 0x60);
    uart_write(uart, 0, 'h');
    uart_write(uart, 0, 'i');
    EXPECT((uart_read(uart, 5) & 0x60) == 0x60);
    EXPECT(host_has("hi"));
}

static void uart_divisor_latch(void)
{
    plug_in("");
    uart_write(uart, 3, 0x83);
    uart_write(uart, 0, 3);
    uart_write(uart, 1, 1);
    EXPECT(uart_read(uart, 0) == 3 && uart_read(uart, 1) == 1);
    uart_write(uart, 3, 0x03);
    EXPECT(uart_read(uart, 1) == 0);  // IER again
    EXPECT(host_has(""));
}

static void uart_scratch_and_fifo_are_there(void)
{
    plug_in("");
    uart_write(uart, 7, 0x5a);
    EXPECT(uart_read(uart, 7) == 0x5a);
    EXPECT(uart_read(uart, 2) == 0x01);
    uart_write(uart, 2, 0x01);
    EXPECT(uart_read(uart, 2) == 0xc1);
}

static void uart_transmit_interrupt(void)
{
    plug_in("");
    EXPECT(!uart_irq(uart));
    uart_write(uart, 1, 0x02);
    EXPECT(uart_irq(uart));  // the transmitter is empty when the interrupt is enabled
    EXPECT(uart_read(uart, 2) == 0x02);
    EXPECT(!uart_irq(uart));  // told: cleared by reading IIR
    uart_write(uart, 0, 'x');
    EXPECT(uart_irq(uart));
    uart_write(uart, 1, 0x00);
    EXPECT(!uart_irq(uart));
}

static void uart_receives(void)
{
    plug_in("ab");
    EXPECT(uart_read(uart, 5) & 1);
    EXPECT(!uart_irq(uart));
    uart_write(uart, 1, 0x01);
    EXPECT(uart_irq(uart) && uart_read(uart, 2) == 0x04);
    EXPECT(uart_read(uart, 0) == 'a');
    EXPECT(uart_irq(uart) && uart_read(uart, 0) == 'b');
    EXPECT(!uart_irq(uart) && !(uart_read(uart, 5) & 1));
}

// Below the trigger level a waiting byte is announced as a time-out.
static void uart_trigger_level(void)
{
    plug_in("abcdefgh");
    uart_write(uart, 2, 0x81);  // FIFOs on, eight bytes
    uart_write(uart, 1, 0x01);
    EXPECT((uart_read(uart, 2) & 0x0f) == 0x04);
    EXPECT(uart_read(uart, 0) == 'a');
    EXPECT((uart_read(uart, 2) & 0x0f) == 0x0c);
}

// What the host sends while a driver sets up is not lost.
static void uart_input_survives_fifo_reset(void)
{
    plug_in("ab");
    uart_write(uart, 2, 0x07);
    EXPECT(uart_read(uart, 0) == 'a');
    EXPECT(uart_read(uart, 0) == 'b');
}

static void uart_receive_goes_before_transmit(void)
{
    plug_in("a");
    uart_write(uart, 1, 0x03);
    EXPECT(uart_read(uart, 2) == 0x04);
    uart_read(uart, 0);
    EXPECT(uart_read(uart, 2) == 0x02);
    EXPECT(uart_read(uart, 2) == 0x01);
}

static void uart_loopback(void)
{
    plug_in("host");
    uart_write(uart, 4, 0x1a);
    EXPECT(uart_read(uart, 6) == 0x90);  // OUT2 and RTS come back as DCD and CTS
    EXPECT(!(uart_read(uart, 5) & 1));
    uart_write(uart, 0, 'q');
    EXPECT((uart_read(uart, 5) & 1) && uart_read(uart, 0) == 'q');
    uart_write(uart, 0, '1');
    uart_write(uart, 0, '2');  // no FIFO: one byte of room
    EXPECT(uart_read(uart, 5) & 2);
    EXPECT(!(uart_read(uart, 5) & 2));
    EXPECT(host_has(""));
    uart_write(uart, 4, 0);
    EXPECT(uart_read(uart, 0) == 'h');
}

int main(void)
{
    TEST(uart_sends);
    TEST(uart_divisor_latch);
    TEST(uart_scratch_and_fifo_are_there);
    TEST(uart_transmit_interrupt);
    TEST(uart_receives);
    TEST(uart_trigger_level);
    TEST(uart_input_survives_fifo_reset);
    TEST(uart_receive_goes_before_transmit);
    TEST(uart_loopback);
    plug_in("");
    uart_destroy(uart);
    console_destroy(console);
    fclose(sent);
    unlink(INPUT);
    return TEST_STATUS;
}
