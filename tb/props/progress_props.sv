// SPDX-License-Identifier: Apache-2.0
// Nobody waits for ever: what waits, moves within `Most` cycles. The bound is far above what the slowest memory of the
// benches needs; it tells a machine that hangs, or that goes round, from one that is slow.
module progress_props #(
  parameter int unsigned Most = 20000
) (
  input logic clk_i,
  input logic rst_ni,
  input logic waits_i,          // a request is offered, or under way
  input logic moves_i           // it is taken, or answered
);
  logic [15:0] waited_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || !waits_i || moves_i) waited_q <= '0;
    else                                waited_q <= waited_q + 1'b1;
    if (rst_ni)
      waits_not_for_ever: assert (32'(waited_q) < Most)
        else $error("no progress: what waits has waited for %0d cycles", waited_q);
  end
endmodule
