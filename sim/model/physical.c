// SPDX-License-Identifier: Apache-2.0
//
// Memory by physical address: boot ROM and RAM (docs/architecture.md, "The memory map").

#include <string.h>

#include "state.h"

bool phys_is_ram(const struct model *m, uint64_t pa, unsigned bytes)
{
    return pa >= MODEL_RAM_BASE && pa - MODEL_RAM_BASE <= m->ram_bytes - bytes;
}

bool phys_is_memory(const struct model *m, uint64_t pa, unsigned bytes)
{
    return phys_is_ram(m, pa, bytes) || (pa >= MODEL_ROM_BASE && pa <= MODEL_ROM_END - bytes);
}

uint8_t *phys_host(const struct model *m, uint64_t pa)
{
    return pa >= MODEL_RAM_BASE ? m->ram + (pa - MODEL_RAM_BASE) : m->rom + (pa - MODEL_ROM_BASE);
}

uint64_t phys_read(const struct model *m, uint64_t pa, unsigned bytes)
{
    uint64_t value = 0;

    memcpy(&value, phys_host(m, pa), bytes);
    return value;
}

static void journal_add(const struct model *m, uint64_t pa, unsigned bytes)
{
    uint64_t word = pa & ~UINT64_C(7);
    uint64_t mask = bytes == 8 ? UINT64_MAX : (BIT(8 * bytes) - 1) << (8 * (pa & 7));
    struct journal *j = m->journal;

    j->entry[j->count].pa = word;
    j->entry[j->count].old = phys_read(m, word, 8);
    j->entry[j->count].mask = mask;
    j->count++;
}

// `pa` and what follows lie in one aligned doubleword.
void phys_write(struct model *m, uint64_t pa, unsigned bytes, uint64_t value)
{
    uint64_t word = pa & ~UINT64_C(7);

    if (m->journal)
        journal_add(m, pa, bytes);
    memcpy(phys_host(m, pa), &value, bytes);
    tlb_memory_written(m, pa);
    if (word == m->watch_pa && m->watched_store)
        m->watched_store(m->watch_ctx, word, phys_read(m, word, 8));
}

bool phys_line_reserved(const struct model *m, uint64_t pa)
{
    return (pa & ~(uint64_t)(LINE_BYTES - 1)) == m->hart.reservation;
}
