// SPDX-License-Identifier: Apache-2.0
#include "walks.h"

#include <argp.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "machine/walk_file.h"
#include "quantity.h"

enum { STATUS_BAD_INPUT = 2, ANY = -1 };

struct filter {
    const char *path;
    bool json;
    int kind, result, reason;  // ANY: all of them
    bool faults;               // those alone that faulted
    bool by_asid, by_va;
    uint64_t asid, va, from, to;  // [from, to) in cycles
};

enum { OPT_JSON = 0x100, OPT_KIND, OPT_RESULT, OPT_FAULT, OPT_ASID, OPT_PAGE, OPT_FROM, OPT_TO };

static const struct argp_option option_table[] = {
    {"json", OPT_JSON, 0, 0, "an array of objects instead of lines", 0},
    {"kind", OPT_KIND, "NAME", 0, "only those for a fetch, a load or a store", 0},
    {"result", OPT_RESULT, "NAME", 0, "only those that ended so: done, page-fault, access-fault or killed", 0},
    {"fault", OPT_FAULT, "REASON", OPTION_ARG_OPTIONAL,
     "only those that faulted, or that did for this reason: invalid, reserved, no-leaf, rights, user, misaligned, "
     "accessed, dirty, read or write",
     0},
    {"asid", OPT_ASID, "N", 0, "only those of this ASID", 0},
    {"page", OPT_PAGE, "ADDRESS", 0, "only those of the 4 KiB around this address", 0},
    {"from", OPT_FROM, "CYCLE", 0, "only those that began in this cycle or later", 0},
    {"to", OPT_TO, "CYCLE", 0, "only those that began before it", 0},
    {0},
};

// The number whose name is `text`.
static int named(const char *text, const char *(*name)(unsigned), const char *option, struct argp_state *state)
{
    const char *known;
    for (unsigned i = 0; (known = name(i)); i++)
        if (strcmp(known, text) == 0)
            return (int)i;
    argp_error(state, "--%s %s: unknown; --help has the names", option, text);
    return ANY;
}

static uint64_t number(const char *text, const char *option, struct argp_state *state)
{
    uint64_t value = 0;
    if (!parse_count(text, &value))
        argp_error(state, "--%s %s: not a number; write it like 4096, 0x1000 or 20M", option, text);
    return value;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct filter *f = state->input;
    switch (key) {
    case OPT_JSON: f->json = true; break;
    case OPT_KIND: f->kind = named(value, walk_kind_name, "kind", state); break;
    case OPT_RESULT: f->result = named(value, walk_result_name, "result", state); break;
    case OPT_FAULT:
        f->faults = true;
        if (value)
            f->reason = named(value, walk_reason_name, "fault", state);
        break;
    case OPT_ASID:
        f->by_asid = true;
        f->asid = number(value, "asid", state);
        break;
    case OPT_PAGE:
        f->by_va = true;
        f->va = number(value, "page", state);
        break;
    case OPT_FROM: f->from = number(value, "from", state); break;
    case OPT_TO: f->to = number(value, "to", state); break;
    case ARGP_KEY_ARG:
        if (f->path)
            argp_error(state, "two files, %s and %s", f->path, value);
        f->path = value;
        break;
    case ARGP_KEY_END:
        if (!f->path)
            argp_error(state, "no FILE; give one that run --walks has written");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static bool faulted(const struct walk_record *r)
{
    return r->result == WALK_PAGE_FAULT || r->result == WALK_ACCESS_FAULT;
}

static bool wanted(const struct filter *f, const struct walk_record *r)
{
    const unsigned page_bits = 12;
    if ((f->kind != ANY && f->kind != r->kind) || (f->result != ANY && f->result != r->result))
        return false;
    if ((f->faults && !faulted(r)) || (f->reason != ANY && f->reason != r->reason))
        return false;
    if ((f->by_asid && f->asid != r->asid) || (f->by_va && (f->va ^ r->va) >> page_bits != 0))
        return false;
    return r->cycle >= f->from && r->cycle < f->to;
}

static unsigned steps_of(const struct walk_record *r) { return r->accesses < WALK_STEPS ? r->accesses : WALK_STEPS; }

// "4 KiB", "1 GiB"
static void print_page(unsigned bits)
{
    static const char *const unit[] = {"KiB", "MiB", "GiB", "TiB"};
    unsigned at = bits / 10 - 1;
    printf("%u %s", 1u << bits % 10, unit[at < 4 ? at : 3]);
}

static void print_line(const struct walk_record *r)
{
    printf("%" PRIu64 " hart %u asid %u %s 0x%016" PRIx64 " ", r->cycle, r->hart, r->asid, walk_kind_name(r->kind),
           r->va);
    if (r->result == WALK_DONE)
        print_page(r->page_bits);
    else
        fputs(walk_result_name(r->result), stdout);
    if (faulted(r))
        printf(" (%s)", walk_reason_name(r->reason));
    printf(", %" PRIu32 " cycles%s%s\n", r->cycles, r->flags & WALK_AD_WRITE ? ", A or D set" : "",
           r->flags & WALK_GLOBAL ? ", global" : "");
    for (unsigned i = 0; i < steps_of(r); i++) {
        const struct walk_step *s = &r->step[i];
        printf("    level %u %s 0x%014" PRIx64 " ", s->level, s->flags & WALK_STEP_SET ? "set " : "read", s->pa);
        if (s->flags & WALK_STEP_REFUSED)
            fputs("refused           ", stdout);
        else
            printf("0x%016" PRIx64, s->value);
        printf(" %s %" PRIu32 "\n", walk_source_name(s->source), s->cycles);
    }
    if (r->accesses > WALK_STEPS)
        printf("    and %u more\n", r->accesses - (unsigned)WALK_STEPS);
}

static void print_object(const struct walk_record *r)
{
    printf("{\"cycle\": %" PRIu64 ", \"cycles\": %" PRIu32
           ", \"hart\": %u, \"asid\": %u, \"kind\": \"%s\", \"va\": \"0x%" PRIx64
           "\", \"result\": \"%s\", \"reason\": \"%s\", \"page_bits\": %u, \"ad_write\": %s, \"global\": %s, "
           "\"accesses\": %u, \"steps\": [",
           r->cycle, r->cycles, r->hart, r->asid, walk_kind_name(r->kind), r->va, walk_result_name(r->result),
           walk_reason_name(r->reason), r->page_bits, r->flags & WALK_AD_WRITE ? "true" : "false",
           r->flags & WALK_GLOBAL ? "true" : "false", r->accesses);
    for (unsigned i = 0; i < steps_of(r); i++) {
        const struct walk_step *s = &r->step[i];
        printf("%s{\"level\": %u, \"set\": %s, \"pa\": \"0x%" PRIx64 "\", \"value\": \"0x%" PRIx64
               "\", \"source\": \"%s\", \"cycles\": %" PRIu32 ", \"refused\": %s}",
               i ? ", " : "", s->level, s->flags & WALK_STEP_SET ? "true" : "false", s->pa, s->value,
               walk_source_name(s->source), s->cycles, s->flags & WALK_STEP_REFUSED ? "true" : "false");
    }
    fputs("]}", stdout);
}

// False: the file is damaged. What came before the damage has been printed.
static bool print_all(struct walk_reader *reader, const struct filter *f, struct complaint *complaint)
{
    struct walk_record record;
    const char *between = "[\n";
    int more;

    while ((more = walk_reader_next(reader, &record, complaint)) > 0) {
        if (!wanted(f, &record))
            continue;
        if (f->json) {
            fputs(between, stdout);
            between = ",\n";
            print_object(&record);
        } else {
            print_line(&record);
        }
    }
    if (f->json)
        puts(between[0] == '[' ? "[]" : "\n]");
    return more == 0;
}

int walks_main(int argc, char **argv)
{
    static const struct argp parser = {
        option_table, parse_option, "FILE", "Prints the page-table walks that `pagewalk run --walks FILE' has written.",
        NULL,         NULL,         NULL};
    struct filter filter = {.kind = ANY, .result = ANY, .reason = ANY, .to = UINT64_MAX};
    struct complaint complaint;

    argp_err_exit_status = STATUS_BAD_INPUT;
    argv[0] = (char *)"pagewalk walks";
    argp_parse(&parser, argc, argv, 0, NULL, &filter);
    struct walk_reader *reader = walk_reader_open(filter.path, &complaint);
    bool good = reader && print_all(reader, &filter, &complaint);
    if (reader)
        walk_reader_close(reader);
    if (good)
        return 0;
    fflush(stdout);
    fprintf(stderr, "pagewalk: %s\n", complaint.text);
    return STATUS_BAD_INPUT;
}
