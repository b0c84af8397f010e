// SPDX-License-Identifier: Apache-2.0
// From the imports of machine_observer.sv to a listener: unpacks the flags and completes the record. The
// listener is that of the engine which is running; engines run one at a time.
#ifndef PAGEWALK_DPI_H
#define PAGEWALK_DPI_H

#include "observation.h"

class DpiListener
{
public:
    virtual ~DpiListener() = default;
    virtual void retired(const Retired &) = 0;
    virtual void late(int id, uint64_t rd_value) = 0;
    // Memory refused the line at `pa`, which an access that has retired needs.
    virtual void refused(uint64_t pa) = 0;
    virtual void csrs(const csr_state &) = 0;
    // A walk ended; its steps were told one by one before: asked, perhaps missed (its line was not in the
    // data cache), answered.
    virtual void walked(Walk) = 0;
    virtual void walk_began() = 0;
    virtual void pte_asked(bool set, uint64_t pa) = 0;
    virtual void pte_missed() = 0;
    virtual void pte_answered(bool err, uint64_t value) = 0;
    // The events of a cycle: those before EvOften, and the others. Not told when there are none.
    virtual void events(uint64_t often) = 0;
    virtual void seldom(uint64_t seldom) = 0;
    virtual void wires(uint32_t irq, uint64_t lines) = 0;
    virtual void device_asked(const DeviceRequest &) = 0;
    virtual void device_answered(bool err, uint64_t rdata) = 0;
    // Memory refused the line at `pa` that the caches wrote back; the error bank has logged it, or not.
    virtual void line_lost(uint64_t pa, bool heard) = 0;
};

extern DpiListener *dpi_listener;

#endif
