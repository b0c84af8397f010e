// SPDX-License-Identifier: Apache-2.0
#include "platform.h"

#include "verilator/axi_pins.h"
#include "verilator/machine_target.h"

using sc_core::sc_time;
using tlm::tlm_generic_payload;

namespace
{

constexpr double kCycleNs = 10;

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
    auto &to = memmap_is_memory(address) ? memory : is_uart(address) ? uart : devices;
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
    : sc_module(name), machine_(machine), watch_(watch), stuck_cycles_(config.stuck_cycles),
      l2_prefetch_(config.l2_prefetch), l1i_prefetch_(config.l1i_prefetch != 0), memory_("memory", machine),
      uart_("uart", machine), devices_("devices", machine),
      far_side_(machine, &initiator_, MemoryTiming(config.mem_latency, config.mem_row_hit), watch),
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
    pins_.ram_end_i = RAM_BASE + machine_->ram_bytes;
    pins_.l2_prefetch_i = l2_prefetch_;
    pins_.l1i_prefetch_i = l1i_prefetch_;
#define PIN(name) rtl_.name(pins_.name)
    PIN(rst_ni), PIN(irq_i), PIN(ram_end_i), PIN(l2_prefetch_i), PIN(l1i_prefetch_i), PIN(m_awvalid_o),
        PIN(m_awready_i), PIN(m_awid_o), PIN(m_awaddr_o), PIN(m_awlen_o), PIN(m_awsize_o), PIN(m_awburst_o),
        PIN(m_awcache_o), PIN(m_awprot_o), PIN(m_wvalid_o), PIN(m_wready_i), PIN(m_wdata_o), PIN(m_wstrb_o),
        PIN(m_wlast_o), PIN(m_bvalid_i), PIN(m_bready_o), PIN(m_bid_i), PIN(m_bresp_i), PIN(m_arvalid_o),
        PIN(m_arready_i), PIN(m_arid_o), PIN(m_araddr_o), PIN(m_arlen_o), PIN(m_arsize_o), PIN(m_arburst_o),
        PIN(m_arcache_o), PIN(m_arprot_o), PIN(m_rvalid_i), PIN(m_rready_o), PIN(m_rid_i), PIN(m_rdata_i),
        PIN(m_rresp_i), PIN(m_rlast_i), PIN(s_awvalid_i), PIN(s_awready_o), PIN(s_awid_i), PIN(s_awaddr_i),
        PIN(s_awlen_i), PIN(s_awsize_i), PIN(s_awburst_i), PIN(s_awcache_i), PIN(s_awprot_i), PIN(s_wvalid_i),
        PIN(s_wready_o), PIN(s_wdata_i), PIN(s_wstrb_i), PIN(s_wlast_i), PIN(s_bvalid_o), PIN(s_bready_i), PIN(s_bid_o),
        PIN(s_bresp_o), PIN(s_arvalid_i), PIN(s_arready_o), PIN(s_arid_i), PIN(s_araddr_i), PIN(s_arlen_i),
        PIN(s_arsize_i), PIN(s_arburst_i), PIN(s_arcache_i), PIN(s_arprot_i), PIN(s_rvalid_o), PIN(s_rready_i),
        PIN(s_rid_o), PIN(s_rdata_o), PIN(s_rresp_o), PIN(s_rlast_o);
#undef PIN
}

RtlOutputs Platform::sample() const
{
    RtlOutputs out = {};
    axi_sample(pins_, &out.axi);
    dma_sample(pins_, &out.dma);
    return out;
}

void Platform::drive(const RtlInputs &in)
{
    pins_.irq_i = in.irq;
    pins_.m_arready_i = true;
    pins_.m_awready_i = true;
    pins_.m_wready_i = true;
    axi_drive(&pins_, in.axi);
    dma_drive(&pins_, in.dma);
}

bool Platform::over() const
{
    return watch_->failed || Verilated::threadContextp()->gotError() || machine_stopped(machine_) ||
           (stuck_cycles_ && watch_->cycle - watch_->position.last_cycle > stuck_cycles_);
}

// The falling edge stands between two rising ones: the pins show what the last one brought, and what is
// driven here is there for the next.
void Platform::before_edge()
{
    if (reset_left_ > 0 && --reset_left_ > 0)
        return;
    pins_.rst_ni = true;
    if (running_)
        watch_->cycle++;
    running_ = true;
    if (over()) {
        sc_core::sc_stop();
        return;
    }
    drive(far_side_.before_edge(sample()));
}
