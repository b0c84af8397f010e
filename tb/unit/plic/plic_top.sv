// SPDX-License-Identifier: Apache-2.0
// The PLIC with plain ports, for its bench.
module plic_top (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [31:0] irq_i,
  input  logic        valid_i,
  input  logic        write_i,
  input  logic [7:0]  be_i,
  input  logic [55:0] pa_i,
  input  logic [63:0] wdata_i,
  output logic        rsp_valid_o,
  output logic        err_o,
  output logic [63:0] rdata_o,
  output logic        meip_o,
  output logic        seip_o
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

  logic clk, awake;
  clock_gate u_clock (.clk_i, .rst_ni, .awake_i(awake), .clk_o(clk));

  plic u_dut (
    .clk_i(clk), .rst_ni, .irq_i,
    .req_valid_i(valid_i), .req_i(req), .rsp_valid_o, .rsp_o(rsp),
    .meip_o, .seip_o, .awake_o(awake)
  );
endmodule
