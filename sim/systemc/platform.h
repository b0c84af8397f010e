// SPDX-License-Identifier: Apache-2.0
// The machine as a SystemC platform (IEEE 1666-2011): the RTL verilated to SystemC, clocked by an
// sc_clock; an adapter from its AXI4 port to a TLM-2.0 initiator socket; an interconnect that decodes
// the address; RAM and boot ROM, and the devices, as TLM-2.0 targets around the same C models that every
// engine uses. Loosely timed: targets add no delay of their own, the adapter counts the memory latency in
// clock cycles, so cycle numbers are those of the engine `rtl`.
#ifndef PAGEWALK_SYSTEMC_PLATFORM_H
#define PAGEWALK_SYSTEMC_PLATFORM_H

// Verilator's headers must come before SystemC's.
#include "Vmachine_sc.h"

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include "verilator/far_side.h"

// RAM and boot ROM: reads and writes by copy. Writing the ROM is refused.
class MemoryTarget : public sc_core::sc_module
{
public:
    tlm_utils::simple_target_socket<MemoryTarget> socket{"socket"};
    MemoryTarget(sc_core::sc_module_name name, machine *machine);

private:
    void b_transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay);
    machine *machine_;
};

// The UART and every other device behind the host's register map.
class DeviceTarget : public sc_core::sc_module
{
public:
    tlm_utils::simple_target_socket<DeviceTarget> socket{"socket"};
    DeviceTarget(sc_core::sc_module_name name, machine *machine);

private:
    void b_transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay);
    machine *machine_;
};

// Leads a transaction to a target by its address. The answer is passed back as the target gave it.
class Interconnect : public sc_core::sc_module
{
public:
    tlm_utils::simple_target_socket<Interconnect> from{"from"};
    tlm_utils::simple_initiator_socket<Interconnect> memory{"memory"};
    tlm_utils::simple_initiator_socket<Interconnect> uart{"uart"};
    tlm_utils::simple_initiator_socket<Interconnect> devices{"devices"};
    explicit Interconnect(sc_core::sc_module_name name);

private:
    void b_transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay);
};

// From AXI4 beats to TLM-2.0 transactions.
class AxiInitiator : public sc_core::sc_module, public AxiTarget
{
public:
    tlm_utils::simple_initiator_socket<AxiInitiator> socket{"socket"};
    explicit AxiInitiator(sc_core::sc_module_name name) : sc_module(name) {}

    bool read_memory(uint64_t address, uint64_t *data) override;
    bool write_memory(uint64_t address, uint64_t data, uint8_t strobe) override;
    bool read_device(uint64_t address, unsigned bytes, uint64_t *value) override;
    bool write_device(uint64_t address, unsigned bytes, uint64_t value) override;

private:
    bool transport(tlm::tlm_command command, uint64_t address, void *data, unsigned bytes, uint8_t *enables);
};

// Everything, and the pins between the RTL and the adapters.
class Platform : public sc_core::sc_module
{
public:
    Platform(sc_core::sc_module_name name, const engine_config &config, machine *machine, Watch *watch);
    ~Platform() override;
    void add_stats(stats *out) const { far_side_.add_stats(out); }

private:
    static constexpr int kResetCycles = 4;
    void bind_pins();
    void before_edge();
    bool over() const;
    RtlOutputs sample() const;
    void drive(const RtlInputs &in);

    machine *machine_;
    Watch *watch_;
    uint64_t stuck_cycles_;
    int reset_left_ = kResetCycles;
    bool running_ = false;

    Vmachine_sc rtl_{"rtl"};
    MemoryTarget memory_;
    DeviceTarget uart_, devices_;
    Interconnect interconnect_{"interconnect"};
    AxiInitiator initiator_{"initiator"};
    FarSide far_side_;

    sc_core::sc_clock clock_;
    template <class T> using Pin = sc_core::sc_signal<T>;
    Pin<bool> rst_n_;
    Pin<uint32_t> irq_;
    Pin<uint64_t> ram_end_;
    Pin<bool> m_awvalid_, m_awready_, m_awid_, m_wvalid_, m_wready_, m_wlast_, m_bvalid_, m_bready_, m_bid_;
    Pin<bool> m_arvalid_, m_arready_, m_arid_, m_rvalid_, m_rready_, m_rid_, m_rlast_;
    Pin<uint32_t> m_awlen_, m_awsize_, m_awburst_, m_wstrb_, m_bresp_, m_arlen_, m_arsize_, m_arburst_, m_rresp_;
    Pin<uint64_t> m_awaddr_, m_wdata_, m_araddr_, m_rdata_;
    Pin<bool> s_awvalid_, s_awready_, s_wvalid_, s_wready_, s_bvalid_, s_arvalid_, s_arready_, s_rvalid_, s_rlast_;
    Pin<uint32_t> s_awlen_, s_wstrb_, s_bresp_, s_arlen_, s_rresp_;
    Pin<uint64_t> s_awaddr_, s_wdata_, s_araddr_, s_rdata_;
};

#endif
