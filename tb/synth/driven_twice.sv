// SPDX-License-Identifier: Apache-2.0
// expect: not ok driven_twice: driven twice
module driven_twice (
  input  logic a_i,
  input  logic b_i,
  output logic data_o
);
  assign data_o = a_i && b_i;
  assign data_o = a_i ^ b_i;
endmodule
