// SPDX-License-Identifier: Apache-2.0
//
// The judge (lockstep.h; how it works: judge.h).

#include "lockstep.h"

#include <stdlib.h>
#include <string.h>

#include "judge.h"

enum { DEFAULT_SKEW = 64 };  // cycles

// ---- I/O -----------------------------------------------------------------------------------------

// The devices of the memory map, half-open (docs/architecture.md). What they answer is the RTL's word.
static bool device_at(uint64_t pa, unsigned bytes)
{
    static const struct {
        uint64_t start, end;
    } range[] = {
        {0x100000, 0x101000},    {0x2000000, 0x2010000},   {0x6000000, 0x6001000},
        {0xc000000, 0x10000000}, {0x10000000, 0x10000100}, {0x10001000, 0x10009000},
    };

    for (unsigned i = 0; i < sizeof range / sizeof range[0]; i++)
        if (pa >= range[i].start && pa + bytes <= range[i].end)
            return true;
    return false;
}

static bool io_load(void *ctx, uint64_t pa, unsigned bytes, uint64_t *value)
{
    const struct lockstep *l = ctx;
    uint64_t seen = l->rtl->rd_valid ? l->rtl->rd_value : 0;

    *value = bytes == 8 ? seen : seen & (BIT(8 * bytes) - 1);
    return device_at(pa, bytes) && !l->rtl->trap;
}

static bool io_store(void *ctx, uint64_t pa, unsigned bytes, uint64_t value)
{
    const struct lockstep *l = ctx;

    (void)value;  // compared as part of the record
    return device_at(pa, bytes) && !l->rtl->trap;
}

// ---- life ----------------------------------------------------------------------------------------

static struct model *private_model(struct lockstep *l, const struct lockstep_config *config)
{
    struct model_config c = {
        .isa = config->isa,
        .geometry = config->geometry,
        .ram = l->ram,
        .ram_bytes = config->ram_bytes,
        .rom = config->rom,
        .rom_bytes = config->rom_bytes,
        .bus = {.ctx = l, .load = io_load, .store = io_store},
    };
    return model_create(&c);
}

// Which entries the hart may remember: with a PBMTE that has changed, those of either.
static void note_rules(struct lockstep *l)
{
    struct pte_rules rules = walk_context_now(l->model, PRIV_S).rules;

    rules.pbmt |= l->pbmte_open;
    history_rules(l->history, &rules);
}

struct lockstep *lockstep_create(const struct lockstep_config *config)
{
    struct lockstep *l = calloc(1, sizeof *l);

    if (!l)
        return NULL;
    l->ram_bytes = config->ram_bytes;
    l->ram = malloc(config->ram_bytes);
    l->skew = calloc(1, sizeof *l->skew);
    if (l->ram)
        l->model = private_model(l, config);
    if (l->model)
        l->history = history_create(l->ram, l->ram_bytes, l->model->isa.levels);
    if (!l->history || !l->skew || !code_open(&l->code, l->ram_bytes)) {
        lockstep_destroy(l);
        return NULL;
    }
    note_rules(l);
    memcpy(l->ram, config->ram, config->ram_bytes);
    l->skew->cycles = config->skew_cycles ? config->skew_cycles : DEFAULT_SKEW;
    l->reservation_until = UINT64_MAX;
    judge_attach(l);
    return l;
}

void lockstep_destroy(struct lockstep *l)
{
    if (!l)
        return;
    history_destroy(l->history);
    code_close(&l->code);
    possible_clear(&l->possible);
    free(l->invalidation);
    model_destroy(l->model);
    free(l->skew);
    free(l->ram);
    free(l);
}

// ---- verdicts ------------------------------------------------------------------------------------

static enum lockstep_verdict mismatch(struct lockstep *l, struct mismatch what)
{
    what.cycle = l->cycle;
    what.number = l->records;
    l->mismatch = what;
    return LOCKSTEP_MISMATCH;
}

static enum lockstep_verdict records_differ(struct lockstep *l, const char *what, const struct commit *model)
{
    return mismatch(l, (struct mismatch){.what = what, .has_records = true, .rtl = *l->rtl, .model = *model});
}

static enum lockstep_verdict values_differ(struct lockstep *l, const char *what, uint64_t address, uint64_t rtl,
                                           uint64_t model)
{
    return mismatch(l,
                    (struct mismatch){
                        .what = what, .has_values = true, .address = address, .rtl_value = rtl, .model_value = model});
}

static enum lockstep_verdict check_debts(struct lockstep *l, uint64_t cycle)
{
    const struct debt *d = skew_due(l->skew, cycle);

    if (!d)
        return LOCKSTEP_OK;
    return values_differ(l, "bits were seen in memory that nobody wrote (address, bits, of these)", d->pa, d->value,
                         d->mask);
}

// ---- attempts ------------------------------------------------------------------------------------

void judge_undo(struct lockstep *l, const struct hart *before)
{
    while (l->journal.count > 0) {
        l->journal.count--;
        memcpy(phys_host(l->model, l->journal.entry[l->journal.count].pa), &l->journal.entry[l->journal.count].old, 8);
    }
    l->model->hart = *before;
    tlb_context_changed(l->model);
}

const char *judge_attempt(struct lockstep *l, struct commit *model)
{
    struct choices kept = l->attempt.choices;

    l->attempt = (struct attempt){.choices = kept};
    l->attempt.choices.next = 0;
    l->journal.count = 0;
    hart_step(l->model, model);
    if (l->attempt.impossible)
        return "A or D had to be set in the page-table entry, and was not";
    return judge_difference(l->rtl, model);
}

// Tries combinations of answers until one agrees with the RTL.
static bool search(struct lockstep *l, enum effort effort, const struct hart *before, struct commit *model)
{
    unsigned attempts = 0;

    l->effort = effort;
    l->attempt.choices.count = 0;
    do {
        if (!judge_attempt(l, model))
            return true;
        judge_undo(l, before);
    } while (judge_advance(&l->attempt.choices, 0) && ++attempts < MAX_ATTEMPTS);
    return false;
}

// NULL: the model did what the RTL did. Otherwise what differs from its plain behaviour, undone.
static const char *explain(struct lockstep *l, const struct hart *before, struct commit *model)
{
    struct commit other;
    const char *what;

    l->effort = EFFORT_PLAIN;
    what = judge_attempt(l, model);
    if (!what)
        return NULL;
    judge_undo(l, before);
    if (search(l, EFFORT_OLD, before, &other) || search(l, EFFORT_OWED, before, &other))
        return NULL;
    return what;
}

// D is never set for what only might be stored (docs/isa.md, "Translation"): the store comes next, behind the few that
// are on their way.
static bool dirty_for_nothing(struct lockstep *l)
{
    if (l->attempt.store_walked)
        l->dirty_record = 0;
    return l->dirty_record && (l->rtl->trap || l->records >= l->dirty_record + DIRTY_RECORDS);
}

// ---- what an accepted step leaves behind ---------------------------------------------------------

static void memory_changed(struct lockstep *l, uint64_t pa, uint64_t old, bool by_walker)
{
    uint64_t new = phys_read(l->model, pa, 8);
    const uint64_t *possible;
    unsigned count = possible_values(&l->possible, pa, &possible);

    history_wrote(l->history, pa, old, by_walker, l->now, l->cycle);
    code_wrote(&l->code, pa, old, new, l->now, l->cycle);
    for (unsigned i = 0; i < count; i++)
        code_wrote(&l->code, pa, possible[i], new, l->now, l->cycle);
}

// A load has shown bits of a doubleword: they are what memory holds from now on. An AMO has already
// written over what it saw.
static void settle(struct lockstep *l, const struct load_seen *s)
{
    uint64_t memory = phys_read(l->model, s->pa, 8);
    uint64_t written = l->journal.count > 0 ? l->journal.entry[0].mask : 0;
    uint64_t before = l->journal.count > 0 ? l->journal.entry[0].old : memory;
    uint64_t settled = skew_settle(l->skew, s->pa, before, s->value, s->mask);

    settled = possible_saw(&l->possible, s->pa, settled, s->mask, s->value);
    settled = (settled & ~written) | (memory & written);
    if (settled != memory) {
        memcpy(phys_host(l->model, s->pa), &settled, 8);
        memory_changed(l, s->pa, memory, false);
    }
}

// Of debt `i` of this record: the parts of its load, then A and D.
static uint64_t debt_number(const struct lockstep *l, unsigned i) { return 8 * l->records + i; }

// Only bits that memory does not hold are somebody's still to report.
static void owe(struct lockstep *l, const struct load_seen *s, uint64_t pa, uint64_t load)
{
    uint64_t unseen = phys_read(l->model, pa, 8) ^ s->value;

    skew_owe(l->skew, pa, s->mask & unseen, s->value, l->cycle, l->rtl, load);
}

static void note_owed(struct lockstep *l, const struct load_seen *s, unsigned part)
{
    uint64_t load = debt_number(l, part);

    owe(l, s, s->pa, load);
    for (unsigned i = 0; part == 1 && i < l->elsewheres; i++)
        owe(l, s, l->elsewhere[i], load);
}

// A second part that may have been read elsewhere settles nothing.
static void note_loads(struct lockstep *l)
{
    for (unsigned i = 0; i < l->attempt.loads; i++) {
        const struct load_seen *s = &l->attempt.load[i];

        if (s->owed)
            note_owed(l, s, i);
        else if (i == 0 || l->elsewheres == 0)
            settle(l, s);
    }
}

// The doubleword at `pa`, which held `memory`, is one of several places that a second part may have gone to.
static void note_perhaps(struct lockstep *l, uint64_t pa, uint64_t memory, uint64_t value, uint64_t mask)
{
    possible_stored(&l->possible, pa, memory, mask, value);
    skew_stored_perhaps(l->skew, pa, value, mask, l->cycle);
}

static void note_stores(struct lockstep *l)
{
    for (unsigned i = 0; i < l->journal.count; i++) {
        uint64_t pa = l->journal.entry[i].pa, old = l->journal.entry[i].old;
        uint64_t mask = l->journal.entry[i].mask, value = phys_read(l->model, pa, 8);

        memory_changed(l, pa, old, false);
        if (i == 1 && l->elsewheres > 0) {
            note_perhaps(l, pa, old, value, mask);
            for (unsigned e = 0; e < l->elsewheres; e++)
                note_perhaps(l, l->elsewhere[e], phys_read(l->model, l->elsewhere[e], 8), value, mask);
        } else {
            possible_wrote(&l->possible, pa, mask, value);
            skew_stored(l->skew, pa, old, value, mask, l->cycle);
        }
    }
}

static void note_ad(struct lockstep *l)
{
    for (unsigned i = 0; i < l->attempt.ads; i++) {
        uint64_t pa = l->attempt.ad[i].pa, bits = l->attempt.ad[i].bits;
        uint64_t old = phys_read(l->model, pa, 8), new = old | bits;

        memcpy(phys_host(l->model, pa), &new, 8);
        memory_changed(l, pa, old, true);
        possible_wrote(&l->possible, pa, bits, new);
        skew_owe(l->skew, pa, bits, UINT64_MAX, l->cycle, l->rtl, debt_number(l, 2 + i));
    }
}

// The operands of SFENCE.VMA and SINVAL.VMA
static struct fence fence_of(const struct lockstep *l, const struct hart *before, uint64_t time)
{
    unsigned rs1 = (l->rtl->insn >> 15) & 31, rs2 = (l->rtl->insn >> 20) & 31;

    return (struct fence){
        .has_va = rs1 != 0,
        .va = before->x[rs1],
        .has_asid = rs2 != 0,
        .asid = (uint16_t)before->x[rs2],
        .time = time,
    };
}

static void fence_vma(struct lockstep *l, const struct fence *f)
{
    history_fence(l->history, f, l->now);
    if (!f->has_va && !f->has_asid) {
        l->pbmte_open = false;
        note_rules(l);
    }
}

// It orders what was stored before the last SFENCE.W.INVAL, and orders it before what comes behind the next
// SFENCE.INVAL.IR (privileged manual, "Svinval").
static void note_invalidation(struct lockstep *l, const struct hart *before)
{
    if (l->invalidations == l->invalidations_room) {
        l->invalidations_room = l->invalidations_room ? 2 * l->invalidations_room : 16;
        l->invalidation = must_alloc(l->invalidation, l->invalidations_room * sizeof *l->invalidation);
    }
    l->invalidation[l->invalidations++] = fence_of(l, before, l->stores_ordered);
}

static void finish_invalidations(struct lockstep *l)
{
    for (unsigned i = 0; i < l->invalidations; i++)
        history_fence(l->history, &l->invalidation[i], l->now);
    l->invalidations = 0;
}

static void note_fence(struct lockstep *l, const struct hart *before)
{
    uint32_t insn = l->rtl->insn;

    if ((insn & 0xfe007fff) == 0x12000073) {  // SFENCE.VMA
        struct fence f = fence_of(l, before, l->now);
        fence_vma(l, &f);
    } else if ((insn & 0xfe007fff) == 0x16000073)  // SINVAL.VMA
        note_invalidation(l, before);
    else if (insn == 0x18000073)  // SFENCE.W.INVAL
        l->stores_ordered = l->now;
    else if (insn == 0x18100073)  // SFENCE.INVAL.IR
        finish_invalidations(l);
    else if ((insn & 0x707f) == 0x100f)  // FENCE.I
        code_fence(&l->code);
}

// mgeometry or mreplace was written: no TLB remembers anything, and no cache has a line of old instructions.
static void note_emptied(struct lockstep *l)
{
    fence_vma(l, &(struct fence){.time = l->now});
    code_fence(&l->code);
}

// What is remembered of the tables outlives a change of menvcfg.PBMTE, until all of it is fenced.
static void note_menvcfg(struct lockstep *l, const struct hart *before)
{
    const struct hart *h = &l->model->hart;

    l->pbmte_open |= ((h->menvcfg ^ before->menvcfg) & MENVCFG_PBMTE) != 0;
    if (h->menvcfg & MENVCFG_ADUE)
        l->ad_until = FOREVER;
    else if (before->menvcfg & MENVCFG_ADUE)
        l->ad_until = l->cycle + l->skew->cycles;  // of walks under way
    note_rules(l);
}

static void note_instruction(struct lockstep *l, const struct hart *before)
{
    const struct hart *h = &l->model->hart;

    note_fence(l, before);
    if (h->satp != before->satp)
        history_satp(l->history, h->satp, l->now);
    if (h->reservation != before->reservation)
        l->reservation_until = UINT64_MAX;
    if (h->menvcfg != before->menvcfg)
        note_menvcfg(l, before);
    if (h->geometry_writes != before->geometry_writes)
        note_emptied(l);
    if (memcmp(h->mhpmevent, before->mhpmevent, sizeof h->mhpmevent) != 0)
        judge_events_note(l);
    judge_instret_note(l, before);
}

static void note_stats(struct lockstep *l)
{
    const struct attempt *a = &l->attempt;

    l->stats.stale_translations += a->old_translation;
    l->stats.stale_fetches += a->old_code;
    l->stats.skewed_loads += a->skewed;
    l->stats.failed_sc += a->failed_sc;
    if (!l->rtl->trap)
        l->stats.retired++;
    else if (l->rtl->cause & COMMIT_INTERRUPT)
        l->stats.interrupts++;
    else
        l->stats.traps++;
}

static void accept(struct lockstep *l, const struct hart *before)
{
    note_loads(l);
    note_stores(l);
    note_ad(l);
    if (!l->rtl->trap)
        note_instruction(l, before);
    note_stats(l);
}

// ---- interrupts ----------------------------------------------------------------------------------

static enum lockstep_verdict judge_interrupt(struct lockstep *l, const struct hart *before)
{
    const char *what = judge_illegal_interrupt(l);
    struct commit model = {.pc = before->pc, .priv = before->priv};

    l->attempt = (struct attempt){0};
    l->journal.count = 0;
    if (!what) {
        hart_take_interrupt(l->model, l->rtl->cause, &model);
        what = judge_difference(l->rtl, &model);
    }
    if (what)
        return records_differ(l, what, &model);
    judge_lcofi_seen(l, l->rtl->cause == (COMMIT_INTERRUPT | IRQ_LCOFI) ? BIT(IRQ_LCOFI) : 0);
    l->dirty_record = 0;  // it came between the walk and its store (privileged manual 4.3.1)
    accept(l, before);
    return LOCKSTEP_OK;
}

// ---- the calls -----------------------------------------------------------------------------------

static void remember(struct lockstep *l)
{
    l->recent[l->records % RECENT] = (struct record){*l->rtl, l->cycle, l->records};
    l->records++;
}

static void begin(struct lockstep *l, uint64_t cycle)
{
    l->cycle = cycle;
    l->now++;
    if (cycle > l->reservation_until)
        l->model->hart.reservation = NO_RESERVATION;
}

static enum lockstep_verdict judge(struct lockstep *l)
{
    struct hart before = l->model->hart;
    struct commit model;
    const char *what;

    if (l->rtl->trap && (l->rtl->cause & COMMIT_INTERRUPT))
        return judge_interrupt(l, &before);
    what = explain(l, &before, &model);
    if (what)
        return records_differ(l, what, &model);
    if (dirty_for_nothing(l))
        return values_differ(l, "D was set, and no store came", l->dirty_pte, PTE_D, 0);
    judge_second_part(l, &before);
    accept(l, &before);
    return LOCKSTEP_OK;
}

enum lockstep_verdict lockstep_retire(struct lockstep *l, const struct commit *rtl, uint64_t cycle)
{
    enum lockstep_verdict verdict;

    if (l->mismatch.what)
        return LOCKSTEP_MISMATCH;
    begin(l, cycle);
    l->rtl = rtl;
    verdict = check_debts(l, cycle);
    if (verdict == LOCKSTEP_OK)
        verdict = judge(l);
    remember(l);
    l->rtl = NULL;
    return verdict;
}

enum lockstep_verdict lockstep_csrs(struct lockstep *l, const struct csr_state *rtl)
{
    struct csr_state model;
    uint64_t values[2];
    const char *what;

    if (l->mismatch.what)
        return LOCKSTEP_MISMATCH;
    judge_lcofi_seen(l, rtl->mip);
    model_csrs(l->model, &model);
    what = judge_csr_difference(rtl, &model, ~wired_interrupts(&l->model->hart), values);
    return what ? values_differ(l, what, 0, values[0], values[1]) : LOCKSTEP_OK;
}

// Somebody else changed the bits of `mask` in the doubleword at `pa`.
static void reported(struct lockstep *l, uint64_t pa, uint64_t value, uint64_t mask, bool by_walker)
{
    uint64_t old = phys_read(l->model, pa, 8);
    uint64_t new = (old & ~mask) | (value & mask);

    memcpy(phys_host(l->model, pa), &new, 8);
    memory_changed(l, pa, old, by_walker);
    possible_wrote(&l->possible, pa, mask, new);
    skew_reported(l->skew, pa, old, new, mask, l->cycle);
}

static uint64_t bits_of_bytes(uint8_t mask)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < 8; i++)
        if (mask & (1u << i))
            bits |= UINT64_C(0xff) << (8 * i);
    return bits;
}

enum lockstep_verdict lockstep_external_write(struct lockstep *l, uint64_t pa, uint64_t data, uint8_t mask,
                                              uint64_t cycle)
{
    if (l->mismatch.what)
        return LOCKSTEP_MISMATCH;
    begin(l, cycle);
    pa &= ~UINT64_C(7);
    if (!phys_is_ram(l->model, pa, 8))
        return LOCKSTEP_OK;  // it went nowhere
    reported(l, pa, data, bits_of_bytes(mask), false);
    if (phys_line_reserved(l->model, pa) && l->reservation_until == UINT64_MAX)
        l->reservation_until = cycle + l->skew->cycles;
    return LOCKSTEP_OK;
}

enum lockstep_verdict lockstep_pte_update(struct lockstep *l, uint64_t pa, uint64_t bits, uint64_t cycle)
{
    if (l->mismatch.what)
        return LOCKSTEP_MISMATCH;
    begin(l, cycle);
    if (cycle > l->ad_until)
        return values_differ(l, "the walker set A or D while menvcfg.ADUE was 0", pa, bits, 0);
    if (bits & ~(PTE_A | PTE_D))
        return values_differ(l, "the walker set other bits than A and D", pa, bits, 0);
    if (pa % 8 || !phys_is_ram(l->model, pa, 8))
        return values_differ(l, "the walker wrote outside RAM", pa, bits, 0);
    if (!history_may_be_leaf(l->history, pa))
        return values_differ(l, "the walker set A or D in what is no leaf of a table in use", pa, bits, 0);
    if ((bits & ~phys_read(l->model, pa, 8) & PTE_D) && !l->dirty_record) {
        l->dirty_record = l->records + 1;
        l->dirty_pte = pa;
    }
    reported(l, pa, bits, bits, true);
    return LOCKSTEP_OK;
}

void lockstep_wires(struct lockstep *l, uint64_t lines, uint64_t mtime, uint64_t cycle)
{
    l->wires_known = true;
    l->mtime = mtime;
    for (unsigned i = 0; i < 16; i++)
        if (lines & BIT(i))
            l->line_seen[i] = cycle + 1;
}

enum lockstep_verdict lockstep_finish(struct lockstep *l)
{
    return l->mismatch.what ? LOCKSTEP_MISMATCH : check_debts(l, UINT64_MAX);
}

void lockstep_stats(const struct lockstep *l, struct lockstep_stats *out) { *out = l->stats; }
