// SPDX-License-Identifier: Apache-2.0
// expect: not ok constant_output.sum_o: an output that is constant: bits 8,0
module constant_output (
  input  logic [7:0] a_i,
  output logic [8:0] sum_o
);
  assign sum_o = {1'b0, a_i[7:1], a_i[0] && !a_i[0]};
endmodule
