// SPDX-License-Identifier: Apache-2.0
// The string functions that libfdt and the compiler call (C11, section 7.24).

#include <stddef.h>
#include <stdint.h>

#include <libfdt_env.h>

void *memcpy(void *to, const void *from, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        ((char *)to)[i] = ((const char *)from)[i];
    return to;
}

void *memmove(void *to, const void *from, size_t bytes)
{
    if ((uintptr_t)to <= (uintptr_t)from)
        return memcpy(to, from, bytes);
    while (bytes-- > 0)
        ((char *)to)[bytes] = ((const char *)from)[bytes];
    return to;
}

void *memset(void *to, int value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        ((char *)to)[i] = (char)value;
    return to;
}

void *memchr(const void *in, int value, size_t bytes)
{
    for (const unsigned char *p = in; bytes > 0; p++, bytes--)
        if (*p == (unsigned char)value)
            return (void *)(uintptr_t)p;
    return NULL;
}

int memcmp(const void *a, const void *b, size_t bytes)
{
    const unsigned char *x = a, *y = b;
    for (size_t i = 0; i < bytes; i++)
        if (x[i] != y[i])
            return x[i] - y[i];
    return 0;
}

size_t strnlen(const char *s, size_t max)
{
    size_t length = 0;
    while (length < max && s[length])
        length++;
    return length;
}

size_t strlen(const char *s) { return strnlen(s, SIZE_MAX); }

char *strrchr(const char *s, int c)
{
    for (const char *p = s + strlen(s); p >= s; p--)
        if (*p == (char)c)
            return (char *)(uintptr_t)p;
    return NULL;
}
