// SPDX-License-Identifier: Apache-2.0
// What always holds among the counts of events, in every cycle of every run: each law says that two sums are the same,
// or that the first is more by what is under way.
#ifndef PAGEWALK_LAWS_H
#define PAGEWALK_LAWS_H

#include <string>
#include <vector>

#include "event_counters.h"

struct Law {
    std::vector<Event> left, right;
    unsigned under_way;  // by how much left may be more
};

const std::vector<Law> &event_laws();

// "a + b is 7, c + d 5", or empty if the law holds.
std::string law_broken(const Law &, const EventCounters &);
// The same of the reasons of every cycle: something enters execute, or there is one cause why not.
std::string cycles_broken(const EventCounters &, uint64_t cycles);

#endif
