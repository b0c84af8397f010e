// SPDX-License-Identifier: Apache-2.0
#include "walk_trace.h"

#include <algorithm>

#include "walk_steps.h"

namespace
{

constexpr unsigned kPageBits = 12, kLevelBits = 9, kNapotBits = 4;
constexpr uint64_t kPteN = uint64_t(1) << 63;

uint8_t result_of(const Walk &walk)
{
    if (walk.killed)
        return WALK_KILLED;
    switch (walk.fault) {
    case Walk::PageFault: return WALK_PAGE_FAULT;
    case Walk::AccessFault: return WALK_ACCESS_FAULT;
    default: return WALK_DONE;
    }
}

uint8_t page_bits(const Walk &walk)
{
    unsigned bits = kPageBits + kLevelBits * walk.level;
    return uint8_t(walk.pte & kPteN ? bits + kNapotBits : bits);
}

void add_steps(const Walk &walk, walk_record *record)
{
    unsigned level = walk_last_level(walk);
    for (size_t i = walk.step_count; i-- > 0;) {
        const WalkStep &from = walk.steps[i];
        if (i < WALK_STEPS) {
            uint8_t flags = uint8_t((from.set ? WALK_STEP_SET : 0) | (from.refused ? WALK_STEP_REFUSED : 0));
            record->step[i] = {from.pa, from.value, uint32_t(from.cycles), uint8_t(level), uint8_t(from.source),
                               flags,   0};
        }
        level += walk_goes_down(walk, i);
    }
}

}  // namespace

bool WalkTrace::on_walk(const Walk &walk, uint64_t cycle)
{
    walk_record record = {};
    record.cycle = walk.began;
    record.va = walk.va;
    record.cycles = uint32_t(cycle - walk.began);  // told in the cycle after its end
    record.asid = walk.asid;
    record.kind = uint8_t(walk.access);
    record.result = result_of(walk);
    record.reason = uint8_t(walk.reason);
    record.page_bits = record.result == WALK_DONE ? page_bits(walk) : 0;
    record.flags = uint8_t((walk.ad_write ? WALK_AD_WRITE : 0) | (walk.global ? WALK_GLOBAL : 0));
    record.accesses = uint16_t(std::min<size_t>(walk.step_count, UINT16_MAX));
    add_steps(walk, &record);
    walk_writer_add(writer_, &record);
    return true;
}
