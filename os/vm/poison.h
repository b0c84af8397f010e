// SPDX-License-Identifier: Apache-2.0
// Poison: with the boot argument poison=1, memory that is free is filled with one byte, and looked at when it is given
// out again. Who has written there since, by a pointer to what it had given back, ends the kernel with a line that
// names the place; who has read there met addresses that no table maps.
#ifndef VM_POISON_H
#define VM_POISON_H

#include <stdbool.h>
#include <stddef.h>

extern bool poison;  // set before the first allocation, and never again

void poison_fill(void *free, size_t bytes);         // bytes is a multiple of 8, as is the address
void poison_check(const void *free, size_t bytes);  // panics where a byte has changed

#endif
