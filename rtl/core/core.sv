// SPDX-License-Identifier: Apache-2.0
module core (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  // fetch
  output logic                        fetch_req_valid_o,
  input  logic                        fetch_req_ready_i,
  output machine_pkg::vaddr_t         fetch_req_va_o,
  output logic                        fetch_kill_o,
  input  logic                        fetch_rsp_valid_i,
  input  machine_pkg::fetch_rsp_t     fetch_rsp_i,
  // data
  output logic                        data_req_valid_o,
  input  logic                        data_req_ready_i,
  output machine_pkg::data_req_t      data_req_o,
  input  logic                        data_rsp_valid_i,
  input  machine_pkg::data_rsp_t      data_rsp_i,
  // translation context, fences
  output machine_pkg::mmu_ctx_t       ctx_o,
  output machine_pkg::pmp_t           pmp_o,
  output logic                        pmp_changed_o,   // pulse: a PMP register was written
  output logic                        fence_valid_o,
  input  logic                        fence_ready_i,
  output machine_pkg::fence_req_t     fence_o,
  // interrupts and time
  input  logic                        msip_i,
  input  logic                        mtip_i,
  input  logic                        meip_i,
  input  logic                        seip_i,
  input  logic [63:0]                 mtime_i,
  // observation
  output logic                        retire_valid_o,
  output machine_pkg::retire_t        retire_o,
  output events_pkg::core_events_t    events_o
);
endmodule
