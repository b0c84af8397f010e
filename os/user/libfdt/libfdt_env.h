/* SPDX-License-Identifier: Apache-2.0
 *
 * The environment of libfdt on bare metal, in the place of the one that comes with it: the freestanding headers of the
 * compiler, the string functions that whoever links libfdt must supply, and the big-endian words of a device tree
 * (Devicetree Specification 0.4, section 5).
 */
#ifndef LIBFDT_ENV_H
#define LIBFDT_ENV_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *to, const void *from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
void *memchr(const void *in, int value, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t max);

typedef uint16_t fdt16_t;
typedef uint32_t fdt32_t;
typedef uint64_t fdt64_t;

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "this libfdt environment is for a little-endian machine"
#endif

static inline uint16_t fdt16_to_cpu(fdt16_t x) { return (uint16_t)(x << 8 | x >> 8); }
static inline fdt16_t cpu_to_fdt16(uint16_t x) { return fdt16_to_cpu(x); }

/* Written out, since the compiler's builtins would call libgcc on a machine without byte-swap instructions. */
static inline uint32_t fdt32_to_cpu(fdt32_t x) { return x << 24 | (x & 0xff00) << 8 | (x >> 8 & 0xff00) | x >> 24; }

static inline fdt32_t cpu_to_fdt32(uint32_t x) { return fdt32_to_cpu(x); }

static inline uint64_t fdt64_to_cpu(fdt64_t x)
{
    return (uint64_t)fdt32_to_cpu((uint32_t)x) << 32 | fdt32_to_cpu((uint32_t)(x >> 32));
}

static inline fdt64_t cpu_to_fdt64(uint64_t x) { return fdt64_to_cpu(x); }

#endif
