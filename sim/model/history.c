// SPDX-License-Identifier: Apache-2.0
//
// How it is kept: each page of RAM has a bit a level that says "a root in use since the last full fence
// reaches this page as a table of that level". Writes to such pages are kept as versions. The pages
// are found by following pointers, from a root when it comes into satp and from an entry when it is
// written, so that also entries are known that only the hardware has read.

#include "history.h"

#include <stdlib.h>
#include <string.h>

#include "state.h"

enum { PTES_A_PAGE = PAGE_BYTES / PTE_BYTES };
enum { REBUILD_AFTER = 4096 };  // words with versions, at a full fence

struct history {
    const uint8_t *ram;
    uint64_t ram_bytes;
    int most_levels;
    struct pte_rules rules;
    uint8_t *levels;  // of each page of RAM: bit L, it is a table of level L
    struct versions ptes;

    struct root *root;  // those in use since the last full fence; the present one too
    unsigned roots, room;
    uint64_t changed;  // when an entry or the root was last written

    // The time of the last fence of each form: what was stored until then is ordered before
    uint64_t all;
    struct map asid;     // by address space
    struct map done;     // the same, but when the fence was complete: later, where Svinval took it apart
    struct map va;       // by page, of each size: see va_key
    struct map va_asid;  // by page and address space
};

struct history *history_create(const uint8_t *ram, uint64_t ram_bytes, int levels)
{
    struct history *h = calloc(1, sizeof *h);

    if (!h)
        return NULL;
    h->ram = ram;
    h->ram_bytes = ram_bytes;
    h->most_levels = levels;
    h->levels = calloc(ram_bytes >> PAGE_SHIFT, 1);
    if (!h->levels) {
        free(h);
        return NULL;
    }
    return h;
}

static void forget_fences(struct history *h)
{
    map_clear(&h->asid);
    map_clear(&h->done);
    map_clear(&h->va);
    map_clear(&h->va_asid);
}

void history_destroy(struct history *h)
{
    if (!h)
        return;
    forget_fences(h);
    versions_clear(&h->ptes);
    free(h->root);
    free(h->levels);
    free(h);
}

void history_rules(struct history *h, const struct pte_rules *rules) { h->rules = *rules; }

// ---- tables --------------------------------------------------------------------------------------

static uint8_t *levels_of(const struct history *h, uint64_t pa)
{
    bool in_ram = pa >= MODEL_RAM_BASE && pa - MODEL_RAM_BASE < h->ram_bytes;
    return in_ram ? &h->levels[(pa - MODEL_RAM_BASE) >> PAGE_SHIFT] : NULL;
}

static uint64_t pte_at(const struct history *h, uint64_t pa)
{
    uint64_t pte;

    memcpy(&pte, h->ram + (pa - MODEL_RAM_BASE), sizeof pte);
    return pte;
}

static void follow_table(struct history *h, uint64_t table, int level);

static void follow_entry(struct history *h, uint64_t pte, int level)
{
    if (level > 0 && pte_is_valid(pte, level, &h->rules) && !pte_is_leaf(pte))
        follow_table(h, ((pte >> PTE_PPN_SHIFT) & PTE_PPN_MASK) << PAGE_SHIFT, level - 1);
}

// Recursion ends: it goes one level down each time.
static void follow_table(struct history *h, uint64_t table, int level)
{
    uint8_t *levels = levels_of(h, table);

    if (!levels || (*levels & BIT(level)))
        return;
    *levels |= BIT(level);
    for (unsigned i = 0; i < PTES_A_PAGE; i++)
        follow_entry(h, pte_at(h, table + i * PTE_BYTES), level);
}

void history_wrote(struct history *h, uint64_t pa, uint64_t old, bool by_walker, uint64_t now, uint64_t cycle)
{
    const uint8_t *levels = levels_of(h, pa);
    uint64_t birth = history_birth(h, pa), new;
    struct word *word;

    if (!levels || !*levels || (new = pte_at(h, pa)) == old)
        return;
    word = versions_wrote(&h->ptes, pa, old, now, cycle);
    h->changed = now;
    if (by_walker)
        word->birth = birth;
    for (int level = 0; level < h->most_levels; level++)
        if (*levels & BIT(level))
            follow_entry(h, new, level);
}

// ---- roots ---------------------------------------------------------------------------------------

static void retire_present_root(struct history *h, uint64_t now)
{
    for (unsigned i = 0; i < h->roots; i++)
        if (h->root[i].last == FOREVER)
            h->root[i].last = now;
}

static struct root *root_record(struct history *h, uint64_t pa, int levels, uint16_t asid, uint64_t now)
{
    for (unsigned i = 0; i < h->roots; i++)
        if (h->root[i].pa == pa && h->root[i].levels == levels && h->root[i].asid == asid)
            return &h->root[i];
    if (h->roots == h->room) {
        h->room = h->room ? 2 * h->room : 16;
        h->root = must_alloc(h->root, h->room * sizeof *h->root);
    }
    h->root[h->roots] = (struct root){.pa = pa, .levels = levels, .asid = asid, .first = now};
    return &h->root[h->roots++];
}

void history_satp(struct history *h, uint64_t satp, uint64_t now)
{
    uint64_t pa = (satp & SATP_PPN_MASK) << PAGE_SHIFT;
    int levels = satp_levels(satp);

    retire_present_root(h, now);
    h->changed = now;
    if (levels == 0)
        return;
    root_record(h, pa, levels, satp >> SATP_ASID_SHIFT & SATP_ASID_MASK, now)->last = FOREVER;
    follow_table(h, pa, levels - 1);
}

const struct root *history_present_root(const struct history *h)
{
    for (unsigned i = 0; i < h->roots; i++)
        if (h->root[i].last == FOREVER)
            return &h->root[i];
    return NULL;
}

static bool is_older_root(const struct history *h, const struct root *r)
{
    return r->last != FOREVER && r->last > h->all;
}

unsigned history_roots(const struct history *h, struct root *out, unsigned room)
{
    unsigned n = 0;

    for (unsigned i = h->roots; i-- > 0 && n < room;)
        if (is_older_root(h, &h->root[i]))
            out[n++] = h->root[i];
    return n;
}

bool history_is_open(const struct history *h)
{
    for (unsigned i = 0; i < h->roots; i++)
        if (is_older_root(h, &h->root[i]))
            return true;
    return h->rules.napot || h->ptes.count > 0;
}

// ---- fences --------------------------------------------------------------------------------------

// 45 bits of a page number, 16 of an address space, 3 of a level
static uint64_t va_key(uint64_t va, int level)
{
    uint64_t number = page_number(va & (BIT(PAGE_SHIFT + VPN_BITS * MAX_LEVELS) - 1), level);
    return number << 19 | level;
}

static uint64_t va_asid_key(uint64_t va, int level, uint16_t asid) { return va_key(va, level) | (uint64_t)asid << 3; }

static void advance(uint64_t *time, uint64_t to)
{
    if (*time < to)
        *time = to;
}

// Nothing that is known is younger than the fence: all of it is forgotten.
static void forget_all(struct history *h)
{
    bool rebuild = h->ptes.count > REBUILD_AFTER;

    forget_fences(h);
    versions_clear(&h->ptes);
    if (rebuild) {
        memset(h->levels, 0, h->ram_bytes >> PAGE_SHIFT);
        for (unsigned i = 0; i < h->roots; i++)
            follow_table(h, h->root[i].pa, h->root[i].levels - 1);
    }
}

static void fence_all(struct history *h, uint64_t time, uint64_t now)
{
    unsigned kept = 0;

    advance(&h->all, time);
    for (unsigned i = 0; i < h->roots; i++)
        if (h->root[i].last > h->all)
            h->root[kept++] = h->root[i];
    h->roots = kept;
    if (time == now)
        forget_all(h);
}

static void fence_va(struct history *h, const struct fence *f, uint64_t time)
{
    const struct root *root = history_present_root(h);

    if (!is_canonical(f->va, root ? root->levels : h->most_levels))
        return;  // such a fence has no effect (privileged manual 4.2.1)
    for (int level = 0; level < h->most_levels; level++) {
        if (f->has_asid)
            advance(map_at(&h->va_asid, va_asid_key(f->va, level, f->asid)), time);
        else
            advance(map_at(&h->va, va_key(f->va, level)), time);
    }
}

void history_fence(struct history *h, const struct fence *f, uint64_t now)
{
    uint64_t time = h->changed <= f->time ? now : f->time;  // nothing has changed between

    if (f->has_va)
        fence_va(h, f, time);
    else if (f->has_asid) {
        advance(map_at(&h->asid, f->asid), time);
        advance(map_at(&h->done, f->asid), now);
    } else
        fence_all(h, time, now);
}

static uint64_t later(uint64_t time, const uint64_t *fence) { return fence && *fence > time ? *fence : time; }

// The last fence that covers a pointer of an address space.
static uint64_t pointer_fence(const struct history *h, uint16_t asid, bool global)
{
    return global ? h->all : later(h->all, map_find(&h->asid, asid));
}

static uint64_t pointer_done(const struct history *h, uint16_t asid, bool global)
{
    return global ? h->all : later(h->all, map_find(&h->done, asid));
}

// The last fence that covers a leaf of a level for `va`.
static uint64_t leaf_fence(const struct history *h, uint64_t va, int level, uint16_t asid, bool global)
{
    uint64_t time = later(pointer_fence(h, asid, global), map_find(&h->va, va_key(va, level)));
    return global ? time : later(time, map_find(&h->va_asid, va_asid_key(va, level, asid)));
}

// ---- questions -----------------------------------------------------------------------------------

uint64_t history_birth(const struct history *h, uint64_t pa)
{
    const struct word *w = versions_of(&h->ptes, pa);
    return w ? w->birth : 0;
}

static bool is_leaf_at(const struct history *h, uint64_t pte, uint8_t levels)
{
    for (int level = 0; level < h->most_levels; level++)
        if ((levels & BIT(level)) && pte_is_valid(pte, level, &h->rules) && pte_is_leaf(pte))
            return true;
    return false;
}

bool history_may_be_leaf(const struct history *h, uint64_t pa)
{
    const uint8_t *levels = levels_of(h, pa);
    const struct word *w = versions_of(&h->ptes, pa);

    if (!levels)
        return false;
    if (is_leaf_at(h, pte_at(h, pa), *levels))
        return true;
    for (unsigned i = 0; w && i < w->count; i++)
        if (is_leaf_at(h, w->old[i].value, *levels))
            return true;
    return false;
}

static bool may_be_remembered(const struct history *h, const struct version *v, const struct pte_read *at,
                              uint64_t cycle_from)
{
    return pte_is_valid(v->value, at->level, &h->rules) || (at->access == ACCESS_FETCH && v->cycle >= cycle_from);
}

unsigned history_versions(const struct history *h, const struct pte_read *at, uint64_t cycle_from, struct version *out)
{
    const struct word *w = versions_of(&h->ptes, at->pa);
    unsigned n = 0;

    for (unsigned i = w ? w->count : 0; i-- > 0;)
        if (w->old[i].death > h->all && may_be_remembered(h, &w->old[i], at, cycle_from))
            out[n++] = w->old[i];
    return n;
}

// Of one of the 16 entries, at `pa`: what may stand for the others.
static unsigned napot_versions(const struct history *h, uint64_t pa, struct version *out)
{
    const struct word *w = versions_of(&h->ptes, pa);
    uint64_t present = pte_at(h, pa);
    unsigned n = 0;

    if (pte_is_napot(present, &h->rules))
        out[n++] = (struct version){present, w ? w->birth : 0, FOREVER, 0};
    for (unsigned i = w ? w->count : 0; i-- > 0;)
        if (w->old[i].death > h->all && pte_is_napot(w->old[i].value, &h->rules))
            out[n++] = w->old[i];
    return n;
}

unsigned history_napot(const struct history *h, const struct pte_read *at, struct version *out)
{
    uint64_t first = at->pa & ~(uint64_t)(NAPOT_PAGES * PTE_BYTES - 1);
    unsigned n = 0;

    if (!h->rules.napot || at->level > 0 || !levels_of(h, at->pa))
        return 0;
    for (unsigned i = 0; i < NAPOT_PAGES; i++)
        if (first + i * PTE_BYTES != at->pa)
            n += napot_versions(h, first + i * PTE_BYTES, out + n);
    return n;
}

// What the hardware may remember of a walk: a pointer or a leaf, with the address space it was found in.
// Item i stands for entries 0 to i of a path.
struct item {
    uint64_t fence;  // the last one that covers it,
    uint64_t done;   // and, of a pointer, when that was complete
    bool global;
    bool cacheable;  // a valid entry
};

static struct item item_of(const struct history *h, const struct path *p, unsigned i, bool global, uint16_t asid)
{
    int level = p->root.levels - 1 - (int)i;
    uint64_t pte = p->entry[i].value;
    bool valid = pte_is_valid(pte, level, &h->rules);
    struct item it = {.global = global, .cacheable = valid};

    if (valid && !pte_is_leaf(pte)) {
        it.fence = pointer_fence(h, asid, global);
        it.done = pointer_done(h, asid, global);
    } else {
        it.fence = leaf_fence(h, p->va, level, asid, global);
    }
    return it;
}

static void items_of(const struct history *h, const struct path *p, uint16_t asid, struct item out[MAX_LEVELS])
{
    bool global = false;

    for (unsigned i = 0; i < p->count; i++) {
        global |= (p->entry[i].value & PTE_G) != 0;
        out[i] = item_of(h, p, i, global, asid);
    }
}

// Something that lived until `death` and is covered by a fence could be used when item k was made: it
// is younger than its fence, or the item was made before that fence was complete and has survived it. What is global
// survives fences of an address space, also where the one that covers itself was completed with them: that may have
// been done first (Svinval).
static bool usable_for(const struct history *h, uint64_t death, uint64_t fence, uint64_t done, const struct item *k,
                       const struct version *entry)
{
    bool survived = k->fence < done || (k->global && k->fence == done);
    return death > fence || (death > h->all && survived && entry->birth < done);
}

// The hardware may remember item k. Its first entry was read while the path's root was in satp; the
// others perhaps later, beginning from what it remembered of those above.
static bool remembered(const struct history *h, const struct path *p, unsigned k)
{
    struct item item[MAX_LEVELS];

    items_of(h, p, p->root.asid, item);
    if (!item[k].cacheable || !(item[k].global || p->root.asid == p->asid) || p->entry[k].death <= item[k].fence ||
        !usable_for(h, p->root.last, pointer_fence(h, p->root.asid, false), pointer_done(h, p->root.asid, false),
                    &item[k], &p->entry[k]))
        return false;
    for (unsigned i = 0; i < k; i++)
        if (!usable_for(h, p->entry[i].death, item[i].fence, item[i].done, &item[k], &p->entry[k]))
            return false;
    return p->entry[0].birth <= p->root.last && p->entry[0].death > p->root.first;
}

// Entries from `first` on may be read now, each as old as its own fence allows.
static bool readable(const struct history *h, const struct path *p, unsigned first)
{
    struct item item[MAX_LEVELS];

    items_of(h, p, p->asid, item);
    for (unsigned i = first; i < p->count; i++)
        if (p->entry[i].death <= item[i].fence)
            return false;
    return true;
}

// The walk may begin at the root itself.
static bool root_usable(const struct history *h, const struct path *p)
{
    return p->root.asid == p->asid && p->root.last > pointer_fence(h, p->asid, false);
}

bool history_allows(const struct history *h, const struct path *p)
{
    if (root_usable(h, p) && readable(h, p, 0))
        return true;
    for (unsigned k = 0; k < p->count; k++)
        if (remembered(h, p, k) && readable(h, p, k + 1))
            return true;
    return false;
}
