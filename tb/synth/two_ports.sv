// SPDX-License-Identifier: Apache-2.0
// expect: not ok two_ports.table_q: an array that is no ram_bank (2 read and 1 write ports)
module two_ports (
  input  logic        clk_i,
  input  logic        we_i,
  input  logic [3:0]  a_i,
  input  logic [3:0]  b_i,
  input  logic [63:0] data_i,
  output logic [63:0] a_o,
  output logic [63:0] b_o
);
  logic [63:0] table_q [16];
  assign a_o = table_q[a_i];
  assign b_o = table_q[b_i];
  always_ff @(posedge clk_i) if (we_i) table_q[a_i] <= data_i;
endmodule
