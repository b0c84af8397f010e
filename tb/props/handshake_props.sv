// SPDX-License-Identifier: Apache-2.0
// What every valid/ready port of the machine promises; bound to both ends of a boundary.
//
// A request that must stay (`steady_i`) stays as it is until it is accepted. One that was accepted is
// answered exactly once, in the next cycle at the earliest, and no more than `Most` are outstanding;
// the request that takes the place of the one answered in this cycle counts as the next.
//
// Models have two states only, so nothing is said about X: what was not reset comes up at random.
module handshake_props #(
  parameter int unsigned Width = 1,     // of the payload
  parameter int unsigned Most  = 1
) (
  input logic             clk_i,
  input logic             rst_ni,
  input logic             valid_i,
  input logic             ready_i,
  input logic [Width-1:0] payload_i,
  input logic             steady_i,
  input logic             answer_i,     // the oldest request outstanding is answered, or its last beat
  input logic             drop_i        // no longer wanted: what is outstanding, what waited before
);
  localparam int unsigned CountWidth = $clog2(Most + 1);

  logic [CountWidth-1:0] outstanding_q;
  logic                  accept;
  assign accept = valid_i && ready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni)     outstanding_q <= '0;
    else if (drop_i) outstanding_q <= CountWidth'(accept);
    else             outstanding_q <= outstanding_q + CountWidth'(accept) - CountWidth'(answer_i);
  end

  stays_props #(.Width(Width)) u_request (
    .clk_i, .rst_ni, .valid_i, .ready_i, .payload_i, .steady_i, .drop_i
  );

  always_ff @(posedge clk_i) if (rst_ni) begin
    if (answer_i)
      answer_was_asked: assert (outstanding_q != '0)
        else $error("an answer that nobody asked for, a second one, or one that came too early");
    if (accept)
      no_more_than_most: assert (outstanding_q < CountWidth'(Most) || answer_i || drop_i)
        else $error("a request was accepted while as many as may be were unanswered");
  end
endmodule
