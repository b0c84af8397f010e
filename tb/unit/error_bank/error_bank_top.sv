// SPDX-License-Identifier: Apache-2.0
// The error bank with plain ports, for its bench.
module error_bank_top (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        lost_i,
  input  logic [55:0] lost_pa_i,
  output logic        unheard_o,
  input  logic        valid_i,
  input  logic        write_i,
  input  logic [7:0]  be_i,
  input  logic [55:0] pa_i,
  input  logic [63:0] wdata_i,
  output logic        rsp_valid_o,
  output logic        err_o,
  output logic [63:0] rdata_o,
  output logic        irq_o
);
  machine_pkg::io_req_t    req;
  machine_pkg::cache_rsp_t rsp;
  always_comb begin
    req       = '0;
    req.write = write_i;
    req.be    = be_i;
    req.pa    = pa_i;
    req.wdata = wdata_i;
  end
  assign err_o   = rsp.err;
  assign rdata_o = rsp.rdata;

  error_bank u_dut (
    .clk_i, .rst_ni, .lost_i, .lost_pa_i, .unheard_o,
    .req_valid_i(valid_i), .req_i(req), .rsp_valid_o, .rsp_o(rsp), .irq_o
  );
endmodule
