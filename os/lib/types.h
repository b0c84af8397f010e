// SPDX-License-Identifier: Apache-2.0
// The words every room of the kernel speaks: fixed-width types, sizes of a page, rounding, and small helpers.

#ifndef OS_LIB_TYPES_H
#define OS_LIB_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t ssize_t;
typedef int64_t off_t;
typedef int pid_t;

#define PAGE_SHIFT 12
#define PAGE_SIZE (UINT64_C(1) << PAGE_SHIFT)

// The kernel's window on physical memory: every physical address pa is readable at pa + PHYSMAP_BASE.
#define PHYSMAP_BASE UINT64_C(0xffffffc000000000)
// User addresses are [0, USER_END); the last page is never mapped (a return to it means rt_sigreturn).
#define USER_END (UINT64_C(1) << 38)

#define ROUND_DOWN(x, to) ((x) & ~((__typeof__(x))(to)-1))
#define ROUND_UP(x, to) ROUND_DOWN((x) + ((__typeof__(x))(to)-1), to)
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define COUNT(array) (sizeof array / sizeof((array)[0]))
#define CONTAINER_OF(ptr, type, member) ((type *)((char *)(ptr)-offsetof(type, member)))

static inline void *kva(uint64_t pa) { return (void *)(pa + PHYSMAP_BASE); }
static inline uint64_t pa_of(const void *ptr) { return (uint64_t)ptr - PHYSMAP_BASE; }

#endif
