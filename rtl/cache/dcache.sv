// SPDX-License-Identifier: Apache-2.0
// The first-level data cache: physical, write-back, write-allocate, lines of 64 bytes, tree pseudo-LRU.
//
// Three clients share one look-up a cycle: the core (loads, stores, LR/SC, AMOs), the page-table
// walker (reads and compare-and-set) and probes from the level below. A request is accepted in cycle
// n, its set is read, and in n + 1 it is decided ("s1"): a hit is answered there and then, its store
// written at the end of that cycle, and the next request may be accepted in the same cycle. All that
// an access does, an AMO or a compare-and-set included, it does in its s1 cycle, so it is atomic.
//
// A miss keeps its request in its client's slot and frees the look-up. Its line is fetched through
// l1_fills with the wanted doubleword first; a load is answered from the arriving beat, all else looks
// up again when the line has been installed. A dirty victim leaves by dcache_out at once. Probes are
// answered at any time, whatever the core and the walker wait for.
//
// Outside memory (machine_pkg::is_memory) the core's access goes to the device port, alone and in
// order. Refused with `err`: what the level below refuses, atomics and walks outside memory, and
// writes to the boot ROM. A line of which a beat was refused is not installed; a store to it is
// refused, a load only if the refusal came before or with its own doubleword.
//
// LR reserves its line. The reservation ends with any SC, with a probe that invalidates the line,
// and when the line leaves the cache.
module dcache #(
  parameter int unsigned Bytes = 32768,
  parameter int unsigned Ways  = 8
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  // core
  input  logic                        req_valid_i,
  output logic                        req_ready_o,
  input  machine_pkg::dcache_req_t    req_i,
  output logic                        rsp_valid_o,
  output machine_pkg::cache_rsp_t     rsp_o,
  // page-table walker
  input  logic                        ptw_req_valid_i,
  output logic                        ptw_req_ready_o,
  input  machine_pkg::ptw_req_t       ptw_req_i,
  output logic                        ptw_rsp_valid_o,
  output machine_pkg::cache_rsp_t     ptw_rsp_o,
  // level below: lines
  output logic                        line_req_valid_o,
  input  logic                        line_req_ready_i,
  output machine_pkg::line_req_t      line_req_o,
  output logic                        line_wvalid_o,
  input  logic                        line_wready_i,
  output machine_pkg::dword_t         line_wdata_o,
  input  logic                        line_rsp_valid_i,
  input  machine_pkg::line_rsp_t      line_rsp_i,
  // probes from below: give back a dirty line, and forget it if `invalidate`
  input  logic                        probe_valid_i,
  output logic                        probe_ready_o,
  input  machine_pkg::paddr_t         probe_pa_i,
  input  logic                        probe_invalidate_i,
  output logic                        probe_rsp_valid_o,   // the beats of a dirty line in order, or
  output logic                        probe_rsp_dirty_o,   // one beat with `last` and not dirty
  output machine_pkg::line_rsp_t      probe_rsp_o,
  // device registers
  output logic                        io_req_valid_o,
  input  logic                        io_req_ready_i,
  output machine_pkg::io_req_t        io_req_o,
  input  logic                        io_rsp_valid_i,
  input  machine_pkg::cache_rsp_t     io_rsp_i,
  output logic                        event_access_o,
  output logic                        event_miss_o,
  output logic                        event_writeback_o,
  output logic                        event_ptw_access_o,
  output logic                        event_ptw_miss_o
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
  typedef logic [TagWidth-1:0] tag_t;

  // ---------------------------------------------------------------------------------------------
  // State

  // A client's slot: what its outstanding request waits for
  typedef enum logic [2:0] {
    SlIdle,       // no request
    SlLook,       // being looked up: it is in s1
    SlRetry,      // to be looked up again when a line can be fetched
    SlFill,       // for a line under way
    SlAskIo,      // for the device port to accept
    SlIo,         // for a device's answer
    SlRefused     // to be refused
  } slot_e;
  slot_e                 core_q, ptw_q;
  machine_pkg::mem_op_e  core_op_q;
  logic [7:0]            core_be_q;
  machine_pkg::paddr_t   core_pa_q, ptw_pa_q;
  machine_pkg::dword_t   core_wdata_q, ptw_expected_q, ptw_desired_q;
  logic                  ptw_cas_q;
  logic                  core_first_q, ptw_first_q;   // first look-up of the request
  logic                  core_fill_q, ptw_fill_q;     // the entry that SlFill waits for

  // The look-up in its second cycle
  typedef enum logic [1:0] {LookCore, LookPtw, LookProbe} look_e;
  logic                  s1_valid_q;
  look_e                 s1_look_q;
  machine_pkg::paddr_t   s1_pa_q;

  logic                  probe_retry_q;               // a probe waits for a fill to be installed
  logic                  probe_invalidate_q;
  machine_pkg::paddr_t   probe_pa_q;

  logic                  reserved_q;
  logic [55:Shift]       reservation_q;

  logic [Sets-1:0]       valid_q [Ways];
  logic [Ways-1:0]       dirty_q [Sets];
  logic [Ways-1:0]       plru_q  [Sets];
  way_t                  line_way_q;                  // way of the last line read
  logic                  ptw_went_q;                  // the last grant of the two went to the walker

  // ---------------------------------------------------------------------------------------------
  // The parts

  logic                look_issue, line_issue;
  look_e               look_next;
  machine_pkg::paddr_t look_pa;
  logic [Ways-1:0]     s1_match;
  way_t                s1_victim, line_way;
  tag_t                s1_victim_tag;
  set_t                s1_set;
  logic [2:0]          s1_word;
  logic                install;
  way_t                s1_way;
  machine_pkg::dword_t array_data, write_data, fill_data, out_data;
  logic                s1_write;

  logic                alloc, fills_full, match, match_here, match_err, match_sent, same_set;
  logic                match_fill, alloc_fill, beat_fill, done, done_install, done_err, done_fill;
  logic                fill_req_valid, fill_req_ready, retire;
  logic [2:0]          beat_word;
  machine_pkg::paddr_t fill_req_pa, done_pa;
  way_t                done_way;

  logic                evict, give, lend, clean, wb_busy, wb_lendable, probing;
  machine_pkg::paddr_t out_pa, wb_line;
  logic                capture, capture_out, out_buffer, wb_req_valid, wb_req_ready;
  logic [2:0]          out_word;

  assign s1_set  = s1_pa_q[Shift +: SetWidth];
  assign s1_word = s1_pa_q[5:3];

  tag_array #(.Sets(Sets), .Ways(Ways), .TagWidth(TagWidth)) u_tags (
    .clk_i,
    .re_i     (look_issue),
    .set_i    (look_pa[Shift +: SetWidth]),
    .compare_i(s1_valid_q),
    .tag_i    (s1_pa_q[55:TagLow]),
    .match_o  (s1_match),
    .way_i    (s1_victim),
    .tag_o    (s1_victim_tag),
    .we_i     (install),
    .wset_i   (done_pa[Shift +: SetWidth]),
    .wway_i   (done_way),
    .wtag_i   (done_pa[55:TagLow])
  );

  l1_data #(.Sets(Sets), .Ways(Ways), .Fills(Fills)) u_data (
    .clk_i,
    .re_i          (look_issue || line_issue),
    .line_i        (line_issue),
    .set_i         (line_issue ? s1_set : look_pa[Shift +: SetWidth]),
    .word_i        (look_pa[5:3]),
    .way_i         (line_way),
    .sel_word_i    (s1_word),
    .sel_way_i     (s1_way),
    .rdata_o       (array_data),
    .we_i          (s1_write),
    .wset_i        (s1_set),
    .wway_i        (s1_way),
    .wword_i       (s1_word),
    .wdata_i       (write_data),
    .beat_valid_i  (line_rsp_valid_i),
    .beat_fill_i   (beat_fill),
    .beat_word_i   (beat_word),
    .beat_data_i   (line_rsp_i.data),
    .fill_i        (match_fill),
    .fill_word_i   (s1_word),
    .fill_data_o   (fill_data),
    .install_i     (install),
    .install_fill_i(done_fill),
    .install_set_i (done_pa[Shift +: SetWidth]),
    .install_way_i (done_way),
    .capture_i     (capture),
    .capture_out_i (capture_out),
    .capture_way_i (line_way_q),
    .out_i         (out_buffer),
    .out_word_i    (out_word),
    .out_data_o    (out_data)
  );

  l1_fills #(.Fills(Fills), .SetWidth(SetWidth), .WayWidth(WayWidth)) u_fills (
    .clk_i, .rst_ni,
    .alloc_i         (alloc),
    .alloc_pa_i      (s1_pa_q),
    .alloc_way_i     (s1_victim),
    .alloc_fill_o    (alloc_fill),
    .full_o          (fills_full),
    .empty_o         (),
    .spoil_i         (1'b0),
    .line_req_valid_o(fill_req_valid),
    .line_req_ready_i(fill_req_ready),
    .line_req_pa_o   (fill_req_pa),
    .beat_valid_i    (line_rsp_valid_i),
    .beat_last_i     (line_rsp_i.last),
    .beat_err_i      (line_rsp_i.err),
    .beat_fill_o     (beat_fill),
    .beat_word_o     (beat_word),
    .look_i          (s1_valid_q),
    .look_pa_i       (s1_pa_q),
    .match_o         (match),
    .match_fill_o    (match_fill),
    .match_here_o    (match_here),
    .match_err_o     (match_err),
    .match_sent_o    (match_sent),
    .same_set_o      (same_set),
    .done_o          (done),
    .done_install_o  (done_install),
    .done_err_o      (done_err),
    .done_fill_o     (done_fill),
    .done_pa_o       (done_pa),
    .done_way_o      (done_way),
    .retire_i        (retire)
  );

  dcache_out u_out (
    .clk_i, .rst_ni,
    .evict_i          (evict),
    .give_i           (give),
    .lend_i           (lend),
    .clean_i          (clean),
    .pa_i             (out_pa),
    .busy_o           (wb_busy),
    .line_o           (wb_line),
    .lendable_o       (wb_lendable),
    .probing_o        (probing),
    .capture_o        (capture),
    .capture_out_o    (capture_out),
    .out_o            (out_buffer),
    .out_word_o       (out_word),
    .req_valid_o      (wb_req_valid),
    .req_ready_i      (wb_req_ready),
    .wvalid_o         (line_wvalid_o),
    .wready_i         (line_wready_i),
    .probe_rsp_valid_o(probe_rsp_valid_o),
    .probe_rsp_dirty_o(probe_rsp_dirty_o),
    .probe_rsp_last_o (probe_rsp_o.last)
  );
  assign probe_rsp_o.unused = '0;
  assign probe_rsp_o.err    = 1'b0;
  assign probe_rsp_o.data   = out_data;
  assign line_wdata_o       = out_data;

  // Requests below: what somebody waits for goes before what leaves
  assign line_req_valid_o = fill_req_valid || wb_req_valid;
  assign fill_req_ready   = line_req_ready_i;
  assign wb_req_ready     = line_req_ready_i && !fill_req_valid;
  always_comb begin
    line_req_o    = '0;
    line_req_o.op = fill_req_valid ? machine_pkg::LineRead : machine_pkg::LineWrite;
    line_req_o.pa = fill_req_valid ? fill_req_pa : wb_line;
  end

  // ---------------------------------------------------------------------------------------------
  // s1: what the set says

  logic            s1_hit, s1_victim_valid, s1_victim_dirty;
  logic [Ways-1:0] s1_ways, s1_valid_ways;

  always_comb begin
    s1_valid_ways   = '0;
    s1_ways         = '0;
    s1_way          = '0;
    s1_victim       = '0;
    s1_victim_valid = 1'b0;
    s1_victim_dirty = 1'b0;
    if (s1_valid_q) begin
      for (int unsigned w = 0; w < Ways; w++) s1_valid_ways[w] = valid_q[w][s1_set];
      s1_ways = s1_match & s1_valid_ways;
      s1_way  = WayWidth'(plru_pkg::index(16'(s1_ways)));
      if (s1_ways == '0) begin
        s1_victim_valid = &s1_valid_ways;
        s1_victim       = s1_victim_valid
            ? WayWidth'(plru_pkg::victim(16'(plru_q[s1_set]), Ways))
            : WayWidth'(plru_pkg::lowest(16'(Ways'(~s1_valid_ways))));
        s1_victim_dirty = s1_victim_valid && dirty_q[s1_set][s1_victim];
      end
    end
  end
  assign s1_hit = (s1_ways != '0);

  // A line under way that retires in this very cycle counts no more
  logic s1_coming, s1_beat, s1_line_leaves;
  assign s1_coming      = match && !(retire && done_fill == match_fill);
  assign s1_beat        = line_rsp_valid_i && match && beat_fill == match_fill
                       && beat_word == s1_word;
  assign s1_line_leaves = wb_busy && wb_line[55:Shift] == s1_pa_q[55:Shift];

  // A miss takes a fill entry and its victim's place at once
  logic s1_miss, can_alloc;
  assign can_alloc = !fills_full && !same_set && !s1_line_leaves && (!s1_victim_dirty || !wb_busy);
  assign alloc     = s1_miss && can_alloc;
  assign evict     = alloc && s1_victim_dirty;

  // ---------------------------------------------------------------------------------------------
  // s1: the core and the walker

  logic s1_core, s1_ptw, s1_probe;
  assign s1_core  = s1_valid_q && s1_look_q == LookCore;
  assign s1_ptw   = s1_valid_q && s1_look_q == LookPtw;
  assign s1_probe = s1_valid_q && s1_look_q == LookProbe;

  logic core_reads, sc_fails, core_done, core_misses, core_writes;
  logic ptw_done, ptw_misses, ptw_equal;
  logic core_served, ptw_served;   // a read served by a line under way

  assign core_reads  = (core_op_q == machine_pkg::MemLoad);
  assign sc_fails    = (core_op_q == machine_pkg::MemSc)
                    && !(reserved_q && reservation_q == s1_pa_q[55:Shift]);
  assign core_served = core_reads && s1_coming && (match_here || s1_beat);
  assign core_done   = s1_core && (s1_hit || core_served || sc_fails);
  assign core_writes = s1_core && s1_hit && machine_pkg::op_writes(core_op_q) && !sc_fails;
  assign core_misses = s1_core && !core_done && !s1_coming;

  assign ptw_served  = !ptw_cas_q && s1_coming && (match_here || s1_beat);
  assign ptw_done    = s1_ptw && (s1_hit || ptw_served);
  assign ptw_equal   = (array_data == ptw_expected_q);
  assign ptw_misses  = s1_ptw && !ptw_done && !s1_coming;

  assign s1_miss     = core_misses || ptw_misses;

  // What s1 read, from wherever the doubleword lies
  machine_pkg::dword_t s1_rdata;
  logic                s1_err;
  always_comb begin
    if (s1_hit)          s1_rdata = array_data;
    else if (match_here) s1_rdata = fill_data;
    else                 s1_rdata = line_rsp_i.data;
    s1_err = !s1_hit && (match_err || (s1_beat && line_rsp_i.err));
  end

  // What s1 writes
  machine_pkg::dword_t core_result;
  amo_alu u_amo (
    .op_i     (core_op_q),
    .be_i     (core_be_q),
    .old_i    (array_data),
    .operand_i(core_wdata_q),
    .valid_i  (core_writes),
    .new_o    (core_result)
  );
  assign s1_write   = core_writes || (s1_ptw && s1_hit && ptw_cas_q && ptw_equal);
  assign write_data = s1_core ? core_result : ptw_desired_q;

  // ---------------------------------------------------------------------------------------------
  // s1: probes

  logic probe_waits, s1_dirty;
  assign s1_dirty    = s1_hit && dirty_q[s1_set][s1_way];
  assign probe_waits = s1_probe && match && match_sent;
  assign lend        = s1_probe && s1_line_leaves && wb_lendable;
  assign give        = s1_probe && s1_dirty;
  assign clean       = s1_probe && !s1_dirty && !lend && !probe_waits;

  // A line that leaves the array is read in this cycle
  assign line_issue = evict || give;
  assign line_way   = give ? s1_way : s1_victim;
  always_comb begin
    out_pa = s1_pa_q;
    if (evict) out_pa = {s1_victim_tag, s1_set, 6'b0};
  end

  // ---------------------------------------------------------------------------------------------
  // Lines that have come. A store in s1 has the write port; then no look-up follows it, and the next
  // cycle is the line's.

  logic install_waits;
  assign install       = done && done_install && !s1_write;
  assign install_waits = done && done_install && s1_write;
  assign retire        = done && !install_waits;

  // ---------------------------------------------------------------------------------------------
  // Responses

  logic core_beat, core_fails, ptw_beat, ptw_fails, core_retires, ptw_retires;
  assign core_beat    = core_q == SlFill && core_reads && line_rsp_valid_i
                     && beat_fill == core_fill_q && beat_word == core_pa_q[5:3];
  assign core_retires = core_q == SlFill && retire && done_fill == core_fill_q;
  assign core_fails   = core_retires && done_err;
  assign ptw_beat     = ptw_q == SlFill && !ptw_cas_q && line_rsp_valid_i
                     && beat_fill == ptw_fill_q && beat_word == ptw_pa_q[5:3];
  assign ptw_retires  = ptw_q == SlFill && retire && done_fill == ptw_fill_q;
  assign ptw_fails    = ptw_retires && done_err;

  logic core_io_done;
  assign core_io_done = core_q == SlIo && io_rsp_valid_i;

  assign rsp_valid_o = core_done || core_beat || core_fails || core_io_done || core_q == SlRefused;
  always_comb begin
    rsp_o = '0;
    if (core_done) begin
      rsp_o.rdata = (core_op_q == machine_pkg::MemSc) ? {63'b0, sc_fails} : s1_rdata;
      rsp_o.err   = s1_err && !sc_fails;
    end else if (core_beat) begin
      rsp_o.rdata = line_rsp_i.data;
      rsp_o.err   = line_rsp_i.err;
    end else if (core_io_done) begin
      rsp_o = io_rsp_i;
    end else begin
      rsp_o.err = core_fails || core_q == SlRefused;
    end
  end

  assign ptw_rsp_valid_o = ptw_done || ptw_beat || ptw_fails || ptw_q == SlRefused;
  always_comb begin
    ptw_rsp_o = '0;
    if (ptw_done) begin
      ptw_rsp_o.rdata = s1_rdata;
      ptw_rsp_o.err   = s1_err;
    end else if (ptw_beat) begin
      ptw_rsp_o.rdata = line_rsp_i.data;
      ptw_rsp_o.err   = line_rsp_i.err;
    end else begin
      ptw_rsp_o.err = ptw_fails || ptw_q == SlRefused;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // The next look-up. A line on its way out goes first, then probes, then requests that have waited,
  // then new ones: the walker's before the core's, but not twice while the core waits.

  logic probe_go, core_again, ptw_again, core_free, ptw_free, core_go, ptw_go, core_first;
  logic look_open;
  assign core_free     = (core_q == SlIdle) || rsp_valid_o;
  assign ptw_free      = (ptw_q == SlIdle) || ptw_rsp_valid_o;
  assign probe_ready_o = !line_issue && !probing && !s1_probe && !probe_retry_q;
  assign probe_go      = (probe_valid_i && probe_ready_o) || (probe_retry_q && !line_issue);
  assign look_open     = !line_issue && !probe_go && !install_waits;
  assign core_again    = (core_q == SlRetry && !fills_full) || (core_retires && !core_fails);
  assign ptw_again     = (ptw_q == SlRetry && !fills_full) || (ptw_retires && !ptw_fails);

  assign core_first      = req_valid_i && ptw_went_q;
  assign ptw_req_ready_o = look_open && !core_again && !ptw_again && ptw_free
                        && !(core_first && core_free);
  assign req_ready_o     = look_open && !core_again && !ptw_again && core_free
                        && !(ptw_req_valid_i && ptw_free && !ptw_went_q);
  assign core_go         = req_valid_i && req_ready_o;
  assign ptw_go          = ptw_req_valid_i && ptw_req_ready_o;

  // Where a new request goes
  logic  core_new_io, core_new_refused, ptw_new_refused;
  always_comb begin
    core_new_io      = 1'b0;
    core_new_refused = 1'b0;
    if (core_go) begin
      if (!machine_pkg::is_memory(req_i.pa)) begin
        core_new_io      = (req_i.op == machine_pkg::MemLoad) || (req_i.op == machine_pkg::MemStore);
        core_new_refused = !core_new_io;
      end else begin
        core_new_refused = machine_pkg::op_writes(req_i.op) && req_i.pa < machine_pkg::RamBase;
      end
    end
    ptw_new_refused = 1'b0;
    if (ptw_go) begin
      ptw_new_refused = !machine_pkg::is_memory(ptw_req_i.pa)
                     || (ptw_req_i.cas && ptw_req_i.pa < machine_pkg::RamBase);
    end
  end

  always_comb begin
    look_issue = 1'b0;
    look_next  = LookCore;
    look_pa    = req_i.pa;
    if (probe_go) begin
      look_issue = 1'b1;
      look_next  = LookProbe;
      look_pa    = probe_retry_q ? probe_pa_q : probe_pa_i;
    end else if (look_open && core_again) begin
      look_issue = 1'b1;
      look_pa    = core_pa_q;
    end else if (look_open && ptw_again) begin
      look_issue = 1'b1;
      look_next  = LookPtw;
      look_pa    = ptw_pa_q;
    end else if (ptw_go) begin
      look_issue = !ptw_new_refused;
      look_next  = LookPtw;
      look_pa    = ptw_req_i.pa;
    end else if (core_go) begin
      look_issue = !core_new_io && !core_new_refused;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Slots

  slot_e core_d, ptw_d;
  always_comb begin
    core_d = core_q;
    if (core_go) begin
      core_d = core_new_io ? SlAskIo : core_new_refused ? SlRefused : SlLook;
    end else if (rsp_valid_o) begin
      core_d = SlIdle;
    end else if (core_again && look_open) begin
      core_d = SlLook;
    end else if (core_retires) begin
      core_d = SlRetry;
    end else if (s1_core) begin
      core_d = (s1_coming || alloc) ? SlFill : SlRetry;
    end else if (core_q == SlAskIo && io_req_ready_i) begin
      core_d = SlIo;
    end
  end

  always_comb begin
    ptw_d = ptw_q;
    if (ptw_go) begin
      ptw_d = ptw_new_refused ? SlRefused : SlLook;
    end else if (ptw_rsp_valid_o) begin
      ptw_d = SlIdle;
    end else if (ptw_again && look_open && !core_again) begin
      ptw_d = SlLook;
    end else if (ptw_retires) begin
      ptw_d = SlRetry;
    end else if (s1_ptw) begin
      ptw_d = (s1_coming || alloc) ? SlFill : SlRetry;
    end
  end

  assign io_req_valid_o = (core_q == SlAskIo);
  always_comb begin
    io_req_o       = '0;
    io_req_o.write = (core_op_q == machine_pkg::MemStore);
    io_req_o.be    = core_be_q;
    io_req_o.pa    = core_pa_q;
    io_req_o.wdata = core_wdata_q;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      core_q        <= SlIdle;
      ptw_q         <= SlIdle;
      s1_valid_q    <= 1'b0;
      probe_retry_q <= 1'b0;
      ptw_went_q    <= 1'b0;
    end else begin
      core_q        <= core_d;
      ptw_q         <= ptw_d;
      s1_valid_q    <= look_issue;
      probe_retry_q <= probe_waits || (probe_retry_q && !probe_go);
      if (core_go || ptw_go) ptw_went_q <= ptw_go;
    end
    if (look_issue) begin
      s1_look_q <= look_next;
      s1_pa_q   <= look_pa;
    end
    if (core_go) begin
      core_op_q    <= req_i.op;
      core_be_q    <= req_i.be;
      core_pa_q    <= req_i.pa;
      core_wdata_q <= req_i.wdata;
      core_first_q <= 1'b1;
    end else if (s1_core) begin
      core_fill_q  <= s1_coming ? match_fill : alloc_fill;
      core_first_q <= 1'b0;
    end
    if (ptw_go) begin
      ptw_cas_q      <= ptw_req_i.cas;
      ptw_pa_q       <= ptw_req_i.pa;
      ptw_expected_q <= ptw_req_i.expected;
      ptw_desired_q  <= ptw_req_i.desired;
      ptw_first_q    <= 1'b1;
    end else if (s1_ptw) begin
      ptw_fill_q  <= s1_coming ? match_fill : alloc_fill;
      ptw_first_q <= 1'b0;
    end
    if (probe_valid_i && probe_ready_o) begin
      probe_pa_q         <= probe_pa_i;
      probe_invalidate_q <= probe_invalidate_i;
    end
    if (line_issue) line_way_q <= line_way;
  end

  // ---------------------------------------------------------------------------------------------
  // Lines: valid, dirty, used. A line is not installed in a set where s1 writes, so the two never
  // meet in one bit.

  set_t done_set;
  assign done_set = done_pa[Shift +: SetWidth];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      for (int unsigned w = 0; w < Ways; w++) valid_q[w] <= '0;
    end else begin
      if (alloc)                                    valid_q[s1_victim][s1_set] <= 1'b0;
      if (s1_probe && s1_hit && probe_invalidate_q) valid_q[s1_way][s1_set]    <= 1'b0;
      if (install)                                  valid_q[done_way][done_set] <= 1'b1;
    end
    if (s1_write) dirty_q[s1_set][s1_way]     <= 1'b1;
    if (give)     dirty_q[s1_set][s1_way]     <= 1'b0;
    if (install)  dirty_q[done_set][done_way] <= 1'b0;
    if ((s1_core || s1_ptw) && s1_hit) begin
      plru_q[s1_set] <= Ways'(plru_pkg::touch(16'(plru_q[s1_set]),
                                              4'(s1_way), Ways));
    end
    if (install) begin
      plru_q[done_set] <= Ways'(plru_pkg::touch(16'(plru_q[done_set]),
                                                4'(done_way), Ways));
    end
  end

  // ---------------------------------------------------------------------------------------------
  // The reservation

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      reserved_q <= 1'b0;
    end else if (core_done && core_op_q == machine_pkg::MemLr && s1_hit) begin
      reserved_q    <= 1'b1;
      reservation_q <= s1_pa_q[55:Shift];
    end else if (core_done && core_op_q == machine_pkg::MemSc) begin
      reserved_q <= 1'b0;
    end else if (s1_probe && probe_invalidate_q && reservation_q == s1_pa_q[55:Shift]) begin
      reserved_q <= 1'b0;
    end else if (alloc && s1_victim_valid && reservation_q == {s1_victim_tag, s1_set}) begin
      reserved_q <= 1'b0;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Events

  assign event_access_o     = s1_core && core_first_q;
  assign event_miss_o       = s1_core && core_first_q && !s1_hit && !sc_fails;
  assign event_ptw_access_o = s1_ptw && ptw_first_q;
  assign event_ptw_miss_o   = s1_ptw && ptw_first_q && !s1_hit;
  assign event_writeback_o  = evict;
endmodule
