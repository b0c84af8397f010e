// SPDX-License-Identifier: Apache-2.0
// The L2's DMA port: takes one transaction at a time, its request and then a write's data, and holds
// it ready for the L2 until the L2 has answered. It refuses by itself what is not memory, and writes
// to the boot ROM; a refused read has all its beats nevertheless. The data go into l2_data's
// collecting buffer for DMA.
module l2_dma (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   req_valid_i,
  output logic                   req_ready_o,
  input  machine_pkg::line_req_t req_i,
  input  logic                   wvalid_i,
  output logic                   wready_o,
  output logic [2:0]             word_o,      // of the data: where it belongs in the line
  // to the L2
  output logic                   active_o,
  output logic                   ready_o,     // a transaction waits for its turn
  output logic                   refused_o,   // a beat of a refusal is given in this cycle ...
  output logic                   refused_last_o,  // ... and it is the last
  output machine_pkg::line_op_e  op_o,
  output machine_pkg::paddr_t    pa_o,
  output logic [7:0]             be_o,
  input  logic                   start_i,     // its turn has come
  input  logic                   end_i        // its last beat is being answered
);
  typedef enum logic [2:0] {
    StEmpty,
    StCollect,    // taking a write's data
    StReady,
    StRefuse,
    StBusy        // the L2 is at it
  } state_e;
  state_e                state_q, state_d;
  machine_pkg::line_op_e op_q, op_d;
  machine_pkg::paddr_t   pa_q, pa_d;
  logic [7:0]            be_q, be_d;
  logic [2:0]            word_q, word_d;

  assign active_o    = (state_q != StEmpty);
  assign req_ready_o = (state_q == StEmpty);
  assign wready_o    = (state_q == StCollect);
  assign word_o      = word_q;
  assign ready_o     = (state_q == StReady);
  assign refused_o   = (state_q == StRefuse);
  assign op_o        = op_q;
  assign pa_o        = pa_q;
  assign be_o        = be_q;
  assign refused_last_o = refused_o && (op_q != machine_pkg::LineRead || word_q == 3'd7);

  logic is_write, is_line, allowed;
  always_comb begin
    is_write = 1'b0;
    is_line  = 1'b0;
    allowed  = 1'b0;
    if (active_o) begin
      is_write = (op_q == machine_pkg::LineWrite) || (op_q == machine_pkg::DwordWrite);
      is_line  = (op_q == machine_pkg::LineWrite);
      allowed  = machine_pkg::is_memory(pa_q) && (!is_write || pa_q >= machine_pkg::RamBase);
    end
  end

  always_comb begin
    state_d = state_q;
    op_d    = op_q;
    pa_d    = pa_q;
    be_d    = be_q;
    word_d  = word_q;
    unique case (state_q)
      StEmpty: if (req_valid_i) begin
        state_d = StCollect;
        op_d    = req_i.op;
        pa_d    = req_i.pa;
        be_d    = req_i.be;
        word_d  = '0;
      end
      StCollect: begin   // a read passes through without data
        if (wvalid_i) word_d = word_q + 3'd1;
        if (!is_write || (wvalid_i && (!is_line || word_q == 3'd7)))
          state_d = allowed ? StReady : StRefuse;
      end
      StReady: if (start_i) state_d = StBusy;
      StRefuse: begin
        word_d = word_q + 3'd1;
        if (refused_last_o) state_d = StEmpty;
      end
      default: if (end_i) state_d = StEmpty;   // StBusy
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StEmpty;
    end else if (active_o || req_valid_i) begin
      state_q <= state_d;
      op_q    <= op_d;
      pa_q    <= pa_d;
      be_q    <= be_d;
      word_q  <= word_d;
    end
  end
endmodule
