// SPDX-License-Identifier: Apache-2.0
// expect: not ok ram_bank.mem: a memory of 2 read and 1 write ports: one of each is what it has
// A bank of the same name that reads at two addresses.
module too_many_ports (
  input  logic       clk_i,
  input  logic       we_i,
  input  logic [3:0] a_i,
  input  logic [3:0] b_i,
  input  logic [7:0] data_i,
  output logic [7:0] a_o,
  output logic [7:0] b_o
);
  ram_bank u_ram (.clk_i, .we_i, .a_i, .b_i, .data_i, .a_o, .b_o);
endmodule

module ram_bank (
  input  logic       clk_i,
  input  logic       we_i,
  input  logic [3:0] a_i,
  input  logic [3:0] b_i,
  input  logic [7:0] data_i,
  output logic [7:0] a_o,
  output logic [7:0] b_o
);
  logic [7:0] mem [16];
  assign a_o = mem[a_i];
  assign b_o = mem[b_i];
  always_ff @(posedge clk_i) if (we_i) mem[a_i] <= data_i;
endmodule
