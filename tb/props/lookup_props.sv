// SPDX-License-Identifier: Apache-2.0
// Laws of one side's translation. The answer is one thing: translated, faulted, or a miss. Look-ups
// are hits and misses: a request that asks for a walk is a miss, once however long it waits; any other
// that the TLB translates is a hit when it is accepted. So all that was accepted translated by the
// TLB was counted.
module lookup_props (
  input logic clk_i,
  input logic rst_ni,
  input logic ok_i,
  input logic fault_i,
  input logic miss_i,
  input logic paged_i,
  input logic accept_i,
  input logic walked_i,         // the request in this cycle is one that has asked for a walk
  input logic taken_i,          // the walker takes its question
  input logic event_lookup_i,
  input logic event_miss_i
);
  logic [31:0] lookups_q, hits_q, misses_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      lookups_q <= '0;
      hits_q    <= '0;
      misses_q  <= '0;
    end else begin
      lookups_q <= lookups_q + 32'(event_lookup_i);
      hits_q    <= hits_q + 32'(accept_i && ok_i && paged_i && !walked_i);
      misses_q  <= misses_q + 32'(event_miss_i);
    end
  end

  always_ff @(posedge clk_i) if (rst_ni) begin
    lookups_are_conserved: assert (lookups_q == hits_q + misses_q)
      else $error("look-ups are not hits and misses");
    miss_is_counted_once: assert (event_miss_i == (taken_i && !walked_i))
      else $error("a request's first walk is a miss, and nothing else is");
    one_answer: assert ($onehot0({ok_i, fault_i, miss_i}))
      else $error("two answers to one request");
    if (accept_i)
      accept_has_an_answer: assert (ok_i || fault_i)
        else $error("a request was accepted without an answer");
  end
endmodule
