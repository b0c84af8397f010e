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
  // Geometry (docs/geometry.md): it changes only as after reset. For that the cache, to which nobody comes any more, fetches
  // nothing ahead (`hold_i`), is at rest (`idle_o`), gives its dirty lines back (`empty_i`, one cycle, until
  // `empty_done_o` and at rest again), and forgets all (`restart_i`, one cycle). It is taken in the last cycle of `hold_i`.
  input  machine_pkg::geometry_t      geometry_i,
  input  logic                        hold_i,
  output logic                        idle_o,
  input  logic                        empty_i,
  output logic                        empty_done_o,
  input  logic                        restart_i,
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
  output logic                        event_ptw_miss_o,
  output logic                        awake_o               // an edge of the clock may change something
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
  // Names of what the parts say to each other

  // the look-up: n, and s1
  logic                look, s1_valid, s1_core, s1_ptw;
  dcache_pkg::look_e   s1_look;
  machine_pkg::paddr_t look_pa, s1_pa;
  // the slots
  logic                core_busy, core_ends, core_first, core_early, core_again, core_again_go, core_go, core_look;
  logic                core_passes;
  logic                ptw_busy, ptw_ends, ptw_first, ptw_again, ptw_again_go, ptw_go, ptw_look;
  machine_pkg::mem_op_e  core_op, ptw_op;
  logic [7:0]            core_be;
  machine_pkg::paddr_t   core_pa, ptw_pa;
  machine_pkg::dword_t   core_wdata, ptw_wdata, ptw_expected_q;
  machine_pkg::late_id_t core_id;
  // what the look-up comes to
  logic                done, late, leaves, store, flush, zero, sc_fails, err, waits, soon, misses, can_alloc;
  logic                core_writes, ptw_writes, use_line, forget, alloc, merge, evict, give, own, lend, clean;
  logic                probe_waits, reserved;
  machine_pkg::dword_t s1_rdata;
  // the set
  logic                hit, dirty, prefetched, victim_valid, victim_dirty, victim_ok, write, install;
  logic [Ways-1:0]     taken;
  way_t                way, victim, out_way, out_way_q;
  machine_pkg::paddr_t victim_pa;
  machine_pkg::dword_t array_data, fill_data, out_data, new_data, write_data;
  // lines under way
  logic                fills_any, fills_full, fills_busy, stores, alloc_hold, retire;
  logic                match, match_done, match_have, match_beat, match_comes, match_err, match_sent;
  logic                match_prefetch, match_use;
  logic                come, come_install, come_err, come_prefetch, come_stored, come_held, install_waits;
  fill_t               match_fill, alloc_fill, s1_fill, beat_fill, come_fill, fill_req_fill;
  machine_pkg::paddr_t come_pa, fill_req_pa;
  way_t                come_way;
  logic                fill_req_valid, fill_req_store, fill_req_claim;
  logic [2:0]          beat_word;
  logic [7:0]          beat_stored;
  logic                late_read, load_waits, loads_any;
  fill_t               late_fill;
  logic [2:0]          late_word;
  logic [Fills-1:0]    held;
  // lines that leave
  logic                out_busy, out_full, out_match, out_lendable, probing, probe_retry, probe_invalidate, probe_last;
  machine_pkg::paddr_t out_req_pa;
  logic                capture, out_valid, out_req_valid;
  logic [1:0]          capture_out, out_buffer;
  logic [2:0]          out_word;
  // prefetching
  logic                prefetch, prefetch_late, prefetch_go, prefetch_misses, stream_miss, stream_head;
  machine_pkg::paddr_t prefetch_pa;

  // A cycle in which nothing happens switches nothing, and costs the compiled model next to nothing
  logic active;
  assign active = s1_valid || core_busy || ptw_busy || req_valid_i || ptw_req_valid_i
               || probe_valid_i || probe_retry || prefetch || fills_any || empty_look;
  assign awake_o = active || loads_any || out_busy || hold_i;

  // What is in use of sets and ways; kept here, where the clock stands still
  machine_pkg::geometry_t geometry_q;
  logic [SetWidth-1:0]    last_set;
  way_t                   last_way;
  assign last_set = geometry_q.last_set[SetWidth-1:0];
  assign last_way = geometry_q.last_way[WayWidth-1:0];

  always_ff @(posedge clk_i) begin
    if (!rst_ni || hold_i) geometry_q <= geometry_i;
  end

  // Emptying. As after reset is then what is kept from one request to the next, but the reservation; the rest is at rest.
  logic                kept_rst_n, empty_look, empty_go, empties, drop;
  logic [SetWidth-1:0] empty_set;
  assign kept_rst_n = rst_ni && !restart_i;
  assign empties    = s1_valid && s1_look == dcache_pkg::LookEmpty;
  assign idle_o     = !s1_valid && !core_busy && !ptw_busy && !probe_retry && !fills_any && !loads_any && !out_busy;

  empty_sets #(.Sets(Sets)) u_empty (
    .clk_i, .rst_ni, .start_i(empty_i), .last_set_i(last_set),
    .look_o(empty_look), .set_o(empty_set), .go_i(empty_go), .s1_i(empties), .dirty_i(victim_dirty),
    .done_o(empty_done_o)
  );

  // ---------------------------------------------------------------------------------------------
  // n: who reads the arrays

  dcache_pick u_pick (
    .clk_i, .rst_ni, .active_i(active), .line_read_i(evict || give), .install_waits_i(install_waits),
    .core_valid_i(req_valid_i), .core_ready_o(req_ready_o), .core_go_o(core_go),
    .ptw_valid_i(ptw_req_valid_i), .ptw_ready_o(ptw_req_ready_o), .ptw_go_o(ptw_go),
    .core_pa_i(req_i.pa), .ptw_pa_i(ptw_req_i.pa),
    .core_free_i(!core_busy || core_ends), .ptw_free_i(!ptw_busy || ptw_ends),
    .core_look_i(core_look), .ptw_look_i(ptw_look),
    .core_again_i(core_again), .ptw_again_i(ptw_again),
    .core_again_o(core_again_go), .ptw_again_o(ptw_again_go),
    .core_again_pa_i(core_pa), .ptw_again_pa_i(ptw_pa),
    .probe_valid_i, .probe_ready_o, .probe_pa_i, .probe_invalidate_i,
    .probing_i(probing), .probe_waits_i(probe_waits), .probe_retry_o(probe_retry),
    .probe_invalidate_o(probe_invalidate),
    .prefetch_i(prefetch && !hold_i), .prefetch_late_i(prefetch_late && !hold_i), .prefetch_pa_i(prefetch_pa),
    .busy_i(fills_busy), .prefetch_go_o(prefetch_go),
    .empty_i(empty_look), .empty_pa_i({{(56 - Shift - SetWidth){1'b0}}, empty_set, {Shift{1'b0}}}), .empty_go_o(empty_go),
    .look_o(look), .look_pa_o(look_pa), .s1_valid_o(s1_valid), .s1_look_o(s1_look), .s1_pa_o(s1_pa)
  );

  // ---------------------------------------------------------------------------------------------
  // The clients

  dcache_slot #(.Io(1'b1), .FillWidth(FillWidth)) u_core (
    .clk_i, .rst_ni, .active_i(active), .go_i(core_go), .look_o(core_look),
    .op_i(req_i.op), .be_i(req_i.be), .pa_i(req_i.pa), .wdata_i(req_i.wdata), .early_i(req_i.early), .id_i(req_i.id),
    .pbmt_i(req_i.pbmt), .passes_o(core_passes),
    .busy_o(core_busy), .ends_o(core_ends), .first_o(core_first), .op_o(core_op), .be_o(core_be),
    .pa_o(core_pa), .wdata_o(core_wdata), .early_o(core_early), .id_o(core_id),
    .again_o(core_again), .again_go_i(core_again_go), .full_i(fills_full),
    .s1_i(s1_core), .s1_leaves_i(leaves), .s1_late_i(late), .s1_store_i(store), .s1_fails_i(sc_fails),
    .s1_err_i(err), .s1_data_i(s1_rdata), .s1_waits_i(waits), .s1_soon_i(soon), .s1_fill_i(s1_fill),
    .beat_valid_i(line_rsp_valid_i), .beat_fill_i(beat_fill), .beat_word_i(beat_word),
    .beat_stored_i(beat_stored), .beat_i(line_rsp_i),
    .retire_i(retire), .retire_fill_i(come_fill), .retire_err_i(come_err),
    .rsp_valid_o, .rsp_o,
    .stores_i(stores), .io_valid_o(io_req_valid_o), .io_ready_i(io_req_ready_i), .io_rsp_valid_i, .io_rsp_i
  );
  assign quiet_o = !core_busy && !loads_any && !stores;

  always_comb begin
    io_req_o       = '0;
    io_req_o.write = (core_op == machine_pkg::MemStore);
    io_req_o.be    = core_be;
    io_req_o.pa    = core_pa;
    io_req_o.wdata = core_wdata;
  end

  // The walker reads a doubleword, or swaps it for another if it is as expected
  always_ff @(posedge clk_i) if (ptw_go) ptw_expected_q <= ptw_req_i.expected;

  dcache_slot #(.Io(1'b0), .FillWidth(FillWidth)) u_ptw (
    .clk_i, .rst_ni, .active_i(active), .go_i(ptw_go), .look_o(ptw_look),
    .op_i(ptw_req_i.cas ? machine_pkg::MemAmoSwap : machine_pkg::MemLoad), .be_i(8'hff), .pa_i(ptw_req_i.pa),
    .wdata_i(ptw_req_i.desired), .early_i(1'b0), .id_i('0),
    .pbmt_i(riscv_pkg::PbmtPma), .passes_o(),
    .busy_o(ptw_busy), .ends_o(ptw_ends), .first_o(ptw_first), .op_o(ptw_op), .be_o(),
    .pa_o(ptw_pa), .wdata_o(ptw_wdata), .early_o(), .id_o(),
    .again_o(ptw_again), .again_go_i(ptw_again_go), .full_i(fills_full),
    .s1_i(s1_ptw), .s1_leaves_i(leaves), .s1_late_i(1'b0), .s1_store_i(1'b0), .s1_fails_i(1'b0),
    .s1_err_i(err), .s1_data_i(s1_rdata), .s1_waits_i(waits), .s1_soon_i(soon), .s1_fill_i(s1_fill),
    .beat_valid_i(line_rsp_valid_i), .beat_fill_i(beat_fill), .beat_word_i(beat_word),
    .beat_stored_i(beat_stored), .beat_i(line_rsp_i),
    .retire_i(retire), .retire_fill_i(come_fill), .retire_err_i(come_err),
    .rsp_valid_o(ptw_rsp_valid_o), .rsp_o(ptw_rsp_o),
    .stores_i(1'b0), .io_valid_o(), .io_ready_i(1'b0), .io_rsp_valid_i(1'b0), .io_rsp_i('0)
  );

  // ---------------------------------------------------------------------------------------------
  // n + 1: what the look-up comes to

  assign s1_core  = s1_valid && s1_look == dcache_pkg::LookCore;
  assign s1_ptw   = s1_valid && s1_look == dcache_pkg::LookPtw;
  assign s1_fill  = match ? match_fill : alloc_fill;

  dcache_decide u_decide (
    .valid_i(s1_valid), .look_i(s1_look), .op_i(core_op), .early_i(core_early), .reserved_i(reserved),
    .cas_i(ptw_op != machine_pkg::MemLoad), .expected_i(ptw_expected_q), .invalidate_i(probe_invalidate),
    .hit_i(hit), .dirty_i(dirty), .array_i(array_data), .victim_ok_i(victim_ok), .victim_dirty_i(victim_dirty),
    .match_i(match), .match_done_i(match_done), .match_sent_i(match_sent), .match_err_i(match_err),
    .have_i(match_have), .comes_i(match_comes), .fill_data_i(fill_data), .beat_i(line_rsp_i),
    .full_i(fills_full), .busy_i(fills_busy),
    .word_waits_i(load_waits), .line_waits_i(held[match_fill]),
    .word_beat_i(line_rsp_valid_i && beat_word == s1_pa[5:3]),
    .line_beat_i(line_rsp_valid_i && beat_fill == match_fill),
    .out_full_i(out_full), .out_match_i(out_match), .out_lendable_i(out_lendable),
    .use_o(use_line), .forget_o(forget), .core_writes_o(core_writes), .ptw_writes_o(ptw_writes), .rdata_o(s1_rdata),
    .misses_o(misses), .alloc_o(alloc), .can_alloc_o(can_alloc), .merge_o(merge), .zero_o(zero),
    .evict_o(evict), .give_o(give), .own_o(own), .drop_o(drop), .lend_o(lend), .clean_o(clean), .probe_waits_o(probe_waits),
    .done_o(done), .late_o(late), .leaves_o(leaves), .store_o(store), .flush_o(flush), .sc_fails_o(sc_fails),
    .err_o(err), .waits_o(waits), .soon_o(soon)
  );

  dcache_reservation u_reservation (
    .clk_i, .rst_ni, .s1_i(s1_valid), .s1_pa_i(s1_pa), .mine_o(reserved),
    .take_i (s1_core && done && core_op == machine_pkg::MemLr),
    .lose_i (flush || (s1_look == dcache_pkg::LookProbe && probe_invalidate)),
    .evict_i(alloc && victim_valid), .evict_pa_i(victim_pa),
    .sc_i   (rsp_valid_o && core_op == machine_pkg::MemSc)
  );

  assign write = core_writes || ptw_writes;
  amo_alu u_amo (
    .valid_i(core_writes), .op_i(core_op), .be_i(core_be), .old_i(array_data), .operand_i(core_wdata),
    .new_o(new_data)
  );
  always_comb begin
    write_data = ptw_wdata;
    if (core_writes) write_data = zero ? '0 : new_data;
  end

  // ---------------------------------------------------------------------------------------------
  // The arrays

  l1_sets #(.Sets(Sets), .Ways(Ways)) u_sets (
    .clk_i, .rst_ni(kept_rst_n), .last_set_i(last_set), .last_way_i(last_way), .policy_i(geometry_q.policy),
    .clear_i(1'b0), .look_i(look), .look_pa_i(look_pa), .s1_i(s1_valid), .s1_pa_i(s1_pa),
    .hit_o(hit), .way_o(way), .dirty_o(dirty), .prefetched_o(prefetched),
    .victim_o(victim), .taken_i(taken), .victim_ok_o(victim_ok), .victim_valid_o(victim_valid),
    .victim_dirty_o(victim_dirty), .victim_prefetched_o(), .victim_pa_o(victim_pa),
    .use_i(use_line), .write_i(write), .clean_i(give), .forget_i(forget), .evict_i(alloc || drop), .pick_i(empties),
    .install_i(install), .install_pa_i(come_pa), .install_way_i(come_way),
    .install_prefetched_i(come_prefetch), .install_dirty_i(come_stored)
  );

  assign out_way = own ? way : victim;
  always_ff @(posedge clk_i) if (evict || give) out_way_q <= out_way;

  l1_data #(.Sets(Sets), .Ways(Ways), .Fills(Fills)) u_data (
    .clk_i, .re_i(look || evict || give), .one_i(1'b0), .line_i(evict || give),
    .set_i((evict || give ? s1_pa[Shift +: SetWidth] : look_pa[Shift +: SetWidth]) & last_set),
    .word_i(look_pa[5:3]), .way_i(out_way),
    .sel_i(s1_valid), .sel_word_i(s1_pa[5:3]), .sel_way_i(way), .rdata_o(array_data),
    .we_i(write), .whole_i(zero), .wset_i(s1_pa[Shift +: SetWidth] & last_set), .wway_i(way), .wword_i(s1_pa[5:3]),
    .wdata_i(write_data),
    .beat_valid_i(line_rsp_valid_i), .beat_fill_i(beat_fill), .beat_word_i(beat_word), .beat_data_i(line_rsp_i.data),
    .beat_stored_i(beat_stored),
    .merge_i(merge && !zero), .zero_i(merge && zero), .merge_fill_i(alloc ? alloc_fill : match_fill),
    .merge_word_i(s1_pa[5:3]), .merge_be_i(core_be), .merge_data_i(core_wdata),
    .fill_sel_i(match || late_read), .fill_i(match ? match_fill : late_fill),
    .fill_word_i(match ? s1_pa[5:3] : late_word), .fill_data_o(fill_data),
    .install_i(install), .install_fill_i(come_fill), .install_set_i(come_pa[Shift +: SetWidth] & last_set), .install_way_i(come_way),
    .capture_i(capture), .capture_out_i(capture_out), .capture_way_i(out_way_q),
    .out_valid_i(out_valid), .out_i(out_buffer), .out_word_i(out_word), .out_data_o(out_data)
  );

  // ---------------------------------------------------------------------------------------------
  // Lines under way, and the loads that wait for them

  assign beat_fill = line_rsp_i.id[FillWidth-1:0];

  l1_fills #(.Fills(Fills), .SetWidth(SetWidth), .WayWidth(WayWidth)) u_fills (
    .clk_i, .rst_ni, .last_set_i(last_set), .alloc_i(alloc), .alloc_pa_i(s1_pa), .alloc_way_i(victim),
    .alloc_prefetch_i(s1_look == dcache_pkg::LookPrefetch), .alloc_store_i(s1_core && machine_pkg::op_writes(core_op)),
    .alloc_claim_i(merge && zero), .alloc_hold_i(alloc_hold), .full_waits_i(misses && fills_full),
    .alloc_fill_o(alloc_fill),
    .full_o(fills_full), .any_o(fills_any), .busy_o(fills_busy), .spoil_i(1'b0),
    .line_req_valid_o(fill_req_valid), .line_req_ready_i, .line_req_pa_o(fill_req_pa),
    .line_req_fill_o(fill_req_fill), .line_req_store_o(fill_req_store), .line_req_claim_o(fill_req_claim),
    .beat_valid_i(line_rsp_valid_i), .beat_fill_i(beat_fill), .beat_last_i(line_rsp_i.last), .beat_err_i(line_rsp_i.err),
    .beat_word_o(beat_word), .beat_stored_o(beat_stored),
    .look_i(s1_valid && !hit), .look_pa_i(s1_pa), .look_be_i(s1_core ? core_be : 8'hff),
    .match_o(match), .match_done_o(match_done), .match_fill_o(match_fill), .match_have_o(match_have),
    .match_beat_o(match_beat), .match_comes_o(match_comes), .match_err_o(match_err), .match_sent_o(match_sent),
    .match_prefetch_o(match_prefetch), .match_use_i(match_use),
    .match_waits_i((s1_core || s1_ptw) && match && ((waits && !leaves) || late)),
    .merge_i(merge), .merge_be_i(core_be), .merge_whole_i(zero), .stores_o(stores), .taken_o(taken),
    .done_o(come), .done_install_o(come_install), .done_err_o(come_err), .done_prefetch_o(come_prefetch),
    .done_stored_o(come_stored), .done_fill_o(come_fill), .done_pa_o(come_pa), .done_way_o(come_way),
    .retire_i(retire)
  );

  // A store that begins a line, from either end, may be the first of those that write all of it
  assign alloc_hold = merge && !zero && ((s1_pa[5:3] == 3'd0 && core_be[0]) || (s1_pa[5:3] == 3'd7 && core_be[7]));

  // A line that has come stays while loads wait for it. A store in s1 has the write port; then no look-up follows
  // it, and the next cycle is the line's.
  assign come_held     = held[come_fill];
  assign install       = come && come_install && !write && !come_held;
  assign install_waits = come && come_install && write && !come_held;
  assign retire        = come && !install_waits && !come_held;

  dcache_loads #(.Fills(Fills)) u_loads (
    .clk_i, .rst_ni, .push_i(late), .push_id_i(core_id), .push_fill_i(s1_fill), .push_word_i(s1_pa[5:3]),
    .push_here_i(match_beat), .push_err_i(line_rsp_i.err),
    .beat_valid_i(line_rsp_valid_i), .beat_fill_i(beat_fill), .beat_word_i(beat_word), .beat_err_i(line_rsp_i.err),
    .beat_whole_i(beat_stored == '0),
    .read_free_i(!match), .read_o(late_read), .read_fill_o(late_fill), .read_word_o(late_word),
    .valid_o(late_valid_o), .id_o(late_o.id), .err_o(late_o.err),
    .look_i(match), .look_fill_i(match_fill), .look_word_i(s1_pa[5:3]), .waits_o(load_waits),
    .holds_o(held), .any_o(loads_any)
  );
  assign late_o.unused = '0;
  assign late_o.rdata  = late_read ? fill_data : line_rsp_i.data;

  logic [Fills-1:0] promised_q;    // early accesses need the line
  assign refused_o    = retire && come_err && promised_q[come_fill];
  assign refused_pa_o = come_pa;
  always_ff @(posedge clk_i) begin
    if (alloc) promised_q[alloc_fill] <= s1_core && core_early;
    else if (s1_core && core_early && match) promised_q[match_fill] <= 1'b1;
  end

  // ---------------------------------------------------------------------------------------------
  // Lines that leave, and requests below: what somebody waits for goes before what leaves

  dcache_out u_out (
    .clk_i, .rst_ni, .look_i(s1_valid && !hit), .look_pa_i(s1_pa), .match_o(out_match), .lendable_o(out_lendable),
    .evict_i(evict), .evict_pa_i(own ? {s1_pa[55:Shift], 6'b0} : victim_pa),
    .give_i(give), .lend_i(lend), .busy_o(out_busy), .full_o(out_full), .probing_o(probing),
    .capture_o(capture), .capture_out_o(capture_out), .out_valid_o(out_valid), .out_o(out_buffer), .out_word_o(out_word),
    .req_valid_o(out_req_valid), .req_ready_i(line_req_ready_i && !fill_req_valid), .req_pa_o(out_req_pa),
    .wvalid_o(line_wvalid_o), .wready_i(line_wready_i),
    .probe_valid_o(probe_rsp_dirty_o), .probe_last_o(probe_last)
  );
  assign line_wdata_o = out_data;

  assign line_req_valid_o = fill_req_valid || out_req_valid;
  always_comb begin
    line_req_o = '0;
    if (line_req_valid_o) begin
      line_req_o.id    = machine_pkg::LineIdWidth'(fill_req_fill);
      line_req_o.store = fill_req_valid && fill_req_store;
      line_req_o.op    = !fill_req_valid ? machine_pkg::LineWrite
                       : fill_req_claim  ? machine_pkg::DwordRead : machine_pkg::LineRead;
      line_req_o.pa    = fill_req_valid ? fill_req_pa : out_req_pa;
    end
  end

  assign probe_rsp_valid_o = probe_rsp_dirty_o || clean;
  assign probe_rsp_here_o  = hit;
  always_comb begin
    probe_rsp_o      = '0;
    probe_rsp_o.last = probe_last || clean;
    probe_rsp_o.data = out_data;
  end

  // ---------------------------------------------------------------------------------------------
  // Prefetching, and events

  always_comb begin
    match_use   = 1'b0;
    stream_miss = 1'b0;
    stream_head = 1'b0;
    if (s1_core) begin
      match_use   = match && match_prefetch;
      stream_miss = misses && core_first && !store && !core_passes;    // a line that stores begin may need no fetch at all
      stream_head = match_use || prefetched;
    end
  end
  assign prefetch_misses = misses && s1_look == dcache_pkg::LookPrefetch;

  dcache_prefetch u_prefetch (
    .clk_i, .rst_ni(kept_rst_n), .active_i(active), .miss_i(stream_miss), .head_i(stream_head), .pa_i(s1_pa),
    .valid_o(prefetch), .first_o(prefetch_late), .pa_o(prefetch_pa),
    .go_i(prefetch_go), .again_i(prefetch_misses && !can_alloc)
  );

  assign event_access_o     = s1_core && core_first;
  assign event_miss_o       = s1_core && core_first && !hit;
  assign event_ptw_access_o = s1_ptw && ptw_first;
  assign event_ptw_miss_o   = s1_ptw && ptw_first && !hit;
  assign event_writeback_o  = evict;
endmodule
