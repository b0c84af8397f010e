// SPDX-License-Identifier: Apache-2.0
// The 31 integer registers: two reads in the cycle of the request, one write at its end. x0 reads
// 0. A read does not see the write of the same cycle; forwarding is the pipeline's business.
module regfile (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [4:0]  rs1_i,
  input  logic [4:0]  rs2_i,
  output logic [63:0] rdata1_o,
  output logic [63:0] rdata2_o,
  input  logic        we_i,          // never for x0
  input  logic [4:0]  rd_i,
  input  logic [63:0] wdata_i
);
  logic [63:0] regs_q [32];

  initial begin
    for (int i = 0; i < 32; i++) regs_q[i] = '0;
  end

  assign rdata1_o = regs_q[rs1_i];
  assign rdata2_o = regs_q[rs2_i];

  always_ff @(posedge clk_i) begin
    if (rst_ni && we_i) regs_q[rd_i] <= wdata_i;
  end
endmodule
