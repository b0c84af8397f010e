// SPDX-License-Identifier: Apache-2.0
#include "device_judge.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <initializer_list>

extern "C" {
#include "machine/irq.h"
#include "machine/memmap.h"
}

namespace
{

constexpr uint64_t kMsip = 1 << 3, kMtip = 1 << 7, kSeip = 1 << 9, kMeip = 1 << 11;  // bits of mip
constexpr uint64_t kLoadAccessFault = 5, kStoreAccessFault = 7;

uint64_t mask_of(unsigned bytes) { return bytes == 8 ? ~UINT64_C(0) : (UINT64_C(1) << 8 * bytes) - 1; }

// What a load puts into its register (unprivileged manual, "Load and Store Instructions"): funct3 bit 2 of an
// uncompressed one means zero-extension; compressed ones extend the sign.
uint64_t loaded(uint32_t insn, unsigned bytes, uint64_t value)
{
    bool is_unsigned = (insn & 3) == 3 && (insn >> 14 & 1);
    unsigned up = 64 - 8 * bytes;
    return is_unsigned ? value : uint64_t(int64_t(value << up) >> up);
}

}  // namespace

DeviceJudge::DeviceJudge()
{
    clint_reset(&clint_);
    clint_before_ = clint_;
    plic_reset(&plic_);
    error_bank_reset(&bank_);
}

bool DeviceJudge::wrong(uint64_t cycle, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "pagewalk: mismatch at cycle %lu: ", cycle);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    for (const Access *a : {&access_, &done_})
        if (a->here)
            fprintf(stderr, "  %s: a %s of %u bytes at %#lx\n", a == &done_ ? "answered" : "under way",
                    a->write ? "write" : "read", a->bytes, a->pa);
    return false;
}

// The PLIC's sources: the host's devices, and the error bank.
uint32_t DeviceJudge::wires() const { return irq_ | (error_bank_notifies(&bank_) ? UINT32_C(1) << IRQ_ERROR_BANK : 0); }

// The wires of the edges before that of `cycle` go into the gateways. The levels are kept out of plic_, so that
// its gateways open nowhere else.
void DeviceJudge::settle(uint64_t cycle)
{
    if (gates_ >= cycle)
        return;
    plic_set_levels(&plic_, wires());
    plic_set_levels(&plic_, 0);
    gates_ = cycle;
}

// The core's interrupt lines before the edge of `cycle`.
bool DeviceJudge::lines_hold(uint64_t cycle)
{
    settle(cycle);
    const struct clint &earlier = clint_written_ + 1 == cycle ? clint_before_ : clint_;
    uint64_t due = 0;
    if (clint_.msip)
        due |= kMsip;
    if (cycle && clint_timer_pending(&earlier, cycle - 1))
        due |= kMtip;
    if (plic_notifies(&plic_, PLIC_S))
        due |= kSeip;
    if (plic_notifies(&plic_, PLIC_M))
        due |= kMeip;
    if (lines_ == due)
        return true;
    return wrong(cycle, "interrupt lines: the RTL holds %#lx, the devices %#lx (as bits of mip)", lines_, due);
}

// At a trap the lines are looked at, too: as soon as all has been told of its edge.
bool DeviceJudge::trap_held(uint64_t cycle)
{
    if (trap_ >= cycle)
        return true;
    uint64_t then = trap_;
    trap_ = UINT64_MAX;
    return lines_hold(then);
}

// What happens at the edge of `cycle` acts on the devices from the next one on: the lines are looked at before it does.
bool DeviceJudge::look(uint64_t cycle)
{
    if (!trap_held(cycle) || !lines_hold(cycle))
        return false;
    looked_ = cycle;
    trap_ = UINT64_MAX;
    return true;
}

bool DeviceJudge::on_wires(uint32_t irq, uint64_t lines, uint64_t cycle)
{
    if (!trap_held(cycle))
        return false;
    settle(cycle);
    irq_ = irq;
    lines_ = lines;
    return lines_hold(cycle);
}

void DeviceJudge::ask_plic(uint64_t cycle)
{
    uint32_t claimed = plic_.claimed;
    uint64_t offset = access_.pa - PLIC_BASE;
    access_.ok = access_.write ? plic_write(&plic_, offset, access_.bytes, access_.value)
                               : plic_read(&plic_, offset, access_.bytes, &access_.value);
    plic_set_levels(&plic_, wires() & ~claimed);
    plic_set_levels(&plic_, 0);
    gates_ = cycle + 1;
}

// Its wire as it stood is that of this edge.
void DeviceJudge::ask_bank(uint64_t cycle)
{
    uint64_t offset = access_.pa - ERROR_BANK_BASE;
    settle(cycle + 1);
    access_.ok = access_.write ? error_bank_write(&bank_, offset, access_.bytes, access_.value)
                               : error_bank_read(&bank_, offset, access_.bytes, &access_.value);
}

bool DeviceJudge::on_line_lost(uint64_t pa, bool heard, uint64_t cycle)
{
    if (looked_ != cycle && !look(cycle))
        return false;
    settle(cycle + 1);
    if (error_bank_lost(&bank_, pa) == heard)
        return true;
    return wrong(cycle, "the RTL's error bank %s the loss of the line at %#lx, the C device %s",
                 heard ? "logs" : "ignores", pa, heard ? "ignores it" : "logs it");
}

// A write stands from the next edge on, whatever time would have become there.
void DeviceJudge::ask_clint(uint64_t cycle)
{
    uint64_t offset = access_.pa - CLINT_BASE;
    if (!access_.write) {
        access_.ok = clint_read(&clint_, cycle, offset, access_.bytes, &access_.value);
        return;
    }
    clint_before_ = clint_;
    clint_written_ = cycle;
    uint64_t whole;
    access_.ok = access_.bytes >= 4 && clint_read(&clint_, cycle, offset & ~UINT64_C(7), 8, &whole);
    if (!access_.ok)
        return;
    memcpy(reinterpret_cast<uint8_t *>(&whole) + (offset & 7), &access_.value, access_.bytes);
    clint_write(&clint_, cycle + 1, offset & ~UINT64_C(7), 8, whole);
}

bool DeviceJudge::on_device_asked(const DeviceRequest &r, uint64_t cycle)
{
    if (access_.here)
        return wrong(cycle, "a device is asked for %#lx while an access is under way", r.pa);
    if (!look(cycle))
        return false;
    unsigned first = r.byte_enables ? __builtin_ctz(r.byte_enables) : 0;
    unsigned bytes = __builtin_popcount(r.byte_enables);
    if (!bytes || (bytes & (bytes - 1)) || first % bytes || r.byte_enables != ((1u << bytes) - 1) << first)
        return wrong(cycle, "a device is asked for %#lx with byte enables %#x", r.pa, r.byte_enables);
    access_ = Access();
    access_.here = true;
    access_.write = r.write;
    access_.pa = (r.pa & ~UINT64_C(7)) + first;
    access_.bytes = bytes;
    if (r.write)
        access_.value = r.wdata >> 8 * first & mask_of(bytes);
    if (r.pa >= PLIC_BASE && r.pa < PLIC_END)
        ask_plic(cycle);
    else if (r.pa >= CLINT_BASE && r.pa < CLINT_END)
        ask_clint(cycle);
    else if (r.pa >= ERROR_BANK_BASE && r.pa < ERROR_BANK_END)
        ask_bank(cycle);
    else
        access_.outside = true;
    access_.served = !access_.outside;
    return true;
}

bool DeviceJudge::on_device_served(bool write, uint64_t pa, unsigned bytes, uint64_t value, bool ok)
{
    // between two edges: the next one has not come
    if (!access_.here || !access_.outside || access_.served)
        return wrong(gates_, "the host's device is asked for %#lx, which the core did not do", pa);
    if (write != access_.write || pa != access_.pa || bytes != access_.bytes || (write && value != access_.value))
        return wrong(gates_, "the host's device gets a %s of %u bytes at %#lx, value %#lx", write ? "write" : "read",
                     bytes, pa, value);
    access_.served = true;
    access_.ok = ok;
    if (!write)
        access_.value = value;
    return true;
}

bool DeviceJudge::on_device_answered(bool err, uint64_t rdata, uint64_t cycle)
{
    if (!access_.here || !access_.served)
        return wrong(cycle, "a device answers what it was not asked");
    if (done_.here)
        return wrong(cycle, "a device answers, and the instruction of the access before has not retired");
    accesses_++;
    if (err == access_.ok)
        return wrong(cycle, "the RTL's device %s, the C device %s", err ? "refuses" : "accepts",
                     access_.ok ? "accepts" : "refuses");
    uint64_t value = rdata >> 8 * (access_.pa & 7) & mask_of(access_.bytes);
    if (!access_.write && access_.ok && value != access_.value)
        return wrong(cycle, "the RTL's device reads %#lx, the C device %#lx", value, access_.value);
    done_ = access_;
    access_.here = false;
    return true;
}

bool DeviceJudge::on_retire(const Retired &c, uint64_t cycle)
{
    if (!trap_held(cycle))
        return false;
    if (c.trap && looked_ != cycle)
        trap_ = cycle;
    if (!done_.here) {
        if (!c.trap && c.mem_valid && !memmap_is_memory(c.mem_pa))
            return wrong(cycle, "pc %#lx accessed a device at %#lx that nobody asked", c.pc, c.mem_pa);
        return true;
    }
    if (c.trap) {
        uint64_t cause = done_.write ? kStoreAccessFault : kLoadAccessFault;
        if (done_.ok || c.cause != cause)
            return wrong(cycle, "the access is followed by a trap at pc %#lx, cause %#lx", c.pc, c.cause);
    } else {
        uint64_t said = c.mem_write ? c.mem_wdata : c.rd_value;
        uint64_t want = c.mem_write ? done_.value : loaded(c.insn, done_.bytes, done_.value);
        if (!done_.ok || !c.mem_valid || c.mem_write != done_.write || c.mem_pa != done_.pa ||
            c.mem_bytes != done_.bytes)
            return wrong(cycle, "the access is followed by pc %#lx, which did not make it", c.pc);
        if ((c.mem_write || c.rd_valid) && said != want)
            return wrong(cycle, "pc %#lx moved %#lx, the device %#lx", c.pc, said, want);
    }
    done_.here = false;
    return true;
}

void DeviceJudge::add_stats(stats *out) const { stats_count(out, "lockstep_device_accesses", accesses_); }
