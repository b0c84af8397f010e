// SPDX-License-Identifier: Apache-2.0
// The host's side of the machine's pins: memory and devices at the AXI manager port, DMA at the
// subordinate port, interrupt wires. before_edge() is called once a clock cycle, between two edges, by
// whoever clocks the machine.
#ifndef PAGEWALK_FAR_SIDE_H
#define PAGEWALK_FAR_SIDE_H

#include "axi_host.h"
#include "dma_port.h"
#include "watch.h"

// What the machine sees at a clock edge, and what it shows after it.
struct RtlInputs {
    AxiToMachine axi;
    DmaToMachine dma;
    uint32_t irq;
};
struct RtlOutputs {
    AxiFromMachine axi;
    DmaFromMachine dma;
};

// Tells the watch what the devices were asked and what they said.
class WatchedTarget : public AxiTarget
{
public:
    WatchedTarget(AxiTarget *target, Watch *watch) : target_(target), watch_(watch) {}
    bool read_memory(uint64_t address, uint64_t *data) override
    {
        watch_->memory_read(address);
        return target_->read_memory(address, data);
    }
    bool write_memory(uint64_t address, uint64_t data, uint8_t strobe) override
    {
        if (target_->write_memory(address, data, strobe))
            return true;
        watch_->memory_refused(address);
        return false;
    }
    bool read_device(uint64_t address, unsigned bytes, uint64_t *value) override
    {
        bool ok = target_->read_device(address, bytes, value);
        watch_->device_served(false, address, bytes, *value, ok);
        return ok;
    }
    bool write_device(uint64_t address, unsigned bytes, uint64_t value) override
    {
        bool ok = target_->write_device(address, bytes, value);
        watch_->device_served(true, address, bytes, value, ok);
        return ok;
    }

private:
    AxiTarget *target_;
    Watch *watch_;
};

class FarSide
{
public:
    FarSide(machine *machine, AxiTarget *target, const MemoryTiming &timing, Watch *watch)
        : machine_(machine), watch_(watch), target_(target, watch), axi_(&target_, timing),
          dma_(machine, [watch](uint64_t pa, uint64_t data, uint8_t mask) { watch->dma_written(pa, data, mask); })
    {
    }

    // `out` is what stands on the pins before the edge of cycle watch->cycle.
    RtlInputs before_edge(const RtlOutputs &out)
    {
        uint64_t cycle = watch_->cycle;
        RtlInputs in = {};
        machine_tick(machine_, cycle);
        if (axi_.busy())
            in.axi = axi_.give(cycle, out.axi.rready, out.axi.bready);
        if (out.axi.arvalid || out.axi.awvalid || out.axi.wvalid)
            axi_.take(out.axi, cycle);
        if (!dma_.busy() && machine_wants_service(machine_))
            dma_.start();
        in.irq = machine_irq_lines(machine_);
        if (dma_.busy()) {
            in.dma = dma_.drive();
            dma_.step(out.dma);
        }
        return in;
    }

    void add_stats(stats *out) const
    {
        stats_count(out, "axi_line_reads", axi_.memory_reads());
        stats_count(out, "axi_line_writes", axi_.memory_writes());
        if (axi_.timing().rows_matter()) {
            stats_count(out, "mem_row_hits", axi_.timing().row_hits());
            stats_count(out, "mem_row_misses", axi_.timing().row_misses());
        }
        stats_count(out, "dma_beats", dma_.beats());
    }

private:
    machine *machine_;
    Watch *watch_;
    WatchedTarget target_;
    AxiHost axi_;
    DmaPort dma_;
};

#endif
