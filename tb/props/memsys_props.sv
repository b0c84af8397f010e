// SPDX-License-Identifier: Apache-2.0
// What the memory system promises of fences (docs/architecture.md): one is done only when everything that was answered
// has been performed, so that what is fetched and walked behind it sees all stores before it.
module memsys_props (
  input logic clk_i,
  input logic rst_ni,
  input logic fence_valid_i,
  input logic fence_ready_i,
  input logic quiet_i
);
  always_ff @(posedge clk_i) if (rst_ni && fence_valid_i) begin
    fence_waits_for_stores: assert (!fence_ready_i || quiet_i)
      else $error("a fence is done before a store that was answered has been performed");
  end
endmodule
