// SPDX-License-Identifier: Apache-2.0
// The functions of C's string.h that the kernel and libfdt use, with C11's contracts.

#ifndef OS_LIB_STRING_H
#define OS_LIB_STRING_H

#include <stddef.h>

void *memset(void *dst, int byte, size_t n);
void *memcpy(void *restrict dst, const void *restrict src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);

size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *what);
unsigned long strtoul(const char *s, char **end, int base);

// Copies at most size-1 bytes of src and always ends dst with 0; returns strlen(src).
size_t strlcpy(char *dst, const char *src, size_t size);

#endif
