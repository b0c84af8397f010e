// SPDX-License-Identifier: Apache-2.0
// How long memory takes for a line: always `latency` cycles; or, if rows matter, `row_hit` for one in the row that its
// bank has open, and `latency` for another, whose row is open from then on. Eight banks, rows of 2 KiB, neighbouring
// rows in neighbouring banks: a stream pays `latency` once in 32 lines.
#ifndef PAGEWALK_MEMORY_TIMING_H
#define PAGEWALK_MEMORY_TIMING_H

#include <array>
#include <cstdint>

class MemoryTiming
{
public:
    static constexpr uint64_t kBanks = 8, kRowBytes = 2048;

    // Cycles, at least 1; row_hit 0: rows do not matter.
    explicit MemoryTiming(uint64_t latency, uint64_t row_hit = 0)
        : latency_(latency ? latency : 1), row_hit_(row_hit ? row_hit : latency_), rows_(row_hit != 0)
    {
        open_.fill(kNone);
    }

    uint64_t latency() const { return latency_; }

    // The cycles of a request that comes now.
    uint64_t of_line(uint64_t address)
    {
        if (!rows_)
            return latency_;
        uint64_t row = address / kRowBytes, &open = open_[row % kBanks];
        bool hit = row == open;
        open = row;
        ++(hit ? hits_ : misses_);
        return hit ? row_hit_ : latency_;
    }

    bool rows_matter() const { return rows_; }
    uint64_t row_hits() const { return hits_; }
    uint64_t row_misses() const { return misses_; }

private:
    static constexpr uint64_t kNone = UINT64_MAX;
    uint64_t latency_, row_hit_;
    bool rows_;
    std::array<uint64_t, kBanks> open_;  // the row of each bank
    uint64_t hits_ = 0, misses_ = 0;
};

#endif
