// SPDX-License-Identifier: Apache-2.0
//
// What the judge prints at the first mismatch.

#include <inttypes.h>
#include <string.h>

#include "judge.h"

static const char *priv_name(uint8_t priv)
{
    static const char *const name[] = {"U", "S", "?", "M"};
    return name[priv & 3];
}

static const char *cause_name(uint64_t cause)
{
    static const char *const exception[] = {
        "instruction address misaligned",
        "instruction access fault",
        "illegal instruction",
        "breakpoint",
        "load address misaligned",
        "load access fault",
        "store/AMO address misaligned",
        "store/AMO access fault",
        "ecall from U",
        "ecall from S",
        "?",
        "ecall from M",
        "instruction page fault",
        "load page fault",
        "?",
        "store/AMO page fault",
    };
    static const char *const interrupt[] = {
        "?", "S software", "?", "M software", "?", "S timer", "?", "M timer",
        "?", "S external", "?", "M external", "?", "?",       "?", "?",
    };
    uint64_t code = cause & ~COMMIT_INTERRUPT;

    if (code > 15)
        return "?";
    return cause & COMMIT_INTERRUPT ? interrupt[code] : exception[code];
}

// ---- one record on a line ------------------------------------------------------------------------

static void print_trap(const struct commit *c, FILE *f)
{
    fprintf(f, "  %s: %s, tval %#" PRIx64, c->cause & COMMIT_INTERRUPT ? "interrupt" : "trap", cause_name(c->cause),
            c->tval);
}

static void print_effects(const struct commit *c, FILE *f)
{
    if (c->rd_valid)
        fprintf(f, "  x%u = %#" PRIx64, c->rd, c->rd_value);
    if (!c->mem_valid)
        return;
    fprintf(f, "  %s va %#" PRIx64 " pa %#" PRIx64, c->mem_write ? "store" : "load", c->mem_va, c->mem_pa);
    if (c->mem_write)
        fprintf(f, " <- %#" PRIx64, c->mem_wdata);
}

static void print_record(const struct commit *c, FILE *f)
{
    fprintf(f, "%s pc %016" PRIx64 "  %0*" PRIx32, priv_name(c->priv), c->pc, (c->insn & 3) == 3 ? 8 : 4, c->insn);
    if (c->trap)
        print_trap(c, f);
    else
        print_effects(c, f);
    fputc('\n', f);
}

// ---- the page tables as the model sees them ------------------------------------------------------

struct walk_print {
    const struct lockstep *l;
    FILE *f;
};

static bool print_pte(void *ctx, const struct pte_read *read, uint64_t *pte)
{
    const struct walk_print *p = ctx;

    if (!phys_is_memory(p->l->model, read->pa, PTE_BYTES)) {
        fprintf(p->f, "    level %d  pte at %#" PRIx64 ": not memory\n", read->level, read->pa);
        return false;
    }
    *pte = phys_read(p->l->model, read->pa, PTE_BYTES);
    fprintf(p->f, "    level %d  pte at %#" PRIx64 " = %016" PRIx64 "  %c%c%c%c%c%c%c%c\n", read->level, read->pa, *pte,
            *pte & PTE_D ? 'D' : '-', *pte & PTE_A ? 'A' : '-', *pte & PTE_G ? 'G' : '-', *pte & PTE_U ? 'U' : '-',
            *pte & PTE_X ? 'X' : '-', *pte & PTE_W ? 'W' : '-', *pte & PTE_R ? 'R' : '-', *pte & PTE_V ? 'V' : '-');
    return true;
}

static void print_walk(const struct lockstep *l, uint64_t va, enum access access, FILE *f)
{
    static const char *const outcome[] = {"found", "page fault", "access fault"};
    const struct hart *h = &l->model->hart;
    struct walk_print p = {l, f};
    struct walk_context c = walk_context_now(l->model, access == ACCESS_FETCH ? h->priv : data_priv(h));
    struct walk w;

    if (c.priv == PRIV_M || c.levels == 0)
        return;
    fprintf(f, "  the model's page tables for %#" PRIx64 " (satp %#" PRIx64 "):\n", va, h->satp);
    w = page_walk(&c, va, access, print_pte, &p);
    fprintf(f, "    %s", outcome[w.outcome]);
    if (w.outcome == WALK_OK)
        fprintf(f, ", pa %#" PRIx64 "%s", w.pa, w.missing ? ", A or D to be set" : "");
    fputc('\n', f);
}

static bool is_fetch_fault(const struct commit *c)
{
    return c->trap && (c->cause == CAUSE_FETCH_PAGE || c->cause == CAUSE_FETCH_ACCESS);
}

static bool is_store_fault(const struct commit *c)
{
    return c->trap && (c->cause == CAUSE_STORE_PAGE || c->cause == CAUSE_STORE_ACCESS);
}

static bool is_load_fault(const struct commit *c)
{
    return c->trap && (c->cause == CAUSE_LOAD_PAGE || c->cause == CAUSE_LOAD_ACCESS);
}

static void print_translation_of(const struct lockstep *l, const struct commit *c, FILE *f)
{
    if (is_fetch_fault(c))
        print_walk(l, c->tval, ACCESS_FETCH, f);
    else if (is_store_fault(c))
        print_walk(l, c->tval, ACCESS_STORE, f);
    else if (is_load_fault(c))
        print_walk(l, c->tval, ACCESS_LOAD, f);
    else if (c->mem_valid)
        print_walk(l, c->mem_va, c->mem_write ? ACCESS_STORE : ACCESS_LOAD, f);
}

// ---- the whole -----------------------------------------------------------------------------------

static void print_recent(const struct lockstep *l, FILE *f)
{
    uint64_t count = l->records < RECENT ? l->records : RECENT;

    fprintf(f, "  the RTL's last %" PRIu64 " records:\n", count);
    for (uint64_t i = l->records - count; i < l->records; i++) {
        const struct record *r = &l->recent[i % RECENT];
        fprintf(f, "    #%-8" PRIu64 " cycle %-10" PRIu64 " ", r->number, r->cycle);
        print_record(&r->commit, f);
    }
}

static void print_debts(const struct lockstep *l, FILE *f)
{
    for (unsigned i = 0; i < l->skew->debts; i++) {
        const struct debt *d = &l->skew->debt[i];
        fprintf(f,
                "  open since cycle %" PRIu64 ": bits %#" PRIx64 " of %#" PRIx64 " seen as %#" PRIx64
                ", which nobody has reported, by\n    ",
                d->cycle, d->mask, d->pa, d->value);
        print_record(&d->record, f);
    }
}

void lockstep_report(const struct lockstep *l, FILE *f)
{
    const struct mismatch *m = &l->mismatch;

    if (!m->what)
        return;
    fprintf(f, "lockstep: mismatch at cycle %" PRIu64 ", record #%" PRIu64 ": %s\n", m->cycle, m->number, m->what);
    if (m->has_records) {
        fputs("  RTL    ", f);
        print_record(&m->rtl, f);
        fputs("  model  ", f);
        print_record(&m->model, f);
        print_translation_of(l, m->model.mem_valid || m->model.trap ? &m->model : &m->rtl, f);
    }
    if (m->has_values) {
        if (m->address)
            fprintf(f, "  address %#" PRIx64 "\n", m->address);
        fprintf(f, "  RTL    %016" PRIx64 "\n  model  %016" PRIx64 "\n", m->rtl_value, m->model_value);
    }
    print_debts(l, f);
    print_recent(l, f);
}
