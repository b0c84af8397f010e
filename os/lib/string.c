// SPDX-License-Identifier: Apache-2.0
// memcpy and its family, byte-exact, moving aligned doublewords where both sides allow; the string functions follow
// C11.

#include "os/lib/string.h"

#include "os/lib/words.h"

static bool word_aligned(const void *p) { return ((uintptr_t)p & 7) == 0; }

void *memset(void *dst, int byte, size_t n)
{
    unsigned char *d = dst;
    for (; !word_aligned(d) && n > 0; n--)
        *d++ = (unsigned char)byte;
    uint64_t pattern = (unsigned char)byte * UINT64_C(0x0101010101010101);
    if (n >= BYTES_A_TURN) {
        size_t bytes = ROUND_DOWN(n, BYTES_A_TURN);
        words_fill((word_t *)d, pattern, bytes / sizeof(word_t));
        d += bytes;
        n -= bytes;
    }
    for (; n >= 64; n -= 64, d += 64) {
        word_t *w = (word_t *)d;
        w[0] = w[1] = w[2] = w[3] = w[4] = w[5] = w[6] = w[7] = pattern;
    }
    for (; n >= 8; n -= 8, d += 8)
        *(word_t *)d = pattern;
    for (; n > 0; n--)
        *d++ = (unsigned char)byte;
    return dst;
}

void *memcpy(void *restrict dst, const void *restrict src, size_t n)
{
    unsigned char *d = dst;
    const unsigned char *s = src;
    if ((((uintptr_t)d | (uintptr_t)s | n) & 7) == 0 && n < 64) {  // most: a few words
        for (const unsigned char *end = s + n; s < end; d += 8, s += 8)
            *(word_t *)d = *(const word_t *)s;
        return dst;
    }
    if ((((uintptr_t)d ^ (uintptr_t)s) & 7) == 0) {
        for (; n > 0 && !word_aligned(d); n--)
            *d++ = *s++;
        if (n >= BYTES_A_TURN) {
            size_t bytes = ROUND_DOWN(n, BYTES_A_TURN);
            words_copy((word_t *)d, (const word_t *)s, bytes / sizeof(word_t));
            d += bytes;
            s += bytes;
            n -= bytes;
        }
        for (; n >= 64; n -= 64, d += 64, s += 64)
            copy_eight((word_t *)d, (const word_t *)s);
        for (; n >= 8; n -= 8, d += 8, s += 8)
            *(word_t *)d = *(const word_t *)s;
    }
    for (; n > 0; n--)
        *d++ = *s++;
    return dst;
}

void *memmove(void *dst, const void *src, size_t n)
{
    unsigned char *d = dst;
    const unsigned char *s = src;
    if (d <= s || d >= s + n)
        return memcpy(dst, src, n);
    while (n-- > 0)
        d[n] = s[n];
    return dst;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *p = a, *q = b;
    for (size_t i = 0; i < n; i++)
        if (p[i] != q[i])
            return p[i] - q[i];
    return 0;
}

void *memchr(const void *s, int c, size_t n)
{
    const unsigned char *p = s;
    for (; n > 0; n--, p++)
        if (*p == (unsigned char)c)
            return (void *)p;
    return NULL;
}

size_t strlen(const char *s)
{
    const char *p = s;
    while (*p != 0)
        p++;
    return (size_t)(p - s);
}

size_t strnlen(const char *s, size_t max)
{
    size_t n = 0;
    while (n < max && s[n] != 0)
        n++;
    return n;
}

int strcmp(const char *a, const char *b)
{
    while (*a != 0 && *a == *b)
        a++, b++;
    return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t n)
{
    for (; n > 0; n--, a++, b++)
        if (*a != *b || *a == 0)
            return (unsigned char)*a - (unsigned char)*b;
    return 0;
}

char *strchr(const char *s, int c)
{
    for (;; s++) {
        if (*s == (char)c)
            return (char *)s;
        if (*s == 0)
            return NULL;
    }
}

char *strrchr(const char *s, int c)
{
    const char *found = NULL;
    for (;; s++) {
        if (*s == (char)c)
            found = s;
        if (*s == 0)
            return (char *)found;
    }
}

char *strstr(const char *s, const char *what)
{
    size_t n = strlen(what);
    for (; strncmp(s, what, n) != 0; s++)
        if (*s == 0)
            return NULL;
    return (char *)s;
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if ((c | 32) >= 'a' && (c | 32) <= 'z')
        return (c | 32) - 'a' + 10;
    return 99;
}

unsigned long strtoul(const char *s, char **end, int base)
{
    unsigned long v = 0;
    while (*s == ' ')
        s++;
    bool hex_prefix = s[0] == '0' && (s[1] | 32) == 'x' && digit_value(s[2]) < 16;
    if (hex_prefix && (base == 0 || base == 16)) {
        s += 2;
        base = 16;
    } else if (base == 0) {
        base = *s == '0' ? 8 : 10;
    }
    for (; digit_value(*s) < base; s++)
        v = v * (unsigned long)base + (unsigned long)digit_value(*s);
    if (end)
        *end = (char *)s;
    return v;
}

size_t strlcpy(char *dst, const char *src, size_t size)
{
    size_t n = strlen(src);
    if (size > 0) {
        size_t kept = MIN(n, size - 1);
        memcpy(dst, src, kept);
        dst[kept] = 0;
    }
    return n;
}
