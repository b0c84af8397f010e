// SPDX-License-Identifier: Apache-2.0
// The end of the road: a kernel that has found itself wrong says so on the console and powers the machine off with
// the failing reason, so that the host's exit status tells.

#ifndef OS_LIB_PANIC_H
#define OS_LIB_PANIC_H

// At most seven arguments after fmt: they are in registers, for the stack is left behind (entry.S).
_Noreturn void panic(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void panic_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));  // what follows there

// A condition that holds unless the kernel is wrong. Always compiled in.
#define KASSERT(cond) \
    do { \
        if (__builtin_expect(!(cond), 0)) \
            panic("%s:%d: %s does not hold", __FILE__, __LINE__, #cond); \
    } while (0)

#endif
