// SPDX-License-Identifier: Apache-2.0
// What is offered and must stay (`steady_i`) is offered again, unchanged, until it is accepted.
//
// Like all properties here this is checked at the clock edge, as the machine's own registers see it: a
// concurrent assertion samples its inputs earlier, and with them values from before a bench's change.
module stays_props #(
  parameter int unsigned Width = 1      // of the payload
) (
  input logic             clk_i,
  input logic             rst_ni,
  input logic             valid_i,
  input logic             ready_i,
  input logic [Width-1:0] payload_i,
  input logic             steady_i,
  input logic             drop_i        // what waited before this cycle need not be here any more
);
  logic             waits_q;
  logic [Width-1:0] payload_q;

  always_ff @(posedge clk_i) begin
    waits_q   <= rst_ni && valid_i && !ready_i && steady_i;
    payload_q <= payload_i;
    if (rst_ni && waits_q && !drop_i) begin
      stays: assert (valid_i && payload_i == payload_q)
        else $error("what was offered and not accepted was withdrawn or changed");
    end
  end
endmodule
