// SPDX-License-Identifier: Apache-2.0
// The machine and its reference side by side: whatever is done to one is done to the other, and every answer must be
// one that verdict.h finds legal, with the scoreboard's bytes.
#ifndef TB_MEMSYS_PAIR_H
#define TB_MEMSYS_PAIR_H

#include "laws.h"
#include "verdict.h"

struct pair {
    struct run *run;
    struct bus *bus;
    struct world world;
    struct tally tally;
};

// RAM is filled with random bytes, and may still be changed by pair_preload, without a trace in the past.
void pair_create(struct pair *p, struct run *run, const struct bus_config *config);
// Checks the laws of the counters, and frees.
void pair_end(struct pair *p);

void pair_preload(struct pair *p, uint64_t pa, uint64_t dword);  // before the first access only

void pair_privilege(struct pair *p, enum bus_privilege privilege);
void pair_satp(struct pair *p, uint64_t satp);
void pair_sum(struct pair *p, bool on);
void pair_mxr(struct pair *p, bool on);
void pair_adue(struct pair *p, bool on);
void pair_pbmte(struct pair *p, bool on);
void pair_pmp(struct pair *p, unsigned entry, uint8_t cfg, uint64_t addr);

void pair_sfence(struct pair *p, const struct fence *f);
void pair_fence_i(struct pair *p);

// Makes an access and judges it.
void pair_use(struct pair *p, const struct request *a);

#endif
