// SPDX-License-Identifier: Apache-2.0
module mmu #(
  parameter int unsigned ItlbEntries = 32,
  parameter int unsigned DtlbEntries = 32
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  // core side
  input  logic                        fetch_req_valid_i,
  output logic                        fetch_req_ready_o,
  input  machine_pkg::vaddr_t         fetch_req_va_i,
  input  logic                        fetch_kill_i,
  output logic                        fetch_rsp_valid_o,
  output machine_pkg::fetch_rsp_t     fetch_rsp_o,
  input  logic                        data_req_valid_i,
  output logic                        data_req_ready_o,
  input  machine_pkg::data_req_t      data_req_i,
  output logic                        data_rsp_valid_o,
  output machine_pkg::data_rsp_t      data_rsp_o,
  input  machine_pkg::mmu_ctx_t       ctx_i,
  input  machine_pkg::pmp_t           pmp_i,
  input  logic                        pmp_changed_i,
  input  logic                        sfence_valid_i,
  output logic                        sfence_ready_o,
  input  machine_pkg::fence_req_t     sfence_i,
  // instruction cache, physical
  output logic                        ic_req_valid_o,
  input  logic                        ic_req_ready_i,
  output machine_pkg::paddr_t         ic_req_pa_o,
  output logic                        ic_kill_o,
  input  logic                        ic_rsp_valid_i,
  input  machine_pkg::cache_rsp_t     ic_rsp_i,
  // data cache, physical
  output logic                        dc_req_valid_o,
  input  logic                        dc_req_ready_i,
  output machine_pkg::dcache_req_t    dc_req_o,
  input  logic                        dc_rsp_valid_i,
  input  machine_pkg::cache_rsp_t     dc_rsp_i,
  // walker's own port into the data cache
  output logic                        ptw_req_valid_o,
  input  logic                        ptw_req_ready_i,
  output machine_pkg::ptw_req_t       ptw_req_o,
  input  logic                        ptw_rsp_valid_i,
  input  machine_pkg::cache_rsp_t     ptw_rsp_i,
  // observation
  output logic                        walk_valid_o,
  output machine_pkg::walk_t          walk_o,
  output events_pkg::mem_events_t     events_o       // the translation fields; the others 0
);
endmodule
