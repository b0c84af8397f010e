// SPDX-License-Identifier: Apache-2.0
// The devices' judge. The golden model takes what a device says from the RTL, so a device that lies would pass:
// here every access to one is judged. The CLINT, the PLIC and the error bank of the host's machine, which share
// nothing with those of rtl/, are given the same accesses, wires and lost lines at the same clock edges and must
// answer the same, and hold the same interrupt lines. An access that leaves the machine must reach the host's device as
// it was asked for, once, and its answer the core. And what was asked must be what an instruction that retired, or took
// an access fault, says of itself.
//
// Time: an edge acts on what stood before it. rtl/dev/plic.sv takes the wires of an edge into its gateways at that
// edge, a completion opens its gateway from the next edge on; the CLINT's timer line is a cycle behind its time.
// Of one edge, wires, accesses and lost lines are told in this order; the instruction that retires there, before or
// after them.
#ifndef PAGEWALK_DEVICE_JUDGE_H
#define PAGEWALK_DEVICE_JUDGE_H

#include "observation.h"

extern "C" {
#include "machine/clint.h"
#include "machine/error_bank.h"
#include "machine/plic.h"
}

class DeviceJudge : public Observer
{
public:
    DeviceJudge();

    bool on_retire(const Retired &, uint64_t cycle) override;
    bool on_wires(uint32_t irq, uint64_t lines, uint64_t cycle) override;
    bool on_device_asked(const DeviceRequest &, uint64_t cycle) override;
    bool on_device_served(bool write, uint64_t pa, unsigned bytes, uint64_t value, bool ok) override;
    bool on_device_answered(bool err, uint64_t rdata, uint64_t cycle) override;
    bool on_line_lost(uint64_t pa, bool heard, uint64_t cycle) override;
    void add_stats(stats *) const override;

    // Machine time before the edge of `cycle`.
    uint64_t mtime(uint64_t cycle) const { return clint_mtime(&clint_, cycle); }

private:
    // One access, from its request to the instruction that made it.
    struct Access {
        bool here = false;
        bool write = false;
        uint64_t pa = 0;  // of its first byte
        unsigned bytes = 0;
        uint64_t value = 0;   // what was written, or what the device said
        bool served = false;  // by a device: `ok` and a read's `value` hold
        bool ok = false;
        bool outside = false;  // of the machine: the host's device serves it
    };
    bool wrong(uint64_t cycle, const char *format, ...) __attribute__((format(printf, 3, 4)));
    bool lines_hold(uint64_t cycle);
    bool trap_held(uint64_t cycle);
    void settle(uint64_t cycle);
    uint32_t wires() const;
    bool look(uint64_t cycle);
    void ask_bank(uint64_t cycle);
    void ask_plic(uint64_t cycle);
    void ask_clint(uint64_t cycle);

    struct clint clint_, clint_before_;
    uint64_t clint_written_ = UINT64_MAX;  // the edge of the last write; before it stood clint_before_
    struct plic plic_;
    struct error_bank bank_;
    uint32_t irq_ = 0;
    uint64_t lines_ = 0;
    uint64_t trap_ = UINT64_MAX;    // the edge of a trap; the lines there have not been looked at
    uint64_t looked_ = UINT64_MAX;  // the edge of the last access or loss; they have been, before it did anything
    uint64_t gates_ = 0;            // edges before this one have gone into the gateways
    Access access_;                 // at a device
    Access done_;                   // answered; its instruction has not retired
    uint64_t accesses_ = 0;
};

#endif
