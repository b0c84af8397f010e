// SPDX-License-Identifier: Apache-2.0
// Counters of the firmware's numbering are those of the registers. A counter that has no event stands.

#include "os/arch/hpm.h"

#include "build/events/events.h"
#include "os/arch/csr.h"
#include "os/arch/sbi.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"

#define OPEN_ALWAYS 7  // cycle, time, instret
#define NOT_COUNTING "none"

static const struct event {
    uint8_t code;
    const char *name;
} events[] = {EVENT_CODES};

static bool exists;
static const struct event *chosen[HPM_END];

static const struct event *find_event(const char *name)
{
    for (size_t i = 0; i < COUNT(events); i++)
        if (strcmp(events[i].name, name) == 0)
            return &events[i];
    return NULL;
}

// All of them are there, or none: the events are this machine's or they are not.
void hpm_init(void)
{
    uint64_t open = OPEN_ALWAYS;
    exists = sbi_pmu_exists();
    for (unsigned counter = HPM_FIRST; counter < HPM_END; counter++) {
        exists = exists && sbi_pmu_has_counter(counter);
        open |= UINT64_C(1) << counter;
    }
    CSR_WRITE(scounteren, exists ? open : OPEN_ALWAYS);
}

bool hpm_exists(void) { return exists; }

int hpm_select(unsigned counter, const char *name)
{
    const struct event *event = find_event(name);
    if (!exists)
        return -ENODEV;
    if (counter < HPM_FIRST || counter >= HPM_END || (!event && strcmp(name, NOT_COUNTING) != 0))
        return -EINVAL;
    sbi_pmu_free(counter);
    chosen[counter] = event;
    if (event && !sbi_pmu_count(counter, event->code)) {
        chosen[counter] = NULL;
        return -EINVAL;
    }
    return 0;
}

const char *hpm_event(unsigned counter) { return chosen[counter] ? chosen[counter]->name : NOT_COUNTING; }

uint64_t hpm_read(unsigned counter)
{
    switch (counter) {
    case 3: return CSR_READ(hpmcounter3);
    case 4: return CSR_READ(hpmcounter4);
    case 5: return CSR_READ(hpmcounter5);
    case 6: return CSR_READ(hpmcounter6);
    case 7: return CSR_READ(hpmcounter7);
    case 8: return CSR_READ(hpmcounter8);
    case 9: return CSR_READ(hpmcounter9);
    default: return CSR_READ(hpmcounter10);
    }
}
