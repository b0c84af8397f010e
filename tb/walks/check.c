// SPDX-License-Identifier: Apache-2.0
// check TRACE STATS: is every walk of a trace (docs/walks.md) one that the tables it read allow, and are the counters
// of the run exactly what the trace adds up to? It knows the layout from the documentation and the walk from the
// privileged manual (4.3.2 to 4.6), and shares no code with those who write the one and do the other.
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER = 32, STEPS = 8, STEP = 24, FIRST_STEP = 32, RECORD = FIRST_STEP + STEPS * STEP, LEVELS = 5 };
enum { DONE, PAGE_FAULT, ACCESS_FAULT, KILLED };
enum { FETCH, LOAD, STORE };
enum { NONE, INVALID, RESERVED, NO_LEAF, RIGHTS, USER, MISALIGNED, ACCESSED, DIRTY, READ, WRITE };
enum { FROM_L1 = 1, FROM_MEMORY = 3 };
enum { V = 1, R = 2, W = 4, X = 8, U = 16, A = 64, D = 128 };

static unsigned failures;
static uint64_t number_of_walk;

static void fail(const char *what)
{
    if (failures++ < 10)
        printf("walk %" PRIu64 ": %s\n", number_of_walk, what);
}

static uint64_t le(const unsigned char *at, unsigned bytes)
{
    uint64_t value = 0;
    while (bytes-- > 0)
        value = value << 8 | at[bytes];
    return value;
}

struct step {
    uint64_t pa, value;
    unsigned cycles, level, source;
    bool set, refused;
};

struct walk {
    uint64_t cycle, va, cycles;
    unsigned kind, result, reason, page_bits, accesses;
    bool ad_write;
    struct step step[STEPS];
};

static struct walk parse(const unsigned char *r)
{
    struct walk w = {.cycle = le(r, 8), .va = le(r + 8, 8), .cycles = le(r + 16, 4)};
    w.kind = r[23], w.result = r[24], w.reason = r[25], w.page_bits = r[26], w.ad_write = r[27] & 1;
    w.accesses = (unsigned)le(r + 28, 2);
    for (unsigned i = 0; i < STEPS; i++) {
        const unsigned char *s = r + FIRST_STEP + i * STEP;
        w.step[i] = (struct step){le(s, 8), le(s + 8, 8), (unsigned)le(s + 16, 4), s[20], s[21], s[22] & 1, s[22] & 2};
    }
    return w;
}

// ---- one walk ------------------------------------------------------------------------------------

static uint64_t ppn(uint64_t pte) { return pte >> 10 & ((UINT64_C(1) << 44) - 1); }
static uint64_t index_of(uint64_t va, unsigned level) { return va >> (12 + 9 * level) & 511; }
static bool is_leaf(uint64_t pte) { return pte & (R | X); }

static bool granted(uint64_t pte, unsigned kind)
{
    return kind == FETCH ? pte & X : kind == STORE ? (pte & W) != 0 : (pte & (R | X)) != 0;
}

static void check_step(const struct walk *w, unsigned i)
{
    const struct step *s = &w->step[i];
    if (s->level >= LEVELS || (s->pa & 4095) != 8 * index_of(w->va, s->level))
        fail("an entry is not the one that the address selects");
    if (s->source < FROM_L1 || s->source > FROM_MEMORY)
        fail("an access that nobody served");
    if (s->cycles == 0)
        fail("an answer in no time");
    if (i == 0) {
        if (s->set)
            fail("a write before any read");
        return;
    }
    const struct step *before = s - 1;
    if (before->refused)
        fail("a walk goes on after a refusal");
    if (before->set ? s->set || s->pa != before->pa || s->level != before->level : s->set && s->pa != before->pa)
        fail("what follows A and D is neither their write nor a new read");
    if (before->set && before->value == (s - 2)->value)
        fail("an entry was read again although it had not changed");
    if (!before->set && !s->set && (s->level + 1 != before->level || s->pa >> 12 != ppn(before->value)))
        fail("a table is not the one that the entry above names");
    if (!before->set && !s->set && (!(before->value & V) || is_leaf(before->value)))
        fail("an entry that is no pointer was followed");
}

// The last entry read, and why the walk ended as it did.
static void check_end(const struct walk *w)
{
    const struct step *read = NULL, *set = NULL;
    for (unsigned i = 0; i < w->accesses; i++)
        if (!w->step[i].set)
            read = &w->step[i];
    if (w->accesses && w->step[w->accesses - 1].set)
        set = &w->step[w->accesses - 1];
    if ((w->result == PAGE_FAULT || w->result == ACCESS_FAULT) != (w->reason != NONE))
        fail("a fault without a reason, or a reason without a fault");
    if (w->result == PAGE_FAULT && !read)
        fail("a page fault of nothing that was read");
    if (w->result == DONE && !read)
        fail("a translation out of nothing");
    if (w->ad_write && (!set || w->result != DONE || set->value != read->value))
        fail("A or D set in an entry that had changed");
    if (!read)
        return;
    uint64_t pte = read->value;
    uint64_t low = (UINT64_C(1) << 9 * read->level) - 1;
    bool fine = (pte & V) && is_leaf(pte) && granted(pte, w->kind);
    switch (w->reason) {
    case NONE:
        if (w->result != DONE)
            break;
        if (!fine || (ppn(pte) & low) || w->page_bits != 12 + 9 * read->level + (pte >> 63 ? 4 : 0))
            fail("a translation that its leaf does not give");
        if (!w->ad_write && (!(pte & A) || (w->kind == STORE && !(pte & D))))
            fail("a translation without A or D");
        break;
    case INVALID:
        if (pte & V)
            fail("a valid entry was called invalid");
        break;
    case NO_LEAF:
        if (is_leaf(pte) || read->level != 0)
            fail("there was a leaf, or a level below");
        break;
    case RIGHTS:
        if (!is_leaf(pte) || (granted(pte, w->kind) && !(w->kind == LOAD && !(pte & R))))
            fail("the leaf granted the access");
        break;
    case USER:
        if (!fine)
            fail("refused for U what already R, W or X refused");
        break;
    case MISALIGNED:
        if (!fine || !(ppn(pte) & low))
            fail("a superpage that was aligned");
        break;
    case ACCESSED:
        if (!fine || pte & A)
            fail("A was set");
        break;
    case DIRTY:
        if (!fine || w->kind != STORE || pte & D)
            fail("D was set, or not asked for");
        break;
    case WRITE:
        if (!fine || w->ad_write)
            fail("a write refused that was made, or not needed");
        break;
    default: break;
    }
}

// ---- what they add up to -------------------------------------------------------------------------

static uint64_t start[3], ended[4], active, level_reads[LEVELS], updates, accesses, misses, from_memory, sets,
    reads_in_l1, reads_below;

static void add(const struct walk *w)
{
    uint64_t busy = 0;
    if (w->accesses > STEPS)
        fail("more accesses than this check can see");
    for (unsigned i = 0; i < w->accesses && i < STEPS; i++) {
        const struct step *s = &w->step[i];
        check_step(w, i);
        busy += s->cycles;
        level_reads[s->level % LEVELS] += !s->set;
        misses += s->source != FROM_L1;
        sets += s->set;
        reads_in_l1 += !s->set && s->source == FROM_L1;
        reads_below += !s->set && s->source != FROM_L1;
        from_memory += s->source == FROM_MEMORY;
    }
    if (busy > w->cycles)
        fail("its accesses took longer than the walk");
    check_end(w);
    start[w->kind % 3]++;
    ended[w->result % 4]++;
    active += w->cycles;
    updates += w->ad_write;
    accesses += w->accesses;
}

// The figure of that name in a flat JSON object.
static uint64_t figure(const char *stats, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "\"%s\": ", name);
    const char *at = strstr(stats, key);
    if (at)
        return strtoull(at + strlen(key), NULL, 10);
    printf("no figure %s in the statistics\n", name);
    exit(2);
}

static void same(const char *stats, const char *name, uint64_t sum)
{
    uint64_t counted = figure(stats, name);
    if (counted == sum)
        return;
    printf("%s is counted as %" PRIu64 ", the trace has %" PRIu64 "\n", name, counted, sum);
    failures++;
}

static char *whole_file(const char *path, size_t *bytes)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        perror(path);
        exit(2);
    }
    *bytes = (size_t)ftell(file);
    char *text = calloc(1, *bytes + 1);
    rewind(file);
    if (!text || fread(text, 1, *bytes, file) != *bytes)
        exit(2);
    fclose(file);
    return text;
}

int main(int argc, char **argv)
{
    size_t bytes, ignored;
    if (argc != 3)
        return 2;
    const unsigned char *trace = (unsigned char *)whole_file(argv[1], &bytes);
    const char *stats = whole_file(argv[2], &ignored);
    if (bytes < HEADER || memcmp(trace, "pwwalks\n", 8) != 0 || le(trace + 8, 4) != 1 || le(trace + 12, 4) != HEADER ||
        le(trace + 16, 4) != RECORD || le(trace + 20, 4) != STEPS || (bytes - HEADER) % RECORD != 0) {
        printf("the file is not of the documented layout\n");
        return 1;
    }
    uint64_t last_end = 0;
    for (size_t at = HEADER; at < bytes; at += RECORD, number_of_walk++) {
        struct walk w = parse(trace + at);
        if (w.cycle < last_end)
            fail("two walks at once");
        last_end = w.cycle + w.cycles;
        add(&w);
    }
    same(stats, "walk_start", start[FETCH] + start[LOAD] + start[STORE]);
    same(stats, "walk_start_i", start[FETCH]);
    same(stats, "walk_start_d", start[LOAD] + start[STORE]);
    same(stats, "walk_done", ended[DONE]);
    same(stats, "walk_fault", ended[PAGE_FAULT] + ended[ACCESS_FAULT]);
    same(stats, "walk_killed", ended[KILLED]);
    same(stats, "walk_cycles", active);
    for (unsigned level = 0; level < LEVELS; level++) {
        char name[32];
        snprintf(name, sizeof name, "pte_read_level%u", level);
        same(stats, name, level_reads[level]);
    }
    same(stats, "ad_update", updates);
    same(stats, "ad_cas", sets);
    same(stats, "pte_read_from_l1", reads_in_l1);
    same(stats, "pte_read_from_l2", reads_below);
    same(stats, "l1d_access_by_walker", accesses);
    same(stats, "l1d_miss_by_walker", misses);
    if (from_memory > figure(stats, "axi_line_reads")) {
        printf("more entries came from memory than lines did\n");
        failures++;
    }
    return failures != 0;
}
