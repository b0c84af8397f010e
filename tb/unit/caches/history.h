// SPDX-License-Identifier: Apache-2.0
// The scoreboard of the cache benches: every value that each byte of memory has had, with the cycles
// in which it was being written. A byte has one writer (core, walker or DMA), so its values have an
// order; any client may read it, and a read from cycle `first` to cycle `last` may return any value
// that was not yet replaced at `first` and whose write had begun by `last`.
#ifndef TB_UNIT_CACHES_HISTORY_H
#define TB_UNIT_CACHES_HISTORY_H

#include <cstdint>
#include <unordered_map>
#include <vector>

class History
{
public:
    static constexpr uint64_t kPending = UINT64_MAX;

    // What a byte holds before anybody writes it.
    static uint8_t initial(uint64_t pa)
    {
        uint64_t z = (pa + 1) * 0x9e3779b97f4a7c15;
        return (uint8_t)(z >> 40);
    }
    static uint64_t initial_dword(uint64_t pa)
    {
        uint64_t value = 0;
        for (unsigned i = 0; i < 8; i++)
            value |= (uint64_t)initial((pa & ~7ull) + i) << (8 * i);
        return value;
    }

    uint8_t latest(uint64_t pa) const
    {
        auto it = bytes_.find(pa);
        return it == bytes_.end() ? initial(pa) : it->second.back().value;
    }
    uint64_t latest_dword(uint64_t pa) const
    {
        uint64_t value = 0;
        for (unsigned i = 0; i < 8; i++)
            value |= (uint64_t)latest((pa & ~7ull) + i) << (8 * i);
        return value;
    }

    // A write of the enabled bytes of an aligned doubleword begins; `end` or `cancel` follows.
    void begin(uint64_t pa, uint8_t be, uint64_t data, uint64_t cycle)
    {
        for (unsigned i = 0; i < 8; i++) {
            if (!(be >> i & 1))
                continue;
            auto &versions = bytes_[(pa & ~7ull) + i];
            if (versions.empty())
                versions.push_back({initial((pa & ~7ull) + i), 0, 0});
            versions.push_back({(uint8_t)(data >> (8 * i)), cycle, kPending});
        }
    }
    void end(uint64_t pa, uint8_t be, uint64_t cycle)
    {
        for (unsigned i = 0; i < 8; i++)
            if (be >> i & 1)
                bytes_[(pa & ~7ull) + i].back().last = cycle;
    }
    void cancel(uint64_t pa, uint8_t be)
    {
        for (unsigned i = 0; i < 8; i++)
            if (be >> i & 1)
                bytes_[(pa & ~7ull) + i].pop_back();
    }

    // The bytes of `data` that nobody may read in [first, last], as a byte mask; 0 is good.
    uint8_t refuse(uint64_t pa, uint64_t data, uint64_t first, uint64_t last) const
    {
        uint8_t bad = 0;
        for (unsigned i = 0; i < 8; i++) {
            uint64_t at = (pa & ~7ull) + i;
            uint8_t value = (uint8_t)(data >> (8 * i));
            auto it = bytes_.find(at);
            bool good = false;
            if (it == bytes_.end()) {
                good = value == initial(at);
            } else {
                const auto &versions = it->second;
                for (size_t v = versions.size(); v-- > 0;) {
                    if (versions[v].first <= last && versions[v].value == value) {
                        good = true;
                        break;
                    }
                    if (versions[v].last < first)
                        break;  // older values were replaced before
                }
            }
            if (!good)
                bad |= 1u << i;
        }
        return bad;
    }

private:
    struct Version {
        uint8_t value;
        uint64_t first, last;
    };
    std::unordered_map<uint64_t, std::vector<Version>> bytes_;
};

#endif
