// SPDX-License-Identifier: Apache-2.0

#include "code.h"

#include <stdlib.h>

#include "model.h"
#include "riscv.h"

bool code_open(struct code *c, uint64_t ram_bytes)
{
    c->pages = ram_bytes >> PAGE_SHIFT;
    c->fetched = calloc(c->pages, 1);
    return c->fetched != NULL;
}

void code_close(struct code *c)
{
    versions_clear(&c->kept);
    free(c->fetched);
}

static uint64_t page_of(uint64_t pa) { return (pa - MODEL_RAM_BASE) >> PAGE_SHIFT; }

static void keep(struct code *c, const struct code_store *s)
{
    for (unsigned shift = 0; shift < 64; shift += 16)
        if ((s->old ^ s->new) >> shift & 0xffff)
            versions_wrote(&c->kept, s->pa + shift / 8, s->old >> shift & 0xffff, s->now, s->cycle);
}

void code_wrote(struct code *c, uint64_t pa, uint64_t old, uint64_t new, uint64_t now, uint64_t cycle)
{
    struct code_store s = {pa, old, new, now, cycle};

    if (c->fetched[page_of(pa)])
        keep(c, &s);
    else
        c->elsewhere[c->stores++ % CODE_ELSEWHERE] = s;
}

void code_fence(struct code *c)
{
    versions_clear(&c->kept);
    c->stores = 0;
}

// Instructions come from this page from now on: what is remembered of it is kept, oldest first.
static void begin_page(struct code *c, uint64_t page)
{
    uint64_t first = c->stores > CODE_ELSEWHERE ? c->stores - CODE_ELSEWHERE : 0;

    c->fetched[page] = 1;
    for (uint64_t i = first; i < c->stores; i++) {
        const struct code_store *s = &c->elsewhere[i % CODE_ELSEWHERE];
        if (page_of(s->pa) == page)
            keep(c, s);
    }
}

const struct word *code_fetch(struct code *c, uint64_t pa)
{
    uint64_t page = page_of(pa);

    if (page >= c->pages)
        return NULL;  // the boot ROM
    if (!c->fetched[page])
        begin_page(c, page);
    return versions_of(&c->kept, pa);
}
