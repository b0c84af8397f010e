// SPDX-License-Identifier: Apache-2.0
// The L2's slots: each holds the whole story of one line that could not be answered at once.
//
//   probe   the data cache is asked for the line, or waits for its turn to be asked
//   fetch   the line waits for its turn to be asked of memory
//   fill    memory gives it
//   again   the request looks up again: after a probe; after a fetch for what DMA writes into it
//   put     the line in the slot's buffer waits to be put into the cache
//
// A slot is in one of these, and keeps its line to itself from beginning to end: no other request for the
// line is taken up meanwhile. What a slot waits for never waits for a request that it keeps out:
//
//   a probe needs the data cache, which answers at any time; but the line must not be on its way out of
//   there: while a slot is in `probe` the data cache's write-back of its line is not accepted
//   (`back_waits_o`), and no slot is begun for a line that is being collected;
//   a fetch needs memory, and a write-back of the same line that has not been answered goes first;
//   a put needs the pipeline and perhaps a write-back buffer, which memory frees.
module l2_slots #(
  parameter int unsigned Slots = 4,
  parameter int unsigned SlotWidth = $clog2(Slots)
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  output logic                   any_o,
  output logic                   free_o,          // there is a free slot
  output logic                   two_free_o,      // there are two; only for a look-up
  // begin: s1's request takes the free slot
  input  logic                   begin_i,
  input  logic                   begin_probe_i,   // with a probe; else with a fetch
  input  logic                   begin_absent_i,  // its line is not in the cache
  input  l2_pkg::src_e           begin_src_i,
  input  machine_pkg::line_req_t begin_req_i,
  // s1's address: is it a slot's line? The data cache's: is it one to be probed?
  input  logic                   look_i,
  input  machine_pkg::paddr_t    look_pa_i,
  output logic                   match_o,
  input  logic                   meets_i,         // a request does meet its slot
  output logic                   late_o,          // which was prefetching, and now is no more
  input  logic                   back_i,
  input  machine_pkg::paddr_t    back_pa_i,
  output logic                   back_waits_o,
  // probe
  output logic                   probe_valid_o,
  input  logic                   probe_ready_i,
  output machine_pkg::paddr_t    probe_pa_o,
  output logic                   probe_invalidate_o,
  input  logic                   probe_rsp_valid_i,
  input  logic                   probe_rsp_dirty_i,
  input  logic                   probe_rsp_here_i,
  input  logic                   probe_rsp_last_i,
  output logic                   probe_keep_o,    // this beat goes into the slot's buffer ...
  output logic [SlotWidth-1:0]   probe_slot_o,
  output logic [2:0]             probe_word_o,    // ... here
  // memory
  output logic                   fetch_valid_o,
  input  logic                   fetch_waits_i,
  input  logic                   fetch_ready_i,
  output logic [SlotWidth-1:0]   fetch_slot_o,
  output machine_pkg::paddr_t    fetch_pa_o,
  input  logic                   beat_valid_i,
  input  machine_pkg::line_rsp_t beat_i,
  output logic [2:0]             beat_word_o,
  output logic                   beat_pass_o,     // this beat is an answer ...
  output logic                   beat_last_o,     // ... and its last
  output l2_pkg::src_e           beat_src_o,
  output logic [machine_pkg::LineIdWidth-1:0] beat_id_o,
  output logic                   beat_fails_o,    // DMA's write ends here: its line was refused
  // the pipeline: what waits for it; the slot that it has chosen; what became of it in s1
  output logic [Slots-1:0]       put_o,
  output logic [Slots-1:0]       again_o,
  input  logic [SlotWidth-1:0]   look_slot_i,
  output l2_pkg::src_e           look_src_o,
  output machine_pkg::line_req_t look_req_o,
  input  logic [SlotWidth-1:0]   s1_slot_i,
  output logic                   s1_dirty_o,
  output logic                   s1_held_o,
  output logic                   s1_absent_o,
  output logic                   s1_prefetched_o,
  input  logic                   s1_put_i,        // its line has been put
  input  logic                   s1_done_i,       // its request has been answered
  input  logic                   s1_fetch_i,      // its line is missing
  output logic                   freed_o          // a slot ends in this cycle
);
  localparam int unsigned Shift = machine_pkg::LineShift;

  logic [Slots-1:0] valid, probe_q, fetch_q, fill_q, again_q, put_q;
  logic [Slots-1:0] probe_d, fetch_d, fill_d, again_d, put_d;
  logic [Slots-1:0] dirty_q, held_q, absent_q, refused_q, prefetch_q;
  logic [Slots-1:0] match;
  machine_pkg::paddr_t   pa_q [Slots];
  machine_pkg::line_op_e op_q [Slots];
  l2_pkg::src_e          src_q [Slots];
  logic [machine_pkg::LineIdWidth-1:0] id_q [Slots];
  logic [2:0]            count_q [Slots];    // beats that have come

  assign valid   = probe_q | fetch_q | fill_q | again_q | put_q;
  assign any_o   = (valid != '0);
  assign free_o  = (valid != '1);
  assign put_o   = put_q;
  assign again_o = again_q;

  logic [SlotWidth-1:0] free_slot;
  always_comb begin
    free_slot = '0;
    if (begin_i)
      for (int unsigned i = Slots; i > 0; i--) if (!valid[i-1]) free_slot = SlotWidth'(i - 1);
  end

  always_comb begin
    match        = '0;
    back_waits_o = 1'b0;
    two_free_o   = 1'b1;
    if (look_i && any_o) begin
      two_free_o = (valid | (valid + 1'b1)) != '1;
      for (int unsigned i = 0; i < Slots; i++)
        if (valid[i] && pa_q[i][55:Shift] == look_pa_i[55:Shift]) match[i] = 1'b1;
    end
    if (back_i && probe_q != '0) begin
      for (int unsigned i = 0; i < Slots; i++)
        if (probe_q[i] && pa_q[i][55:Shift] == back_pa_i[55:Shift]) back_waits_o = 1'b1;
    end
  end

  assign match_o = (match != '0);
  assign late_o  = meets_i && (match & prefetch_q) != '0;

  // ---------------------------------------------------------------------------------------------
  // The two channels

  logic                 probe_turn, fetch_turn, asked_q, asked_d, probe_ends, whole_line;
  logic [SlotWidth-1:0] probe_slot, fetch_slot, beat_slot;
  logic                 active;
  assign active = any_o || begin_i;

  l2_turn #(.Slots(Slots)) u_probe_turn (
    .clk_i, .rst_ni, .active_i(active), .want_i(probe_d), .valid_o(probe_turn), .slot_o(probe_slot)
  );
  l2_turn #(.Slots(Slots)) u_fetch_turn (
    .clk_i, .rst_ni, .active_i(active), .want_i(fetch_d), .valid_o(fetch_turn), .slot_o(fetch_slot)
  );

  // A dirty line is kept, unless DMA is about to overwrite all of it
  always_comb begin
    probe_valid_o      = 1'b0;
    probe_pa_o         = '0;
    probe_invalidate_o = 1'b0;
    whole_line         = 1'b0;
    probe_keep_o       = 1'b0;
    probe_word_o       = '0;
    probe_ends         = 1'b0;
    asked_d            = asked_q;
    if (probe_turn) begin
      probe_valid_o      = !asked_q;
      probe_pa_o         = pa_q[probe_slot];
      whole_line         = op_q[probe_slot] == machine_pkg::LineWrite;
      probe_invalidate_o = whole_line || op_q[probe_slot] == machine_pkg::DwordWrite;
      probe_keep_o       = probe_rsp_valid_i && probe_rsp_dirty_i && !whole_line;
      probe_word_o       = count_q[probe_slot];
      probe_ends         = probe_rsp_valid_i && probe_rsp_last_i;
      asked_d            = (asked_q || probe_ready_i) && !probe_ends;
    end
  end
  assign probe_slot_o = probe_slot;

  logic fetch_wanted;
  always_comb begin
    fetch_wanted = 1'b0;
    fetch_pa_o   = '0;
    if (fetch_turn) begin
      fetch_wanted = 1'b1;
      fetch_pa_o   = pa_q[fetch_slot];
    end
  end
  assign fetch_valid_o = fetch_wanted && !fetch_waits_i;
  assign fetch_slot_o  = fetch_slot;

  logic beat_error;
  assign beat_slot = beat_i.id[SlotWidth-1:0];
  always_comb begin
    beat_word_o  = '0;
    beat_pass_o  = 1'b0;
    beat_last_o  = 1'b0;
    beat_src_o   = l2_pkg::SrcDc;
    beat_id_o    = '0;
    beat_fails_o = 1'b0;
    beat_error   = 1'b0;
    if (beat_valid_i) begin
      beat_error  = beat_i.err || refused_q[beat_slot];
      beat_word_o = pa_q[beat_slot][5:3] + count_q[beat_slot];
      beat_src_o  = src_q[beat_slot];
      beat_id_o   = id_q[beat_slot];
      unique case (op_q[beat_slot])
        machine_pkg::LineRead: begin
          beat_pass_o = (beat_src_o != l2_pkg::SrcPrefetch);
          beat_last_o = beat_i.last;
        end
        machine_pkg::DwordRead: begin
          beat_pass_o = (count_q[beat_slot] == '0);
          beat_last_o = 1'b1;
        end
        default: beat_fails_o = beat_i.last && beat_error;
      endcase
    end
  end

  // ---------------------------------------------------------------------------------------------
  // The slot of a look-up

  assign look_src_o  = src_q[look_slot_i];
  always_comb begin
    look_req_o = '0;
    if ((again_q | put_q) != '0) begin
      look_req_o.id = id_q[look_slot_i];
      look_req_o.op = op_q[look_slot_i];
      look_req_o.pa = pa_q[look_slot_i];
    end
  end
  assign s1_dirty_o  = dirty_q[s1_slot_i];
  assign s1_held_o   = held_q[s1_slot_i];
  assign s1_absent_o = absent_q[s1_slot_i];
  assign s1_prefetched_o = prefetch_q[s1_slot_i];

  // ---------------------------------------------------------------------------------------------
  // From state to state

  always_comb begin
    probe_d = probe_q;
    fetch_d = fetch_q;
    fill_d  = fill_q;
    again_d = again_q;
    put_d   = put_q;
    if (active) begin
      if (begin_i) begin
        if (begin_probe_i) probe_d[free_slot] = 1'b1;
        else               fetch_d[free_slot] = 1'b1;
      end
      if (probe_ends) begin
        probe_d[probe_slot] = 1'b0;
        if (probe_keep_o)                              put_d[probe_slot]   = 1'b1;
        else if (absent_q[probe_slot] && !whole_line)  fetch_d[probe_slot] = 1'b1;
        else                                           again_d[probe_slot] = 1'b1;
      end
      if (fetch_valid_o && fetch_ready_i) begin
        fetch_d[fetch_slot] = 1'b0;
        fill_d[fetch_slot]  = 1'b1;
      end
      if (beat_valid_i && beat_i.last) begin
        fill_d[beat_slot] = 1'b0;
        put_d[beat_slot]  = !beat_error;
      end
      if (s1_put_i) begin
        // what was probed has its answer still to come, and so has what DMA writes into the line
        put_d[s1_slot_i]   = 1'b0;
        again_d[s1_slot_i] = dirty_q[s1_slot_i]
                          || op_q[s1_slot_i] == machine_pkg::DwordWrite;
      end
      if (s1_done_i)  again_d[s1_slot_i] = 1'b0;
      if (s1_fetch_i) begin
        again_d[s1_slot_i] = 1'b0;
        fetch_d[s1_slot_i] = 1'b1;
      end
    end
  end

  assign freed_o = active && (valid & ~(probe_d | fetch_d | fill_d | again_d | put_d)) != '0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      probe_q   <= '0;
      fetch_q   <= '0;
      fill_q    <= '0;
      again_q   <= '0;
      put_q     <= '0;
      asked_q   <= 1'b0;
      dirty_q   <= '0;
      held_q    <= '0;
      absent_q  <= '0;
      refused_q <= '0;
      prefetch_q <= '0;
    end else if (active) begin
      probe_q <= probe_d;
      fetch_q <= fetch_d;
      fill_q  <= fill_d;
      again_q <= again_d;
      put_q   <= put_d;
      asked_q <= asked_d;
      if (meets_i) prefetch_q <= prefetch_q & ~match;
      if (begin_i) begin
        pa_q[free_slot]      <= begin_req_i.pa;
        op_q[free_slot]      <= begin_req_i.op;
        id_q[free_slot]      <= begin_req_i.id;
        src_q[free_slot]     <= begin_src_i;
        count_q[free_slot]   <= '0;
        dirty_q[free_slot]   <= 1'b0;
        // nothing is known of a line that is fetched ahead: the data cache may hold it, and dirty
        held_q[free_slot]    <= (begin_src_i == l2_pkg::SrcDc) || (begin_src_i == l2_pkg::SrcPrefetch);
        absent_q[free_slot]  <= begin_absent_i;
        refused_q[free_slot] <= 1'b0;
        prefetch_q[free_slot] <= (begin_src_i == l2_pkg::SrcPrefetch);
      end
      if (probe_keep_o) count_q[probe_slot] <= count_q[probe_slot] + 3'd1;
      if (probe_ends) begin
        dirty_q[probe_slot] <= probe_keep_o;
        held_q[probe_slot]  <= !probe_invalidate_o && (probe_rsp_dirty_i || probe_rsp_here_i);
      end
      if (beat_valid_i) begin
        count_q[beat_slot] <= count_q[beat_slot] + 3'd1;
        if (beat_i.err) refused_q[beat_slot] <= 1'b1;
      end
      if (s1_put_i) dirty_q[s1_slot_i] <= 1'b0;
    end
  end
endmodule
