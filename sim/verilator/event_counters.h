// SPDX-License-Identifier: Apache-2.0
// Counts every event bit of every cycle at a few host instructions a cycle: the counters stand
// upright, bit i of plane p being digit p of event i's count, so that one ripple adds 64 bits at once.
// The planes are emptied into ordinary counters before they can overflow.
#ifndef PAGEWALK_EVENT_COUNTERS_H
#define PAGEWALK_EVENT_COUNTERS_H

#include "observation.h"

class EventCounters
{
public:
    void add(uint64_t events)
    {
        for (unsigned p = 0; events; p++) {
            uint64_t carry = planes_[p] & events;
            planes_[p] ^= events;
            events = carry;
        }
        if (++held_ == kCapacity)
            empty();
    }
    // Of the events from EvOften on
    void add_seldom(uint64_t events)
    {
        for (; events; events &= events - 1)
            counts_[EvOften + unsigned(__builtin_ctzll(events))]++;
    }
    uint64_t count(Event event) const;
    void add_stats(stats *) const;
    static const char *name(Event event);
    // The event of that name in stats.json, or -1.
    static int find(const char *name);

private:
    static constexpr unsigned kPlanes = 16;
    static constexpr unsigned kCapacity = (1u << kPlanes) - 1;
    void empty();
    uint64_t planes_[kPlanes] = {};
    unsigned held_ = 0;
    uint64_t counts_[EvCount] = {};
};

#endif
