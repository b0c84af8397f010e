// SPDX-License-Identifier: Apache-2.0
#include "event_counters.h"

#include <cstring>

namespace
{

const char *const kNames[EvCount] = {EVENT_NAMES};

uint64_t digits(const uint64_t *planes, unsigned count, unsigned bit)
{
    uint64_t value = 0;
    for (unsigned p = 0; p < count; p++)
        value |= (planes[p] >> bit & 1) << p;
    return value;
}

}  // namespace

void EventCounters::empty()
{
    for (unsigned e = 0; e < EvOften; e++)
        counts_[e] += digits(planes_, kPlanes, e);
    for (uint64_t &plane : planes_)
        plane = 0;
    held_ = 0;
}

uint64_t EventCounters::count(Event event) const
{
    return counts_[event] + (event < EvOften ? digits(planes_, kPlanes, event) : 0);
}

void EventCounters::add_stats(stats *out) const
{
    for (unsigned e = EvCount; e-- > 0;)
        stats_count(out, kNames[e], count(Event(e)));
}

const char *EventCounters::name(Event event) { return kNames[event]; }

int EventCounters::find(const char *name)
{
    for (unsigned e = 0; e < EvCount; e++)
        if (!strcmp(kNames[e], name))
            return int(e);
    return -1;
}
