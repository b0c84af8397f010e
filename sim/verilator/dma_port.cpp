// SPDX-License-Identifier: Apache-2.0
#include "dma_port.h"

#include <cstring>

namespace
{
constexpr uint64_t kLine = 64;
constexpr unsigned kLineBeats = 8;
}  // namespace

DmaPort::DmaPort(machine *machine, Written written)
    : machine_(machine), written_(std::move(written)), stack_(kStackBytes)
{
}

void DmaPort::start()
{
    running_ = true;
    getcontext(&device_);
    device_.uc_stack.ss_sp = stack_.data();
    device_.uc_stack.ss_size = stack_.size();
    device_.uc_link = &host_;
    uintptr_t self = reinterpret_cast<uintptr_t>(this);
    makecontext(&device_, reinterpret_cast<void (*)()>(&DmaPort::enter), 2, unsigned(self >> 32), unsigned(self));
    swapcontext(&host_, &device_);
}

// makecontext passes ints; the pointer comes in two halves.
void DmaPort::enter(unsigned high, unsigned low)
{
    auto *self = reinterpret_cast<DmaPort *>(uintptr_t(high) << 32 | low);
    struct dma dma = {self, &DmaPort::read, &DmaPort::write};
    machine_service(self->machine_, &dma);
    self->running_ = false;
}

bool DmaPort::read(void *ctx, uint64_t pa, void *buf, size_t len)
{
    return static_cast<DmaPort *>(ctx)->transfer(pa, static_cast<uint8_t *>(buf), len, false);
}

bool DmaPort::write(void *ctx, uint64_t pa, const void *buf, size_t len)
{
    return static_cast<DmaPort *>(ctx)->transfer(pa, const_cast<uint8_t *>(static_cast<const uint8_t *>(buf)), len,
                                                 true);
}

// Whole lines where they fit, else what lies in one doubleword.
bool DmaPort::transfer(uint64_t pa, uint8_t *buf, size_t len, bool is_write)
{
    while (len) {
        size_t here = (pa % kLine == 0 && len >= kLine) ? kLine : 8 - pa % 8;
        if (here > len)
            here = len;
        if (!piece(pa, buf, here, is_write))
            return false;
        pa += here;
        buf += here;
        len -= here;
    }
    return true;
}

bool DmaPort::piece(uint64_t pa, uint8_t *buf, size_t len, bool is_write)
{
    unsigned first = pa % 8;
    count_ = len == kLine ? kLineBeats : 1;
    beat_ = 0;
    error_ = false;
    strobe_ = count_ > 1 ? 0xff : uint8_t(((1u << len) - 1) << first);
    drive_ = DmaToMachine{};
    drive_.address = pa & ~UINT64_C(7);
    drive_.len = uint8_t(count_ - 1);
    drive_.arvalid = !is_write;
    drive_.awvalid = is_write;
    if (is_write) {
        memset(data_, 0, sizeof data_);
        memcpy(reinterpret_cast<uint8_t *>(data_) + (count_ > 1 ? 0 : first), buf, len);
        offer_beat();
    }
    swapcontext(&device_, &host_);  // step() comes back when the transaction is done
    if (error_)
        return false;
    if (is_write) {
        for (unsigned i = 0; i < count_; i++)
            written_((pa & ~UINT64_C(7)) + 8 * i, data_[i], strobe_);
    } else {
        memcpy(buf, reinterpret_cast<uint8_t *>(data_) + (count_ > 1 ? 0 : first), len);
    }
    return true;
}

void DmaPort::offer_beat()
{
    drive_.wvalid = beat_ < count_;
    drive_.wlast = beat_ + 1 == count_;
    drive_.wdata = drive_.wvalid ? data_[beat_] : 0;
    drive_.wstrb = strobe_;
}

void DmaPort::step(const DmaFromMachine &in)
{
    bool done = false;
    if (drive_.arvalid && in.arready)
        drive_.arvalid = false;
    if (drive_.awvalid && in.awready)
        drive_.awvalid = false;
    if (drive_.wvalid && in.wready) {
        beat_++;
        beats_++;
        offer_beat();
    }
    if (in.rvalid) {
        if (beat_ < count_)
            data_[beat_++] = in.rdata;
        beats_++;
        error_ |= in.rresp != 0;
        done = in.rlast;
    }
    if (in.bvalid) {
        error_ = in.bresp != 0;
        done = true;
    }
    if (done)
        swapcontext(&host_, &device_);
}
