// SPDX-License-Identifier: Apache-2.0
// expect: not ok lost_array.entry_q: vanished: 128 bits
// An array of a type that the module declares: Yosys 0.23 does not see it.
module lost_array (
  input  logic       clk_i,
  input  logic       we_i,
  input  logic [3:0] addr_i,
  input  logic [7:0] data_i,
  output logic [7:0] data_o
);
  typedef struct packed {
    logic       valid;
    logic [6:0] tag;
  } entry_t;
  entry_t entry_q [16];

  assign data_o = entry_q[addr_i];
  always_ff @(posedge clk_i) if (we_i) entry_q[addr_i] <= data_i;
endmodule
