// SPDX-License-Identifier: Apache-2.0
// Numbers for AT_RANDOM and getrandom(2). They are not secret: the same boot gives the same numbers, so that every run
// of the machine is the same.

#ifndef OS_KERN_RANDOM_H
#define OS_KERN_RANDOM_H

#include <stddef.h>

void random_bytes(void *to, size_t n);

#endif
