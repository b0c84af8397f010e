// SPDX-License-Identifier: Apache-2.0
// A memory array with one read and one write port, both synchronous. A read that meets a write to
// the same address returns what is being written; `rdata_o` holds until the next read.
module ram_1r1w #(
  parameter int unsigned Width = 64,
  parameter int unsigned Depth = 64,
  parameter int unsigned AddrWidth = $clog2(Depth)
) (
  input  logic                 clk_i,
  input  logic                 re_i,
  input  logic [AddrWidth-1:0] raddr_i,
  output logic [Width-1:0]     rdata_o,
  input  logic                 we_i,
  input  logic [AddrWidth-1:0] waddr_i,
  input  logic [Width-1:0]     wdata_i
);
  logic [Width-1:0] mem [Depth];

  always_ff @(posedge clk_i) begin
    if (re_i) rdata_o <= (we_i && waddr_i == raddr_i) ? wdata_i : mem[raddr_i];
    if (we_i) mem[waddr_i] <= wdata_i;
  end
endmodule
