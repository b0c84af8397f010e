// SPDX-License-Identifier: Apache-2.0
// Numbers that look random and are the same after every reset: a shift register with linear feedback
// (x^16 + x^15 + x^13 + x^4 + 1, which comes back after 65535 steps), eight steps for each number that is taken.
module lfsr #(
  parameter int unsigned Width = 4                  // at most 16
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             next_i,
  output logic [Width-1:0] value_o
);
  logic [15:0] value_q, value_d;

  always_comb begin
    value_d = value_q;
    if (next_i) begin
      for (int unsigned i = 0; i < 8; i++)
        value_d = {value_d[14:0], value_d[15] ^ value_d[14] ^ value_d[12] ^ value_d[3]};
    end
  end
  assign value_o = value_q[Width-1:0];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) value_q <= 16'hace1;
    else         value_q <= value_d;
  end
endmodule
