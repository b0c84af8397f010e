// SPDX-License-Identifier: Apache-2.0
// Half of the way round in loop.
module loop_part (
  input  logic a_i,
  input  logic b_i,
  output logic c_o
);
  assign c_o = a_i ^ b_i;
endmodule
