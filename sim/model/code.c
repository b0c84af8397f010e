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

static uint64_t page_of(uint64_t pa)
{
    return (pa - MODEL_RAM_BASE) >> PAGE_SHIFT;
}

void code_wrote(struct code *c, uint64_t pa, uint64_t old, uint64_t now, uint64_t cycle)
{
    unsigned place = c->stores % CODE_ELSEWHERE;

    if (c->fetched[page_of(pa)]) {
        versions_wrote(&c->kept, pa, old, now, cycle);
        return;
    }
    c->elsewhere[place].pa = pa;
    c->elsewhere[place].old = old;
    c->elsewhere[place].now = now;
    c->elsewhere[place].cycle = cycle;
    c->stores++;
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
        unsigned place = i % CODE_ELSEWHERE;
        if (page_of(c->elsewhere[place].pa) == page)
            versions_wrote(&c->kept, c->elsewhere[place].pa, c->elsewhere[place].old,
                           c->elsewhere[place].now, c->elsewhere[place].cycle);
    }
}

const struct word *code_fetch(struct code *c, uint64_t pa)
{
    uint64_t page = page_of(pa);

    if (page >= c->pages)
        return NULL; // the boot ROM
    if (!c->fetched[page])
        begin_page(c, page);
    return versions_of(&c->kept, pa);
}
