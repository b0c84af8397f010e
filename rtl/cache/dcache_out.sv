// SPDX-License-Identifier: Apache-2.0
// The lines that leave the data cache: two write-back buffers (0 and 1 of l1_data) and the answer to a probe
// (buffer 2). A dirty victim waits in its buffer until the level below has taken it, in the order in which they
// came; a probe that meets it there takes it away instead, and the write-back is dropped. Beats go in order
// from doubleword 0; one buffer is read at a time, a probe's before a write-back's.
//
// A write-back request that has not been accepted may be withdrawn while a probe is answered. The
// level below does not accept a line between a probe of it and the answer, and probes for no line that
// it is accepting; of other lines it may do either at any time.
module dcache_out (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  // is the line of a look-up in a write-back buffer?
  input  logic                    look_i,
  input  machine_pkg::paddr_t     look_pa_i,
  output logic                    match_o,
  output logic                    lendable_o,     // and still here whole
  // in this cycle a line is read out of the array
  input  logic                    evict_i,        // into a write-back buffer, of which one must be free
  input  machine_pkg::paddr_t     evict_pa_i,
  input  logic                    give_i,         // to the probe
  input  logic                    lend_i,         // the probe takes the line in the write-back buffer
  output logic                    busy_o,         // a line leaves
  output logic                    full_o,         // no write-back buffer is free
  output logic                    probing_o,      // a probe's answer is under way
  // to l1_data
  output logic                    capture_o,
  output logic [1:0]              capture_out_o,
  output logic                    out_valid_o,
  output logic [1:0]              out_o,
  output logic [2:0]              out_word_o,
  // level below
  output logic                    req_valid_o,
  input  logic                    req_ready_i,
  output machine_pkg::paddr_t     req_pa_o,
  output logic                    wvalid_o,
  input  logic                    wready_i,
  output logic                    probe_valid_o,
  output logic                    probe_last_o
);
  localparam int unsigned Shift    = machine_pkg::LineShift;
  localparam logic [1:0]  BufferPr = 2'd2;

  typedef enum logic [1:0] {PrIdle, PrCapture, PrGive} pr_e;

  // A buffer is in use, and its line is, or has been, a probe's. They are filled in turn (`tail`) and freed in turn.
  logic [1:0]          busy_q, busy_d, lent_q, lent_d;
  logic                tail_q, tail_d, head_q, head_d;
  machine_pkg::paddr_t line_q [2];
  logic                fill_q;                    // the buffer before `tail` is being captured
  logic                data_q, data_d;            // that of `head` is being given
  pr_e                 pr_q, pr_d;
  logic [1:0]          pr_buffer_q, pr_buffer_d;
  logic [2:0]          word_q, word_d, pr_word_q, pr_word_d;
  logic                match_buffer, gone;

  assign busy_o    = busy_q != '0 || pr_q != PrIdle;
  assign full_o    = (busy_q == '1);
  assign probing_o = (pr_q != PrIdle);

  always_comb begin
    match_o      = 1'b0;
    lendable_o   = 1'b0;
    match_buffer = 1'b0;
    if (look_i && busy_q != '0) begin
      for (int unsigned i = 0; i < 2; i++) begin
        if (busy_q[i] && line_q[i][55:Shift] == look_pa_i[55:Shift]) begin
          match_o      = 1'b1;
          match_buffer = 1'(i);
          lendable_o   = !lent_q[i] && !(data_q && head_q == 1'(i));
        end
      end
    end
  end

  // What is offered depends on registers only
  always_comb begin
    req_valid_o   = 1'b0;
    req_pa_o      = '0;
    wvalid_o      = 1'b0;
    probe_valid_o = 1'b0;
    probe_last_o  = 1'b0;
    capture_o     = 1'b0;
    capture_out_o = {1'b0, !tail_q};
    out_o         = {1'b0, head_q};
    out_word_o    = word_q;
    if (busy_o) begin
      capture_o     = fill_q || pr_q == PrCapture;
      probe_valid_o = (pr_q == PrGive);
      probe_last_o  = (pr_q == PrGive) && pr_word_q == 3'd7;
      wvalid_o      = data_q && !probe_valid_o;
      req_valid_o   = busy_q[head_q] && !lent_q[head_q] && !data_q;
      if (pr_q == PrCapture) capture_out_o = BufferPr;
      if (req_valid_o)       req_pa_o      = line_q[head_q];
      if (probe_valid_o) begin
        out_o      = pr_buffer_q;
        out_word_o = pr_word_q;
      end
    end
  end
  assign out_valid_o = wvalid_o || probe_valid_o;

  always_comb begin
    busy_d      = busy_q;
    lent_d      = lent_q;
    head_d      = head_q;
    tail_d      = tail_q;
    data_d      = data_q;
    word_d      = word_q;
    pr_d        = pr_q;
    pr_buffer_d = pr_buffer_q;
    pr_word_d   = pr_word_q;
    gone        = 1'b0;
    if (busy_o) begin
      // the probe's answer
      unique case (pr_q)
        PrIdle: ;
        PrCapture: pr_d = PrGive;
        default: begin   // PrGive
          pr_word_d = pr_word_q + 3'd1;
          if (probe_last_o) pr_d = PrIdle;
        end
      endcase
      // the write-back
      if (data_q) begin
        if (wvalid_o && wready_i) begin
          word_d = word_q + 3'd1;
          gone   = (word_q == 3'd7);
        end
      end else if (busy_q[head_q] && lent_q[head_q]) begin
        gone = !(probe_valid_o && pr_buffer_q == {1'b0, head_q}) || probe_last_o;
      end else begin
        data_d = req_valid_o && req_ready_i;
      end
      if (gone) begin
        busy_d[head_q] = 1'b0;
        head_d         = !head_q;
        data_d         = 1'b0;
      end
    end
    if (evict_i) begin
      busy_d[tail_q] = 1'b1;
      lent_d[tail_q] = 1'b0;
      tail_d         = !tail_q;
    end
    if (give_i) begin
      pr_d        = PrCapture;
      pr_buffer_d = BufferPr;
    end
    if (lend_i) begin
      pr_d                 = PrGive;
      pr_buffer_d          = {1'b0, match_buffer};
      lent_d[match_buffer] = 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q    <= '0;
      head_q    <= 1'b0;
      tail_q    <= 1'b0;
      fill_q    <= 1'b0;
      data_q    <= 1'b0;
      pr_q      <= PrIdle;
      word_q    <= '0;
      pr_word_q <= '0;
    end else if (busy_o || evict_i || give_i) begin
      busy_q      <= busy_d;
      lent_q      <= lent_d;
      head_q      <= head_d;
      tail_q      <= tail_d;
      fill_q      <= evict_i;
      data_q      <= data_d;
      pr_q        <= pr_d;
      pr_buffer_q <= pr_buffer_d;
      word_q      <= word_d;
      pr_word_q   <= pr_word_d;
      if (evict_i) line_q[tail_q] <= evict_pa_i;
    end
  end
endmodule
