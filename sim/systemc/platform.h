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

// The signals bound to the machine's pins, named as they are.
struct Pins {
    template <class T> using Pin = sc_core::sc_signal<T>;
    Pin<bool> rst_ni;
    Pin<uint32_t> irq_i;
    Pin<uint64_t> ram_end_i;
    Pin<uint32_t> l2_prefetch_i;
    Pin<bool> l1i_prefetch_i;
    Pin<bool> m_awvalid_o, m_awready_i, m_wvalid_o, m_wready_i, m_wlast_o, m_bvalid_i, m_bready_o;
    Pin<bool> m_arvalid_o, m_arready_i, m_rvalid_i, m_rready_o, m_rlast_i;
    Pin<uint32_t> m_awid_o, m_awlen_o, m_awsize_o, m_awburst_o, m_awcache_o, m_awprot_o, m_wstrb_o, m_bid_i, m_bresp_i;
    Pin<uint32_t> m_arid_o, m_arlen_o, m_arsize_o, m_arburst_o, m_arcache_o, m_arprot_o, m_rid_i, m_rresp_i;
    Pin<uint64_t> m_awaddr_o, m_wdata_o, m_araddr_o, m_rdata_i;
    Pin<bool> s_awvalid_i, s_awready_o, s_wvalid_i, s_wready_o, s_wlast_i, s_bvalid_o, s_bready_i;
    Pin<bool> s_arvalid_i, s_arready_o, s_rvalid_o, s_rready_i, s_rlast_o;
    Pin<uint32_t> s_awid_i, s_awlen_i, s_awsize_i, s_awburst_i, s_awcache_i, s_awprot_i, s_wstrb_i, s_bid_o, s_bresp_o;
    Pin<uint32_t> s_arid_i, s_arlen_i, s_arsize_i, s_arburst_i, s_arcache_i, s_arprot_i, s_rid_o, s_rresp_o;
    Pin<uint64_t> s_awaddr_i, s_wdata_i, s_araddr_i, s_rdata_o;
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
    unsigned l2_prefetch_;
    bool l1i_prefetch_;
    int reset_left_ = kResetCycles;
    bool running_ = false;

    Vmachine_sc rtl_{"rtl"};
    MemoryTarget memory_;
    DeviceTarget uart_, devices_;
    Interconnect interconnect_{"interconnect"};
    AxiInitiator initiator_{"initiator"};
    FarSide far_side_;

    sc_core::sc_clock clock_;
    Pins pins_;
};

#endif
