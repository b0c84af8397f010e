// SPDX-License-Identifier: Apache-2.0
// expect: not ok lost_field: 
// Fields of what a function returns: Yosys 0.23 assigns them to wires of their own.
module lost_field (
  input  pairs_pkg::pair_t pair_i,
  output logic [7:0]       pair_o
);
  assign pair_o = pairs_pkg::swap(pair_i);
endmodule
