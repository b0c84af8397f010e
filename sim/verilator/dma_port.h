// SPDX-License-Identifier: Apache-2.0
// Device DMA over the machine's AXI4 subordinate port. Device work is ordinary C that calls
// struct dma and waits for the answer; here it runs as a coroutine which is suspended while its
// transfer takes cycles. A transfer is cut into lines and single beats, one under way at a time.
#ifndef PAGEWALK_DMA_PORT_H
#define PAGEWALK_DMA_PORT_H

#include <ucontext.h>

#include <cstdint>
#include <functional>
#include <vector>

extern "C" {
#include "machine/machine.h"
}

// INCR bursts of doublewords, of one ID; ready for every answer.
struct DmaToMachine {
    bool arvalid, awvalid, wvalid, wlast;
    uint64_t address;
    uint8_t len;  // beats - 1: 0 or 7
    uint64_t wdata;
    uint8_t wstrb;
};
struct DmaFromMachine {
    bool awready, wready, arready;
    bool bvalid, rvalid, rlast;
    uint64_t rdata;
    uint8_t bresp, rresp;
};

class DmaPort
{
public:
    // Called for each doubleword that a device has written, when the machine acknowledges it.
    using Written = std::function<void(uint64_t pa, uint64_t data, uint8_t mask)>;
    DmaPort(machine *machine, Written written);

    bool busy() const { return running_; }
    void start();  // machine_wants_service() and not busy()

    // What the port drives at the coming edge, and what that edge brought.
    const DmaToMachine &drive() const { return drive_; }
    void step(const DmaFromMachine &in);

    uint64_t beats() const { return beats_; }

private:
    static constexpr size_t kStackBytes = 256 * 1024;
    static bool read(void *ctx, uint64_t pa, void *buf, size_t len);
    static bool write(void *ctx, uint64_t pa, const void *buf, size_t len);
    static void enter(unsigned high, unsigned low);
    bool transfer(uint64_t pa, uint8_t *buf, size_t len, bool is_write);
    bool piece(uint64_t pa, uint8_t *buf, size_t len, bool is_write);
    void offer_beat();

    machine *machine_;
    Written written_;
    ucontext_t host_, device_;
    std::vector<uint8_t> stack_;
    bool running_ = false;

    // The transaction under way
    DmaToMachine drive_ = {};
    uint64_t data_[8] = {};
    uint8_t strobe_ = 0;
    unsigned beat_ = 0, count_ = 0;
    bool error_ = false;
    uint64_t beats_ = 0;
};

#endif
