// SPDX-License-Identifier: Apache-2.0
// The machine's AXI4 subordinate port (AMBA AXI, issue H): devices reach memory here, coherently, as
// requests to the L2. It takes every burst that AXI4 has: FIXED, INCR and WRAP, of any length and size,
// aligned or not, with any strobes. Where eight whole doublewords of a burst are a line, the L2 is asked
// for the line at once, else for a doubleword a beat.
//
// One transaction at a time, reads and writes in turns, so that all answers are in the order of their
// requests; the next addresses wait in registers. SLVERR: what the L2 refuses (no memory there, or a
// write to the boot ROM), beat by beat, and a burst of the reserved kind or of beats wider than the bus,
// which accesses nothing. A write of which some beats are refused has done the others.
//
// Every AXI signal is a register's output or goes straight into one.
module axi_dma (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  // AXI4 subordinate
  input  axi_pkg::req_t           axi_req_i,
  output axi_pkg::rsp_t           axi_rsp_o,
  // to the L2
  output logic                    dma_req_valid_o,
  input  logic                    dma_req_ready_i,
  output machine_pkg::line_req_t  dma_req_o,
  output logic                    dma_wvalid_o,
  input  logic                    dma_wready_i,
  output machine_pkg::dword_t     dma_wdata_o,
  input  logic                    dma_rsp_valid_i,
  input  machine_pkg::line_rsp_t  dma_rsp_i,
  output logic                    awake_o        // an edge of the clock may change something
);
  localparam logic [8:0] LineBeats = 9'(machine_pkg::LineBeats);

  // ---------------------------------------------------------------------------------------------
  // Register slices on all that comes in and goes out

  logic           aw_valid, aw_ready, ar_valid, ar_ready, w_valid, w_ready;
  logic           b_valid, b_ready, r_valid, r_ready;
  axi_pkg::addr_t aw, ar;
  axi_pkg::w_t    w;
  axi_pkg::b_t    b;
  axi_pkg::r_t    r;

  stream_register #(.Width($bits(aw))) u_aw (
    .clk_i, .rst_ni,
    .valid_i(axi_req_i.aw_valid),
    .ready_o(axi_rsp_o.aw_ready),
    .data_i (axi_req_i.aw),
    .valid_o(aw_valid),
    .ready_i(aw_ready),
    .data_o (aw)
  );
  stream_register #(.Width($bits(ar))) u_ar (
    .clk_i, .rst_ni,
    .valid_i(axi_req_i.ar_valid),
    .ready_o(axi_rsp_o.ar_ready),
    .data_i (axi_req_i.ar),
    .valid_o(ar_valid),
    .ready_i(ar_ready),
    .data_o (ar)
  );
  stream_register #(.Width($bits(w))) u_w (
    .clk_i, .rst_ni,
    .valid_i(axi_req_i.w_valid),
    .ready_o(axi_rsp_o.w_ready),
    .data_i (axi_req_i.w),
    .valid_o(w_valid),
    .ready_i(w_ready),
    .data_o (w)
  );
  stream_register #(.Width($bits(b))) u_b (
    .clk_i, .rst_ni,
    .valid_i(b_valid),
    .ready_o(b_ready),
    .data_i (b),
    .valid_o(axi_rsp_o.b_valid),
    .ready_i(axi_req_i.b_ready),
    .data_o (axi_rsp_o.b)
  );
  stream_register #(.Width($bits(r))) u_r (
    .clk_i, .rst_ni,
    .valid_i(r_valid),
    .ready_o(r_ready),
    .data_i (r),
    .valid_o(axi_rsp_o.r_valid),
    .ready_i(axi_req_i.r_ready),
    .data_o (axi_rsp_o.r)
  );

  // ---------------------------------------------------------------------------------------------
  // The transaction. `left_q` beats have yet to be done at the L2, `pass_q` to pass R or W.

  typedef enum logic [2:0] {
    StIdle,
    StReadAsk, StReadData, StReadEnd,
    StWriteAsk, StWriteData, StWriteEnd
  } state_e;
  state_e         state_q, state_d;
  axi_pkg::addr_t burst_q;
  logic [11:0]    addr_q;                    // of the next beat; its upper bits are the burst's
  logic [8:0]     left_q, left_d, pass_q, pass_d;
  logic [3:0]     send_q, send_d;            // beats that the L2 is still owed
  logic           line_q, line_d;            // a line is under way, not a doubleword
  logic           err_q, err_d;              // a beat of this write was refused
  logic           read_went_q, read_went_d;

  // A cycle in which nothing happens costs the compiled model next to nothing
  logic active;
  assign active = (state_q != StIdle) || ar_valid || aw_valid;
  assign awake_o = axi_req_i.aw_valid || axi_req_i.w_valid || axi_req_i.ar_valid
                   || active || axi_rsp_o.b_valid || axi_rsp_o.r_valid;

  // Beats on their way, of a read to R, of a write from W
  localparam int unsigned Depth = machine_pkg::LineBeats;
  typedef struct packed {
    logic        err;                        // of a read
    logic [7:0]  strb;                       // of a write
    logic [63:0] data;
  } beat_t;
  logic       in_valid, in_ready, out_valid, out_ready;
  beat_t      in_beat, out_beat;
  logic [3:0] count, whole_q;                // all beats here, and those with every strobe

  fifo #(.Width($bits(in_beat)), .Depth(Depth)) u_beats (
    .clk_i, .rst_ni,
    .valid_i(in_valid),
    .ready_o(in_ready),
    .data_i (in_beat),
    .valid_o(out_valid),
    .ready_i(out_ready),
    .data_o (out_beat),
    .count_o(count)
  );

  // What comes next: a line, if it fits; of a write, if all its bytes are written
  logic refuse, fits, as_line, ask;
  always_comb begin
    refuse  = 1'b0;
    fits    = 1'b0;
    as_line = 1'b0;
    ask     = 1'b0;
    if (active) begin
      refuse  = (burst_q.burst == axi_pkg::BurstReserved) || (burst_q.size > axi_pkg::SizeDword);
      fits    = (burst_q.burst != axi_pkg::BurstFixed) && (burst_q.size == axi_pkg::SizeDword)
             && (addr_q[machine_pkg::LineShift-1:0] == '0) && (left_q >= LineBeats);
      as_line = fits;
      if (state_q == StReadAsk) begin
        ask     = fits ? (count == '0) : in_ready;
      end else if (state_q == StWriteAsk) begin
        as_line = fits && (whole_q == 4'(Depth));
        ask     = fits ? (count == 4'(Depth)) : out_valid;
      end
    end
  end

  logic       advance;                       // what was asked for is done
  logic [8:0] left_after;
  assign left_after = left_q - (line_q ? LineBeats : 9'd1);

  always_comb begin
    state_d         = state_q;
    left_d          = left_q;
    pass_d          = pass_q;
    send_d          = send_q;
    line_d          = line_q;
    err_d           = err_q;
    read_went_d     = read_went_q;
    ar_ready        = 1'b0;
    aw_ready        = 1'b0;
    w_ready         = 1'b0;
    b_valid         = 1'b0;
    r_valid         = 1'b0;
    in_valid        = 1'b0;
    in_beat         = '0;
    out_ready       = 1'b0;
    dma_req_valid_o = 1'b0;
    dma_wvalid_o    = 1'b0;
    advance         = 1'b0;

    if (active) begin
      // Beats pass R and W beside what is done at the L2
      if (state_q == StReadAsk || state_q == StReadData || state_q == StReadEnd) begin
        r_valid   = out_valid;
        out_ready = r_ready;
        if (out_valid && r_ready) pass_d = pass_q - 9'd1;
      end
      if (state_q == StWriteAsk || state_q == StWriteData) begin
        in_valid     = w_valid && pass_q != '0;
        in_beat.strb = w.strb;
        in_beat.data = w.data;
        w_ready      = in_ready && pass_q != '0;
        if (in_valid && in_ready) pass_d = pass_q - 9'd1;
      end

      unique case (state_q)
        StIdle: begin
          ar_ready = !(aw_valid && read_went_q);
          aw_ready = !(ar_valid && ar_ready);
          if (ar_valid && ar_ready) begin
            state_d     = StReadAsk;
            left_d      = {1'b0, ar.len} + 9'd1;
            pass_d      = {1'b0, ar.len} + 9'd1;
            read_went_d = 1'b1;
          end else if (aw_valid) begin
            state_d     = StWriteAsk;
            left_d      = {1'b0, aw.len} + 9'd1;
            pass_d      = {1'b0, aw.len} + 9'd1;
            err_d       = 1'b0;
            read_went_d = 1'b0;
          end
        end

        StReadAsk: begin
          if (refuse) begin
            in_valid    = 1'b1;
            in_beat.err = 1'b1;
            if (in_ready) begin
              left_d = left_q - 9'd1;
              if (left_q == 9'd1) state_d = StReadEnd;
            end
          end else begin
            dma_req_valid_o = ask;
            line_d          = as_line;
            if (ask && dma_req_ready_i) state_d = StReadData;
          end
        end
        // there is room for all of it
        StReadData: begin
          in_valid     = dma_rsp_valid_i;
          in_beat.err  = dma_rsp_i.err;
          in_beat.data = dma_rsp_i.data;
          if (dma_rsp_valid_i && dma_rsp_i.last) begin
            advance = 1'b1;
            state_d = (left_after == '0) ? StReadEnd : StReadAsk;
          end
        end
        StReadEnd: if (pass_d == '0) state_d = StIdle;

        StWriteAsk: begin
          if (refuse) begin
            out_ready = 1'b1;
            if (out_valid) begin
              left_d = left_q - 9'd1;
              err_d  = 1'b1;
              if (left_q == 9'd1) state_d = StWriteEnd;
            end
          end else begin
            dma_req_valid_o = ask;
            line_d          = as_line;
            send_d          = as_line ? 4'(Depth) : 4'd1;
            if (ask && dma_req_ready_i) state_d = StWriteData;
          end
        end
        StWriteData: begin
          dma_wvalid_o = (send_q != '0);       // it is here
          out_ready    = dma_wvalid_o && dma_wready_i;
          if (out_ready) send_d = send_q - 4'd1;
          if (dma_rsp_valid_i && dma_rsp_i.last) begin
            advance = 1'b1;
            err_d   = err_q || dma_rsp_i.err;
            state_d = (left_after == '0) ? StWriteEnd : StWriteAsk;
          end
        end
        StWriteEnd: begin
          b_valid = 1'b1;
          if (b_ready) state_d = StIdle;
        end
        default: state_d = StIdle;
      endcase

      if (advance) left_d = left_after;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q     <= StIdle;
      burst_q     <= '0;
      addr_q      <= '0;
      left_q      <= '0;
      pass_q      <= '0;
      send_q      <= '0;
      line_q      <= 1'b0;
      err_q       <= 1'b0;
      read_went_q <= 1'b0;
      whole_q     <= '0;
    end else if (active) begin
      state_q     <= state_d;
      if (ar_valid && ar_ready) begin
        burst_q <= ar;
        addr_q  <= ar.addr[11:0];
      end else if (aw_valid && aw_ready) begin
        burst_q <= aw;
        addr_q  <= aw.addr[11:0];
      end else if (advance) begin
        addr_q  <= axi_pkg::address_after(addr_q, line_q ? 7'd64 : 7'd1 << burst_q.size,
                                          burst_q.len, burst_q.size, burst_q.burst);
      end
      left_q      <= left_d;
      pass_q      <= pass_d;
      send_q      <= send_d;
      line_q      <= line_d;
      err_q       <= err_d;
      read_went_q <= read_went_d;
      whole_q     <= whole_q + 4'(in_valid && in_ready && in_beat.strb == '1)
                             - 4'(out_valid && out_ready && out_beat.strb == '1);
    end
  end

  always_comb begin
    dma_req_o   = '0;
    dma_wdata_o = '0;
    b           = '0;
    r           = '0;
    if (active) begin
      dma_req_o.pa = {burst_q.addr[55:12], addr_q};
      dma_req_o.be = out_beat.strb;
      if (state_q == StReadAsk) begin
        dma_req_o.op = as_line ? machine_pkg::LineRead : machine_pkg::DwordRead;
      end else begin
        dma_req_o.op = as_line ? machine_pkg::LineWrite : machine_pkg::DwordWrite;
      end
      dma_wdata_o = out_beat.data;
      b.id        = burst_q.id;
      b.resp      = err_q ? axi_pkg::RespSlvErr : axi_pkg::RespOkay;
      r.id        = burst_q.id;
      r.resp      = out_beat.err ? axi_pkg::RespSlvErr : axi_pkg::RespOkay;
      r.last      = (pass_q == 9'd1);
      r.data      = out_beat.data;
    end
  end
endmodule
