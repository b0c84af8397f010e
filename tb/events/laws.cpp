// SPDX-License-Identifier: Apache-2.0
// Each law of the counts, and each count that is made again, is broken once: it must be told.
#include "verilator/laws.h"

#include <cstdio>

#include "verilator/recount.h"

namespace
{

int failures;

void expect(bool holds, const std::string &what)
{
    if (holds)
        return;
    printf("not ok laws: %s\n", what.c_str());
    failures++;
}

void count(EventCounters *counters, Event event, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        if (event < EvOften)
            counters->add(uint64_t(1) << event);
        else
            counters->add_seldom(uint64_t(1) << (event - EvOften));
    }
}

void each_law_is_broken_by_each_of_its_events()
{
    for (const Law &law : event_laws()) {
        EventCounters balanced;
        count(&balanced, law.left[0], 5);
        count(&balanced, law.right.back(), 5);
        expect(law_broken(law, balanced).empty(), law_broken(law, balanced));
        count(&balanced, law.left[0], law.under_way);
        expect(law_broken(law, balanced).empty(), "what is under way is allowed");
        for (const auto *side : {&law.left, &law.right}) {
            for (Event e : *side) {
                EventCounters broken = balanced;
                count(&broken, e, law.under_way + 1);
                std::string said = law_broken(law, broken);
                expect(said.find(EventCounters::name(e)) != std::string::npos, EventCounters::name(e));
            }
        }
    }
}

void a_cycle_has_one_reason()
{
    EventCounters counters;
    counters.add(uint64_t(1) << EvIssued);
    counters.add(uint64_t(1) << EvStallHazard);
    expect(cycles_broken(counters, 2).empty(), "two cycles of one reason each");
    expect(!cycles_broken(counters, 3).empty(), "a cycle without a reason");
    counters.add(uint64_t(1) << EvStallItlb | uint64_t(1) << EvStallIcache);
    expect(!cycles_broken(counters, 3).empty(), "a cycle with two");
}

// What the hardware would count of a walk that reads two entries and sets A, and of the traps and fences
const Event kSeen[] = {EvRetired,       EvTraps,         EvPageFaultLoad, EvSfence,
                       EvSfenceAll,     EvWalkStart,     EvWalkStartD,    EvWalkDone,
                       EvFill2m,        EvAdUpdate,      EvAdCas,         EvPteReadLevel2,
                       EvPteReadLevel1, EvPteReadFromL1, EvPteReadFromL2, EvL1dMissByWalker};

void what_happened_is_counted(Recount *recount)
{
    Retired fence{}, fault{};
    fence.insn = 0x12000073;
    fault.trap = true;
    fault.cause = 13;
    recount->on_retire(fence, 1);
    recount->on_retire(fault, 2);
    const WalkStep steps[] = {{0x1000, 1, 1, WALK_FROM_L1, false, false},
                              {0x2000, 1, 9, WALK_FROM_L2, false, false},
                              {0x2000, 1, 1, WALK_FROM_L1, true, false}};
    Walk walk{};
    walk.access = Walk::Load;
    walk.level = 1;
    walk.ad_write = true;
    walk.pte_pa = 0x2000;
    walk.steps = steps;
    walk.step_count = 3;
    recount->walk_began();
    for (const WalkStep &step : steps)
        recount->asked(step.set);
    recount->on_walk(walk, 20);
}

void each_difference_is_told()
{
    Recount recount;
    EventCounters right;
    what_happened_is_counted(&recount);
    for (Event e : kSeen)
        count(&right, e, 1);
    count(&right, EvL1dAccessByWalker, 3);
    expect(recount.difference(right, 0, 0).empty(), recount.difference(right, 0, 0));
    EventCounters of_last_cycle = right;
    count(&of_last_cycle, EvRetired, 1);
    expect(recount.difference(of_last_cycle, uint64_t(1) << EvRetired, 0).empty(), "the record comes a cycle later");
    expect(!recount.difference(of_last_cycle, 0, 0).empty(), "an instruction too many");
    for (Event e : kSeen) {
        EventCounters wrong;
        for (Event other : kSeen)
            count(&wrong, other, other == e ? 3 : 1);
        count(&wrong, EvL1dAccessByWalker, 3);
        expect(!recount.difference(wrong, 0, 0).empty(), EventCounters::name(e));
    }
}

}  // namespace

int main()
{
    each_law_is_broken_by_each_of_its_events();
    a_cycle_has_one_reason();
    each_difference_is_told();
    if (!failures)
        printf("ok laws-of-events\n");
    return failures != 0;
}
