// SPDX-License-Identifier: Apache-2.0
// The console: a 16550, polled.

#ifndef FIRMWARE_CONSOLE_H
#define FIRMWARE_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

bool console_exists(void);
void console_init(void);
void console_put(char c);  // waits for room
int console_get(void);     // the next byte, or -1 if none waits
void console_puts(const char *s);
void console_put_hex(uint64_t value);  // sixteen digits

#endif
