// SPDX-License-Identifier: Apache-2.0
// Which channels of the AXI4 port memory holds back in a cycle: each of the five by a chance of its own,
// drawn from the seed, so that a run repeats. With a chance of 0 nothing is drawn and nothing held.
#ifndef PAGEWALK_AXI_STALLS_H
#define PAGEWALK_AXI_STALLS_H

#include <random>

class AxiStalls
{
public:
    struct Goes {
        bool ar, aw, w, r, b;
    };

    AxiStalls(unsigned percent, uint64_t seed) : percent_(percent), random_(seed) {}

    // `writing`: a write address has been taken whose data are not complete. Then the next one waits, and
    // data wait for their address, as AXI allows a subordinate (A3.3.1).
    Goes draw(bool writing, bool awvalid)
    {
        Goes goes = {go(), go() && !writing, go(), go(), go()};
        goes.w = goes.w && (writing || (awvalid && goes.aw));
        return goes;
    }

private:
    bool go() { return percent_ == 0 || random_() % 100 >= percent_; }

    unsigned percent_;
    std::mt19937_64 random_;
};

#endif
