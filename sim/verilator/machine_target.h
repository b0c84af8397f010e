// SPDX-License-Identifier: Apache-2.0
// The host's machine at the far end of the AXI4 port: RAM and boot ROM by copy, devices by call.
#ifndef PAGEWALK_MACHINE_TARGET_H
#define PAGEWALK_MACHINE_TARGET_H

#include <cstring>

#include "axi_host.h"

extern "C" {
#include "machine/machine.h"
}

class MachineTarget : public AxiTarget
{
public:
    explicit MachineTarget(machine *machine) : machine_(machine) {}

    bool read_memory(uint64_t address, uint64_t *data) override
    {
        if (const uint8_t *at = ram(address)) {
            memcpy(data, at, sizeof *data);
            return true;
        }
        return machine_memory_read(machine_, address, data, sizeof *data);
    }
    bool write_memory(uint64_t address, uint64_t data, uint8_t strobe) override
    {
        uint8_t *at = ram(address);
        if (!at || (machine_->memory_fault_count &&
                    memory_refuses(machine_->memory_faults, machine_->memory_fault_count, address)))
            return false;
        if (strobe == 0xff) {
            memcpy(at, &data, sizeof data);
        } else {
            for (unsigned i = 0; i < 8; i++)
                if (strobe >> i & 1)
                    at[i] = uint8_t(data >> 8 * i);
        }
        return true;
    }
    bool read_device(uint64_t address, unsigned bytes, uint64_t *value) override
    {
        return machine_mmio_read(machine_, address, bytes, value);
    }
    bool write_device(uint64_t address, unsigned bytes, uint64_t value) override
    {
        return machine_mmio_write(machine_, address, bytes, value);
    }

private:
    uint8_t *ram(uint64_t address)
    {
        return address - RAM_BASE < machine_->ram_bytes ? machine_->ram + (address - RAM_BASE) : nullptr;
    }
    machine *machine_;
};

#endif
