// SPDX-License-Identifier: Apache-2.0
module dcache #(
  parameter int unsigned Bytes = 32768,
  parameter int unsigned Ways  = 8
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  // core
  input  logic                        req_valid_i,
  output logic                        req_ready_o,
  input  machine_pkg::dcache_req_t    req_i,
  output logic                        rsp_valid_o,
  output machine_pkg::cache_rsp_t     rsp_o,
  // page-table walker
  input  logic                        ptw_req_valid_i,
  output logic                        ptw_req_ready_o,
  input  machine_pkg::ptw_req_t       ptw_req_i,
  output logic                        ptw_rsp_valid_o,
  output machine_pkg::cache_rsp_t     ptw_rsp_o,
  // level below: lines
  output logic                        line_req_valid_o,
  input  logic                        line_req_ready_i,
  output machine_pkg::line_req_t      line_req_o,
  output logic                        line_wvalid_o,
  input  logic                        line_wready_i,
  output machine_pkg::dword_t         line_wdata_o,
  input  logic                        line_rsp_valid_i,
  input  machine_pkg::line_rsp_t      line_rsp_i,
  // probes from below: give back a dirty line, and forget it if `invalidate`
  input  logic                        probe_valid_i,
  output logic                        probe_ready_o,
  input  machine_pkg::paddr_t         probe_pa_i,
  input  logic                        probe_invalidate_i,
  output logic                        probe_rsp_valid_o,   // beats of a dirty line, or one beat with `last` and !dirty
  output logic                        probe_rsp_dirty_o,
  output machine_pkg::line_rsp_t      probe_rsp_o,
  // device registers
  output logic                        io_req_valid_o,
  input  logic                        io_req_ready_i,
  output machine_pkg::io_req_t        io_req_o,
  input  logic                        io_rsp_valid_i,
  input  machine_pkg::cache_rsp_t     io_rsp_i,
  output logic                        event_access_o,
  output logic                        event_miss_o,
  output logic                        event_writeback_o,
  output logic                        event_ptw_access_o,
  output logic                        event_ptw_miss_o
);
endmodule
