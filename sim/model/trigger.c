// SPDX-License-Identifier: Apache-2.0
//
// Debug triggers (Sdtrig 1.0: "Trigger Module Registers", "Native Triggers", "Memory Access Triggers").

#include "trigger.h"

#include "state.h"

#define TYPE_SHIFT 60
enum { TYPE_MCONTROL = 2, TYPE_MCONTROL6 = 6, TYPE_DISABLED = 15 };

// The same bits in mcontrol and mcontrol6
#define TRIGGER_LOAD BIT(0)
#define TRIGGER_STORE BIT(1)
#define TRIGGER_EXECUTE BIT(2)
#define TRIGGER_U BIT(3)
#define TRIGGER_S BIT(4)
#define TRIGGER_M BIT(6)
#define ACCESSES (TRIGGER_LOAD | TRIGGER_STORE | TRIGGER_EXECUTE)
#define MODES (TRIGGER_U | TRIGGER_S | TRIGGER_M)

static unsigned type_of(const struct trigger *t) { return t->tdata1 >> TYPE_SHIFT; }

// ---- registers -----------------------------------------------------------------------------------

static const uint64_t disabled = (uint64_t)TYPE_DISABLED << TYPE_SHIFT;

void triggers_reset(struct triggers *t)
{
    *t = (struct triggers){0};
    for (unsigned i = 0; i < TRIGGERS; i++)
        t->one[i].tdata1 = disabled;
}

void triggers_write_tselect(struct triggers *t, uint64_t value) { t->selected = value % TRIGGERS; }

// A type that is not there disables the trigger, 0 with it.
void triggers_write_tdata1(struct triggers *t, uint64_t value)
{
    uint64_t type = value >> TYPE_SHIFT;
    bool there = type == TYPE_MCONTROL || type == TYPE_MCONTROL6;

    t->one[t->selected].tdata1 = there ? type << TYPE_SHIFT | (value & (ACCESSES | MODES)) : disabled;
}

uint64_t triggers_tinfo(void)
{
    const uint64_t version = 1;
    return version << 24 | BIT(TYPE_MCONTROL) | BIT(TYPE_MCONTROL6) | BIT(TYPE_DISABLED);
}

// ---- matches -------------------------------------------------------------------------------------

static uint64_t mode_bit(enum privilege priv)
{
    return priv == PRIV_M ? TRIGGER_M : priv == PRIV_S ? TRIGGER_S : TRIGGER_U;
}

// In the mode that handles the exception no trigger fires while interrupts are off there, or a handler could be
// entered again before it has saved anything ("Native Triggers", the first of the two solutions).
static bool may_fire(const struct hart *h)
{
    if (h->priv == PRIV_M)
        return h->mstatus & MSTATUS_MIE;
    return h->priv == PRIV_U || !(h->medeleg & BIT(CAUSE_BREAKPOINT)) || (h->mstatus & MSTATUS_SIE);
}

static bool is_for(const struct hart *h, const struct trigger *t, uint64_t accesses)
{
    return type_of(t) != TYPE_DISABLED && (t->tdata1 & accesses) && (t->tdata1 & mode_bit(h->priv));
}

static bool fires(const struct hart *h, uint64_t va, uint64_t accesses)
{
    for (unsigned i = 0; i < TRIGGERS; i++)
        if (h->triggers.one[i].tdata2 == va && is_for(h, &h->triggers.one[i], accesses))
            return may_fire(h);
    return false;
}

bool trigger_fires(const struct hart *h, uint64_t va, enum access access)
{
    static const uint64_t bit[] = {TRIGGER_LOAD, TRIGGER_STORE, TRIGGER_EXECUTE};
    return fires(h, va, bit[access]);
}

bool trigger_fires_at_amo(const struct hart *h, uint64_t va) { return fires(h, va, TRIGGER_LOAD | TRIGGER_STORE); }

// Every address of the block is compared; only mcontrol6 looks at cache blocks (CMO manual, "Breakpoint Exceptions and
// Debug Mode Entry").
bool trigger_fires_at_block(const struct hart *h, uint64_t va)
{
    for (unsigned i = 0; i < TRIGGERS; i++) {
        const struct trigger *t = &h->triggers.one[i];
        if (type_of(t) == TYPE_MCONTROL6 && t->tdata2 / LINE_BYTES == va / LINE_BYTES && is_for(h, t, TRIGGER_STORE))
            return may_fire(h);
    }
    return false;
}

bool triggers_watch(const struct triggers *t, uint64_t va, uint64_t bytes)
{
    for (unsigned i = 0; i < TRIGGERS; i++)
        if (type_of(&t->one[i]) != TYPE_DISABLED && t->one[i].tdata2 - va < bytes)
            return true;
    return false;
}
