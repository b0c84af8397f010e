// SPDX-License-Identifier: Apache-2.0
// The generations of ASIDs.
#include "os/vm/asid.h"

#include "os/vm/stats.h"

static struct {
    uint64_t max;
    uint64_t next;
} asids = {.next = 1};
uint64_t asid_generation = 1;

void asid_init(uint64_t most) { asids.max = most; }

unsigned asid_bits(void)
{
    unsigned bits = 0;
    for (uint64_t m = asids.max; m; m >>= 1)
        bits++;
    return bits;
}

bool asid_lasts(const struct pmap *pmap) { return asid_is_current(pmap) && asids.max > 0; }

bool asid_give(struct pmap *pmap)
{
    bool over = asids.next > asids.max;
    if (over) {
        asid_generation++;
        asids.next = 1;
        vm_stats.asid_rollover++;
    }
    pmap->asid = asids.max ? (uint32_t)asids.next : 0;
    asids.next++;
    pmap->generation = asid_generation;
    return over;
}
