// SPDX-License-Identifier: Apache-2.0
// The line that the data cache gives back: accepted when there is room and nothing forbids it, collected
// beat by beat (the data go into l2_data), and held until the pipeline has put it into the cache. A
// request for that line waits meanwhile. The look-up that puts it may begin with its last beat, and the next line
// be accepted when it has ended: the buffer is read in the cycle after that, in which the next line's first beat
// comes, so lines are taken every nine cycles.
module l2_back (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                req_valid_i,   // the data cache offers a line
  input  logic                allow_i,
  input  machine_pkg::paddr_t req_pa_i,
  output logic                ready_o,
  input  logic                wvalid_i,
  output logic                wready_o,
  output logic [2:0]          word_o,
  output logic                busy_o,        // a line is here, or on its way
  output logic                full_o,        // all of it is, at the end of this cycle
  output machine_pkg::paddr_t pa_o,
  input  logic                done_i         // it has been put into the cache
);
  typedef enum logic [1:0] {StEmpty, StCollect, StFull} state_e;
  state_e              state_q, state_d;
  machine_pkg::paddr_t pa_q, pa_d;
  logic [2:0]          word_q, word_d;

  assign full_o = state_q == StFull || (state_q == StCollect && wvalid_i && word_q == 3'd7);
  assign pa_o   = pa_q;
  assign word_o = word_q;

  always_comb begin
    state_d  = state_q;
    pa_d     = pa_q;
    word_d   = word_q;
    ready_o  = 1'b0;
    wready_o = 1'b0;
    busy_o   = 1'b1;
    unique case (state_q)
      StEmpty: begin
        busy_o  = 1'b0;
        ready_o = req_valid_i && allow_i;
        if (ready_o) begin
          state_d = StCollect;
          pa_d    = req_pa_i;
          word_d  = '0;
        end
      end
      StCollect: begin
        wready_o = 1'b1;
        if (wvalid_i) begin
          word_d = word_q + 3'd1;
          if (word_q == 3'd7) state_d = StFull;
        end
      end
      default: begin   // StFull
        if (done_i) begin
          state_d = StEmpty;
          ready_o = req_valid_i && allow_i;
          if (ready_o) begin
            state_d = StCollect;
            pa_d    = req_pa_i;
            word_d  = '0;
          end
        end
      end
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StEmpty;
    end else if (req_valid_i || busy_o) begin
      state_q <= state_d;
      pa_q    <= pa_d;
      word_q  <= word_d;
    end
  end
endmodule
