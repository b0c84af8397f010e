// SPDX-License-Identifier: Apache-2.0
// What the change of a geometry takes (docs/geometry.md): nothing new is taken up (`hold_o`) until nothing is under way any
// more; the data cache gives what is dirty to the L2, and that to memory; then the arrays are put into the state that they
// have after reset (`restart_o`, one cycle), and when the L2 has cleared its sets the request is done: at the end of that
// cycle the geometry may change, and in the next one, the last of `hold_o`, all take it. The request stays until it is done.
module empty_all (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic valid_i,
  output logic ready_o,
  output logic hold_o,
  input  logic idle_i,          // of all
  output logic empty_l1_o,      // one cycle: begin to write back ...
  input  logic empty_l1_done_i,
  output logic empty_l2_o,
  input  logic empty_l2_done_i,
  output logic restart_o,
  input  logic l2_ready_i
);
  typedef enum logic [2:0] {
    StWait,       // for a request, and for what is under way
    StL1,         // for the data cache's dirty lines
    StL2,         // for the L2's
    StClear,      // for the L2 to be ready
    StTake        // for all to know the new geometry
  } state_e;
  state_e state_q, state_d;

  assign hold_o = valid_i || state_q == StTake;

  always_comb begin
    state_d    = state_q;
    empty_l1_o = 1'b0;
    empty_l2_o = 1'b0;
    restart_o  = 1'b0;
    ready_o    = 1'b0;
    case (state_q)
      StWait: if (valid_i && idle_i) begin
        empty_l1_o = 1'b1;
        state_d    = StL1;
      end
      StL1: if (empty_l1_done_i && idle_i) begin
        empty_l2_o = 1'b1;
        state_d    = StL2;
      end
      StL2: if (empty_l2_done_i && idle_i) begin
        restart_o  = 1'b1;
        state_d    = StClear;
      end
      StClear: if (l2_ready_i) begin
        ready_o    = 1'b1;
        state_d    = StTake;
      end
      default: state_d = StWait;          // StTake
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) state_q <= StWait;
    else         state_q <= state_d;
  end
endmodule
