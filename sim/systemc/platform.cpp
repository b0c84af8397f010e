// SPDX-License-Identifier: Apache-2.0
#include "platform.h"

#include "verilator/machine_target.h"

using sc_core::sc_time;
using tlm::tlm_generic_payload;

namespace
{

constexpr double kCycleNs = 10;

bool is_memory(uint64_t address) { return address >= RAM_BASE || (address >= ROM_BASE && address < ROM_END); }

bool is_uart(uint64_t address) { return address >= UART_BASE && address < UART_END; }

void answer(tlm_generic_payload &payload, bool ok)
{
    payload.set_response_status(ok ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

}  // namespace

// ------------------------------------------------------------------------------------ targets

MemoryTarget::MemoryTarget(sc_core::sc_module_name name, machine *machine) : sc_module(name), machine_(machine)
{
    socket.register_b_transport(this, &MemoryTarget::b_transport);
}

void MemoryTarget::b_transport(tlm_generic_payload &payload, sc_time &)
{
    MachineTarget memory(machine_);
    uint64_t data = 0;
    uint8_t strobe = 0xff;
    if (payload.get_data_length() != sizeof data || payload.get_address() % sizeof data) {
        payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
        return;
    }
    if (payload.is_read()) {
        answer(payload, memory.read_memory(payload.get_address(), &data));
        memcpy(payload.get_data_ptr(), &data, sizeof data);
        return;
    }
    memcpy(&data, payload.get_data_ptr(), sizeof data);
    if (const uint8_t *enables = payload.get_byte_enable_ptr()) {
        strobe = 0;
        for (unsigned i = 0; i < sizeof data; i++)
            if (enables[i % payload.get_byte_enable_length()] == TLM_BYTE_ENABLED)
                strobe |= uint8_t(1u << i);
    }
    answer(payload, memory.write_memory(payload.get_address(), data, strobe));
}

DeviceTarget::DeviceTarget(sc_core::sc_module_name name, machine *machine) : sc_module(name), machine_(machine)
{
    socket.register_b_transport(this, &DeviceTarget::b_transport);
}

void DeviceTarget::b_transport(tlm_generic_payload &payload, sc_time &)
{
    unsigned bytes = payload.get_data_length();
    uint64_t value = 0;
    if (bytes > sizeof value || payload.get_byte_enable_ptr()) {
        payload.set_response_status(bytes > sizeof value ? tlm::TLM_BURST_ERROR_RESPONSE
                                                         : tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
        return;
    }
    if (payload.is_read()) {
        answer(payload, machine_mmio_read(machine_, payload.get_address(), bytes, &value));
        memcpy(payload.get_data_ptr(), &value, bytes);
    } else {
        memcpy(&value, payload.get_data_ptr(), bytes);
        answer(payload, machine_mmio_write(machine_, payload.get_address(), bytes, value));
    }
}

// ------------------------------------------------------------------------------- interconnect

Interconnect::Interconnect(sc_core::sc_module_name name) : sc_module(name)
{
    from.register_b_transport(this, &Interconnect::b_transport);
}

void Interconnect::b_transport(tlm_generic_payload &payload, sc_time &delay)
{
    uint64_t address = payload.get_address();
    auto &to = is_memory(address) ? memory : is_uart(address) ? uart : devices;
    to->b_transport(payload, delay);
}

// ------------------------------------------------------------------------------------ adapter

bool AxiInitiator::transport(tlm::tlm_command command, uint64_t address, void *data, unsigned bytes, uint8_t *enables)
{
    tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(static_cast<unsigned char *>(data));
    payload.set_data_length(bytes);
    payload.set_streaming_width(bytes);
    payload.set_byte_enable_ptr(enables);
    payload.set_byte_enable_length(enables ? bytes : 0);
    payload.set_dmi_allowed(false);
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    sc_time delay = sc_core::SC_ZERO_TIME;
    socket->b_transport(payload, delay);
    return payload.is_response_ok();
}

bool AxiInitiator::read_memory(uint64_t address, uint64_t *data)
{
    return transport(tlm::TLM_READ_COMMAND, address, data, sizeof *data, nullptr);
}

bool AxiInitiator::write_memory(uint64_t address, uint64_t data, uint8_t strobe)
{
    uint8_t enables[sizeof data];
    for (unsigned i = 0; i < sizeof data; i++)
        enables[i] = strobe >> i & 1 ? TLM_BYTE_ENABLED : TLM_BYTE_DISABLED;
    return transport(tlm::TLM_WRITE_COMMAND, address, &data, sizeof data, strobe == 0xff ? nullptr : enables);
}

bool AxiInitiator::read_device(uint64_t address, unsigned bytes, uint64_t *value)
{
    return transport(tlm::TLM_READ_COMMAND, address, value, bytes, nullptr);
}

bool AxiInitiator::write_device(uint64_t address, unsigned bytes, uint64_t value)
{
    return transport(tlm::TLM_WRITE_COMMAND, address, &value, bytes, nullptr);
}

// ----------------------------------------------------------------------------------- platform

Platform::Platform(sc_core::sc_module_name name, const engine_config &config, machine *machine, Watch *watch)
    : sc_module(name), machine_(machine), watch_(watch), stuck_cycles_(config.stuck_cycles), memory_("memory", machine),
      uart_("uart", machine), devices_("devices", machine), far_side_(machine, &initiator_, config.mem_latency, watch),
      clock_("clock", kCycleNs, sc_core::SC_NS)
{
    initiator_.socket.bind(interconnect_.from);
    interconnect_.memory.bind(memory_.socket);
    interconnect_.uart.bind(uart_.socket);
    interconnect_.devices.bind(devices_.socket);
    bind_pins();
    SC_HAS_PROCESS(Platform);
    SC_METHOD(before_edge);
    sensitive << clock_.negedge_event();
    dont_initialize();
}

Platform::~Platform() { rtl_.final(); }

void Platform::bind_pins()
{
    rtl_.clk_i(clock_);
    rtl_.rst_ni(rst_n_);
    rtl_.irq_i(irq_);
    rtl_.ram_end_i(ram_end_);
    ram_end_ = RAM_BASE + machine_->ram_bytes;
#define PIN(name, signal) rtl_.name(signal)
    PIN(m_awvalid_o, m_awvalid_), PIN(m_awready_i, m_awready_), PIN(m_awid_o, m_awid_);
    PIN(m_awaddr_o, m_awaddr_), PIN(m_awlen_o, m_awlen_), PIN(m_awsize_o, m_awsize_);
    PIN(m_awburst_o, m_awburst_), PIN(m_wvalid_o, m_wvalid_), PIN(m_wready_i, m_wready_);
    PIN(m_wdata_o, m_wdata_), PIN(m_wstrb_o, m_wstrb_), PIN(m_wlast_o, m_wlast_);
    PIN(m_bvalid_i, m_bvalid_), PIN(m_bready_o, m_bready_), PIN(m_bid_i, m_bid_), PIN(m_bresp_i, m_bresp_);
    PIN(m_arvalid_o, m_arvalid_), PIN(m_arready_i, m_arready_), PIN(m_arid_o, m_arid_);
    PIN(m_araddr_o, m_araddr_), PIN(m_arlen_o, m_arlen_), PIN(m_arsize_o, m_arsize_);
    PIN(m_arburst_o, m_arburst_), PIN(m_rvalid_i, m_rvalid_), PIN(m_rready_o, m_rready_), PIN(m_rid_i, m_rid_);
    PIN(m_rdata_i, m_rdata_), PIN(m_rresp_i, m_rresp_), PIN(m_rlast_i, m_rlast_);
    PIN(s_awvalid_i, s_awvalid_), PIN(s_awready_o, s_awready_), PIN(s_awaddr_i, s_awaddr_);
    PIN(s_awlen_i, s_awlen_), PIN(s_wvalid_i, s_wvalid_), PIN(s_wready_o, s_wready_);
    PIN(s_wdata_i, s_wdata_), PIN(s_wstrb_i, s_wstrb_), PIN(s_bvalid_o, s_bvalid_), PIN(s_bresp_o, s_bresp_);
    PIN(s_arvalid_i, s_arvalid_), PIN(s_arready_o, s_arready_), PIN(s_araddr_i, s_araddr_);
    PIN(s_arlen_i, s_arlen_), PIN(s_rvalid_o, s_rvalid_), PIN(s_rdata_o, s_rdata_);
    PIN(s_rresp_o, s_rresp_), PIN(s_rlast_o, s_rlast_);
#undef PIN
}

RtlOutputs Platform::sample() const
{
    RtlOutputs out;
    out.axi = AxiFromMachine{m_arvalid_, m_arid_,  m_araddr_, uint8_t(m_arlen_), uint8_t(m_arsize_),
                             m_awvalid_, m_awid_,  m_awaddr_, uint8_t(m_awlen_), uint8_t(m_awsize_),
                             m_wvalid_,  m_wlast_, m_wdata_,  uint8_t(m_wstrb_)};
    out.dma = DmaFromMachine{s_awready_, s_wready_, s_arready_,        s_bvalid_,        s_rvalid_,
                             s_rlast_,   s_rdata_,  uint8_t(s_bresp_), uint8_t(s_rresp_)};
    return out;
}

void Platform::drive(const RtlInputs &in)
{
    const AxiToMachine &a = in.axi;
    const DmaToMachine &d = in.dma;
    irq_ = in.irq;
    m_arready_ = true, m_awready_ = true, m_wready_ = true;
    m_rvalid_ = a.rvalid, m_rid_ = a.rid, m_rlast_ = a.rlast, m_rdata_ = a.rdata, m_rresp_ = a.rresp;
    m_bvalid_ = a.bvalid, m_bid_ = a.bid, m_bresp_ = a.bresp;
    s_arvalid_ = d.arvalid, s_awvalid_ = d.awvalid, s_wvalid_ = d.wvalid;
    s_araddr_ = d.address, s_awaddr_ = d.address;
    s_arlen_ = d.len, s_awlen_ = d.len;
    s_wdata_ = d.wdata, s_wstrb_ = d.wstrb;
}

bool Platform::over() const
{
    return watch_->failed || machine_stopped(machine_) ||
           (stuck_cycles_ && watch_->cycle - watch_->position.last_cycle > stuck_cycles_);
}

// The falling edge stands between two rising ones: the pins show what the last one brought, and what is
// driven here is there for the next.
void Platform::before_edge()
{
    if (reset_left_ > 0 && --reset_left_ > 0)
        return;
    rst_n_ = true;
    if (running_)
        watch_->cycle++;
    running_ = true;
    if (over()) {
        sc_core::sc_stop();
        return;
    }
    drive(far_side_.before_edge(sample()));
}
