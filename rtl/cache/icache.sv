// SPDX-License-Identifier: Apache-2.0
// The first-level instruction cache: physical, read only, lines of 64 bytes, tree pseudo-LRU.
//
// A request is accepted in cycle n, its set is read, and in n + 1 ("s1") a hit is answered and the
// next request may be accepted. A miss fetches its line with the wanted doubleword first and is
// answered from the arriving beat; what follows in the same line is served as it comes. The line after it is
// fetched too (icache_prefetch), in cycles in which no fetch reads the tags.
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
  input  machine_pkg::geometry_t      geometry_i,      // docs/geometry.md; it changes only as after reset
  output logic                        idle_o,          // nothing is under way
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
  input  logic                        prefetch_i,        // is it on? It stays
  output logic                        event_access_o,
  output logic                        event_miss_o,
  output logic                        event_prefetch_o,  // a line is fetched ahead
  output logic                        event_useful_o,    // it is used
  output logic                        event_late_o,      // it is asked for while it comes
  output logic                        event_useless_o    // it is replaced unused
);
  localparam int unsigned Shift     = machine_pkg::LineShift;
  localparam int unsigned Sets      = Bytes / Ways / machine_pkg::LineBytes;
  localparam int unsigned SetWidth  = $clog2(Sets);
  localparam int unsigned WayWidth  = $clog2(Ways);
  localparam int unsigned Fills     = 4;
  localparam int unsigned FillWidth = $clog2(Fills);

  if (Bytes != Sets * Ways * machine_pkg::LineBytes) begin : gen_check_bytes
    $error("icache: Bytes must be Ways times a power of two of lines");
  end

  // What the outstanding request waits for
  typedef enum logic [2:0] {
    SlIdle,       // no request
    SlLook,       // being looked up: it is in s1
    SlRetry,      // to be looked up again when a line can be fetched
    SlFill,       // for a line under way
    SlRefused     // to be refused
  } slot_e;
  slot_e                slot_q, slot_d;
  machine_pkg::paddr_t  pa_q;
  logic                 first_q;     // first look-up of the request
  logic [FillWidth-1:0] fill_q;      // the entry that SlFill waits for

  // The line of the latest request is known to be in this way: the next request in it needs neither
  // tags nor the other ways.
  logic                 known_q, same_q, same_issue;
  logic [WayWidth-1:0]  known_way_q;

  // ---------------------------------------------------------------------------------------------
  // The parts

  logic                 s1, s1_hit, look_issue, alloc, install;
  logic                 set_hit, prefetched, victim_valid, victim_prefetched;
  machine_pkg::paddr_t  look_pa, s1_pa, fill_req_pa, done_pa;
  // a line to prefetch, wanted and in s1
  logic                 want, want_go, ahead_q;
  machine_pkg::paddr_t  want_pa, ahead_pa_q;
  logic                 fills_busy, match_prefetch, match_use, done_prefetch;
  logic [WayWidth-1:0]  s1_way, s1_victim, done_way;
  logic                 s1_victim_ok;
  logic [Ways-1:0]      taken;
  machine_pkg::dword_t  array_data, fill_data;
  logic                 fills_full, match, match_done, match_have, match_beat, match_err;
  logic [FillWidth-1:0] match_fill, alloc_fill, beat_fill, done_fill, fill_req_fill;
  logic                 done, done_install, done_err;
  logic [2:0]           beat_word;

  assign s1      = (slot_q == SlLook);
  assign s1_pa   = ahead_q ? ahead_pa_q : pa_q;
  assign s1_hit  = set_hit && !ahead_q;
  assign install = done && done_install && !invalidate_valid_i;

  // What is in use of sets and ways
  logic [SetWidth-1:0] last_set;
  logic [WayWidth-1:0] last_way;
  logic                fills_any;
  assign last_set = geometry_i.last_set[SetWidth-1:0];
  assign last_way = geometry_i.last_way[WayWidth-1:0];
  assign idle_o   = slot_q == SlIdle && !fills_any && !want && !ahead_q;

  l1_sets #(.Sets(Sets), .Ways(Ways)) u_sets (
    .clk_i, .rst_ni,
    .last_set_i          (last_set),
    .last_way_i          (last_way),
    .policy_i            (geometry_i.policy),
    .clear_i             (invalidate_valid_i),
    .look_i              (look_issue || want_go),
    .look_pa_i           (want_go ? want_pa : look_pa),
    .s1_i                ((s1 && !same_q) || ahead_q),
    .s1_pa_i             (s1_pa),
    .hit_o               (set_hit),
    .way_o               (s1_way),
    .dirty_o             (),
    .prefetched_o        (prefetched),
    .victim_o            (s1_victim),
    .taken_i             (taken),
    .victim_ok_o         (s1_victim_ok),
    .victim_valid_o      (victim_valid),
    .victim_dirty_o      (),
    .victim_prefetched_o (victim_prefetched),
    .victim_pa_o         (),
    .use_i               (s1_hit),
    .write_i             (1'b0),
    .clean_i             (1'b0),
    .forget_i            (1'b0),
    .evict_i             (alloc),
    .pick_i              (1'b0),
    .install_i           (install),
    .install_pa_i        (done_pa),
    .install_way_i       (done_way),
    .install_prefetched_i(done_prefetch),
    .install_dirty_i     (1'b0)
  );

  l1_data #(.Sets(Sets), .Ways(Ways), .Fills(Fills)) u_data (
    .clk_i,
    .re_i          (look_issue || same_issue),
    .one_i         (same_issue),
    .line_i        (1'b0),
    .set_i         (look_pa[Shift +: SetWidth] & last_set),
    .word_i        (look_pa[5:3]),
    .way_i         (known_way_q),
    .sel_i         (s1),
    .sel_word_i    (pa_q[5:3]),
    .sel_way_i     (same_q ? known_way_q : s1_way),
    .rdata_o       (array_data),
    .we_i          (1'b0),
    .wset_i        ('0),
    .wway_i        ('0),
    .wword_i       ('0),
    .wdata_i       ('0),
    .whole_i       (1'b0),
    .beat_valid_i  (line_rsp_valid_i),
    .beat_fill_i   (beat_fill),
    .beat_word_i   (beat_word),
    .beat_data_i   (line_rsp_i.data),
    .beat_stored_i ('0),
    .merge_i       (1'b0),
    .merge_fill_i  ('0),
    .merge_word_i  ('0),
    .merge_be_i    ('0),
    .merge_data_i  ('0),
    .zero_i        (1'b0),
    .fill_sel_i    (match),
    .fill_i        (match_fill),
    .fill_word_i   (pa_q[5:3]),
    .fill_data_o   (fill_data),
    .install_i     (install),
    .install_fill_i(done_fill),
    .install_set_i (done_pa[Shift +: SetWidth] & last_set),
    .install_way_i (done_way),
    .capture_i     (1'b0),
    .capture_out_i ('0),
    .capture_way_i ('0),
    .out_valid_i   (1'b0),
    .out_i         ('0),
    .out_word_i    ('0),
    .out_data_o    ()
  );

  l1_fills #(.Fills(Fills), .SetWidth(SetWidth), .WayWidth(WayWidth)) u_fills (
    .clk_i, .rst_ni,
    .last_set_i      (last_set),
    .alloc_i         (alloc),
    .alloc_pa_i      (s1_pa),
    .alloc_way_i     (s1_victim),
    .alloc_prefetch_i(ahead_q),
    .alloc_store_i   (1'b0),
    .alloc_claim_i   (1'b0),
    .alloc_hold_i    (1'b0),
    .full_waits_i    (1'b0),
    .alloc_fill_o    (alloc_fill),
    .full_o          (fills_full),
    .any_o           (fills_any),
    .busy_o          (fills_busy),
    .spoil_i         (invalidate_valid_i),
    .line_req_valid_o(line_req_valid_o),
    .line_req_ready_i(line_req_ready_i),
    .line_req_pa_o   (fill_req_pa),
    .line_req_fill_o (fill_req_fill),
    .line_req_store_o(),
    .line_req_claim_o(),
    .beat_valid_i    (line_rsp_valid_i),
    .beat_fill_i     (beat_fill),
    .beat_last_i     (line_rsp_i.last),
    .beat_err_i      (line_rsp_i.err),
    .beat_word_o     (beat_word),
    .beat_stored_o   (),
    .look_i          (((s1 && !same_q) || ahead_q) && !set_hit),
    .look_pa_i       (s1_pa),
    .look_be_i       ('1),
    .match_o         (match),
    .match_done_o    (match_done),
    .match_fill_o    (match_fill),
    .match_have_o    (match_have),
    .match_beat_o    (match_beat),
    .match_comes_o   (),
    .match_err_o     (match_err),
    .match_sent_o    (),
    .match_prefetch_o(match_prefetch),
    .match_use_i     (match_use),
    .match_waits_i   (1'b0),
    .merge_i         (1'b0),
    .merge_be_i      ('0),
    .merge_whole_i   (1'b0),
    .stores_o        (),
    .taken_o         (taken),
    .done_o          (done),
    .done_install_o  (done_install),
    .done_err_o      (done_err),
    .done_prefetch_o (done_prefetch),
    .done_stored_o   (),
    .done_fill_o     (done_fill),
    .done_pa_o       (done_pa),
    .done_way_o      (done_way),
    .retire_i        (done)
  );

  assign beat_fill         = line_rsp_i.id[FillWidth-1:0];
  assign line_req_o.unused = '0;
  assign line_req_o.id     = machine_pkg::LineIdWidth'(fill_req_fill);
  assign line_req_o.op     = machine_pkg::LineRead;
  assign line_req_o.store  = 1'b0;
  assign line_req_o.be     = '0;
  assign line_req_o.pa     = fill_req_pa;

  // ---------------------------------------------------------------------------------------------
  // The answer

  logic again, retires;
  assign retires = slot_q == SlFill && done && done_fill == fill_q;

  always_comb begin
    rsp_valid_o = 1'b0;
    rsp_o       = '0;
    rsp_o.rdata = array_data;
    again       = 1'b0;
    unique case (slot_q)
      SlLook: if (s1_hit || same_q) begin
        rsp_valid_o = 1'b1;
      end else begin
        // a doubleword of a line under way: it has come, or comes in this cycle
        rsp_valid_o = match && (match_have || match_beat);
        rsp_o.rdata = match_have ? fill_data : line_rsp_i.data;
        rsp_o.err   = match_err || (!match_have && line_rsp_i.err);
      end
      SlFill: if (retires) begin
        rsp_valid_o = done_err;
        rsp_o.err   = 1'b1;
        again       = !done_err && !kill_i;
      end else begin
        rsp_valid_o = line_rsp_valid_i && beat_fill == fill_q && beat_word == pa_q[5:3];
        rsp_o.rdata = line_rsp_i.data;
        rsp_o.err   = line_rsp_i.err;
      end
      SlRetry: again = !fills_full && !kill_i;
      SlRefused: begin
        rsp_valid_o = 1'b1;
        rsp_o.err   = 1'b1;
      end
      default: ;
    endcase
  end

  // A line that is fetched ahead never takes the place of the one that is known
  logic victim_known;
  assign victim_known = known_q && s1_victim == known_way_q
                        && ((s1_pa[Shift +: SetWidth] ^ pa_q[Shift +: SetWidth]) & last_set) == '0;
  assign alloc = ((s1 && !same_q && !kill_i) || (ahead_q && !victim_known)) && !set_hit && !match && !match_done
              && !fills_full && s1_victim_ok;

  // ---------------------------------------------------------------------------------------------
  // Prefetching: its look-up takes a cycle in which no fetch reads the tags

  assign want_go   = want && !look_issue && !fills_busy && !invalidate_valid_i;
  assign match_use = match && match_prefetch && !ahead_q;

  icache_prefetch u_prefetch (
    .clk_i, .rst_ni,
    .on_i   (prefetch_i),
    .clear_i(invalidate_valid_i),
    .touch_i((alloc && !ahead_q) || match_use || (s1_hit && prefetched)),
    .pa_i   (pa_q),
    .valid_o(want),
    .pa_o   (want_pa),
    .go_i   (want_go)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) ahead_q <= 1'b0;
    else         ahead_q <= want_go;
    if (want_go) ahead_pa_q <= want_pa;
  end

  // ---------------------------------------------------------------------------------------------
  // The request

  logic go, refuse, same_line;
  assign req_ready_o = (slot_q == SlIdle) || rsp_valid_o || kill_i;
  assign go          = req_valid_i && req_ready_o;
  assign look_issue  = (go && !same_issue && !refuse) || again;
  assign look_pa     = go ? req_pa_i : pa_q;
  assign invalidate_ready_o = 1'b1;

  always_comb begin
    same_line  = 1'b0;
    same_issue = 1'b0;
    refuse     = 1'b0;
    if (go) begin
      same_line  = (req_pa_i[55:Shift] == pa_q[55:Shift]);
      same_issue = known_q && same_line && !invalidate_valid_i;
      refuse     = !same_issue && !machine_pkg::is_memory(req_pa_i);
    end
  end

  always_comb begin
    slot_d = slot_q;
    if (go)                         slot_d = refuse ? SlRefused : SlLook;
    else if (rsp_valid_o || kill_i) slot_d = SlIdle;
    else if (again)                 slot_d = SlLook;
    else if (s1)                    slot_d = (match || alloc) ? SlFill : SlRetry;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      slot_q  <= SlIdle;
      known_q <= 1'b0;
    end else begin
      slot_q  <= slot_d;
      if (invalidate_valid_i) known_q <= 1'b0;
      else if (go)            known_q <= (known_q || s1_hit) && same_line;
      else if (s1_hit)        known_q <= 1'b1;
    end
    if (s1_hit) known_way_q <= s1_way;
    if (go) begin
      pa_q    <= req_pa_i;
      same_q  <= same_issue;
      first_q <= 1'b1;
    end else if (s1) begin
      fill_q  <= match ? match_fill : alloc_fill;
      first_q <= 1'b0;
    end
  end

  assign event_access_o = s1 && first_q;
  assign event_miss_o   = s1 && first_q && !s1_hit && !same_q;
  assign event_prefetch_o = alloc && ahead_q;
  assign event_useful_o   = s1_hit && prefetched;
  assign event_late_o     = match_use;
  assign event_useless_o  = alloc && victim_valid && victim_prefetched;
endmodule
