// SPDX-License-Identifier: Apache-2.0
// The second-level cache: unified, write-back, lines of 64 bytes, tree pseudo-LRU, not inclusive.
// docs/l2.md tells it with a picture.
//
// A pipeline looks one line up each cycle: it is chosen and its set is read in cycle n (l2_arbiter), and
// decided in n + 1 ("s1", l2_decide). A read that hits is accepted in n + 1 and gives its first beat, the
// doubleword asked for, in n + 2. What cannot be answered at once becomes a slot's (l2_slots): probe,
// fetch, put. Beats from memory are passed on as they come, the doubleword asked for first; a line is put
// into the cache when the last has come well, and only then takes a victim's place.
//
// A requester holds its request until it is accepted, and its answer's beats carry the request's ID;
// those of different requests may overtake each other. Requests for one line keep their order: the line
// is a slot's from the beginning to the end of its story, or it is looked up and decided in one cycle.
//
// Coherence. Reads by the instruction cache and everything that DMA does see what the data cache holds:
// where the directory says that it may hold the line, or the line is not here, it is probed first; DMA
// writes invalidate there.
//
// A line that the data cache claims becomes its own without being read: here it is held if it is here, and
// else nothing is known of it, as of any line that is not here.
//
// What memory refuses (`err`) goes to the requester and is not kept; a write-back that memory refuses is
// lost, and told (`lost_valid_o`). DMA outside memory, and DMA writes to the boot ROM, are refused.
// After reset the sets are emptied one a cycle; until then nothing is accepted.
module l2 #(
  parameter int unsigned Bytes = 262144,
  parameter int unsigned Ways  = 8,
  parameter int unsigned Slots = 4        // lines under way; a power of two
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  // Geometry (docs/geometry.md): it changes only as after reset. For that the cache, to which neither of the first-level
  // caches comes any more, takes up no DMA and fetches nothing ahead (`hold_i`), is at rest (`idle_o`), writes back what
  // is dirty (`empty_i`, one cycle, until `empty_done_o`), forgets all (`restart_i`, one cycle), and is `ready_o` again.
  // It is taken in the last cycle of `hold_i`.
  input  machine_pkg::geometry_t      geometry_i,
  input  logic                        hold_i,
  output logic                        idle_o,
  input  logic                        empty_i,
  output logic                        empty_done_o,
  input  logic                        restart_i,
  output logic                        ready_o,
  // instruction cache: reads
  input  logic                        ic_req_valid_i,
  output logic                        ic_req_ready_o,
  input  machine_pkg::line_req_t      ic_req_i,
  output logic                        ic_rsp_valid_o,
  output machine_pkg::line_rsp_t      ic_rsp_o,
  // data cache: reads, claims (DwordRead: one beat, whose data mean nothing), lines that it gives back
  input  logic                        dc_req_valid_i,
  output logic                        dc_req_ready_o,
  input  machine_pkg::line_req_t      dc_req_i,
  input  logic                        dc_wvalid_i,
  output logic                        dc_wready_o,
  input  machine_pkg::dword_t         dc_wdata_i,
  output logic                        dc_rsp_valid_o,
  output machine_pkg::line_rsp_t      dc_rsp_o,
  // device DMA: all four operations
  input  logic                        dma_req_valid_i,
  output logic                        dma_req_ready_o,
  input  machine_pkg::line_req_t      dma_req_i,
  input  logic                        dma_wvalid_i,
  output logic                        dma_wready_o,
  input  machine_pkg::dword_t         dma_wdata_i,
  output logic                        dma_rsp_valid_o,    // read beats; one beat with `last` for a write
  output machine_pkg::line_rsp_t      dma_rsp_o,
  // probes into the data cache
  output logic                        probe_valid_o,
  input  logic                        probe_ready_i,
  output machine_pkg::paddr_t         probe_pa_o,
  output logic                        probe_invalidate_o,
  input  logic                        probe_rsp_valid_i,
  input  logic                        probe_rsp_dirty_i,
  input  logic                        probe_rsp_here_i,
  input  machine_pkg::line_rsp_t      probe_rsp_i,
  // memory: line reads, their beats
  output logic                        mem_read_valid_o,
  input  logic                        mem_read_ready_i,
  output machine_pkg::line_req_t      mem_read_o,
  input  logic                        mem_rsp_valid_i,
  input  machine_pkg::line_rsp_t      mem_rsp_i,
  // and line writes, their data, and one acknowledgement for each
  output logic                        mem_write_valid_o,
  input  logic                        mem_write_ready_i,
  output machine_pkg::line_req_t      mem_write_o,
  output logic                        mem_wvalid_o,
  input  logic                        mem_wready_i,
  output machine_pkg::dword_t         mem_wdata_o,
  input  logic                        mem_ack_valid_i,
  input  machine_pkg::line_rsp_t      mem_ack_i,
  input  logic [2:0]                  prefetch_depth_i,   // lines ahead, 0 to 4
  output logic                        awake_o,            // an edge of the clock may change something
  // a line that memory refused to take back
  output logic                        lost_valid_o,
  output machine_pkg::paddr_t         lost_pa_o,
  output logic                        event_access_o,
  output logic                        event_miss_o,
  output logic                        event_writeback_o,
  output logic                        event_prefetch_o,
  output logic                        event_useful_o,
  output logic                        event_late_o,
  output logic                        event_useless_o
);
  localparam int unsigned Ports     = l2_pkg::Ports;
  localparam int unsigned Shift     = machine_pkg::LineShift;
  localparam int unsigned IdWidth   = machine_pkg::LineIdWidth;
  localparam int unsigned Sets      = Bytes / Ways / machine_pkg::LineBytes;
  localparam int unsigned SetWidth  = $clog2(Sets);
  localparam int unsigned WayWidth  = $clog2(Ways);
  localparam int unsigned SlotWidth = $clog2(Slots);
  localparam int unsigned InWidth   = $clog2(Slots + 2);

  typedef logic [SlotWidth-1:0] slot_t;

  if (Bytes != Sets * Ways * machine_pkg::LineBytes) begin : gen_check_bytes
    $error("l2: Bytes must be Ways times a power of two of lines");
  end
  if (Slots < 2 || 2 ** SlotWidth != Slots || Slots > 2 ** IdWidth) begin : gen_check_slots
    $error("l2: Slots must be a power of two, at least 2, and each have an ID");
  end

  // ---------------------------------------------------------------------------------------------
  // The pipeline's registers

  // The look-up that is being decided
  logic                   s1_q;
  l2_pkg::look_e                  s1_look_q;
  l2_pkg::src_e                   s1_src_q;
  slot_t                  s1_slot_q;
  machine_pkg::line_req_t s1_req_q;
  // What it leaves for the next cycle: a line to be written, or one that has been read
  logic                   put_q, merge_q, capture_q;
  logic [InWidth-1:0]     put_in_q;
  logic [2:0]             capture_out_q, merge_word_q;
  logic [SetWidth+WayWidth-1:0] row_q;

  // ---------------------------------------------------------------------------------------------
  // Names of what the parts say to each other

  logic                look, tags_ready, hit, held, victim_dirty, victim_ok;
  l2_pkg::look_e               look_kind;
  l2_pkg::src_e                look_src, slot_src, beat_src;
  slot_t               look_slot, probe_slot, fetch_slot;
  logic [WayWidth-1:0] way;
  machine_pkg::paddr_t victim_pa;
  machine_pkg::line_req_t look_req, slot_req;

  logic fails, full, begins, begins_probe, answers, puts, merges, fetches, uses, makes_dirty, makes_held;
  logic evict, accept;

  // What is in use of sets and ways; kept here, where the clock stands still
  machine_pkg::geometry_t geometry_q;
  logic [SetWidth-1:0]    last_set, s1_set;
  logic [WayWidth-1:0]    last_way;
  assign last_set = geometry_q.last_set[SetWidth-1:0];
  assign last_way = geometry_q.last_way[WayWidth-1:0];
  assign s1_set   = s1_req_q.pa[Shift +: SetWidth] & last_set;

  logic                empty_look, empties;
  logic [SetWidth-1:0] empty_set;

  logic                prefetch, prefetched, wake, slot_prefetched, two_free, is_prefetch;
  machine_pkg::paddr_t prefetch_pa;
  logic                slots_any, slot_free, slot_match, slot_freed, back_waits;
  logic                slot_dirty, slot_held, slot_absent, probe_keep;
  logic [Slots-1:0]    slots_put, slots_again;
  logic [2:0]          probe_word, beat_word;
  logic                beat_pass, beat_last, beat_fails, fetch_waits;
  logic [IdWidth-1:0]  beat_id;
  machine_pkg::paddr_t fetch_pa;

  logic                back_ready, back_busy, back_full, back_done;
  logic [2:0]          back_word;
  machine_pkg::paddr_t back_pa;

  logic                wb_busy, wb_freed;
  logic [1:0]          wb_buffer, wb_send;
  logic [2:0]          wb_word;

  logic                dma_active, dma_ready, dma_refused, dma_refused_last, dma_start, dma_done;
  logic [2:0]          dma_word;
  machine_pkg::line_op_e dma_op;
  machine_pkg::paddr_t dma_pa;
  logic [7:0]          dma_be;

  logic [Ports-1:0]    ask, soon, answer_free, answer_ends, answer_first, answer_read, answer_valid;
  logic [Ports*3-1:0]  answer_word;
  logic [Ports*64-1:0] answer_data;
  machine_pkg::dword_t line_word, dma_first, merged;

  // A cycle in which nothing happens switches nothing, and costs the compiled model next to nothing
  logic working, active;
  assign working = s1_q || put_q || merge_q || capture_q || slots_any || back_busy || dma_active || prefetch
                || empty_look;
  assign active  = working || dc_req_valid_i || ic_req_valid_i;
  assign awake_o = active || dma_req_valid_i || !tags_ready || wb_busy || answer_valid != '0
                || hold_i;

  always_comb begin
    idle_o = 1'b0;
    if (hold_i)
      idle_o = !s1_q && !put_q && !merge_q && !capture_q && !slots_any && !back_busy && !wb_busy
            && !dc_req_valid_i && !ic_req_valid_i && answer_free == '1;
  end
  assign ready_o = tags_ready;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || hold_i) geometry_q <= geometry_i;
  end

  // As after reset: what is kept from one request to the next; the rest is at rest
  logic kept_rst_n;
  assign kept_rst_n = rst_ni && !restart_i;

  // ---------------------------------------------------------------------------------------------
  // n: choose, and read the set

  assign ask[l2_pkg::SrcDc]  = dc_req_valid_i && dc_req_i.op != machine_pkg::LineWrite;
  assign ask[l2_pkg::SrcIc]  = ic_req_valid_i;
  assign ask[l2_pkg::SrcDma] = dma_ready && !hold_i;

  assign wake = slot_freed || back_done || wb_freed || answer_ends != '0;

  l2_arbiter #(.Slots(Slots)) u_arbiter (
    .clk_i,
    .rst_ni     (kept_rst_n),
    .active_i   (active),
    .open_i     (tags_ready),
    .wake_i     (wake),
    .ask_i      (ask),
    .soon_i     (soon),
    .back_i     (back_full),
    .put_i      (slots_put),
    .again_i    (slots_again),
    .prefetch_i (prefetch && !hold_i),
    .empty_i    (empty_look),
    .s1_i       (s1_q),
    .s1_look_i  (s1_look_q),
    .s1_src_i   (s1_src_q),
    .s1_slot_i  (s1_slot_q),
    .s1_fails_i (fails),
    .s1_full_i  (full),
    .look_o     (look),
    .look_kind_o(look_kind),
    .look_src_o (look_src),
    .look_slot_o(look_slot)
  );

  always_comb begin
    look_req = '0;
    if (look) begin
      unique case (look_kind)
        l2_pkg::LookAsk: unique case (look_src)
          l2_pkg::SrcDc:   look_req = dc_req_i;
          l2_pkg::SrcIc:   look_req = ic_req_i;
          l2_pkg::SrcPrefetch: look_req.pa = prefetch_pa;
          default: begin
            look_req.op = dma_op;
            look_req.pa = dma_pa;
          end
        endcase
        l2_pkg::LookBack: begin
          look_req.op = machine_pkg::LineWrite;
          look_req.pa = back_pa;
        end
        l2_pkg::LookEmpty: look_req.pa[Shift +: SetWidth] = empty_set;
        default: look_req = slot_req;
      endcase
    end
  end

  l2_tags #(.Sets(Sets), .Ways(Ways)) u_tags (
    .clk_i,
    .rst_ni        (kept_rst_n),
    .last_set_i    (last_set),
    .last_way_i    (last_way),
    .policy_i      (geometry_q.policy),
    .ready_o       (tags_ready),
    .look_i        (look),
    .look_pa_i     (look_req.pa),
    .s1_i          (s1_q),
    .s1_pa_i       (s1_req_q.pa),
    .hit_o         (hit),
    .held_o        (held),
    .prefetched_o  (prefetched),
    .way_o         (way),
    .victim_dirty_o(victim_dirty),
    .victim_pa_o   (victim_pa),
    .use_i         (uses),
    .put_i         (puts),
    .dirty_i       (makes_dirty),
    .held_i        (makes_held),
    .prefetched_i  (puts && s1_look_q == l2_pkg::LookPut && slot_prefetched),
    .pick_i        (empties),
    .drop_i        (empties && evict)
  );

  // ---------------------------------------------------------------------------------------------
  // n + 1: decide

  logic back_match;
  always_comb begin
    back_match = 1'b0;
    if (s1_q && back_busy) back_match = (back_pa[55:Shift] == s1_req_q.pa[55:Shift]);
  end

  l2_decide u_decide (
    .valid_i      (s1_q),
    .look_i       (s1_look_q),
    .src_i        (s1_src_q),
    .op_i         (s1_req_q.op),
    .hit_i        (hit),
    .held_i       (held),
    .mine_i       (slot_match || (s1_look_q == l2_pkg::LookAsk && back_match)),
    .slot_free_i  (s1_src_q == l2_pkg::SrcPrefetch ? two_free : slot_free),
    .answer_free_i(s1_src_q == l2_pkg::SrcPrefetch || answer_free[s1_src_q]),
    .room_i       (!victim_dirty || victim_ok),
    .slot_dirty_i (slot_dirty),
    .slot_held_i  (slot_held),
    .slot_absent_i(slot_absent),
    .fails_o      (fails),
    .full_o       (full),
    .begin_o      (begins),
    .begin_probe_o(begins_probe),
    .answer_o     (answers),
    .put_o        (puts),
    .merge_o      (merges),
    .fetch_o      (fetches),
    .use_o        (uses),
    .dirty_o      (makes_dirty),
    .held_o       (makes_held),
    .access_o     (event_access_o),
    .miss_o       (event_miss_o)
  );
  assign empties = s1_q && s1_look_q == l2_pkg::LookEmpty;
  assign evict  = victim_dirty && (puts || (empties && victim_ok));
  assign accept = s1_q && s1_look_q == l2_pkg::LookAsk && !fails;
  assign event_writeback_o = evict;

  assign ic_req_ready_o = accept && s1_src_q == l2_pkg::SrcIc;
  assign dc_req_ready_o = back_ready || (accept && s1_src_q == l2_pkg::SrcDc);
  assign dma_start      = accept && s1_src_q == l2_pkg::SrcDma;
  assign back_done      = puts && s1_look_q == l2_pkg::LookBack;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      s1_q      <= 1'b0;
      put_q     <= 1'b0;
      merge_q   <= 1'b0;
      capture_q <= 1'b0;
    end else if (active) begin
      s1_q      <= look;
      put_q     <= puts;
      merge_q   <= merges;
      capture_q <= answers || evict;
      if (look) begin
        s1_look_q <= look_kind;
        s1_src_q  <= (look_kind == l2_pkg::LookAsk) ? look_src : slot_src;
        s1_slot_q <= look_slot;
        s1_req_q  <= look_req;
      end
      if (s1_q) begin
        row_q         <= {s1_set, way};
        merge_word_q  <= s1_req_q.pa[5:3];
        capture_out_q <= evict ? {1'b1, wb_buffer} : {1'b0, s1_src_q};
        unique case (s1_look_q)
          l2_pkg::LookBack: put_in_q <= InWidth'(Slots);
          l2_pkg::LookPut:  put_in_q <= InWidth'(s1_slot_q);
          default:  put_in_q <= InWidth'(Slots + 1);   // DMA's whole line
        endcase
      end
    end
  end

  // ---------------------------------------------------------------------------------------------
  // n + 2: the data

  always_comb begin
    merged = line_word;
    if (merge_q) begin
      for (int unsigned i = 0; i < 8; i++) begin
        if (dma_be[i]) merged[8*i +: 8] = dma_first[8*i +: 8];
      end
    end
  end

  logic [2:0] first_word;
  always_comb begin
    first_word = merge_word_q;
    for (int unsigned p = 0; p < Ports; p++) if (answer_first[p]) first_word = answer_word[3*p +: 3];
  end

  l2_data #(.Sets(Sets), .Ways(Ways), .Slots(Slots), .Ports(Ports)) u_data (
    .clk_i,
    .re_i          (answers || merges || evict),
    .row_i         ({s1_set, way}),
    .sel_i         (merge_q || answer_first != '0),
    .sel_word_i    (first_word),
    .rdata_o       (line_word),
    .capture_i     (capture_q),
    .capture_out_i (capture_out_q),
    .answer_valid_i(answer_read),
    .answer_word_i (answer_word),
    .answer_data_o (answer_data),
    .back_valid_i  (mem_wvalid_o),
    .back_out_i    (wb_send),
    .back_word_i   (wb_word),
    .back_data_o   (mem_wdata_o),
    .mem_valid_i   (mem_rsp_valid_i),
    .mem_slot_i    (mem_rsp_i.id[SlotWidth-1:0]),
    .mem_word_i    (beat_word),
    .mem_data_i    (mem_rsp_i.data),
    .probe_valid_i (probe_keep),
    .probe_slot_i  (probe_slot),
    .probe_word_i  (probe_word),
    .probe_data_i  (probe_rsp_i.data),
    .dc_valid_i    (dc_wvalid_i && dc_wready_o),
    .dc_word_i     (back_word),
    .dc_data_i     (dc_wdata_i),
    .dma_valid_i   (dma_wvalid_i && dma_wready_o),
    .dma_word_i    (dma_word),
    .dma_data_i    (dma_wdata_i),
    .dma_first_o   (dma_first),
    .put_i         (put_q),
    .put_in_i      (put_in_q),
    .we_i          (merge_q),
    .wword_i       (merge_word_q),
    .wdata_i       (merged),
    .wrow_i        (row_q)
  );

  // ---------------------------------------------------------------------------------------------
  // Slots: probes and fetches

  l2_slots #(.Slots(Slots)) u_slots (
    .clk_i, .rst_ni,
    .any_o             (slots_any),
    .free_o            (slot_free),
    .two_free_o        (two_free),
    .begin_i           (begins),
    .begin_probe_i     (begins_probe),
    .begin_absent_i    (!hit),
    .begin_src_i       (s1_src_q),
    .begin_req_i       (s1_req_q),
    .look_i            (s1_q && (s1_look_q == l2_pkg::LookAsk || s1_look_q == l2_pkg::LookBack)),
    .look_pa_i         (s1_req_q.pa),
    .match_o           (slot_match),
    .meets_i           (fails && slot_match && s1_look_q == l2_pkg::LookAsk),
    .late_o            (event_late_o),
    .back_i            (dc_req_valid_i && dc_req_i.op == machine_pkg::LineWrite),
    .back_pa_i         (dc_req_i.pa),
    .back_waits_o      (back_waits),
    .probe_valid_o, .probe_ready_i, .probe_pa_o, .probe_invalidate_o,
    .probe_rsp_valid_i, .probe_rsp_dirty_i, .probe_rsp_here_i,
    .probe_rsp_last_i  (probe_rsp_i.last),
    .probe_keep_o      (probe_keep),
    .probe_slot_o      (probe_slot),
    .probe_word_o      (probe_word),
    .fetch_valid_o     (mem_read_valid_o),
    .fetch_waits_i     (fetch_waits),
    .fetch_ready_i     (mem_read_ready_i),
    .fetch_slot_o      (fetch_slot),
    .fetch_pa_o        (fetch_pa),
    .beat_valid_i      (mem_rsp_valid_i),
    .beat_i            (mem_rsp_i),
    .beat_word_o       (beat_word),
    .beat_pass_o       (beat_pass),
    .beat_last_o       (beat_last),
    .beat_src_o        (beat_src),
    .beat_id_o         (beat_id),
    .beat_fails_o      (beat_fails),
    .put_o             (slots_put),
    .again_o           (slots_again),
    .look_slot_i       (look_slot),
    .look_src_o        (slot_src),
    .look_req_o        (slot_req),
    .s1_slot_i         (s1_slot_q),
    .s1_dirty_o        (slot_dirty),
    .s1_held_o         (slot_held),
    .s1_absent_o       (slot_absent),
    .s1_prefetched_o   (slot_prefetched),
    .s1_put_i          (puts && s1_look_q == l2_pkg::LookPut),
    .s1_done_i         (s1_look_q == l2_pkg::LookAgain && (answers || puts || merges)),
    .s1_fetch_i        (fetches),
    .freed_o           (slot_freed)
  );

  always_comb begin
    mem_read_o = '0;
    if (mem_read_valid_o) begin
      mem_read_o.id = IdWidth'(fetch_slot);
      mem_read_o.op = machine_pkg::LineRead;
      mem_read_o.pa = fetch_pa;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Lines from the data cache, and to memory

  // No line is accepted that is being decided to be probed, or that a slot is about to probe: the probe
  // takes it with it.
  logic back_races;
  always_comb begin
    back_races = 1'b0;
    if (s1_q && dc_req_valid_i && s1_look_q == l2_pkg::LookAsk && s1_src_q != l2_pkg::SrcDc)
      back_races = (s1_req_q.pa[55:Shift] == dc_req_i.pa[55:Shift]);
  end

  l2_back u_back (
    .clk_i, .rst_ni,
    .req_valid_i(dc_req_valid_i && dc_req_i.op == machine_pkg::LineWrite),
    .allow_i    (tags_ready && !back_waits && !back_races),
    .req_pa_i   (dc_req_i.pa),
    .ready_o    (back_ready),
    .wvalid_i   (dc_wvalid_i),
    .wready_o   (dc_wready_o),
    .word_o     (back_word),
    .busy_o     (back_busy),
    .full_o     (back_full),
    .pa_o       (back_pa),
    .done_i     (back_done)
  );

  l2_writeback u_writeback (
    .clk_i, .rst_ni,
    .busy_o       (wb_busy),
    .victim_i     (victim_dirty),
    .victim_pa_i  (victim_pa),
    .victim_ok_o  (victim_ok),
    .evict_i      (evict),
    .buffer_o     (wb_buffer),
    .fetch_i      (slots_any && wb_busy),
    .fetch_pa_i   (fetch_pa),
    .fetch_waits_o(fetch_waits),
    .freed_o      (wb_freed),
    .req_valid_o  (mem_write_valid_o),
    .req_ready_i  (mem_write_ready_i),
    .req_o        (mem_write_o),
    .wvalid_o     (mem_wvalid_o),
    .wready_i     (mem_wready_i),
    .send_o       (wb_send),
    .word_o       (wb_word),
    .ack_valid_i  (mem_ack_valid_i),
    .ack_i        (mem_ack_i),
    .refused_o    (lost_valid_o),
    .refused_pa_o (lost_pa_o)
  );

  empty_sets #(.Sets(Sets)) u_empty (
    .clk_i, .rst_ni,
    .start_i   (empty_i),
    .last_set_i(last_set),
    .look_o    (empty_look),
    .set_o     (empty_set),
    .go_i      (look && look_kind == l2_pkg::LookEmpty),
    .s1_i      (empties),
    .dirty_i   (victim_dirty),
    .done_o    (empty_done_o)
  );

  // ---------------------------------------------------------------------------------------------
  // Prefetching

  logic is_read;       // a read of the data cache is taken up, of a line that it will not write
  always_comb begin
    is_prefetch      = 1'b0;
    is_read          = 1'b0;
    event_prefetch_o = 1'b0;
    event_useful_o   = 1'b0;
    event_useless_o  = 1'b0;
    if (s1_q) begin
      is_prefetch      = s1_look_q == l2_pkg::LookAsk && s1_src_q == l2_pkg::SrcPrefetch;
      is_read          = accept && s1_src_q == l2_pkg::SrcDc && !s1_req_q.store;
      event_prefetch_o = is_prefetch && begins;
      event_useful_o   = prefetched && hit && (uses || puts);
      event_useless_o  = prefetched && !hit && puts;
    end
  end

  l2_prefetch u_prefetch (
    .clk_i,
    .rst_ni    (kept_rst_n),
    .depth_i   (prefetch_depth_i),
    .touch_i   (is_read),
    .miss_i    (!hit),
    .touch_pa_i(s1_req_q.pa),
    .valid_o   (prefetch),
    .pa_o      (prefetch_pa),
    .go_i      (look && look_kind == l2_pkg::LookAsk && look_src == l2_pkg::SrcPrefetch),
    .done_i    (is_prefetch && !fails),
    .fails_i   (is_prefetch && fails),
    .wake_i    (wake)
  );

  // ---------------------------------------------------------------------------------------------
  // DMA

  l2_dma u_dma (
    .clk_i, .rst_ni,
    .req_valid_i(dma_req_valid_i),
    .req_ready_o(dma_req_ready_o),
    .req_i      (dma_req_i),
    .wvalid_i   (dma_wvalid_i),
    .wready_o   (dma_wready_o),
    .word_o     (dma_word),
    .active_o   (dma_active),
    .ready_o    (dma_ready),
    .refused_o  (dma_refused),
    .refused_last_o(dma_refused_last),
    .op_o       (dma_op),
    .pa_o       (dma_pa),
    .be_o       (dma_be),
    .start_i    (dma_start),
    .end_i      (dma_rsp_valid_o && dma_rsp_o.last)
  );
  // A whole line is written where it is put, a doubleword where it is merged
  assign dma_done = merge_q || (put_q && put_in_q == InWidth'(Slots + 1));

  // ---------------------------------------------------------------------------------------------
  // Answers: at each port a beat from memory, or the next of its stream

  localparam int unsigned RspWidth = $bits(dc_rsp_o);
  logic [Ports*RspWidth-1:0] rsp;
  machine_pkg::line_rsp_t    pass_rsp;
  always_comb begin
    pass_rsp      = mem_rsp_i;
    pass_rsp.id   = beat_id;
    pass_rsp.last = beat_last;
  end

  for (genvar p = 0; p < Ports; p++) begin : gen_answer
    l2_answer u_answer (
      .clk_i, .rst_ni,
      .start_i    (answers && s1_src_q == 2'(p)),
      .id_i       (s1_req_q.id),
      .word_i     (s1_req_q.pa[5:3]),
      .line_i     (s1_req_q.op == machine_pkg::LineRead),
      .free_o     (answer_free[p]),
      .soon_o     (soon[p]),
      .ends_o     (answer_ends[p]),
      .first_o    (answer_first[p]),
      .word_o     (answer_word[3*p +: 3]),
      .array_i    (line_word),
      .read_o     (answer_read[p]),
      .data_i     (answer_data[64*p +: 64]),
      .pass_i     (beat_pass && beat_src == 2'(p)),
      .pass_rsp_i (pass_rsp),
      .rsp_valid_o(answer_valid[p]),
      .rsp_o      (rsp[RspWidth*p +: RspWidth])
    );
  end

  assign dc_rsp_valid_o  = answer_valid[l2_pkg::SrcDc];
  assign ic_rsp_valid_o  = answer_valid[l2_pkg::SrcIc];
  assign dma_rsp_valid_o = answer_valid[l2_pkg::SrcDma] || dma_done || beat_fails || dma_refused;
  assign dc_rsp_o        = rsp[RspWidth*l2_pkg::SrcDc +: RspWidth];
  assign ic_rsp_o        = rsp[RspWidth*l2_pkg::SrcIc +: RspWidth];
  always_comb begin
    dma_rsp_o = rsp[RspWidth*l2_pkg::SrcDma +: RspWidth];
    if (dma_done || beat_fails || dma_refused) begin
      dma_rsp_o.last = !dma_refused || dma_refused_last;
      dma_rsp_o.err  = !dma_done;
    end
  end
endmodule
