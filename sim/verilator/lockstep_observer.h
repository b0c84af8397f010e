// SPDX-License-Identifier: Apache-2.0
// The golden model as an observer: it retires beside the RTL and stops the run where they differ.
#ifndef PAGEWALK_LOCKSTEP_OBSERVER_H
#define PAGEWALK_LOCKSTEP_OBSERVER_H

#include "device_judge.h"
#include "observation.h"
#include "record_queue.h"

extern "C" {
#include "machine/engine.h"
#include "machine/machine.h"
#include "model/lockstep.h"
}

class LockstepObserver : public Observer
{
public:
    // Call after the images are loaded: memory is copied here. `config` has the preset, whose limits mgeometry and
    // mreplace have, and the memory's latency, which sets how long a device's write can be on its way before both
    // sides must see it.
    // An interrupt is taken to be possible only if its line was high, or the `devices`' time has come.
    LockstepObserver(const engine_config &config, const machine *machine, const DeviceJudge *devices);
    ~LockstepObserver() override { lockstep_destroy(lockstep_); }

    bool on_retire(const Retired &, uint64_t cycle) override;
    bool on_late(int id, uint64_t rd_value) override { return queue_.late(id, rd_value); }
    bool on_csrs(const csr_state &) override;
    bool on_walk(const Walk &, uint64_t cycle) override;
    bool on_dma_write(uint64_t pa, uint64_t data, uint8_t mask, uint64_t cycle) override;
    bool on_wires(uint32_t irq, uint64_t lines, uint64_t cycle) override;
    bool on_line_lost(uint64_t pa, bool heard, uint64_t cycle) override;
    void add_stats(stats *) const override;

private:
    bool judged(lockstep_verdict);
    void lines_are(uint64_t cycle) { lockstep_wires(lockstep_, lines_, devices_->mtime(cycle), cycle); }
    lockstep *lockstep_;
    const machine *machine_;
    const DeviceJudge *devices_;
    uint64_t lines_ = 0;  // interrupt lines of the core, as bits of mip
    RecordQueue queue_;
};

#endif
