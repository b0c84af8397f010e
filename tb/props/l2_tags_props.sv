// SPDX-License-Identifier: Apache-2.0
// A line is in one way of its set at most.
module l2_tags_props #(
  parameter int unsigned Ways = 8
) (
  input logic            clk_i,
  input logic            rst_ni,
  input logic            s1_i,
  input logic [Ways-1:0] hit_ways_i,
  input logic            use_i,
  input logic            put_i,
  input logic            hit_i
);
  always_ff @(posedge clk_i) if (rst_ni) begin
    if (s1_i)
      one_way_a_line: assert ($onehot0(hit_ways_i))
        else $error("a line is in two ways");
    if (use_i)
      used_if_here: assert (hit_i && !put_i)
        else $error("a line was used that is not here, or used and put at once");
  end
endmodule
