// SPDX-License-Identifier: Apache-2.0
// The router of device accesses with plain ports, for its bench.
module io_router_top (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        valid_i,
  output logic        ready_o,
  input  logic [55:0] pa_i,
  output logic        rsp_valid_o,
  output logic        err_o,
  output logic [63:0] rdata_o,
  output logic [3:0]  to_valid_o,            // CLINT, PLIC, error bank, edge
  input  logic        edge_ready_i,
  input  logic [3:0]  from_valid_i,
  input  logic        from_err_i,
  input  logic [63:0] from_rdata_i
);
  // What does not answer says something else.
  machine_pkg::cache_rsp_t rsp, answer, noise;
  always_comb begin
    answer       = '0;
    answer.err   = from_err_i;
    answer.rdata = from_rdata_i;
    noise        = '0;
    noise.err    = !from_err_i;
    noise.rdata  = ~from_rdata_i;
  end
  assign err_o   = rsp.err;
  assign rdata_o = rsp.rdata;

  io_router u_dut (
    .clk_i, .rst_ni,
    .req_valid_i      (valid_i),
    .req_ready_o      (ready_o),
    .req_pa_i         (pa_i),
    .rsp_valid_o,
    .rsp_o            (rsp),
    .clint_valid_o    (to_valid_o[0]),
    .clint_rsp_valid_i(from_valid_i[0]),
    .clint_rsp_i      (from_valid_i[0] ? answer : noise),
    .plic_valid_o     (to_valid_o[1]),
    .plic_rsp_valid_i (from_valid_i[1]),
    .plic_rsp_i       (from_valid_i[1] ? answer : noise),
    .bank_valid_o     (to_valid_o[2]),
    .bank_rsp_valid_i (from_valid_i[2]),
    .bank_rsp_i       (from_valid_i[2] ? answer : noise),
    .edge_valid_o     (to_valid_o[3]),
    .edge_ready_i,
    .edge_rsp_valid_i (from_valid_i[3]),
    .edge_rsp_i       (from_valid_i[3] ? answer : noise)
  );
endmodule
