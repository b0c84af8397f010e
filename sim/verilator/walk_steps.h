// SPDX-License-Identifier: Apache-2.0
// Puts the accesses of the walk under way together: what the walker asked of the data cache and what it was
// answered, and who served that. The data cache tells of its miss; of a line that comes from memory while the
// walk waits, the beats are seen at the machine's edge; what is left came from the second-level cache.
#ifndef PAGEWALK_WALK_STEPS_H
#define PAGEWALK_WALK_STEPS_H

#include <vector>

#include "observation.h"

class WalkSteps
{
public:
    void began(uint64_t cycle)
    {
        began_ = cycle;
        steps_.clear();
    }
    void asked(bool set, uint64_t pa, uint64_t cycle)
    {
        steps_.push_back({pa, 0, cycle, WALK_FROM_L1, set, false});
        waits_ = true;
    }
    void missed()
    {
        if (waits_)
            steps_.back().source = WALK_FROM_L2;
    }
    void memory_gave(uint64_t pa)
    {
        constexpr unsigned kLineShift = 6;
        if (waits_ && steps_.back().source == WALK_FROM_L2 && (pa ^ steps_.back().pa) >> kLineShift == 0)
            steps_.back().source = WALK_FROM_MEMORY;
    }
    void answered(bool err, uint64_t value, uint64_t cycle)
    {
        WalkStep &step = steps_.back();
        step.value = err ? 0 : value;
        step.cycles = cycle - step.cycles;
        step.refused = err;
        waits_ = false;
    }
    // The walk has ended: its steps are those told since it began, and stay until the next begins.
    void ended(Walk *walk) const
    {
        walk->began = began_;
        walk->steps = steps_.data();
        walk->step_count = steps_.size();
    }

private:
    uint64_t began_ = 0;
    bool waits_ = false;           // for the answer of the last step, whose `cycles` is that of the request
    std::vector<WalkStep> steps_;  // of the walk under way, or of the one that has just ended
};

// The levels of a walk's steps, from the last to the first: the level of the last step, which is that of the walk's
// end, or, if the next was refused before it was asked for, one above; and whether the step before step i is one above:
// a read that follows a compare-and-set repeats its level.
inline unsigned walk_last_level(const Walk &walk)
{
    return walk.level + (walk.step_count && walk.steps[walk.step_count - 1].pa != walk.pte_pa);
}
inline bool walk_goes_down(const Walk &walk, size_t i) { return i > 0 && !walk.steps[i].set && !walk.steps[i - 1].set; }

#endif
