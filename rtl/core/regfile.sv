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
  // Two copies, one a read port
  logic we;
  assign we = rst_ni && we_i;

  ram_1r1w #(.Width(64), .Depth(32), .Comb(1'b1), .Known(1'b1)) u_rs1 (
    .clk_i,
    .re_i   (1'b1),
    .raddr_i(rs1_i),
    .rdata_o(rdata1_o),
    .we_i   (we),
    .waddr_i(rd_i),
    .wdata_i(wdata_i)
  );
  ram_1r1w #(.Width(64), .Depth(32), .Comb(1'b1), .Known(1'b1)) u_rs2 (
    .clk_i,
    .re_i   (1'b1),
    .raddr_i(rs2_i),
    .rdata_o(rdata2_o),
    .we_i   (we),
    .waddr_i(rd_i),
    .wdata_i(wdata_i)
  );
endmodule
