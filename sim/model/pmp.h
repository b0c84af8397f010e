// SPDX-License-Identifier: Apache-2.0
//
// Physical memory protection: 16 entries with a granularity of 8 bytes, or of 4 (privileged manual 3.7,
// docs/isa.md).

#ifndef PAGEWALK_MODEL_PMP_H
#define PAGEWALK_MODEL_PMP_H

#include <stdbool.h>
#include <stdint.h>

#include "commit.h"
#include "translate.h"

enum { PMP_ENTRIES = 16 };

struct pmp {
    uint8_t cfg[PMP_ENTRIES];
    uint64_t addr[PMP_ENTRIES];  // as written: bits 55:2 of an address
    uint8_t grain;               // G, 0 or 1: regions are of 4 << G bytes at least
};

// `reg` is 0 for pmpcfg0 and 1 for pmpcfg2: eight entries each, one a byte.
uint64_t pmp_read_cfg(const struct pmp *p, unsigned reg);
void pmp_write_cfg(struct pmp *p, unsigned reg, uint64_t value);
uint64_t pmp_read_addr(const struct pmp *p, unsigned entry);
void pmp_write_addr(struct pmp *p, unsigned entry, uint64_t value);

// May `priv` access [pa, pa + bytes)? The lowest entry that matches any of the bytes decides, and it
// must match all of them.
bool pmp_allows(const struct pmp *p, uint64_t pa, uint64_t bytes, enum access access, enum privilege priv);

#endif
