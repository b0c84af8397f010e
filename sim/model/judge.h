// SPDX-License-Identifier: Apache-2.0
//
// The inside of the lockstep judge.
//
// How it judges: the model is a machine with choices. Where the manuals leave something open it asks
// (struct oracle), and the judge answers. First every answer is the plain one: memory as it is now. If
// the outcome is not the RTL's, the step is undone and tried with every other combination of answers
// that is legal; one that gives exactly the RTL's record is accepted. So whatever the RTL does must be
// something that the model could have done.

#ifndef PAGEWALK_MODEL_JUDGE_H
#define PAGEWALK_MODEL_JUDGE_H

#include "code.h"
#include "history.h"
#include "lockstep.h"
#include "possible.h"
#include "skew.h"
#include "state.h"
#include "versions.h"

enum { DIRTY_RECORDS = 8 };  // that may retire between a walk that sets D and its store

enum { RECENT = 16, MAX_CHOICES = 64, MAX_ATTEMPTS = 200000, MAX_ELSEWHERE = 64 };

// How far the judge goes to explain a record.
enum effort {
    EFFORT_PLAIN,  // memory as it is
    EFFORT_OLD,    // older translations, instructions and bytes
    EFFORT_OWED,   // and writes that somebody has still to report
};

// The answers of one attempt: a path in the tree of choices, advanced like an odometer.
struct choices {
    unsigned picked[MAX_CHOICES], limit[MAX_CHOICES];
    unsigned count, next;
};

struct load_seen {
    uint64_t pa, mask, value;  // of the doubleword
    bool owed;
};

// What an attempt did besides the model's own state.
struct attempt {
    struct choices choices;
    bool impossible;  // a choice turned out not to be legal
    struct path path;
    unsigned parcels;  // of the instruction, so far
    struct load_seen load[2];
    unsigned loads;
    struct {
        uint64_t pa, bits;
    } ad[4];  // set by the hart, not yet reported
    unsigned ads;
    unsigned second_from;  // choices that came before the walk of its access's second part
    bool second_walked;    // there was such a walk
    bool store_walked;     // a store was translated
    bool of_neighbour;     // the walk's last entry came from another one of Svnapot
    bool old_translation, old_code, skewed, failed_sc;
};

// What may have to be added to the model's minstret to have the RTL's; none: they are the same.
enum { INSTRET_COUNTS = 16 };
struct instret {
    uint64_t ahead[INSTRET_COUNTS];
    unsigned count;
};

struct record {
    struct commit commit;
    uint64_t cycle, number;
};

struct mismatch {
    const char *what;  // NULL: none yet
    uint64_t cycle, number;
    bool has_records;
    struct commit rtl, model;
    bool has_values;
    uint64_t address, rtl_value, model_value;
};

struct lockstep {
    struct model *model;
    uint8_t *ram;
    uint64_t ram_bytes;
    struct journal journal;
    struct oracle oracle;
    struct history *history;
    struct code code;
    struct skew *skew;
    struct possible possible;  // where stores may have gone

    // The record in judgement
    const struct commit *rtl;
    uint64_t cycle, now;
    enum effort effort;
    struct attempt attempt;
    uint64_t elsewhere[MAX_ELSEWHERE];  // where the second part of its access may have gone too
    unsigned elsewheres;

    // Svinval: what is still to be ordered before later walks
    struct fence *invalidation;
    unsigned invalidations, invalidations_room;
    uint64_t stores_ordered;  // when the last SFENCE.W.INVAL was

    bool pbmte_open;             // remembered translations may be of another menvcfg.PBMTE than the present one
    uint64_t reservation_until;  // a device wrote there: SC may succeed up to this cycle
    bool events_selected;        // a counter has had an event to count, and may have overflowed
    uint64_t ad_until;           // the cycle until which the walker may set A and D
    uint64_t dirty_record;       // the first that came after it set D, of which the store has not come; 0: none
    uint64_t dirty_pte;
    struct instret instret;

    bool wires_known;
    uint64_t line_seen[16];  // cycle + 1 at which each wire was last high
    uint64_t mtime;

    struct record recent[RECENT];
    struct lockstep_stats stats;
    uint64_t records;
    struct mismatch mismatch;
};

// judge_oracle.c
void judge_attach(struct lockstep *l);
// To the next combination, leaving the first `fixed` choices; false: there is none.
bool judge_advance(struct choices *c, unsigned fixed);

// lockstep.c: one attempt with the choices as they stand, and its undoing. NULL: it agrees with the
// RTL's record; otherwise what differs.
const char *judge_attempt(struct lockstep *l, struct commit *model);
void judge_undo(struct lockstep *l, const struct hart *before);

// judge_parts.c: after an attempt that agrees, finds where else the second part of its access may have
// gone, which no record tells.
void judge_second_part(struct lockstep *l, const struct hart *before);

// judge_interrupt.c: why the record's interrupt could not be taken; NULL: it could.
const char *judge_illegal_interrupt(const struct lockstep *l);

// judge_instret.c: the count as the record's instruction saw it; and what an accepted one means for it.
void judge_instret_read(struct lockstep *l, uint64_t *value);
void judge_instret_note(struct lockstep *l, const struct hart *before);

// judge_events.c: what the RTL's counters may have done, of which the model knows nothing. The value that an
// instruction reads of an overflow bit; mip.LCOFIP where it is seen; and what an accepted record means for it.
void judge_event_read(struct lockstep *l, unsigned counter, uint64_t *value);
void judge_overflows_read(struct lockstep *l, uint64_t *value);
void judge_lcofi_seen(struct lockstep *l, uint64_t mip);
void judge_events_note(struct lockstep *l);

// judge_compare.c: the first field that differs, in words; NULL: none does.
const char *judge_difference(const struct commit *rtl, const struct commit *model);
// The same for CSRs; of mip the bits of `compared_mip`. The RTL's and the model's value go to `values`.
const char *judge_csr_difference(const struct csr_state *rtl, const struct csr_state *model, uint64_t compared_mip,
                                 uint64_t values[2]);
// The record's instruction has a meaning.
bool judge_has_insn(const struct commit *c);

// The bits of mip that follow wires or clocks.
static inline uint64_t wired_interrupts(const struct hart *h)
{
    uint64_t wires = MODEL_MSIP | MODEL_MTIP | MODEL_SEIP | MODEL_MEIP;
    return h->menvcfg & MENVCFG_STCE ? wires | BIT(IRQ_STI) : wires;
}

#endif
