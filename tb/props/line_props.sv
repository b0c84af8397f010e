// SPDX-License-Identifier: Apache-2.0
// A port that moves lines and doublewords (machine_pkg::line_req_t): from L1 to L2, from L2 to memory,
// from DMA to L2. A line read is answered by LineBeats beats, a doubleword's by one, `last` with the
// last, all with the ID of the request; there is one read under way for an ID, and beats of different
// ones may overtake each other. A write's data follow its request, as many beats as it has, before the
// next write; they may pause. With `AnswerWrites` each write is answered once, by a beat with `last`,
// after its data.
module line_props #(
  parameter int unsigned Ids = 1,            // the read IDs in use are less
  parameter bit          AnswerWrites = 1'b1 // and then one request is outstanding, of either kind
) (
  input logic                  clk_i,
  input logic                  rst_ni,
  input logic                  req_valid_i,
  input logic                  req_ready_i,
  input machine_pkg::line_req_t req_i,
  input logic                  steady_i,     // this request stays until it is accepted
  input logic                  wvalid_i,
  input logic                  wready_i,
  input machine_pkg::dword_t   wdata_i,
  input logic                  rsp_valid_i,
  input machine_pkg::line_rsp_t rsp_i
);
  localparam int unsigned Beats     = machine_pkg::LineBeats;
  localparam int unsigned BeatWidth = $clog2(Beats + 1);
  localparam int unsigned IdWidth   = machine_pkg::LineIdWidth;

  logic [2**IdWidth-1:0]                reading_q;   // a read of this ID is under way
  logic [2**IdWidth-1:0][BeatWidth-1:0] left_q;      // beats that it has still to give
  logic                                 writing_q;   // a write has no answer yet
  logic [BeatWidth-1:0]                 owed_q;      // beats of data that the latest write has yet to give
  logic                                 is_write, is_line, read, write, ends;
  logic [BeatWidth-1:0]                 length;

  assign is_write = (req_i.op == machine_pkg::LineWrite) || (req_i.op == machine_pkg::DwordWrite);
  assign is_line  = (req_i.op == machine_pkg::LineWrite) || (req_i.op == machine_pkg::LineRead);
  assign length   = is_line ? BeatWidth'(Beats) : BeatWidth'(1);
  assign read     = req_valid_i && req_ready_i && !is_write;
  assign write    = req_valid_i && req_ready_i && is_write;
  assign ends     = rsp_valid_i && rsp_i.last;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      reading_q <= '0;
      writing_q <= 1'b0;
      left_q    <= '0;
      owed_q    <= '0;
    end else begin
      if (rsp_valid_i && !writing_q) begin
        left_q[rsp_i.id] <= left_q[rsp_i.id] - 1'b1;
        if (rsp_i.last) reading_q[rsp_i.id] <= 1'b0;
      end
      if (read) begin
        reading_q[req_i.id] <= 1'b1;
        left_q[req_i.id]    <= length;
      end
      if (write)     writing_q <= AnswerWrites;
      else if (ends) writing_q <= 1'b0;
      if (write)                     owed_q <= length;
      else if (wvalid_i && wready_i) owed_q <= owed_q - 1'b1;
    end
  end

  stays_props #(.Width($bits(machine_pkg::line_req_t))) u_request (
    .clk_i, .rst_ni,
    .valid_i  (req_valid_i),
    .ready_i  (req_ready_i),
    .payload_i(req_i),
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
      answer_was_asked: assert (writing_q || reading_q[rsp_i.id])
        else $error("a beat that nobody asked for");
    if (rsp_valid_i && !writing_q)
      read_has_its_beats: assert (rsp_i.last == (left_q[rsp_i.id] == BeatWidth'(1)))
        else $error("the beat marked as the last of a read is not its last");
    if (rsp_valid_i && writing_q)
      write_is_answered_at_its_end: assert (rsp_i.last && owed_q == '0)
        else $error("a write was answered before its data were taken, or without `last`");
    if (wvalid_i)
      data_follow_their_request: assert (owed_q != '0)
        else $error("write data that belong to no request");
    if (write)
      data_before_the_next_write: assert (owed_q == '0)
        else $error("a write was accepted before the data of the one before");
    if (read)
      id_is_in_use: assert (32'(req_i.id) < Ids)
        else $error("a read with an ID that is not one of the port's");
    if (read)
      one_read_an_id: assert (!reading_q[req_i.id] || (ends && !writing_q && rsp_i.id == req_i.id))
        else $error("a read was accepted of an ID that has one under way");
    if (AnswerWrites && (read || write))
      one_at_a_time: assert ((reading_q == '0 && !writing_q) || ends)
        else $error("a request was accepted while another one was unanswered");
  end
endmodule
