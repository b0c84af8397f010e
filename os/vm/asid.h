// SPDX-License-Identifier: Apache-2.0
// Address-space identifiers (privileged manual 4.2.1): numbers from 1 on, each given to one space until the generation
// ends because they have run out. ASID 0 is the kernel's. Kept by pmap.c alone, which does the fencing.
#ifndef VM_ASID_H
#define VM_ASID_H

#include "os/vm/pmap.h"

void asid_init(uint64_t most);  // the largest ASID; 0: the machine has none, and each switch is a generation
unsigned asid_bits(void);

extern uint64_t asid_generation;
// false: no entry of the TLB with its number can be its.
static inline bool asid_is_current(const struct pmap *pmap) { return pmap->generation == asid_generation; }
bool asid_lasts(const struct pmap *pmap);  // true: it may run again with the number that it has
bool asid_give(struct pmap *pmap);         // true: a generation has begun, and everything must be fenced first

#endif
