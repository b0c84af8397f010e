// SPDX-License-Identifier: Apache-2.0
// Single instructions, timed: rdcycle, the instruction and what uses its result, rdcycle. `timed_nothing` has an add in
// its place, which another may use in the next cycle: what it takes is the cost of measuring, and a difference to it is
// exact. rdcycle waits until what is older has retired.
#ifndef TIMED_H
#define TIMED_H

#include "contract.h"

struct cost timed_nothing(uint64_t va);
struct cost timed_load(uint64_t va);
struct cost timed_store(uint64_t va);

MEASURED(timed_nothing, "enter\n"
                        "addi a2, a0, 0\n"
                        "add a2, a2, a2\n"
                        "leave\n");
MEASURED(timed_load, "enter\n"
                     "ld a2, 0(a0)\n"
                     "add a2, a2, a2\n"
                     "leave\n");
MEASURED(timed_store, "enter\n"
                      "sd x0, 0(a0)\n"
                      "add a2, a0, a0\n"
                      "leave\n");

static inline int64_t load_at(uint64_t va) { return (int64_t)timed_load(va).cycles; }
static inline int64_t store_at(uint64_t va) { return (int64_t)timed_store(va).cycles; }
static inline int64_t nothing(void) { return (int64_t)timed_nothing(0).cycles; }

#endif
