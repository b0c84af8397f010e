// SPDX-License-Identifier: Apache-2.0
// The console: kernel messages and the terminal of every process, on the 16550 UART. Input is line by line with echo
// and erase; end of file is ^D at the start of a line, ^C sends SIGINT to every process but init.

#ifndef OS_DEV_CONSOLE_H
#define OS_DEV_CONSOLE_H

#include "os/lib/types.h"

// Writes kernel memory; a newline goes out as CR LF. Never sleeps.
void console_write(const char *buf, size_t n);

// Reads at most n bytes of the next line into kernel memory; sleeps until there is one. Bytes, 0 at end of file,
// -EINTR.
ssize_t console_read(char *buf, size_t n, bool nonblocking);
bool console_has_input(void);

// Turns on input, once the PLIC works.
void console_init(void);

#endif
