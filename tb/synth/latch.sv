// SPDX-License-Identifier: Apache-2.0
// expect: not ok latch.data_o: a latch
module latch (
  input  logic       open_i,
  input  logic [3:0] data_i,
  output logic [3:0] data_o
);
  always @* if (open_i) data_o = data_i;
endmodule
