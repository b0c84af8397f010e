// SPDX-License-Identifier: Apache-2.0
// What holds of a set of the second-level TLB: at most one entry of it answers a question, and what an
// unfinished fence of an ASID has named answers none.
module tlb_array_props #(
  parameter int unsigned Ways = 8
) (
  input logic            clk_i,
  input logic            rst_ni,
  input logic [Ways-1:0] match_i,
  input logic [Ways-1:0] dead_i
);
  always_ff @(posedge clk_i) if (rst_ni) begin
    one_entry_answers: assert ($onehot0(match_i))
      else $error("two entries of a set translate one address");
    the_dead_do_not_answer: assert ((match_i & dead_i) == '0)
      else $error("an entry that a fence has named answers");
  end
endmodule
