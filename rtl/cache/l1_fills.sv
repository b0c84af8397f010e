// SPDX-License-Identifier: Apache-2.0
// The lines that a first-level cache is fetching. An entry is allocated on a miss or for a prefetch,
// asked for from below with the doubleword that is wanted first, collects its beats (the data lie in
// l1_data) and, when the last has come, offers itself as `done` until the cache retires it. An entry
// that was refused below, or spoiled meanwhile by `spoil_i`, is done with `done_install_o` low: it must
// not enter the array.
//
// Entries are allocated in turn, and asked for in turn; the entry's number is the ID of its request, by which
// its beats are known. They may come in any order between entries, and a line that has come is
// retired whatever others wait for.
//
// Stores may merge into a line under way. An entry knows the bytes that they have written: these are
// newer than what the beats bring. A line of which stores have written every byte is claimed: one beat, without
// meaning, says that it is ours.
//
// So a line whose first store is to its first or last byte (`alloc_hold_i`) is not asked for at once: it is held back
// while stores go on merging into it, and claimed when they have written all of it. It is read nevertheless when no
// store has come for Patience cycles, when somebody waits for it or for an entry, and when another is held back.
module l1_fills #(
  parameter int unsigned Fills = 4,       // a power of two, at least 2
  parameter int unsigned SetWidth = 6,
  parameter int unsigned WayWidth = 3,
  parameter int unsigned Patience = 16,
  parameter int unsigned FillWidth = $clog2(Fills)
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic [SetWidth-1:0]    last_set_i,     // the bits of an address that name its set
  // allocate
  input  logic                   alloc_i,
  input  machine_pkg::paddr_t    alloc_pa_i,
  input  logic [WayWidth-1:0]    alloc_way_i,
  input  logic                   alloc_prefetch_i,
  input  logic                   alloc_store_i,  // it will be written
  input  logic                   alloc_claim_i,  // and all of it is, in this cycle: it is claimed, not read
  input  logic                   alloc_hold_i,   // or perhaps soon
  input  logic                   full_waits_i,   // a miss finds no entry free
  output logic [FillWidth-1:0]   alloc_fill_o,
  output logic                   full_o,
  output logic                   any_o,
  output logic                   busy_o,         // too full for a prefetch
  input  logic                   spoil_i,        // nothing under way may enter the array
  // requests and beats
  output logic                   line_req_valid_o,
  input  logic                   line_req_ready_i,
  output machine_pkg::paddr_t    line_req_pa_o,
  output logic [FillWidth-1:0]   line_req_fill_o,
  output logic                   line_req_store_o,
  output logic                   line_req_claim_o,
  input  logic                   beat_valid_i,
  input  logic [FillWidth-1:0]   beat_fill_i,
  input  logic                   beat_last_i,
  input  logic                   beat_err_i,
  output logic [2:0]             beat_word_o,
  output logic [7:0]             beat_stored_o,  // bytes of it that stores have written
  // look-up of an address: is its line under way, and has its doubleword come?
  input  logic                   look_i,
  input  machine_pkg::paddr_t    look_pa_i,
  input  logic [7:0]             look_be_i,      // the bytes of it that are wanted
  output logic                   match_o,        // one that is not offered as done
  output logic                   match_done_o,   // the one that is
  output logic [FillWidth-1:0]   match_fill_o,
  output logic                   match_have_o,   // what is wanted has come, or stores have written all of it
  output logic                   match_beat_o,   // the doubleword comes in this cycle
  output logic                   match_comes_o,  // and stores have written nothing of it
  output logic                   match_err_o,
  output logic                   match_sent_o,
  output logic                   match_prefetch_o,
  input  logic                   match_use_i,    // a prefetch that is used is one no more
  input  logic                   match_waits_i,  // somebody waits for it
  input  logic                   merge_i,        // a store writes bytes of the doubleword of `look_pa_i`
  input  logic [7:0]             merge_be_i,     // in the entry that matches, or is being allocated
  input  logic                   merge_whole_i,  // all bytes of the line
  output logic                   stores_o,       // some entry has bytes from stores
  output logic [(1<<WayWidth)-1:0] taken_o,      // ways of this set that lines under way will take
  // retire
  output logic                   done_o,
  output logic                   done_install_o,
  output logic                   done_err_o,
  output logic                   done_prefetch_o,
  output logic                   done_stored_o,  // stores have written to it
  output logic [FillWidth-1:0]   done_fill_o,
  output machine_pkg::paddr_t    done_pa_o,
  output logic [WayWidth-1:0]    done_way_o,
  input  logic                   retire_i
);
  localparam int unsigned Shift = machine_pkg::LineShift;

  if (Fills < 2 || 2 ** FillWidth != Fills) begin : gen_check_fills
    $error("l1_fills: Fills must be a power of two, at least 2");
  end

  localparam int unsigned LeftWidth = $clog2(Patience);

  logic [FillWidth-1:0] alloc_q;               // the entry that is next
  logic                 offer_q;               // the request for `offer_fill_q` has been offered in vain
  logic [FillWidth-1:0] offer_fill_q;
  logic                 hold_q;                // entry `hold_fill_q` is held back, for so long
  logic [FillWidth-1:0] hold_fill_q;
  logic [LeftWidth-1:0] hold_left_q;
  logic [FillWidth:0]   count_q;
  logic [Fills-1:0]     valid_q, unsent_q, come_q, err_q, spoiled_q, prefetch_q, store_q, claim_q;
  machine_pkg::paddr_t  pa_q [Fills];
  logic [WayWidth-1:0]  way_q [Fills];
  logic [7:0]           here_q [Fills];        // doublewords that have come
  logic [2:0]           word_q [Fills];        // of the next beat, counted from the first

  logic [63:0]          stored_q [Fills];      // bytes that stores have written
  logic [Fills-1:0]     dirty_q;               // there are some

  assign alloc_fill_o    = alloc_q;
  assign any_o           = (count_q != '0);
  assign stores_o        = (dirty_q != '0);

  // The oldest that has not been asked for, and is not held back; what has been offered stays
  logic [Fills-1:0]     ready;
  logic [FillWidth-1:0] send;
  always_comb begin
    ready = unsent_q;
    send  = offer_fill_q;
    if (unsent_q != '0) begin
      if (hold_q) ready[hold_fill_q] = 1'b0;
      if (!offer_q) begin
        for (int unsigned i = Fills; i > 0; i--)
          if (ready[alloc_q + FillWidth'(i - 1)]) send = alloc_q + FillWidth'(i - 1);
      end
    end
    line_req_valid_o = (ready != '0);
    line_req_fill_o  = send;
    line_req_pa_o    = '0;
    line_req_store_o = 1'b0;
    line_req_claim_o = 1'b0;
    if (line_req_valid_o) begin
      line_req_pa_o    = pa_q[send];
      line_req_store_o = store_q[send];
      line_req_claim_o = claim_q[send];
    end
  end

  always_comb begin
    full_o           = 1'b0;
    busy_o           = 1'b0;
    done_o           = 1'b0;
    done_fill_o      = '0;
    done_pa_o        = '0;
    done_way_o       = '0;
    done_err_o       = 1'b0;
    done_install_o   = 1'b0;
    done_prefetch_o  = 1'b0;
    done_stored_o    = 1'b0;
    if (any_o) begin
      full_o           = valid_q[alloc_q];
      busy_o           = full_o || count_q >= (FillWidth + 1)'(Fills - 1);
      done_o           = (come_q != '0);
      if (done_o) begin
        for (int unsigned i = Fills; i > 0; i--) if (come_q[i-1]) done_fill_o = FillWidth'(i - 1);
        done_pa_o       = pa_q[done_fill_o];
        done_way_o      = way_q[done_fill_o];
        done_err_o      = err_q[done_fill_o];
        done_prefetch_o = prefetch_q[done_fill_o];
        done_stored_o   = dirty_q[done_fill_o];
        done_install_o  = !done_err_o && !spoiled_q[done_fill_o];
      end
    end
  end

  always_comb begin
    beat_word_o   = '0;
    beat_stored_o = '0;
    if (beat_valid_i) begin
      beat_word_o = pa_q[beat_fill_i][5:3] + word_q[beat_fill_i];
      if (dirty_q[beat_fill_i]) beat_stored_o = stored_q[beat_fill_i][8*beat_word_o +: 8];
    end
  end

  logic [7:0] match_stored;      // bytes of the doubleword that stores have written
  always_comb begin
    match_o          = 1'b0;
    match_done_o     = 1'b0;
    match_fill_o     = '0;
    match_have_o     = 1'b0;
    match_beat_o     = 1'b0;
    match_comes_o    = 1'b0;
    match_err_o      = 1'b0;
    match_sent_o     = 1'b0;
    match_prefetch_o = 1'b0;
    match_stored     = '0;
    taken_o          = '0;
    if (look_i && any_o) begin
      for (int unsigned i = 0; i < Fills; i++) begin
        if (valid_q[i] && ((pa_q[i][Shift +: SetWidth] ^ look_pa_i[Shift +: SetWidth]) & last_set_i) == '0) begin
          taken_o[way_q[i]] = 1'b1;
          if (pa_q[i][55:Shift] == look_pa_i[55:Shift] && !spoiled_q[i]) begin
            match_done_o     = done_o && done_fill_o == FillWidth'(i);
            match_o          = !match_done_o;
            match_fill_o     = FillWidth'(i);
            if (dirty_q[i]) match_stored = stored_q[i][8*look_pa_i[5:3] +: 8];
            match_have_o     = here_q[i][look_pa_i[5:3]] || (look_be_i & ~match_stored) == '0;
            match_beat_o     = beat_valid_i && beat_fill_i == FillWidth'(i) && beat_word_o == look_pa_i[5:3];
            match_comes_o    = match_beat_o && match_stored == '0;
            match_err_o      = err_q[i];
            match_prefetch_o = prefetch_q[i];
            match_sent_o     = !unsent_q[i];
          end
        end
      end
    end
  end

  logic [FillWidth-1:0] merge_fill;
  logic [63:0]          merge_bytes;
  always_comb begin
    merge_fill  = alloc_i ? alloc_fill_o : match_fill_o;
    merge_bytes = '0;
    if (merge_i) begin
      if (!alloc_i && dirty_q[merge_fill]) merge_bytes = stored_q[merge_fill];
      merge_bytes[8*look_pa_i[5:3] +: 8] = merge_bytes[8*look_pa_i[5:3] +: 8] | merge_be_i;
      if (merge_whole_i) merge_bytes = '1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      dirty_q    <= '0;
      alloc_q    <= '0;
      offer_q    <= 1'b0;
      hold_q     <= 1'b0;
      count_q    <= '0;
      valid_q    <= '0;
      unsent_q   <= '0;
      come_q     <= '0;
      err_q      <= '0;
      spoiled_q  <= '0;
      prefetch_q <= '0;
    end else if (any_o || alloc_i) begin
      count_q <= count_q + (FillWidth + 1)'(alloc_i) - (FillWidth + 1)'(retire_i);
      if (spoil_i) spoiled_q <= '1;
      if (match_use_i) prefetch_q[match_fill_o] <= 1'b0;
      if (line_req_valid_o) begin
        offer_q      <= !line_req_ready_i;
        offer_fill_q <= send;
        if (line_req_ready_i) unsent_q[send] <= 1'b0;
      end
      if (beat_valid_i) begin
        here_q[beat_fill_i][beat_word_o] <= 1'b1;
        word_q[beat_fill_i]              <= word_q[beat_fill_i] + 3'd1;
        if (beat_err_i)  err_q[beat_fill_i]  <= 1'b1;
        if (beat_last_i) come_q[beat_fill_i] <= 1'b1;
      end
      if (retire_i) begin
        valid_q[done_fill_o] <= 1'b0;
        come_q[done_fill_o]  <= 1'b0;
      end
      if (alloc_i) begin
        alloc_q             <= alloc_q + 1'b1;
        valid_q[alloc_q]    <= 1'b1;
        unsent_q[alloc_q]   <= 1'b1;
        pa_q[alloc_q]       <= alloc_pa_i;
        way_q[alloc_q]      <= alloc_way_i;
        here_q[alloc_q]     <= '0;
        word_q[alloc_q]     <= '0;
        err_q[alloc_q]      <= 1'b0;
        spoiled_q[alloc_q]  <= 1'b0;   // it is asked for after any spoiling
        prefetch_q[alloc_q] <= alloc_prefetch_i;
        store_q[alloc_q]    <= alloc_store_i;
        claim_q[alloc_q]    <= alloc_claim_i;
      end
      if (alloc_i && alloc_hold_i) begin
        hold_q      <= 1'b1;
        hold_fill_q <= alloc_q;
        hold_left_q <= LeftWidth'(Patience - 1);
      end else if (hold_q) begin
        hold_left_q <= hold_left_q - 1'b1;
        if (merge_i && !alloc_i && match_fill_o == hold_fill_q) begin
          hold_left_q <= LeftWidth'(Patience - 1);
          if (merge_bytes == '1) begin
            hold_q               <= 1'b0;
            claim_q[hold_fill_q] <= 1'b1;
          end
        end else if (hold_left_q == '0 || full_waits_i || (match_waits_i && match_fill_o == hold_fill_q)) begin
          hold_q <= 1'b0;
        end
      end
      if (retire_i) dirty_q[done_fill_o] <= 1'b0;
      if (merge_i) begin
        dirty_q[merge_fill]  <= 1'b1;
        stored_q[merge_fill] <= merge_bytes;
      end
    end
  end
endmodule
