// SPDX-License-Identifier: Apache-2.0
module l2 #(
  parameter int unsigned Bytes = 262144,
  parameter int unsigned Ways  = 8
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  // instruction cache (reads only; L1D is probed first)
  input  logic                        ic_req_valid_i,
  output logic                        ic_req_ready_o,
  input  machine_pkg::line_req_t      ic_req_i,
  output logic                        ic_rsp_valid_o,
  output machine_pkg::line_rsp_t      ic_rsp_o,
  // data cache
  input  logic                        dc_req_valid_i,
  output logic                        dc_req_ready_o,
  input  machine_pkg::line_req_t      dc_req_i,
  input  logic                        dc_wvalid_i,
  output logic                        dc_wready_o,
  input  machine_pkg::dword_t         dc_wdata_i,
  output logic                        dc_rsp_valid_o,
  output machine_pkg::line_rsp_t      dc_rsp_o,
  // device DMA, coherent (L1D is probed first); all four operations
  input  logic                        dma_req_valid_i,
  output logic                        dma_req_ready_o,
  input  machine_pkg::line_req_t      dma_req_i,
  input  logic                        dma_wvalid_i,
  output logic                        dma_wready_o,
  input  machine_pkg::dword_t         dma_wdata_i,
  output logic                        dma_rsp_valid_o,    // read beats; one beat with `last` for a write
  output machine_pkg::line_rsp_t      dma_rsp_o,
  // probes into L1D
  output logic                        probe_valid_o,
  input  logic                        probe_ready_i,
  output machine_pkg::paddr_t         probe_pa_o,
  output logic                        probe_invalidate_o,
  input  logic                        probe_rsp_valid_i,
  input  logic                        probe_rsp_dirty_i,
  input  machine_pkg::line_rsp_t      probe_rsp_i,
  // memory: line reads and line writes; every request is answered (a write by one beat with `last`)
  output logic                        mem_req_valid_o,
  input  logic                        mem_req_ready_i,
  output machine_pkg::line_req_t      mem_req_o,
  output logic                        mem_wvalid_o,
  input  logic                        mem_wready_i,
  output machine_pkg::dword_t         mem_wdata_o,
  input  logic                        mem_rsp_valid_i,
  input  machine_pkg::line_rsp_t      mem_rsp_i,
  output logic                        event_access_o,
  output logic                        event_miss_o,
  output logic                        event_writeback_o
);
endmodule
