// SPDX-License-Identifier: Apache-2.0
// Nothing is wrong here: registers, an array that becomes wires, a memory in ram_bank.
module good (
  input  logic       clk_i,
  input  logic       we_i,
  input  logic [3:0] addr_i,
  input  logic [7:0] data_i,
  output logic [7:0] data_o,
  output logic [7:0] last_o
);
  logic [7:0] read [2];
  logic [7:0] last_q;

  for (genvar b = 0; b < 2; b++) begin : gen_bank
    ram_bank #(.Width(8), .Depth(8)) u_ram (
      .clk_i,
      .re_i   (!we_i),
      .raddr_i(addr_i[3:1]),
      .rdata_o(read[b]),
      .we_i,
      .wsel_i (addr_i[0] == 1'(b)),
      .waddr_i(addr_i[3:1]),
      .wdata_i(data_i)
    );
  end

  assign data_o = read[last_q[0]];
  assign last_o = last_q;
  always_ff @(posedge clk_i) last_q <= data_i;
endmodule
