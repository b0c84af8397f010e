// SPDX-License-Identifier: Apache-2.0
// The console: the 16550 UART. Kernel messages go out as they are; what comes in goes to whoever has attached itself
// (the terminal, os/kern/tty.h). Nothing here sleeps.

#ifndef OS_DEV_CONSOLE_H
#define OS_DEV_CONSOLE_H

#include "os/lib/types.h"

void console_put(char c);

// Writes kernel memory; a newline goes out as CR LF.
void console_write(const char *buf, size_t n);

// A line of a program's: kept as what the kernel says is, and printed if its level is low enough (klog.h).
void klog_say(unsigned facility, unsigned level, const char *text, size_t n);

// Turns the device on, once the PLIC works.
void console_init(void);

// From now on each byte that comes goes to `to`, in the interrupt handler: false if there was no room for it, and more
// shall not come quickly.
void console_attach(bool (*to)(char c));

#endif
