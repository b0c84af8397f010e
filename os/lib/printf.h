// SPDX-License-Identifier: Apache-2.0
// Formatted output. Understood: flags `-0#+ `, width and precision (also *), l ll z h hh, and d i u x X o c s p %.
// snprintf returns the length the whole text would have, as in C; scnprintf what it wrote.

#ifndef OS_LIB_PRINTF_H
#define OS_LIB_PRINTF_H

#include <stdarg.h>
#include <stddef.h>

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args);
int snprintf(char *buf, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int scnprintf(char *buf, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

// Prints on the kernel's console (lines of at most 255 bytes).
void kprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
