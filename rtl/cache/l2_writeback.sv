// SPDX-License-Identifier: Apache-2.0
// The L2's dirty victim on its way to memory. It waits in l2_data's buffer until no line is being
// fetched; a fetch, were it of that very line, waits (`quiet_o`) until a write-back that has begun is
// done. So memory has one request under way, and its answers need no tags. Whether memory took the
// line makes no difference: a refused write-back is dropped.
module l2_writeback (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                victim_i,      // in this cycle the line at `pa_i` is read out
  input  machine_pkg::paddr_t pa_i,
  input  logic                fetching_i,    // a line is being fetched, or about to be
  output logic                busy_o,
  output machine_pkg::paddr_t pa_o,          // the line that is here
  output logic                quiet_o,
  output logic                capture_o,
  output logic                req_valid_o,
  input  logic                req_ready_i,
  output logic                wvalid_o,
  input  logic                wready_i,
  output logic [2:0]          word_o,
  input  logic                answer_i
);
  typedef enum logic [2:0] {
    StEmpty,
    StCapture,    // the array's read is being captured
    StWait,       // for a moment without a fetch
    StRequest,
    StData,
    StAnswer
  } state_e;
  state_e              state_q;
  machine_pkg::paddr_t pa_q;
  logic [2:0]          word_q;

  assign busy_o      = (state_q != StEmpty);
  assign quiet_o     = (state_q == StEmpty) || (state_q == StCapture) || (state_q == StWait);
  assign pa_o        = pa_q;
  assign capture_o   = (state_q == StCapture);
  assign req_valid_o = (state_q == StRequest);
  assign wvalid_o    = (state_q == StData);
  assign word_o      = word_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StEmpty;
      word_q  <= '0;
    end else if (victim_i || busy_o) begin
      unique case (state_q)
        StEmpty: begin
          state_q <= StCapture;
          pa_q    <= pa_i;
        end
        StCapture: state_q <= StWait;
        StWait:    if (!fetching_i) state_q <= StRequest;
        StRequest: if (req_ready_i) state_q <= StData;
        StData: if (wready_i) begin
          word_q <= word_q + 3'd1;
          if (word_q == 3'd7) state_q <= StAnswer;
        end
        default: if (answer_i) state_q <= StEmpty;   // StAnswer
      endcase
    end
  end
endmodule
