// SPDX-License-Identifier: Apache-2.0
// The lines that leave the data cache: the write-back buffer (buffer 0 of l1_data) and the answer to
// a probe (buffer 1). A dirty victim waits in the write-back buffer until the level below has taken
// it; a probe that meets it there takes it away instead, and the write-back is dropped. Beats go in
// order from doubleword 0.
//
// A write-back request that has not been accepted may be withdrawn while a probe is answered. The
// level below does not accept a line between a probe of it and the answer, and probes for no line that
// it is accepting; of other lines it may do either at any time.
module dcache_out (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  // from the look-up: in this cycle a line is read out of the array
  input  logic                    evict_i,        // into the write-back buffer, which must be free
  input  machine_pkg::paddr_t     evict_pa_i,
  input  logic                    give_i,         // to the probe
  input  logic                    lend_i,         // the probe takes the line in the write-back buffer
  output logic                    busy_o,         // the write-back buffer is in use, for the line ...
  output machine_pkg::paddr_t     line_o,
  output logic                    lendable_o,     // ... which is still here whole
  output logic                    probing_o,      // a probe's answer is under way
  // to l1_data
  output logic                    capture_o,
  output logic                    capture_out_o,
  output logic                    out_valid_o,
  output logic                    out_o,
  output logic [2:0]              out_word_o,
  // level below
  output logic                    req_valid_o,
  input  logic                    req_ready_i,
  output logic                    wvalid_o,
  input  logic                    wready_i,
  output logic                    probe_valid_o,
  output logic                    probe_last_o
);
  typedef enum logic [2:0] {
    WbEmpty,      // nothing here
    WbCapture,    // the array's read is being captured
    WbRequest,    // asking the level below to take the line
    WbData,       // giving it
    WbLent        // giving it to a probe instead
  } wb_e;
  typedef enum logic [1:0] {PrIdle, PrCapture, PrGive} pr_e;

  localparam logic BufferWb = 1'b0;
  localparam logic BufferPr = 1'b1;

  wb_e                 wb_q;
  pr_e                 pr_q;
  logic                pr_buffer_q;
  logic [2:0]          wb_word_q, pr_word_q;   // the next beat of either
  machine_pkg::paddr_t line_q;

  assign busy_o    = (wb_q != WbEmpty);
  assign probing_o = (pr_q != PrIdle);
  assign line_o    = line_q;

  always_comb begin
    lendable_o    = 1'b0;
    req_valid_o   = 1'b0;
    wvalid_o      = 1'b0;
    probe_valid_o = 1'b0;
    probe_last_o  = 1'b0;
    capture_o     = 1'b0;
    capture_out_o = BufferWb;
    out_valid_o   = 1'b0;
    out_o         = BufferWb;
    out_word_o    = '0;
    if (busy_o || probing_o) begin
      lendable_o    = (wb_q == WbCapture) || (wb_q == WbRequest);
      req_valid_o   = (wb_q == WbRequest);
      wvalid_o      = (wb_q == WbData) && (pr_q != PrGive);
      probe_valid_o = (pr_q == PrGive);
      probe_last_o  = (pr_q == PrGive) && (pr_word_q == 3'd7);
      capture_o     = (wb_q == WbCapture) || (pr_q == PrCapture);
      if (pr_q == PrCapture) capture_out_o = BufferPr;
      out_valid_o   = wvalid_o || probe_valid_o;
      out_o         = probe_valid_o ? pr_buffer_q : BufferWb;
      out_word_o    = probe_valid_o ? pr_word_q : wb_word_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wb_q      <= WbEmpty;
      pr_q      <= PrIdle;
      wb_word_q <= '0;
      pr_word_q <= '0;
    end else if (busy_o || probing_o || evict_i || give_i) begin
      unique case (wb_q)
        WbEmpty: if (evict_i) begin
          wb_q   <= WbCapture;
          line_q <= evict_pa_i;
        end
        WbCapture: wb_q <= lend_i ? WbLent : WbRequest;
        WbRequest: begin
          if (lend_i)           wb_q <= WbLent;
          else if (req_ready_i) wb_q <= WbData;
        end
        WbData: if (wvalid_o && wready_i) begin
          wb_word_q <= wb_word_q + 3'd1;
          if (wb_word_q == 3'd7) wb_q <= WbEmpty;
        end
        default: if (probe_last_o) wb_q <= WbEmpty;   // WbLent
      endcase
      unique case (pr_q)
        PrIdle: if (lend_i || give_i) begin
          pr_q        <= lend_i ? PrGive : PrCapture;
          pr_buffer_q <= lend_i ? BufferWb : BufferPr;
        end
        PrCapture: pr_q <= PrGive;
        default: begin   // PrGive
          pr_word_q <= pr_word_q + 3'd1;
          if (probe_last_o) pr_q <= PrIdle;
        end
      endcase
    end
  end
endmodule
