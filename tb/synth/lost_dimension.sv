// SPDX-License-Identifier: Apache-2.0
// expect: not ok lost_dimension.table_i: vanished: 32 bits in the source, 8 in the netlist
// A dimension of a named struct: Yosys 0.23 takes one element for all.
module lost_dimension (
  input  pairs_pkg::pairs_t table_i,
  input  logic [1:0]        index_i,
  output logic [7:0]        data_o
);
  assign data_o = table_i[index_i];
endmodule
