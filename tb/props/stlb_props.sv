// SPDX-License-Identifier: Apache-2.0
// What the second-level TLB may count on: a fence ends the walk under way, so that nothing is brought
// in its cycles, and nothing is asked; and a leaf is not brought in the cycle after its question, in
// which the set is looked at.
module stlb_props (
  input logic clk_i,
  input logic rst_ni,
  input logic lookup_i,
  input logic asked_i,
  input logic fill_valid_i,
  input logic fence_i
);
  always_ff @(posedge clk_i) if (rst_ni) begin
    a_fence_beats_a_fill: assert (!(fill_valid_i && fence_i))
      else $error("a walk fills in the cycle of a fence");
    nothing_is_asked_during_a_fence: assert (!(lookup_i && fence_i))
      else $error("a question is asked during a fence");
    a_fill_follows_a_look: assert (!(fill_valid_i && asked_i))
      else $error("a walk fills before its set was looked at");
  end
endmodule
