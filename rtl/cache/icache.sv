// SPDX-License-Identifier: Apache-2.0
// The first-level instruction cache: physical, read only, lines of 64 bytes, tree pseudo-LRU.
//
// A request is accepted in cycle n, its set is read, and in n + 1 ("s1") a hit is answered and the
// next request may be accepted. A miss fetches its line with the wanted doubleword first and is
// answered from the arriving beat; what follows in the same line is served as it comes.
//
// `kill_i` drops the outstanding request; a request in the same cycle is a new one. The line that the
// dropped one waits for may still come and is kept. An invalidation takes one cycle; no line that was
// under way then enters the array. Addresses outside memory are refused with `err`, and so is what
// the level below refuses; such a line is not installed.
module icache #(
  parameter int unsigned Bytes = 32768,
  parameter int unsigned Ways  = 8
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic                        req_valid_i,
  output logic                        req_ready_o,
  input  machine_pkg::paddr_t         req_pa_i,
  input  logic                        kill_i,
  output logic                        rsp_valid_o,
  output machine_pkg::cache_rsp_t     rsp_o,
  // fence.i: forget every line
  input  logic                        invalidate_valid_i,
  output logic                        invalidate_ready_o,
  // level below
  output logic                        line_req_valid_o,
  input  logic                        line_req_ready_i,
  output machine_pkg::line_req_t      line_req_o,
  input  logic                        line_rsp_valid_i,
  input  machine_pkg::line_rsp_t      line_rsp_i,
  output logic                        event_access_o,
  output logic                        event_miss_o
);
  localparam int unsigned Shift    = machine_pkg::LineShift;
  localparam int unsigned Sets     = Bytes / Ways / machine_pkg::LineBytes;
  localparam int unsigned SetWidth = $clog2(Sets);
  localparam int unsigned WayWidth = $clog2(Ways);
  localparam int unsigned TagLow   = Shift + SetWidth;
  localparam int unsigned TagWidth = riscv_pkg::PaWidth - TagLow;
  localparam int unsigned Fills    = 2;

  typedef logic [SetWidth-1:0] set_t;
  typedef logic [WayWidth-1:0] way_t;

  // What the outstanding request waits for
  typedef enum logic [2:0] {
    SlIdle,       // no request
    SlLook,       // being looked up: it is in s1
    SlRetry,      // to be looked up again when a line can be fetched
    SlFill,       // for a line under way
    SlRefused     // to be refused
  } slot_e;
  slot_e               slot_q, slot_d;
  machine_pkg::paddr_t pa_q;
  logic                first_q;     // first look-up of the request
  logic                fill_q;      // the entry that SlFill waits for
  logic [Sets-1:0]     valid_q [Ways];
  logic [Ways-1:0]     plru_q  [Sets];

  // ---------------------------------------------------------------------------------------------
  // The parts

  logic                look_issue;
  machine_pkg::paddr_t look_pa;
  logic [Ways-1:0]     s1_match;
  way_t                s1_way, s1_victim, done_way;
  set_t                s1_set, done_set;
  machine_pkg::dword_t array_data, fill_data;
  logic                alloc, fills_full, match, match_here, match_err, same_set;
  logic                match_fill, alloc_fill, beat_fill, done, done_install, done_err, done_fill;
  logic [2:0]          beat_word;
  machine_pkg::paddr_t fill_req_pa, done_pa;
  logic                install, refuse;

  assign s1_set   = pa_q[Shift +: SetWidth];
  assign done_set = done_pa[Shift +: SetWidth];
  assign install  = done && done_install && !invalidate_valid_i;

  tag_array #(.Sets(Sets), .Ways(Ways), .TagWidth(TagWidth)) u_tags (
    .clk_i,
    .re_i     (look_issue),
    .set_i    (look_pa[Shift +: SetWidth]),
    .compare_i(slot_q == SlLook),
    .tag_i    (pa_q[55:TagLow]),
    .match_o  (s1_match),
    .way_i    ('0),
    .tag_o    (),
    .we_i     (install),
    .wset_i   (done_set),
    .wway_i   (done_way),
    .wtag_i   (done_pa[55:TagLow])
  );

  l1_data #(.Sets(Sets), .Ways(Ways), .Fills(Fills)) u_data (
    .clk_i,
    .re_i          (look_issue),
    .line_i        (1'b0),
    .set_i         (look_pa[Shift +: SetWidth]),
    .word_i        (look_pa[5:3]),
    .way_i         ('0),
    .sel_word_i    (pa_q[5:3]),
    .sel_way_i     (s1_way),
    .rdata_o       (array_data),
    .we_i          (1'b0),
    .wset_i        ('0),
    .wway_i        ('0),
    .wword_i       ('0),
    .wdata_i       ('0),
    .beat_valid_i  (line_rsp_valid_i),
    .beat_fill_i   (beat_fill),
    .beat_word_i   (beat_word),
    .beat_data_i   (line_rsp_i.data),
    .fill_i        (match_fill),
    .fill_word_i   (pa_q[5:3]),
    .fill_data_o   (fill_data),
    .install_i     (install),
    .install_fill_i(done_fill),
    .install_set_i (done_set),
    .install_way_i (done_way),
    .capture_i     (1'b0),
    .capture_out_i ('0),
    .capture_way_i ('0),
    .out_i         ('0),
    .out_word_i    ('0),
    .out_data_o    ()
  );

  l1_fills #(.Fills(Fills), .SetWidth(SetWidth), .WayWidth(WayWidth)) u_fills (
    .clk_i, .rst_ni,
    .alloc_i         (alloc),
    .alloc_pa_i      (pa_q),
    .alloc_way_i     (s1_victim),
    .alloc_fill_o    (alloc_fill),
    .full_o          (fills_full),
    .empty_o         (),
    .spoil_i         (invalidate_valid_i),
    .line_req_valid_o(line_req_valid_o),
    .line_req_ready_i(line_req_ready_i),
    .line_req_pa_o   (fill_req_pa),
    .beat_valid_i    (line_rsp_valid_i),
    .beat_last_i     (line_rsp_i.last),
    .beat_err_i      (line_rsp_i.err),
    .beat_fill_o     (beat_fill),
    .beat_word_o     (beat_word),
    .look_i          (slot_q == SlLook),
    .look_pa_i       (pa_q),
    .match_o         (match),
    .match_fill_o    (match_fill),
    .match_here_o    (match_here),
    .match_err_o     (match_err),
    .match_sent_o    (),
    .same_set_o      (same_set),
    .done_o          (done),
    .done_install_o  (done_install),
    .done_err_o      (done_err),
    .done_fill_o     (done_fill),
    .done_pa_o       (done_pa),
    .done_way_o      (done_way),
    .retire_i        (done)
  );

  always_comb begin
    line_req_o    = '0;
    line_req_o.op = machine_pkg::LineRead;
    line_req_o.pa = fill_req_pa;
  end

  // ---------------------------------------------------------------------------------------------
  // s1: what the set says

  logic            s1, s1_hit, s1_coming, s1_beat, s1_done;
  logic [Ways-1:0] s1_ways, s1_valid_ways;
  assign s1 = (slot_q == SlLook);

  always_comb begin
    s1_valid_ways = '0;
    s1_ways       = '0;
    s1_way        = '0;
    s1_victim     = '0;
    if (s1) begin
      for (int unsigned w = 0; w < Ways; w++) s1_valid_ways[w] = valid_q[w][s1_set];
      s1_ways = s1_match & s1_valid_ways;
      s1_way  = WayWidth'(plru_pkg::index(16'(s1_ways)));
      if (s1_ways == '0) begin
        s1_victim = (&s1_valid_ways)
            ? WayWidth'(plru_pkg::victim(16'(plru_q[s1_set]), Ways))
            : WayWidth'(plru_pkg::lowest(16'(Ways'(~s1_valid_ways))));
      end
    end
  end

  assign s1_hit    = (s1_ways != '0);
  assign s1_coming = match && !(done && done_fill == match_fill);
  assign s1_beat   = line_rsp_valid_i && match && beat_fill == match_fill && beat_word == pa_q[5:3];
  assign s1_done   = s1 && (s1_hit || (s1_coming && (match_here || s1_beat)));
  assign alloc     = s1 && !s1_done && !s1_coming && !fills_full && !same_set && !kill_i;

  // ---------------------------------------------------------------------------------------------
  // Response

  logic waits_beat, waits_retire;
  assign waits_beat   = slot_q == SlFill && line_rsp_valid_i && beat_fill == fill_q
                     && beat_word == pa_q[5:3];
  assign waits_retire = slot_q == SlFill && done && done_fill == fill_q;
  assign rsp_valid_o  = s1_done || waits_beat || (waits_retire && done_err) || slot_q == SlRefused;

  always_comb begin
    rsp_o = '0;
    if (s1_done) begin
      if (s1_hit)          rsp_o.rdata = array_data;
      else if (match_here) rsp_o.rdata = fill_data;
      else                 rsp_o.rdata = line_rsp_i.data;
      rsp_o.err = !s1_hit && (match_err || (s1_beat && line_rsp_i.err));
    end else if (waits_beat) begin
      rsp_o.rdata = line_rsp_i.data;
      rsp_o.err   = line_rsp_i.err;
    end else begin
      rsp_o.err = 1'b1;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // The request

  logic again, go;
  assign again       = !kill_i && ((slot_q == SlRetry && !fills_full) || (waits_retire && !done_err));
  assign req_ready_o = (slot_q == SlIdle) || rsp_valid_o || kill_i;
  assign go          = req_valid_i && req_ready_o;
  assign refuse      = go && !machine_pkg::is_memory(req_pa_i);
  assign look_issue  = (go && !refuse) || again;
  assign look_pa     = go ? req_pa_i : pa_q;
  assign invalidate_ready_o = 1'b1;

  always_comb begin
    slot_d = slot_q;
    if (go)                         slot_d = refuse ? SlRefused : SlLook;
    else if (rsp_valid_o || kill_i) slot_d = SlIdle;
    else if (again)                 slot_d = SlLook;
    else if (s1)                    slot_d = (s1_coming || alloc) ? SlFill : SlRetry;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) slot_q <= SlIdle;
    else         slot_q <= slot_d;
    if (go) begin
      pa_q    <= req_pa_i;
      first_q <= 1'b1;
    end else if (s1) begin
      fill_q  <= s1_coming ? match_fill : alloc_fill;
      first_q <= 1'b0;
    end
  end

  // Lines: valid, used
  always_ff @(posedge clk_i) begin
    if (!rst_ni || invalidate_valid_i) begin
      for (int unsigned w = 0; w < Ways; w++) valid_q[w] <= '0;
    end else begin
      if (alloc)   valid_q[s1_victim][s1_set]  <= 1'b0;
      if (install) valid_q[done_way][done_set] <= 1'b1;
    end
    if (s1 && s1_hit) begin
      plru_q[s1_set] <= Ways'(plru_pkg::touch(16'(plru_q[s1_set]),
                                              4'(s1_way), Ways));
    end
    if (install) begin
      plru_q[done_set] <= Ways'(plru_pkg::touch(16'(plru_q[done_set]),
                                                4'(done_way), Ways));
    end
  end

  assign event_access_o = s1 && first_q;
  assign event_miss_o   = s1 && first_q && !s1_hit;
endmodule
