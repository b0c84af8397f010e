// SPDX-License-Identifier: Apache-2.0
// Brings what the RTL shows into the order and the form that a judge wants: a load may retire before its
// data have come, so its record, and all that is shown after it, waits until they have. What is judged keeps
// the cycle at which it was shown.
#ifndef PAGEWALK_RECORD_QUEUE_H
#define PAGEWALK_RECORD_QUEUE_H

#include <cstdint>
#include <deque>
#include <functional>

extern "C" {
#include "model/commit.h"
}

class RecordQueue
{
public:
    // A record; with `late_id` not negative its rd_value follows under that id. `judge` takes the complete
    // record and answers false when it has found a mismatch; then nothing is judged any more, and every call
    // answers false.
    template <class Judge> bool record(const commit &c, int late_id, Judge judge)
    {
        if (queue_.empty() && late_id < 0)
            return ok_ = ok_ && judge(c);
        queue_.push_back({c, late_id, judge});
        return judge_what_is_complete();
    }
    // Anything else that has its place among the records
    template <class Judge> bool event(Judge judge)
    {
        return record({}, -1, [judge](const commit &) { return judge(); });
    }
    // The value of the record that waits under `id`; of a load to x0 none does.
    bool late(int id, uint64_t value)
    {
        for (Waiting &w : queue_) {
            if (w.late_id == id) {
                w.record.rd_value = value;
                w.late_id = -1;
                break;
            }
        }
        return judge_what_is_complete();
    }

private:
    struct Waiting {
        commit record;
        int late_id;
        std::function<bool(const commit &)> judge;
    };

    bool judge_what_is_complete()
    {
        while (ok_ && !queue_.empty() && queue_.front().late_id < 0) {
            ok_ = queue_.front().judge(queue_.front().record);
            queue_.pop_front();
        }
        return ok_;
    }

    std::deque<Waiting> queue_;
    bool ok_ = true;
};

#endif
