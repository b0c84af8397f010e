// SPDX-License-Identifier: Apache-2.0
// A memory array of a single bank: ram_bank says what it does.
module ram_1r1w #(
  parameter int unsigned      Width   = 64,
  parameter int unsigned      Depth   = 64,
  parameter bit               Comb    = 1'b0,
  parameter bit               Known   = 1'b0,
  parameter logic [Width-1:0] Initial = '0,
  parameter int unsigned      AddrWidth = $clog2(Depth)
) (
  input  logic                 clk_i,
  input  logic                 re_i,
  input  logic [AddrWidth-1:0] raddr_i,
  output logic [Width-1:0]     rdata_o,
  input  logic                 we_i,
  input  logic [AddrWidth-1:0] waddr_i,
  input  logic [Width-1:0]     wdata_i
);
  ram_bank #(
    .Width  (Width),
    .Depth  (Depth),
    .Comb   (Comb),
    .Known  (Known),
    .Initial(Initial)
  ) u_bank (
    .clk_i, .re_i, .raddr_i, .rdata_o, .we_i,
    .wsel_i(1'b1),
    .waddr_i, .wdata_i
  );
endmodule
