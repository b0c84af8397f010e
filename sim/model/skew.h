// SPDX-License-Identifier: Apache-2.0
//
// Writes by others than the hart (devices; the walker's A and D bits), which the hart may see up to
// some cycles before or after they are reported, and the debts that follow from believing it.
//
// The model's memory takes a reported write at once. What the hart may see instead is kept here:
//
//   - the old bytes, for `skew` cycles after the report;
//   - where the hart stored to the same bytes within `skew` cycles of the report, before or after it:
//     either of the two, until a load shows which came last;
//   - new bytes before the report: the load is believed and the report is owed.

#ifndef PAGEWALK_MODEL_SKEW_H
#define PAGEWALK_MODEL_SKEW_H

#include <stdbool.h>
#include <stdint.h>

#include "commit.h"

enum { SKEW_ENTRIES = 1024, SKEW_DEBTS = 64 };

// A doubleword that may be seen otherwise than it stands in memory.
struct doubt {
    uint64_t pa;
    uint64_t mask;   // of the bits concerned; 0: no entry
    uint64_t other;  // what they may be instead
    uint64_t cycle;  // of the report or store that made it
    uint64_t order;  // in which they came
    uint64_t until;  // the last cycle; UINT64_MAX: until a load tells
};

// Bits of a doubleword that were seen before anybody reported them.
struct debt {
    uint64_t pa, mask, value;
    uint64_t until;
    struct commit record;  // that saw them
    uint64_t cycle;
    uint64_t number;  // of those with the same number, one is to be paid
};

struct store_seen {
    uint64_t pa, mask, value, cycle;
};

struct skew {
    uint64_t cycles;
    struct doubt doubt[SKEW_ENTRIES];
    unsigned next_doubt;          // where to look for room
    uint64_t doubts;              // so far
    uint64_t busy_until;          // no doubt with an end lasts longer
    bool unsettled;               // there may be doubts without an end
    struct store_seen store[64];  // the hart's last stores, a ring
    unsigned next_store;
    struct debt debt[SKEW_DEBTS];
    unsigned debts;
};

// The bits of `mask` in the doubleword at `pa` were reported to have become those of `new`; they were
// `old`. (Memory itself is the caller's.)
void skew_reported(struct skew *s, uint64_t pa, uint64_t old, uint64_t new, uint64_t mask, uint64_t cycle);
// The hart stored `value` into the bits of `mask`, where the model's memory held `before`.
void skew_stored(struct skew *s, uint64_t pa, uint64_t before, uint64_t value, uint64_t mask, uint64_t cycle);
// It may have done so: then a report soon after this may stand before or after it.
void skew_stored_perhaps(struct skew *s, uint64_t pa, uint64_t value, uint64_t mask, uint64_t cycle);

// What a load may see in place of `value` in the doubleword at `pa`; returns how many, at most `room`.
unsigned skew_values(const struct skew *s, uint64_t pa, uint64_t value, uint64_t cycle, uint64_t *out, unsigned room);
// A load saw `value` in the bits of `mask`: what was open is settled. Returns what memory has to hold.
uint64_t skew_settle(struct skew *s, uint64_t pa, uint64_t memory, uint64_t seen, uint64_t mask);

// Bits were seen that nobody has reported. Where they may have been seen in one of several places, it is
// called for each with the same `number`. False: too many such are open.
bool skew_owe(struct skew *s, uint64_t pa, uint64_t mask, uint64_t value, uint64_t cycle, const struct commit *record,
              uint64_t number);
// The first debt that is due at `cycle`, or NULL.
const struct debt *skew_due(const struct skew *s, uint64_t cycle);

#endif
