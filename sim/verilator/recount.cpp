// SPDX-License-Identifier: Apache-2.0
#include "recount.h"

#include "walk_steps.h"

namespace
{

constexpr uint32_t kSfence = 0x12000073, kSinval = 0x16000073, kSfenceMask = 0xfe007fff;  // SFENCE.VMA, SINVAL.VMA
constexpr uint32_t kFenceI = 0x100f, kFenceIMask = 0x707f;

// Those whose record comes a cycle after the event
const Event kTold[] = {EvRetired,     EvTraps,    EvInterrupts, EvPageFaultFetch, EvPageFaultLoad, EvPageFaultStore,
                       EvAccessFault, EvWalkDone, EvWalkFault,  EvWalkKilled,     EvAdUpdate};
// and in the same one
const Event kNow[] = {EvFill4k,
                      EvFill64k,
                      EvFill2m,
                      EvFill1g,
                      EvWalkFaultInvalid,
                      EvWalkFaultReserved,
                      EvWalkFaultRights,
                      EvWalkFaultUser,
                      EvWalkFaultMisaligned,
                      EvWalkFaultAccessed,
                      EvWalkFaultDirty,
                      EvWalkFaultRead,
                      EvWalkFaultWrite};
// A walk's own, known when it has ended
const Event kWalks[] = {EvPteReadLevel4, EvPteReadLevel3, EvPteReadLevel2,     EvPteReadLevel1,   EvPteReadLevel0,
                        EvPteReadFromL1, EvPteReadFromL2, EvL1dAccessByWalker, EvL1dMissByWalker, EvAdCas,
                        EvWalkStart,     EvWalkStartI,    EvWalkStartD};
// Fences are seen when they retire, some cycles after they were done
const Event kFences[] = {EvSfence, EvSfenceAll, EvSfenceAsid, EvSfenceVa, EvSfenceVaAsid, EvFenceI};

const Event kLevels[] = {EvPteReadLevel0, EvPteReadLevel1, EvPteReadLevel2, EvPteReadLevel3, EvPteReadLevel4};

Event fill_of(const Walk &walk)
{
    if (walk.level == 0)
        return walk.pte >> 63 ? EvFill64k : EvFill4k;
    return walk.level == 1 ? EvFill2m : EvFill1g;
}

Event reason_of(const Walk &walk)
{
    switch (walk.reason) {
    case WALK_REASON_INVALID:
    case WALK_REASON_NO_LEAF: return EvWalkFaultInvalid;
    case WALK_REASON_RESERVED: return EvWalkFaultReserved;
    case WALK_REASON_RIGHTS: return EvWalkFaultRights;
    case WALK_REASON_USER: return EvWalkFaultUser;
    case WALK_REASON_MISALIGNED: return EvWalkFaultMisaligned;
    case WALK_REASON_ACCESSED: return EvWalkFaultAccessed;
    case WALK_REASON_DIRTY: return EvWalkFaultDirty;
    case WALK_REASON_READ: return EvWalkFaultRead;
    default: return EvWalkFaultWrite;
    }
}

bool happened(Event event, uint64_t often, uint64_t seldom)
{
    return event < EvOften ? often >> event & 1 : seldom >> (event - EvOften) & 1;
}

std::string differ(const char *name, uint64_t counted, uint64_t seen)
{
    return std::string(name) + " is counted as " + std::to_string(counted) + ", and happened " + std::to_string(seen) +
           " times";
}

}  // namespace

void Recount::count_trap(const Retired &c)
{
    if (c.cause >> 63) {
        counts_[EvInterrupts]++;
        return;
    }
    counts_[EvTraps]++;
    switch (c.cause) {
    case 1:
    case 5:
    case 7: counts_[EvAccessFault]++; break;
    case 12: counts_[EvPageFaultFetch]++; break;
    case 13: counts_[EvPageFaultLoad]++; break;
    case 15: counts_[EvPageFaultStore]++; break;
    default: break;
    }
}

void Recount::count_fence(uint32_t insn)
{
    if ((insn & kFenceIMask) == kFenceI)
        counts_[EvFenceI]++;
    if ((insn & kSfenceMask) != kSfence && (insn & kSfenceMask) != kSinval)
        return;
    bool va = insn >> 15 & 31, asid = insn >> 20 & 31;
    counts_[EvSfence]++;
    counts_[va ? (asid ? EvSfenceVaAsid : EvSfenceVa) : (asid ? EvSfenceAsid : EvSfenceAll)]++;
}

bool Recount::on_retire(const Retired &c, uint64_t)
{
    if (c.trap) {
        count_trap(c);
        return true;
    }
    counts_[EvRetired]++;
    count_fence(c.insn);
    return true;
}

bool Recount::on_walk(const Walk &walk, uint64_t)
{
    unsigned level = walk_last_level(walk);
    walking_ = false;
    counts_[EvWalkStart]++;
    counts_[walk.access == Walk::Fetch ? EvWalkStartI : EvWalkStartD]++;
    if (walk.killed) {
        counts_[EvWalkKilled]++;
    } else if (walk.fault != Walk::None) {
        counts_[EvWalkFault]++;
        counts_[reason_of(walk)]++;
    } else {
        counts_[EvWalkDone]++;
        counts_[fill_of(walk)]++;
    }
    counts_[EvAdUpdate] += walk.ad_write;
    for (size_t i = walk.step_count; i-- > 0;) {
        const WalkStep &step = walk.steps[i];
        counts_[EvL1dAccessByWalker]++;
        counts_[EvL1dMissByWalker] += step.source != WALK_FROM_L1;
        counts_[EvAdCas] += step.set;
        if (!step.set) {
            counts_[kLevels[level]]++;
            counts_[step.source == WALK_FROM_L1 ? EvPteReadFromL1 : EvPteReadFromL2]++;
        }
        level += walk_goes_down(walk, i);
    }
    return true;
}

std::string Recount::difference(const EventCounters &counters, uint64_t last_often, uint64_t last_seldom) const
{
    for (Event e : kTold)
        if (counters.count(e) - happened(e, last_often, last_seldom) != counts_[e])
            return differ(EventCounters::name(e), counters.count(e) - happened(e, last_often, last_seldom), counts_[e]);
    for (Event e : kNow)
        if (counters.count(e) != counts_[e])
            return differ(EventCounters::name(e), counters.count(e), counts_[e]);
    uint64_t reads = 0;
    for (Event e : kLevels)
        reads += counters.count(e);
    if (reads != reads_)
        return differ("pte_read_level*", reads, reads_);
    if (counters.count(EvAdCas) != sets_)
        return differ("ad_cas", counters.count(EvAdCas), sets_);
    bool walking = walking_ || happened(EvWalkStart, last_often, last_seldom);
    for (Event e : kWalks)
        if (walking ? counters.count(e) < counts_[e] : counters.count(e) != counts_[e])
            return differ(EventCounters::name(e), counters.count(e), counts_[e]);
    for (Event e : kFences)
        if (counters.count(e) - counts_[e] > 1)
            return differ(EventCounters::name(e), counters.count(e), counts_[e]);
    return "";
}
