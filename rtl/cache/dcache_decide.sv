// SPDX-License-Identifier: Apache-2.0
// What a look-up of the data cache comes to, in its second cycle: the one place where conflicts are decided.
// Pure logic.
//
// The core's access hits, or finds its doubleword in a line under way, or takes a line's place at once
// (`alloc_o`), whose dirty victim leaves in the same cycle, or is to be looked up again. An `early` load that
// must wait leaves the slot nevertheless, answered with `late`; an early store merges into the line under way,
// unless an older load still waits for what it would overwrite, or a beat is being written there. MemFlush
// gives a dirty line back when there is room for it, and waits for one under way.
//
// The walker's read is like a load; its compare-and-set writes where memory is as expected.
//
// A probe takes a dirty line out of the array, or out of the write-back buffer as long as it is here whole; it
// waits for a line that has been asked for.
//
// Emptying the cache (docs/geometry.md) makes one dirty line of a set leave, if there is room for it.
module dcache_decide (
  input  logic                  valid_i,
  input  dcache_pkg::look_e     look_i,
  // the request
  input  machine_pkg::mem_op_e  op_i,            // the core's
  input  logic                  early_i,
  input  logic                  reserved_i,      // the line is
  input  logic                  cas_i,           // the walker's is a compare-and-set
  input  machine_pkg::dword_t   expected_i,
  input  logic                  invalidate_i,    // the probe's
  // the line in the array, or the one whose place it would take
  input  logic                  hit_i,
  input  logic                  dirty_i,
  input  machine_pkg::dword_t   array_i,
  input  logic                  victim_ok_i,
  input  logic                  victim_dirty_i,
  // the line under way
  input  logic                  match_i,
  input  logic                  match_done_i,    // it is being installed
  input  logic                  match_sent_i,
  input  logic                  match_err_i,
  input  logic                  have_i,          // what is wanted is in its buffer
  input  logic                  comes_i,         // or in this cycle's beat
  input  machine_pkg::dword_t   fill_data_i,
  input  machine_pkg::line_rsp_t beat_i,
  input  logic                  full_i,          // no other can be fetched
  input  logic                  busy_i,          // nor prefetched
  // what stands in the way of a store to the doubleword, and to the whole line
  input  logic                  word_waits_i,
  input  logic                  line_waits_i,
  input  logic                  word_beat_i,
  input  logic                  line_beat_i,
  // the line on its way out
  input  logic                  out_full_i,      // there is no room for another
  input  logic                  out_match_i,
  input  logic                  out_lendable_i,
  // to the array
  output logic                  use_o,
  output logic                  forget_o,
  output logic                  core_writes_o,
  output logic                  ptw_writes_o,
  output machine_pkg::dword_t   rdata_o,
  // to the lines under way
  output logic                  misses_o,
  output logic                  alloc_o,
  output logic                  can_alloc_o,
  output logic                  merge_o,
  output logic                  zero_o,          // all bytes of the line become zero
  // to those that leave: read out of the array in this cycle
  output logic                  evict_o,         // for the write-back buffer
  output logic                  give_o,          // for the probe
  output logic                  own_o,           // the line itself, not a victim
  output logic                  drop_o,          // a victim whose place nobody takes
  output logic                  lend_o,          // the probe takes it from the write-back buffer
  output logic                  clean_o,         // or gets nothing
  output logic                  probe_waits_o,
  // to the client's slot
  output logic                  done_o,
  output logic                  late_o,
  output logic                  leaves_o,
  output logic                  store_o,         // an early store
  output logic                  flush_o,
  output logic                  sc_fails_o,
  output logic                  err_o,
  output logic                  waits_o,         // for the line
  output logic                  soon_o
);
  logic have, fetched, gives, stands;

  always_comb begin
    use_o         = 1'b0;
    forget_o      = 1'b0;
    core_writes_o = 1'b0;
    ptw_writes_o  = 1'b0;
    rdata_o       = array_i;
    misses_o      = 1'b0;
    alloc_o       = 1'b0;
    can_alloc_o   = 1'b0;
    merge_o       = 1'b0;
    zero_o        = 1'b0;
    evict_o       = 1'b0;
    give_o        = 1'b0;
    own_o         = 1'b0;
    drop_o        = 1'b0;
    lend_o        = 1'b0;
    clean_o       = 1'b0;
    probe_waits_o = 1'b0;
    done_o        = 1'b0;
    late_o        = 1'b0;
    leaves_o      = 1'b0;
    store_o       = 1'b0;
    flush_o       = 1'b0;
    sc_fails_o    = 1'b0;
    err_o         = 1'b0;
    waits_o       = 1'b0;
    soon_o        = 1'b0;
    have          = 1'b0;
    fetched       = 1'b0;
    gives         = 1'b0;
    stands        = 1'b0;
    if (valid_i) begin
      if (!hit_i) begin
        have        = match_i && (have_i || comes_i);
        rdata_o     = have_i ? fill_data_i : beat_i.data;
        err_o       = match_err_i || (!have_i && beat_i.err);
        can_alloc_o = !full_i && !match_done_i && !out_match_i && victim_ok_i
                   && (!victim_dirty_i || !out_full_i);
      end
      unique case (look_i)
        dcache_pkg::LookCore: begin
          zero_o        = op_i == machine_pkg::MemZero;
          flush_o       = op_i == machine_pkg::MemFlush;
          store_o       = early_i && (op_i == machine_pkg::MemStore || zero_o);
          sc_fails_o    = op_i == machine_pkg::MemSc && !reserved_i;
          core_writes_o = hit_i && !sc_fails_o && machine_pkg::op_writes(op_i);
          misses_o      = !hit_i && !match_i && !flush_o;
          gives         = flush_o && hit_i && dirty_i && !out_full_i;
          use_o         = hit_i && !flush_o;
          forget_o      = hit_i && flush_o && (!dirty_i || gives);
        end
        dcache_pkg::LookPtw: begin
          ptw_writes_o = hit_i && cas_i && array_i == expected_i;
          misses_o     = !hit_i && !match_i;
          use_o        = hit_i;
          done_o       = hit_i || (have && !cas_i);
          leaves_o     = done_o;
        end
        dcache_pkg::LookProbe: begin
          probe_waits_o = (match_i || match_done_i) && match_sent_i;
          give_o        = dirty_i;
          lend_o        = out_match_i && out_lendable_i;
          clean_o       = !give_o && !lend_o && !probe_waits_o;
          forget_o      = hit_i && invalidate_i;
        end
        dcache_pkg::LookPrefetch: misses_o = !hit_i && !match_i && !busy_i;
        default: gives = victim_dirty_i && !out_full_i;      // LookEmpty: the victim is a dirty line
      endcase
      // a miss takes a fill entry and its victim's place at once
      alloc_o = can_alloc_o && misses_o;
      fetched = match_i || alloc_o;
      evict_o = (alloc_o && victim_dirty_i) || gives;
      own_o   = give_o || (gives && look_i != dcache_pkg::LookEmpty);
      drop_o  = gives && look_i == dcache_pkg::LookEmpty;
      if (flush_o) begin
        // a line under way is waited for; one that leaves already is as good as gone
        done_o   = hit_i ? forget_o : !match_i && !match_done_i;
        leaves_o = done_o;
        soon_o   = !match_i;
      end else if (look_i == dcache_pkg::LookCore) begin
        // a younger store must not overwrite what an older load waits for, nor this cycle's beat
        stands   = match_i && (zero_o ? line_waits_i : word_waits_i);
        merge_o  = store_o && fetched && !stands && !(zero_o ? match_i && line_beat_i : word_beat_i);
        done_o   = hit_i || merge_o || (have && op_i == machine_pkg::MemLoad);
        late_o   = early_i && op_i == machine_pkg::MemLoad && !done_o && fetched;
        leaves_o = done_o || late_o;
        soon_o   = store_o && fetched && !stands;
      end
      err_o   = err_o && done_o && !store_o && !flush_o;
      waits_o = fetched && !soon_o;
    end
  end
endmodule
