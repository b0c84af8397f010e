// SPDX-License-Identifier: Apache-2.0
// A port that moves lines and doublewords (machine_pkg::line_req_t): from L1 to L2, from L2 to memory,
// from DMA to L2. A line read is answered by LineBeats beats, a doubleword's by one, `last` with the
// last; answers keep the order of requests. A write's data follow its request, as many beats as it
// has, before the next write; they may pause. With `AnswerWrites` each write is answered once, by a
// beat with `last`, after its data.
module line_props #(
  parameter int unsigned Most = 1,           // reads outstanding, all of them lines if more than one
  parameter bit          AnswerWrites = 1'b1 // and then one request is outstanding, of either kind
) (
  input logic                  clk_i,
  input logic                  rst_ni,
  input logic                  req_valid_i,
  input logic                  req_ready_i,
  input machine_pkg::line_op_e req_op_i,
  input machine_pkg::paddr_t   req_pa_i,
  input logic [7:0]            req_be_i,
  input logic                  steady_i,     // this request stays until it is accepted
  input logic                  wvalid_i,
  input logic                  wready_i,
  input machine_pkg::dword_t   wdata_i,
  input logic                  rsp_valid_i,
  input logic                  rsp_last_i
);
  localparam int unsigned Beats      = machine_pkg::LineBeats;
  localparam int unsigned BeatWidth  = $clog2(Beats + 1);
  localparam int unsigned CountWidth = $clog2(Most + 1);

  logic [CountWidth-1:0] reads_q;
  logic                  writing_q;          // a write has no answer yet
  logic [BeatWidth-1:0]  length_q;           // beats of a read that is outstanding
  logic [BeatWidth-1:0]  beat_q;             // beats of the oldest read that have come
  logic [BeatWidth-1:0]  owed_q;             // beats of data that the latest write has yet to give
  logic                  is_write, is_line, read, write, ends;
  logic [BeatWidth-1:0]  length;

  assign is_write = (req_op_i == machine_pkg::LineWrite) || (req_op_i == machine_pkg::DwordWrite);
  assign is_line  = (req_op_i == machine_pkg::LineWrite) || (req_op_i == machine_pkg::LineRead);
  assign length   = is_line ? BeatWidth'(Beats) : BeatWidth'(1);
  assign read     = req_valid_i && req_ready_i && !is_write;
  assign write    = req_valid_i && req_ready_i && is_write;
  assign ends     = rsp_valid_i && rsp_last_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      reads_q   <= '0;
      writing_q <= 1'b0;
      length_q  <= '0;
      beat_q    <= '0;
      owed_q    <= '0;
    end else begin
      reads_q <= reads_q + CountWidth'(read) - CountWidth'(ends && !writing_q);
      if (read) length_q <= length;
      if (rsp_valid_i && !writing_q) beat_q <= rsp_last_i ? '0 : beat_q + 1'b1;
      if (write)     writing_q <= AnswerWrites;
      else if (ends) writing_q <= 1'b0;
      if (write)                     owed_q <= length;
      else if (wvalid_i && wready_i) owed_q <= owed_q - 1'b1;
    end
  end

  stays_props #(.Width(2 + riscv_pkg::PaWidth + 8)) u_request (
    .clk_i, .rst_ni,
    .valid_i  (req_valid_i),
    .ready_i  (req_ready_i),
    .payload_i({req_op_i, req_pa_i, req_be_i}),
    .steady_i,
    .drop_i   (1'b0)
  );
  stays_props #(.Width(64)) u_data (
    .clk_i, .rst_ni,
    .valid_i  (wvalid_i),
    .ready_i  (wready_i),
    .payload_i(wdata_i),
    .steady_i (1'b1),
    .drop_i   (!wvalid_i)                    // data may pause
  );

  always_ff @(posedge clk_i) if (rst_ni) begin
    if (rsp_valid_i)
      answer_was_asked: assert (writing_q || reads_q != '0)
        else $error("a beat that nobody asked for");
    if (rsp_valid_i && !writing_q)
      read_has_its_beats: assert (rsp_last_i == (beat_q + 1'b1 == length_q))
        else $error("the beat marked as the last of a read is not its last");
    if (rsp_valid_i && writing_q)
      write_is_answered_at_its_end: assert (rsp_last_i && owed_q == '0)
        else $error("a write was answered before its data were taken, or without `last`");
    if (wvalid_i)
      data_follow_their_request: assert (owed_q != '0)
        else $error("write data that belong to no request");
    if (write)
      data_before_the_next_write: assert (owed_q == '0)
        else $error("a write was accepted before the data of the one before");
    if (read)
      no_more_than_most: assert (reads_q < CountWidth'(Most) || ends)
        else $error("a read was accepted while as many as may be were unanswered");
    if (AnswerWrites && (read || write))
      one_at_a_time: assert ((reads_q == '0 && !writing_q) || ends)
        else $error("a request was accepted while another one was unanswered");
    if (Most > 1 && read)
      reads_are_of_a_kind: assert (is_line)
        else $error("a read of less than a line");
  end
endmodule
