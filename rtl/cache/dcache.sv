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
// An `early` load or store of the core's leaves the slot as soon as its line is under way: the load is
// answered with `late` and waits in dcache_loads, the store merges into the line's buffer. An early
// store is answered in its first s1 cycle, whatever it comes to. So several misses are outstanding, and
// what hits goes on beside them. `quiet_o`: everything that was answered has been performed. A device is
// accessed only when all stores have been.
//
// Outside memory (machine_pkg::is_memory) the core's access goes to the device port, alone and in
// order. Refused with `err`: what the level below refuses, atomics and walks outside memory, and
// writes to the boot ROM. A line of which a beat was refused is not installed; a store to it is
// refused, a load only if the refusal came before or with its own doubleword.
//
// Pages that are not cached (Svpbmt: NC and IO) are memory that does not stay here. Their accesses are
// performed on the line as all others, so a copy that another page's accesses have left is never missed;
// then, in the same breath, the line is given back as by MemFlush, before anything younger is looked up.
// They are never answered early and start no prefetch, and those of IO pages wait for all older stores. Only
// an LR leaves its line, for the SC.
//
// MemZero is a store of all bytes of its line. MemFlush writes a dirty line back, and forgets it; the L2,
// through which everybody comes, is the point of coherence.
//
// LR reserves its line. The reservation ends with any SC, with a probe that invalidates the line,
// and when the line leaves the cache. An SC that fails needs its line nevertheless: what the level
// below refuses is an error for it too.
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
  output logic                        late_valid_o,        // a load that was answered `late`
  output machine_pkg::late_rsp_t      late_o,
  output logic                        quiet_o,
  output logic                        refused_o,           // pulse: a line was refused that loads or stores
  output machine_pkg::paddr_t         refused_pa_o,        // answered early needed, this one
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
  output logic                        probe_rsp_here_o,    // with that one beat: the line was here
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
  localparam int unsigned Fills    = 4;
  localparam int unsigned FillWidth = $clog2(Fills);

  if (Bytes != Sets * Ways * machine_pkg::LineBytes) begin : gen_check_bytes
    $error("dcache: Bytes must be Ways times a power of two of lines");
  end

  typedef logic [WayWidth-1:0]  way_t;
  typedef logic [FillWidth-1:0] fill_t;

  // ---------------------------------------------------------------------------------------------
  // State

  // A client's slot: what its outstanding request waits for
  typedef enum logic [2:0] {
    SlIdle,       // no request
    SlOrder,      // for all older stores to be performed
    SlLook,       // being looked up: it is in s1
    SlRetry,      // to be looked up again when a line can be fetched
    SlFill,       // for a line under way
    SlAskIo,      // for the device port to accept
    SlIo,         // for a device's answer
    SlRefused     // to be refused
  } slot_e;
  slot_e                 core_q, core_d, ptw_q, ptw_d;
  machine_pkg::mem_op_e  core_op_q;
  logic [7:0]            core_be_q;
  machine_pkg::paddr_t   core_pa_q, ptw_pa_q;
  machine_pkg::dword_t   core_wdata_q, ptw_expected_q, ptw_desired_q;
  logic                  ptw_cas_q;
  logic                  core_early_q;
  machine_pkg::late_id_t core_id_q;
  logic                  core_answered_q;             // an early store that is still to be performed, or
                                                      // a line that is still to be given back
  logic                  core_passes_q;               // the line does not stay (Svpbmt)
  logic                  core_soon_q;                 // SlRetry: nothing else stands in its way
  logic                  core_first_q, ptw_first_q;   // first look-up of the request
  fill_t                 core_fill_q, ptw_fill_q;     // the entry that SlFill waits for

  // The look-up in its second cycle
  typedef enum logic [1:0] {LookCore, LookPtw, LookProbe, LookPrefetch} look_e;
  logic                  s1_valid_q;
  look_e                 s1_look_q;
  machine_pkg::paddr_t   s1_pa_q;

  logic                  probe_retry_q;               // a probe waits for a fill to be installed
  logic                  probe_invalidate_q;
  machine_pkg::paddr_t   probe_pa_q;
  logic                  reserved_q;
  logic [55:Shift]       reservation_q;
  way_t                  line_way_q;                  // way of the last line read
  logic                  ptw_went_q;                  // the last grant of the two went to the walker

  // ---------------------------------------------------------------------------------------------
  // The parts

  logic                look_issue, line_issue;
  look_e               look_next;
  machine_pkg::paddr_t look_pa;

  logic                s1_hit, s1_dirty, s1_prefetched, s1_victim_valid, s1_victim_dirty;
  logic                s1_victim_ok;
  logic [Ways-1:0]     taken;
  way_t                s1_way, s1_victim;
  machine_pkg::paddr_t s1_victim_pa;
  logic                s1_use, s1_write, s1_forget;
  machine_pkg::dword_t array_data, fill_data, out_data, write_data;

  logic                prefetch, prefetch_late;
  machine_pkg::paddr_t prefetch_pa;
  logic                alloc, install, retire;
  logic                fills_any, fills_full, fills_busy, match, match_done, match_here, match_err, match_sent;
  logic                match_prefetch, match_use;
  fill_t               match_fill, alloc_fill, beat_fill, done_fill, fill_req_fill;
  logic                done, done_install, done_err, done_prefetch;
  logic                done_stored, stores;
  logic [7:0]          beat_stored, match_stored;
  logic                merge;
  logic                late_push, late_here, late_read, load_waits, loads_any;
  fill_t               late_fill;
  logic [2:0]          late_word;
  logic [Fills-1:0]    held;
  logic                fill_req_valid, fill_req_store, fill_req_claim, alloc_store;
  logic [2:0]          beat_word;
  machine_pkg::paddr_t fill_req_pa, done_pa;
  way_t                done_way;

  // A cycle in which nothing happens switches nothing, and costs the compiled model next to nothing
  logic active;
  assign active = s1_valid_q || core_q != SlIdle || ptw_q != SlIdle || req_valid_i || ptw_req_valid_i
               || probe_valid_i || probe_retry_q || prefetch || fills_any;

  logic                evict, give, lend, clean, wb_busy, wb_lendable, probing;
  machine_pkg::paddr_t wb_line;
  logic                capture, capture_out, out_valid, out_buffer, wb_req_valid, probe_last;
  logic [2:0]          out_word;

  l1_sets #(.Sets(Sets), .Ways(Ways)) u_sets (
    .clk_i, .rst_ni,
    .clear_i             (1'b0),
    .look_i              (look_issue),
    .look_pa_i           (look_pa),
    .s1_i                (s1_valid_q),
    .s1_pa_i             (s1_pa_q),
    .hit_o               (s1_hit),
    .way_o               (s1_way),
    .dirty_o             (s1_dirty),
    .prefetched_o        (s1_prefetched),
    .victim_o            (s1_victim),
    .taken_i             (taken),
    .victim_ok_o         (s1_victim_ok),
    .victim_valid_o      (s1_victim_valid),
    .victim_dirty_o      (s1_victim_dirty),
    .victim_pa_o         (s1_victim_pa),
    .use_i               (s1_use),
    .write_i             (s1_write),
    .clean_i             (give),
    .forget_i            (s1_forget),
    .evict_i             (alloc),
    .install_i           (install),
    .install_pa_i        (done_pa),
    .install_way_i       (done_way),
    .install_prefetched_i(done_prefetch),
    .install_dirty_i     (done_stored)
  );

  l1_data #(.Sets(Sets), .Ways(Ways), .Fills(Fills)) u_data (
    .clk_i,
    .re_i          (look_issue || line_issue),
    .one_i         (1'b0),
    .line_i        (line_issue),
    .set_i         (line_issue ? s1_pa_q[Shift +: SetWidth] : look_pa[Shift +: SetWidth]),
    .word_i        (look_pa[5:3]),
    .way_i         (give || core_gives ? s1_way : s1_victim),
    .sel_i         (s1_valid_q),
    .sel_word_i    (s1_pa_q[5:3]),
    .sel_way_i     (s1_way),
    .rdata_o       (array_data),
    .we_i          (s1_write),
    .whole_i       (core_zero),
    .wset_i        (s1_pa_q[Shift +: SetWidth]),
    .wway_i        (s1_way),
    .wword_i       (s1_pa_q[5:3]),
    .wdata_i       (write_data),
    .beat_valid_i  (line_rsp_valid_i),
    .beat_fill_i   (beat_fill),
    .beat_word_i   (beat_word),
    .beat_data_i   (line_rsp_i.data),
    .beat_stored_i (beat_stored),
    .merge_i       (merge && !core_zero),
    .zero_i        (merge && core_zero),
    .merge_fill_i  (alloc ? alloc_fill : match_fill),
    .merge_word_i  (s1_pa_q[5:3]),
    .merge_be_i    (core_be_q),
    .merge_data_i  (core_wdata_q),
    .fill_sel_i    (match || late_read),
    .fill_i        (match ? match_fill : late_fill),
    .fill_word_i   (match ? s1_pa_q[5:3] : late_word),
    .fill_data_o   (fill_data),
    .install_i     (install),
    .install_fill_i(done_fill),
    .install_set_i (done_pa[Shift +: SetWidth]),
    .install_way_i (done_way),
    .capture_i     (capture),
    .capture_out_i (capture_out),
    .capture_way_i (line_way_q),
    .out_valid_i   (out_valid),
    .out_i         (out_buffer),
    .out_word_i    (out_word),
    .out_data_o    (out_data)
  );

  l1_fills #(.Fills(Fills), .SetWidth(SetWidth), .WayWidth(WayWidth)) u_fills (
    .clk_i, .rst_ni,
    .alloc_i         (alloc),
    .alloc_pa_i      (s1_pa_q),
    .alloc_way_i     (s1_victim),
    .alloc_prefetch_i(s1_look_q == LookPrefetch),
    .alloc_store_i   (alloc_store),
    .alloc_claim_i   (merge && core_zero),
    .alloc_fill_o    (alloc_fill),
    .full_o          (fills_full),
    .any_o           (fills_any),
    .busy_o          (fills_busy),
    .spoil_i         (1'b0),
    .line_req_valid_o(fill_req_valid),
    .line_req_ready_i(line_req_ready_i),
    .line_req_pa_o   (fill_req_pa),
    .line_req_fill_o (fill_req_fill),
    .line_req_store_o(fill_req_store),
    .line_req_claim_o(fill_req_claim),
    .beat_valid_i    (line_rsp_valid_i),
    .beat_fill_i     (beat_fill),
    .beat_last_i     (line_rsp_i.last),
    .beat_err_i      (line_rsp_i.err),
    .beat_word_o     (beat_word),
    .beat_stored_o   (beat_stored),
    .look_i          (s1_valid_q && !s1_hit),
    .look_pa_i       (s1_pa_q),
    .match_o         (match),
    .match_done_o    (match_done),
    .match_fill_o    (match_fill),
    .match_here_o    (match_here),
    .match_err_o     (match_err),
    .match_sent_o    (match_sent),
    .match_prefetch_o(match_prefetch),
    .match_stored_o  (match_stored),
    .match_use_i     (match_use),
    .merge_i         (merge),
    .merge_be_i      (core_be_q),
    .merge_whole_i   (core_zero),
    .stores_o        (stores),
    .taken_o         (taken),
    .done_o          (done),
    .done_install_o  (done_install),
    .done_err_o      (done_err),
    .done_prefetch_o (done_prefetch),
    .done_stored_o   (done_stored),
    .done_fill_o     (done_fill),
    .done_pa_o       (done_pa),
    .done_way_o      (done_way),
    .retire_i        (retire)
  );

  dcache_loads #(.Fills(Fills)) u_loads (
    .clk_i, .rst_ni,
    .push_i      (late_push),
    .push_id_i   (core_id_q),
    .push_fill_i (match ? match_fill : alloc_fill),
    .push_word_i (s1_pa_q[5:3]),
    .push_here_i (late_here),
    .push_err_i  (line_rsp_i.err),
    .beat_valid_i(line_rsp_valid_i),
    .beat_fill_i (beat_fill),
    .beat_word_i (beat_word),
    .beat_err_i  (line_rsp_i.err),
    .beat_whole_i(beat_stored == '0),
    .read_free_i (!match),
    .read_o      (late_read),
    .read_fill_o (late_fill),
    .read_word_o (late_word),
    .valid_o     (late_valid_o),
    .id_o        (late_o.id),
    .err_o       (late_o.err),
    .look_i      (match),
    .look_fill_i (match_fill),
    .look_word_i (s1_pa_q[5:3]),
    .waits_o     (load_waits),
    .holds_o     (held),
    .any_o       (loads_any)
  );
  assign late_o.unused = '0;
  assign late_o.rdata  = late_read ? fill_data : line_rsp_i.data;

  dcache_out u_out (
    .clk_i, .rst_ni,
    .evict_i          (evict),
    .evict_pa_i       (core_gives ? {s1_pa_q[55:Shift], 6'b0} : s1_victim_pa),
    .give_i           (give),
    .lend_i           (lend),
    .busy_o           (wb_busy),
    .line_o           (wb_line),
    .lendable_o       (wb_lendable),
    .probing_o        (probing),
    .capture_o        (capture),
    .capture_out_o    (capture_out),
    .out_valid_o      (out_valid),
    .out_o            (out_buffer),
    .out_word_o       (out_word),
    .req_valid_o      (wb_req_valid),
    .req_ready_i      (line_req_ready_i && !fill_req_valid),
    .wvalid_o         (line_wvalid_o),
    .wready_i         (line_wready_i),
    .probe_valid_o    (probe_rsp_dirty_o),
    .probe_last_o     (probe_last)
  );
  assign probe_rsp_valid_o  = probe_rsp_dirty_o || clean;
  assign probe_rsp_here_o   = s1_hit;
  assign probe_rsp_o.unused = '0;
  assign probe_rsp_o.id     = '0;
  assign probe_rsp_o.last   = probe_last || clean;
  assign probe_rsp_o.err    = 1'b0;
  assign probe_rsp_o.data   = out_data;
  assign line_wdata_o       = out_data;

  assign beat_fill          = line_rsp_i.id[FillWidth-1:0];

  // Requests below: what somebody waits for goes before what leaves
  assign line_req_valid_o = fill_req_valid || wb_req_valid;
  always_comb begin
    line_req_o = '0;
    if (line_req_valid_o) begin
      line_req_o.id = machine_pkg::LineIdWidth'(fill_req_fill);
      line_req_o.store = fill_req_valid && fill_req_store;
      line_req_o.op = !fill_req_valid ? machine_pkg::LineWrite
                    : fill_req_claim  ? machine_pkg::DwordRead : machine_pkg::LineRead;
      line_req_o.pa = fill_req_valid ? fill_req_pa : wb_line;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // s1: what the look-up comes to

  logic                core_done, core_misses, core_writes, sc_fails;
  logic                ptw_done, ptw_misses, ptw_writes, prefetch_misses;
  logic                s1_core, s1_ptw, s1_probe;
  logic                line_leaves, beat_here, beat_now, can_alloc, probe_waits;
  logic                core_store, core_late, core_leaves, core_waits;
  logic                core_zero;          // all of the line is written, with zeros
  logic                core_flush, core_gives;   // the line is to leave; it does, as it is dirty
  logic                stored_here;
  logic [7:0]          wanted;             // bytes
  machine_pkg::dword_t s1_rdata;
  logic                s1_err;
  assign wanted = (s1_look_q == LookCore) ? core_be_q : '1;

  always_comb begin
    core_done       = 1'b0;
    core_misses     = 1'b0;
    core_writes     = 1'b0;
    sc_fails        = 1'b0;
    ptw_done        = 1'b0;
    ptw_misses      = 1'b0;
    ptw_writes      = 1'b0;
    prefetch_misses = 1'b0;
    probe_waits     = 1'b0;
    give            = 1'b0;
    lend            = 1'b0;
    clean           = 1'b0;
    line_leaves     = 1'b0;
    beat_here       = 1'b0;
    beat_now        = 1'b0;
    can_alloc       = 1'b0;
    core_store      = 1'b0;
    core_late       = 1'b0;
    core_leaves     = 1'b0;
    core_waits      = 1'b0;
    core_zero       = 1'b0;
    core_flush      = 1'b0;
    core_gives      = 1'b0;
    merge           = 1'b0;
    stored_here     = 1'b0;
    s1_rdata        = array_data;
    s1_err          = 1'b0;
    s1_core         = 1'b0;
    s1_ptw          = 1'b0;
    s1_probe        = 1'b0;
    s1_use          = 1'b0;
    s1_forget       = 1'b0;
    alloc           = 1'b0;
    evict           = 1'b0;
    line_issue      = 1'b0;
    if (s1_valid_q) begin
      if (!s1_hit) begin
        // a doubleword of a line under way: it has come, or comes in this cycle, or stores have
        // written all of it that is wanted
        beat_now    = match && line_rsp_valid_i && beat_fill == match_fill
                   && beat_word == s1_pa_q[5:3];
        stored_here = (wanted & ~match_stored) == '0;
        beat_here   = match && (match_here || stored_here || (beat_now && match_stored == '0));
        s1_rdata    = (match_here || stored_here) ? fill_data : line_rsp_i.data;
        s1_err      = match_err || (!match_here && !stored_here && line_rsp_i.err);
        // a miss takes a fill entry and its victim's place at once
        line_leaves = wb_busy && wb_line[55:Shift] == s1_pa_q[55:Shift];
        can_alloc   = !fills_full && !match_done && !line_leaves && s1_victim_ok
                   && (!s1_victim_dirty || !wb_busy);
      end
      unique case (s1_look_q)
        LookCore: begin
          sc_fails    = core_op_q == machine_pkg::MemSc
                     && !(reserved_q && reservation_q == s1_pa_q[55:Shift]);
          core_zero   = core_op_q == machine_pkg::MemZero;
          core_flush  = core_op_q == machine_pkg::MemFlush;
          core_store  = core_early_q && (core_op_q == machine_pkg::MemStore || core_zero);
          core_writes = s1_hit && !sc_fails && machine_pkg::op_writes(core_op_q);
          core_misses = !s1_hit && !match && !core_flush;
        end
        LookPtw: begin
          ptw_done   = s1_hit || (beat_here && !ptw_cas_q);
          ptw_writes = s1_hit && ptw_cas_q && array_data == ptw_expected_q;
          ptw_misses = !s1_hit && !match;
        end
        LookProbe: begin
          probe_waits = (match || match_done) && match_sent;
          give        = s1_dirty;
          lend        = line_leaves && wb_lendable;
          clean       = !give && !lend && !probe_waits;
        end
        default: prefetch_misses = !s1_hit && !match && !fills_busy;
      endcase
      s1_core    = (s1_look_q == LookCore);
      s1_ptw     = (s1_look_q == LookPtw);
      s1_probe   = (s1_look_q == LookProbe);
      core_gives = core_flush && s1_hit && s1_dirty && !wb_busy;
      s1_use     = s1_hit && ((s1_core && !core_flush) || s1_ptw);
      s1_forget  = s1_hit && ((s1_probe && probe_invalidate_q)
                              || (core_flush && (!s1_dirty || core_gives)));
      alloc      = can_alloc && (core_misses || ptw_misses || prefetch_misses);
      evict      = (alloc && s1_victim_dirty) || core_gives;
      if (core_flush) begin
        // a line under way is waited for; one that leaves already is as good as gone
        core_done   = s1_hit ? s1_forget : !match && !match_done;
        core_leaves = core_done;
      end else if (s1_core) begin
        // a younger store must not overwrite what an older load waits for, nor this cycle's beat
        core_waits  = match && (core_zero ? held[match_fill] : load_waits);
        merge       = core_store && (match || alloc) && !core_waits
                   && !(line_rsp_valid_i && (core_zero ? match && beat_fill == match_fill
                                                       : beat_word == s1_pa_q[5:3]));
        core_done   = s1_hit || merge || (beat_here && core_op_q == machine_pkg::MemLoad);
        core_late   = core_early_q && core_op_q == machine_pkg::MemLoad && !core_done
                   && (match || alloc);
        core_leaves = core_done || core_late;
      end
      line_issue = evict || give;    // a line that leaves the array is read in this cycle
    end
  end

  assign s1_write  = core_writes || ptw_writes;
  assign late_push = core_late;
  assign late_here = beat_now;

  machine_pkg::dword_t core_result;
  amo_alu u_amo (
    .valid_i  (core_writes),
    .op_i     (core_op_q),
    .be_i     (core_be_q),
    .old_i    (array_data),
    .operand_i(core_wdata_q),
    .new_o    (core_result)
  );
  always_comb begin
    write_data = ptw_desired_q;
    if (core_writes) write_data = core_zero ? '0 : core_result;
  end

  // ---------------------------------------------------------------------------------------------
  // Lines that have come. A store in s1 has the write port; then no look-up follows it, and the next
  // cycle is the line's.

  logic install_waits;
  // A line that loads still wait for stays.
  logic done_held;
  assign done_held     = held[done_fill];
  assign install       = done && done_install && !s1_write && !done_held;
  assign install_waits = done && done_install && s1_write && !done_held;
  assign retire        = done && !install_waits && !done_held;

  logic [Fills-1:0] promised_q;    // early accesses need the line
  assign refused_o    = retire && done_err && promised_q[done_fill];
  assign refused_pa_o = done_pa;
  always_ff @(posedge clk_i) begin
    if (alloc) promised_q[alloc_fill] <= s1_core && core_early_q;
    else if (s1_core && core_early_q && match) promised_q[match_fill] <= 1'b1;
  end

  // ---------------------------------------------------------------------------------------------
  // Answers

  logic core_retires, core_again, ptw_retires, ptw_again;

  assign core_retires = core_q == SlFill && retire && done_fill == core_fill_q;
  always_comb begin
    rsp_valid_o = 1'b0;
    rsp_o       = '0;
    core_again  = 1'b0;
    unique case (core_q)
      SlIdle: ;
      SlLook: begin
        rsp_valid_o = core_leaves ? !core_answered_q : (core_store && core_first_q);
        rsp_o.late  = core_late;
        rsp_o.rdata = (core_op_q == machine_pkg::MemSc) ? {63'b0, sc_fails} : s1_rdata;
        rsp_o.err   = s1_err && core_done && !core_store && !core_flush;
      end
      SlFill: if (core_retires) begin
        rsp_valid_o = done_err && !core_answered_q;
        rsp_o.err   = 1'b1;
        core_again  = !done_err;
      end else if (core_op_q == machine_pkg::MemLoad && line_rsp_valid_i && beat_stored == '0
                   && beat_fill == core_fill_q && beat_word == core_pa_q[5:3]) begin
        rsp_valid_o = 1'b1;
        rsp_o.rdata = line_rsp_i.data;
        rsp_o.err   = line_rsp_i.err;
      end
      SlIo: if (io_rsp_valid_i) begin
        rsp_valid_o = 1'b1;
        rsp_o       = io_rsp_i;
      end
      SlRefused: begin
        rsp_valid_o = 1'b1;
        rsp_o.err   = 1'b1;
      end
      SlRetry: core_again = core_soon_q || !fills_full;
      SlOrder: core_again = !stores;
      default: ;
    endcase
  end

  assign ptw_retires = ptw_q == SlFill && retire && done_fill == ptw_fill_q;
  always_comb begin
    ptw_rsp_valid_o = 1'b0;
    ptw_rsp_o       = '0;
    ptw_again       = 1'b0;
    unique case (ptw_q)
      SlIdle: ;
      SlLook: begin
        ptw_rsp_valid_o = ptw_done;
        ptw_rsp_o.rdata = s1_rdata;
        ptw_rsp_o.err   = s1_err;
      end
      SlFill: if (ptw_retires) begin
        ptw_rsp_valid_o = done_err;
        ptw_rsp_o.err   = 1'b1;
        ptw_again       = !done_err;
      end else if (!ptw_cas_q && line_rsp_valid_i && beat_stored == '0
                   && beat_fill == ptw_fill_q && beat_word == ptw_pa_q[5:3]) begin
        ptw_rsp_valid_o = 1'b1;
        ptw_rsp_o.rdata = line_rsp_i.data;
        ptw_rsp_o.err   = line_rsp_i.err;
      end
      SlRefused: begin
        ptw_rsp_valid_o = 1'b1;
        ptw_rsp_o.err   = 1'b1;
      end
      SlRetry: ptw_again = !fills_full;
      default: ;
    endcase
  end

  // ---------------------------------------------------------------------------------------------
  // The next look-up. A line on its way out goes first, then probes, then requests that have waited,
  // then new ones: the walker's before the core's, but not twice while the core waits. Prefetching
  // takes what is left over, or a turn of its own when it has waited long enough.

  // The core's access has been performed in this cycle, or refused; its slot is free again, or it has the
  // line to give back
  logic core_performed, core_passes, core_ends;
  always_comb begin
    unique case (core_q)
      SlIdle:  core_performed = 1'b0;
      SlLook:  core_performed = core_leaves;
      SlFill:  core_performed = rsp_valid_o || (core_retires && done_err);
      default: core_performed = rsp_valid_o;
    endcase
    core_passes = core_performed && core_passes_q;
    core_ends   = core_performed && !core_passes_q;
  end

  logic probe_go, core_go, ptw_go, core_free, ptw_free, look_open, new_open, prefetch_first;
  always_comb begin
    probe_ready_o   = 1'b1;
    ptw_req_ready_o = 1'b1;
    req_ready_o     = 1'b1;
    probe_go        = 1'b0;
    ptw_go          = 1'b0;
    core_go         = 1'b0;
    core_free       = 1'b1;
    ptw_free        = 1'b1;
    look_open       = 1'b1;
    new_open        = 1'b1;
    prefetch_first  = 1'b0;
    if (active) begin
      core_free       = (core_q == SlIdle) || core_ends;
      ptw_free        = (ptw_q == SlIdle) || ptw_rsp_valid_o;
      prefetch_first  = prefetch_late && !fills_busy;
      probe_ready_o   = !line_issue && !probing && !s1_probe && !probe_retry_q;
      probe_go        = (probe_valid_i && probe_ready_o) || (probe_retry_q && !line_issue);
      look_open       = !line_issue && !probe_go && !install_waits;
      new_open        = look_open && !core_again && !ptw_again && !prefetch_first;
      ptw_req_ready_o = new_open && ptw_free && !(req_valid_i && core_free && ptw_went_q);
      req_ready_o     = new_open && core_free && !(ptw_req_valid_i && ptw_free && !ptw_went_q);
      core_go         = req_valid_i && req_ready_o;
      ptw_go          = ptw_req_valid_i && ptw_req_ready_o;
    end
  end

  // A new request that is not for the cache
  logic core_io, core_refused, core_orders, core_uncached, ptw_refused, prefetch_go;
  always_comb begin
    core_io       = 1'b0;
    core_refused  = 1'b0;
    core_orders   = 1'b0;
    core_uncached = 1'b0;
    ptw_refused   = 1'b0;
    if (core_go) begin
      if (!machine_pkg::is_memory(req_i.pa)) begin
        core_io      = req_i.op == machine_pkg::MemLoad || req_i.op == machine_pkg::MemStore;
        core_refused = !core_io;
      end else begin
        core_refused  = req_i.pa < machine_pkg::RamBase && machine_pkg::op_writes(req_i.op);
        core_uncached = (req_i.pbmt != riscv_pkg::PbmtPma);
        core_orders   = (req_i.pbmt == riscv_pkg::PbmtIo) && stores && !core_refused;
      end
    end
    if (ptw_go) begin
      ptw_refused = !machine_pkg::is_memory(ptw_req_i.pa)
                 || (ptw_req_i.pa < machine_pkg::RamBase && ptw_req_i.cas);
    end
  end

  always_comb begin
    look_issue  = 1'b0;
    look_next   = LookCore;
    look_pa     = req_i.pa;
    prefetch_go = 1'b0;
    if (probe_go) begin
      look_issue = 1'b1;
      look_next  = LookProbe;
      look_pa    = probe_retry_q ? probe_pa_q : probe_pa_i;
    end else if (look_open) begin
      if (core_again) begin
        look_issue = 1'b1;
        look_pa    = core_pa_q;
      end else if (ptw_again) begin
        look_issue = 1'b1;
        look_next  = LookPtw;
        look_pa    = ptw_pa_q;
      end else if (ptw_go) begin
        look_issue = !ptw_refused;
        look_next  = LookPtw;
        look_pa    = ptw_req_i.pa;
      end else if (core_go) begin
        look_issue = !core_io && !core_refused && !core_orders;
      end else if (prefetch && !fills_busy) begin
        look_issue  = 1'b1;
        look_next   = LookPrefetch;
        look_pa     = prefetch_pa;
        prefetch_go = 1'b1;
      end
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Slots

  // What a request waits for that its look-up has not ended. An early store waits for a line only while
  // an older load does; else it merges as soon as it can.
  slot_e s1_core_next;
  logic  s1_core_soon;
  assign s1_core_soon = (core_store && (match || alloc) && !core_waits) || (core_flush && !match);
  assign s1_core_next = (match || alloc) && !s1_core_soon ? SlFill : SlRetry;

  always_comb begin
    core_d = core_q;
    if (active) begin
      if (core_go)                         core_d = core_io      ? SlAskIo
                                                  : core_refused ? SlRefused
                                                  : core_orders  ? SlOrder : SlLook;
      else if (core_passes)                core_d = SlRetry;
      else if (core_ends)                  core_d = SlIdle;
      else if (core_again && look_open)    core_d = SlLook;
      else if (core_retires)               core_d = SlRetry;
      else if (s1_core)                    core_d = s1_core_next;
      else if (core_q == SlAskIo && io_req_valid_o && io_req_ready_i) core_d = SlIo;
    end
  end

  always_comb begin
    ptw_d = ptw_q;
    if (ptw_q != SlIdle || ptw_go) begin
      if (ptw_go)                                      ptw_d = ptw_refused ? SlRefused : SlLook;
      else if (ptw_rsp_valid_o)                        ptw_d = SlIdle;
      else if (ptw_again && look_open && !core_again)  ptw_d = SlLook;
      else if (ptw_retires)                            ptw_d = SlRetry;
      else if (s1_ptw)                                 ptw_d = (match || alloc) ? SlFill : SlRetry;
    end
  end

  assign quiet_o         = core_q == SlIdle && !loads_any && !stores;
  assign io_req_valid_o  = core_q == SlAskIo && !stores;
  assign io_req_o.unused = '0;
  assign io_req_o.write  = (core_op_q == machine_pkg::MemStore);
  assign io_req_o.be     = core_be_q;
  assign io_req_o.pa     = core_pa_q;
  assign io_req_o.wdata  = core_wdata_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      core_q        <= SlIdle;
      ptw_q         <= SlIdle;
      s1_valid_q    <= 1'b0;
      probe_retry_q <= 1'b0;
      ptw_went_q    <= 1'b0;
    end else if (active) begin
      core_q        <= core_d;
      ptw_q         <= ptw_d;
      s1_valid_q    <= look_issue;
      probe_retry_q <= probe_waits || (probe_retry_q && !probe_go);
      if (core_go || ptw_go) ptw_went_q <= ptw_go;
      if (look_issue) begin
        s1_look_q <= look_next;
        s1_pa_q   <= look_pa;
      end
      if (core_go) begin
        core_op_q       <= req_i.op;
        core_be_q       <= req_i.be;
        core_pa_q       <= req_i.pa;
        core_wdata_q    <= req_i.wdata;
        core_first_q    <= 1'b1;
        core_early_q    <= req_i.early && !core_uncached;
        core_passes_q   <= core_uncached && !core_refused && req_i.op != machine_pkg::MemLr
                           && req_i.op != machine_pkg::MemFlush;
        core_id_q       <= req_i.id;
        core_answered_q <= 1'b0;
      end else if (core_passes) begin
        core_op_q       <= machine_pkg::MemFlush;
        core_passes_q   <= 1'b0;
        core_first_q    <= 1'b0;
        core_answered_q <= 1'b1;
        core_soon_q     <= 1'b1;
      end else if (s1_core) begin
        core_fill_q     <= match ? match_fill : alloc_fill;
        core_first_q    <= 1'b0;
        core_answered_q <= core_answered_q || rsp_valid_o;
        core_soon_q     <= s1_core_soon;
      end else if (core_retires) begin
        core_soon_q     <= 1'b0;
      end
      if (ptw_go) begin
        ptw_cas_q      <= ptw_req_i.cas;
        ptw_pa_q       <= ptw_req_i.pa;
        ptw_expected_q <= ptw_req_i.expected;
        ptw_desired_q  <= ptw_req_i.desired;
        ptw_first_q    <= 1'b1;
      end else if (s1_ptw) begin
        ptw_fill_q  <= match ? match_fill : alloc_fill;
        ptw_first_q <= 1'b0;
      end
      if (probe_valid_i && probe_ready_o) begin
        probe_pa_q         <= probe_pa_i;
        probe_invalidate_q <= probe_invalidate_i;
      end
      if (line_issue) line_way_q <= give || core_gives ? s1_way : s1_victim;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // The reservation

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      reserved_q <= 1'b0;
    end else if (rsp_valid_o && core_op_q == machine_pkg::MemSc) begin
      reserved_q <= 1'b0;
    end else if (s1_valid_q) begin
      if (core_done && core_op_q == machine_pkg::MemLr) begin
        reserved_q    <= 1'b1;
        reservation_q <= s1_pa_q[55:Shift];
      end else if (((s1_probe && probe_invalidate_q) || core_flush) && reservation_q == s1_pa_q[55:Shift]) begin
        reserved_q <= 1'b0;
      end else if (alloc && s1_victim_valid && reservation_q == s1_victim_pa[55:Shift]) begin
        reserved_q <= 1'b0;
      end
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Prefetching

  logic stream_miss, stream_head;
  always_comb begin
    match_use   = 1'b0;
    stream_miss = 1'b0;
    stream_head = 1'b0;
    if (s1_core) begin
      match_use   = match && match_prefetch;
      stream_miss = core_misses && core_first_q && !core_passes_q;
      stream_head = match_use || s1_prefetched;
    end
  end
  logic prefetch_store, stream_store;
  always_comb begin
    stream_store = 1'b0;
    alloc_store  = 1'b0;
    if (s1_core) stream_store = machine_pkg::op_writes(core_op_q);
    if (alloc)   alloc_store  = s1_core ? stream_store : !s1_ptw && prefetch_store;
  end
  dcache_prefetch u_prefetch (
    .clk_i, .rst_ni,
    .active_i(active),
    .miss_i  (stream_miss),
    .head_i  (stream_head),
    .store_i (stream_store),
    .pa_i    (s1_pa_q),
    .store_o (prefetch_store),
    .valid_o (prefetch),
    .first_o (prefetch_late),
    .pa_o    (prefetch_pa),
    .go_i    (prefetch_go),
    .again_i (prefetch_misses && !can_alloc)
  );

  // ---------------------------------------------------------------------------------------------
  // Events

  assign event_access_o     = s1_core && core_first_q;
  assign event_miss_o       = s1_core && core_first_q && !s1_hit;
  assign event_ptw_access_o = s1_ptw && ptw_first_q;
  assign event_ptw_miss_o   = s1_ptw && ptw_first_q && !s1_hit;
  assign event_writeback_o  = evict;
endmodule
