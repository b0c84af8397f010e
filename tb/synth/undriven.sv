// SPDX-License-Identifier: Apache-2.0
// expect: not ok undriven.mask: used, and nothing drives it
module undriven (
  input  logic [3:0] data_i,
  output logic [3:0] data_o
);
  logic [3:0] mask;
  assign mask[2:0] = data_i[3:1];
  assign data_o    = data_i & mask;
endmodule
