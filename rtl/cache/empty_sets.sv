// SPDX-License-Identifier: Apache-2.0
// Makes a cache write back what is dirty in it, set by set (docs/geometry.md), while nobody else uses it: from `start_i` on a set
// is looked up, and as long as a dirty line is found there, which then leaves if it can, looked up again. `done_o` when no
// set has any, until the next start; the lines that have left may still be on their way.
module empty_sets #(
  parameter int unsigned Sets = 64,
  parameter int unsigned SetWidth = $clog2(Sets)
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                start_i,
  input  logic [SetWidth-1:0] last_set_i,      // in use
  output logic                look_o,          // a look-up of this set is wanted
  output logic [SetWidth-1:0] set_o,
  input  logic                go_i,            // it begins
  input  logic                s1_i,            // and is decided, in the next cycle
  input  logic                dirty_i,         // a line of it is dirty
  output logic                done_o
);
  typedef enum logic [1:0] {
    StDone,
    StLook,
    StDecide
  } state_e;
  state_e              state_q, state_d;
  logic [SetWidth-1:0] set_q, set_d;

  assign set_o  = set_q;
  assign look_o = (state_q == StLook);
  assign done_o = (state_q == StDone);

  always_comb begin
    state_d = state_q;
    set_d   = set_q;
    case (state_q)
      StDone: begin
        set_d  = '0;
        if (start_i) state_d = StLook;
      end
      StLook: if (go_i) state_d = StDecide;
      default: if (s1_i) begin    // StDecide
        state_d = StLook;
        if (!dirty_i) begin
          set_d = set_q + 1'b1;
          if (set_q == last_set_i) state_d = StDone;
        end
      end
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StDone;
      set_q   <= '0;
    end else if (start_i || state_q != StDone) begin
      state_q <= state_d;
      set_q   <= set_d;
    end
  end
endmodule
