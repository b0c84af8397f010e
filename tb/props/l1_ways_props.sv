// SPDX-License-Identifier: Apache-2.0
// A line is in one way of its set at most.
module l1_ways_props #(
  parameter int unsigned Ways = 8
) (
  input logic            clk_i,
  input logic            rst_ni,
  input logic            s1_i,
  input logic [Ways-1:0] hit_ways_i
);
  always_ff @(posedge clk_i) if (rst_ni && s1_i) begin
    one_way_a_line: assert ($onehot0(hit_ways_i))
      else $error("a line is in two ways");
  end
endmodule
