// SPDX-License-Identifier: Apache-2.0
#include "laws.h"

namespace
{

// What is told of a walk comes a cycle after its end, so a sum of that may be one behind.
const std::vector<Law> kLaws = {
    {{EvItlbLookup}, {EvItlbHit, EvItlbMiss}, 0},
    {{EvDtlbLoadLookup}, {EvDtlbLoadHit, EvDtlbLoadMiss}, 0},
    {{EvDtlbStoreLookup}, {EvDtlbStoreHit, EvDtlbStoreMiss}, 0},
    {{EvWalkStart}, {EvWalkStartI, EvWalkStartD}, 0},
    {{EvWalkStart}, {EvWalkDone, EvWalkFault, EvWalkKilled}, 1},
    {{EvWalkDone}, {EvFill4k, EvFill64k, EvFill2m, EvFill1g}, 1},
    {{EvWalkFault},
     {EvWalkFaultInvalid, EvWalkFaultReserved, EvWalkFaultRights, EvWalkFaultUser, EvWalkFaultMisaligned,
      EvWalkFaultAccessed, EvWalkFaultDirty, EvWalkFaultRead, EvWalkFaultWrite},
     1},
    {{EvPteReadLevel4, EvPteReadLevel3, EvPteReadLevel2, EvPteReadLevel1, EvPteReadLevel0},
     {EvPteReadFromL1, EvPteReadFromL2},
     1},
    {{EvPteReadLevel4, EvPteReadLevel3, EvPteReadLevel2, EvPteReadLevel1, EvPteReadLevel0, EvAdCas},
     {EvL1dAccessByWalker},
     1},
    {{EvSfence}, {EvSfenceAll, EvSfenceAsid, EvSfenceVa, EvSfenceVaAsid}, 0},
};

const std::vector<Event> kCycles = {EvIssued,          EvStallItlb,       EvStallIcache, EvStallRedirect, EvStallDtlb,
                                    EvStallDcacheLoad, EvStallDcacheBusy, EvStallFence,  EvStallHazard,   EvWfiCycles};

uint64_t sum(const std::vector<Event> &events, const EventCounters &counters)
{
    uint64_t all = 0;
    for (Event e : events)
        all += counters.count(e);
    return all;
}

std::string text(const std::vector<Event> &events)
{
    std::string all;
    for (Event e : events)
        all += std::string(all.empty() ? "" : " + ") + EventCounters::name(e);
    return all;
}

std::string differ(const std::string &left, uint64_t left_sum, const std::string &right, uint64_t right_sum)
{
    return left + " is " + std::to_string(left_sum) + ", " + right + " " + std::to_string(right_sum);
}

}  // namespace

const std::vector<Law> &event_laws() { return kLaws; }

std::string law_broken(const Law &law, const EventCounters &counters)
{
    uint64_t left = sum(law.left, counters), right = sum(law.right, counters);
    if (left - right <= law.under_way)
        return "";
    return differ(text(law.left), left, text(law.right), right);
}

std::string cycles_broken(const EventCounters &counters, uint64_t cycles)
{
    uint64_t all = sum(kCycles, counters);
    return all == cycles ? "" : differ(text(kCycles), all, "there were cycles:", cycles);
}
