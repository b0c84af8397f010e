// SPDX-License-Identifier: Apache-2.0
//
// Debug triggers: two, each on the address of an instruction, a load or a store, before it happens, with a breakpoint
// exception (Sdtrig 1.0: mcontrol and mcontrol6 with match = 0, select = 0, size = 0, action = 0; docs/isa.md).

#ifndef PAGEWALK_MODEL_TRIGGER_H
#define PAGEWALK_MODEL_TRIGGER_H

#include <stdbool.h>
#include <stdint.h>

#include "translate.h"

enum { TRIGGERS = 2 };

struct trigger {
    uint64_t tdata1, tdata2;
};

struct triggers {
    uint64_t selected;
    struct trigger one[TRIGGERS];
};

struct hart;

void triggers_reset(struct triggers *t);
void triggers_write_tselect(struct triggers *t, uint64_t value);
void triggers_write_tdata1(struct triggers *t, uint64_t value);
uint64_t triggers_tinfo(void);

// Does one of them watch anything of [va, va + bytes) in some mode? What nobody watches need not be asked for again
// until a trigger is written.
bool triggers_watch(const struct triggers *t, uint64_t va, uint64_t bytes);

// Does one fire at an access whose lowest address is `va`, or at a cache block that `va` lies in?
bool trigger_fires(const struct hart *h, uint64_t va, enum access access);
bool trigger_fires_at_amo(const struct hart *h, uint64_t va);
bool trigger_fires_at_block(const struct hart *h, uint64_t va);

#endif
