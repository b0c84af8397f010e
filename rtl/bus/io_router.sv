// SPDX-License-Identifier: Apache-2.0
// Leads a device access to the CLINT, the PLIC, the error bank or the bus edge by its address. One access at a time:
// a request is accepted in one cycle and answered once, one cycle later at the earliest.
module io_router (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  // from the data cache
  input  logic                    req_valid_i,
  output logic                    req_ready_o,
  input  machine_pkg::paddr_t     req_pa_i,
  output logic                    rsp_valid_o,
  output machine_pkg::cache_rsp_t rsp_o,
  // to the devices in here: always ready, answered in the next cycle
  output logic                    clint_valid_o,
  input  logic                    clint_rsp_valid_i,
  input  machine_pkg::cache_rsp_t clint_rsp_i,
  output logic                    plic_valid_o,
  input  logic                    plic_rsp_valid_i,
  input  machine_pkg::cache_rsp_t plic_rsp_i,
  output logic                    bank_valid_o,
  input  logic                    bank_rsp_valid_i,
  input  machine_pkg::cache_rsp_t bank_rsp_i,
  // to the edge
  output logic                    edge_valid_o,
  input  logic                    edge_ready_i,
  input  logic                    edge_rsp_valid_i,
  input  machine_pkg::cache_rsp_t edge_rsp_i
);
  logic busy_q;
  logic to_clint, to_plic, to_bank;

  assign to_clint = req_pa_i >= machine_pkg::ClintBase && req_pa_i < machine_pkg::ClintEnd;
  assign to_plic  = req_pa_i >= machine_pkg::PlicBase  && req_pa_i < machine_pkg::PlicEnd;
  assign to_bank  = req_pa_i >= machine_pkg::ErrorBankBase && req_pa_i < machine_pkg::ErrorBankEnd;

  assign clint_valid_o = req_valid_i && !busy_q && to_clint;
  assign plic_valid_o  = req_valid_i && !busy_q && to_plic;
  assign bank_valid_o  = req_valid_i && !busy_q && to_bank;
  assign edge_valid_o  = req_valid_i && !busy_q && !to_clint && !to_plic && !to_bank;
  assign req_ready_o   = !busy_q && (to_clint || to_plic || to_bank || edge_ready_i);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) busy_q <= 1'b0;
    else if (rsp_valid_o) busy_q <= 1'b0;
    else if (req_valid_i && req_ready_o) busy_q <= 1'b1;
  end

  assign rsp_valid_o = clint_rsp_valid_i || plic_rsp_valid_i || bank_rsp_valid_i || edge_rsp_valid_i;
  always_comb begin
    rsp_o = edge_rsp_i;
    if (clint_rsp_valid_i)     rsp_o = clint_rsp_i;
    else if (plic_rsp_valid_i) rsp_o = plic_rsp_i;
    else if (bank_rsp_valid_i) rsp_o = bank_rsp_i;
  end
endmodule
