// SPDX-License-Identifier: Apache-2.0
module icache #(
  parameter int unsigned Bytes = 32768,
  parameter int unsigned Ways  = 8
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic                        req_valid_i,
  output logic                        req_ready_o,
  input  machine_pkg::paddr_t         req_pa_i,
  input  logic                        kill_i,
  output logic                        rsp_valid_o,
  output machine_pkg::cache_rsp_t     rsp_o,
  // fence.i: forget every line
  input  logic                        invalidate_valid_i,
  output logic                        invalidate_ready_o,
  // level below
  output logic                        line_req_valid_o,
  input  logic                        line_req_ready_i,
  output machine_pkg::line_req_t      line_req_o,
  input  logic                        line_rsp_valid_i,
  input  machine_pkg::line_rsp_t      line_rsp_i,
  output logic                        event_access_o,
  output logic                        event_miss_o
);
endmodule
