// SPDX-License-Identifier: Apache-2.0
// The lines that a first-level cache is fetching: a queue of `Fills` entries, requested, answered
// and retired in order. An entry is allocated on a miss or for a prefetch, asked for from below with
// the doubleword that is wanted first, collects its beats (the data lie in l1_data) and, when the
// last has come, offers itself as `done` until the cache retires it. An entry that was refused below,
// or spoiled meanwhile by `spoil_i`, is done with `done_install_o` low: it must not enter the array.
module l1_fills #(
  parameter int unsigned Fills = 4,       // a power of two, at least 2
  parameter int unsigned SetWidth = 6,
  parameter int unsigned WayWidth = 3,
  parameter int unsigned FillWidth = $clog2(Fills)
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  // allocate
  input  logic                   alloc_i,
  input  machine_pkg::paddr_t    alloc_pa_i,
  input  logic [WayWidth-1:0]    alloc_way_i,
  input  logic                   alloc_prefetch_i,
  output logic [FillWidth-1:0]   alloc_fill_o,
  output logic                   full_o,
  output logic                   any_o,
  output logic                   busy_o,         // too full for a prefetch
  input  logic                   spoil_i,        // nothing under way may enter the array
  // requests and beats
  output logic                   line_req_valid_o,
  input  logic                   line_req_ready_i,
  output machine_pkg::paddr_t    line_req_pa_o,
  input  logic                   beat_valid_i,
  input  logic                   beat_last_i,
  input  logic                   beat_err_i,
  output logic [FillWidth-1:0]   beat_fill_o,
  output logic [2:0]             beat_word_o,
  // look-up of an address: is its line under way, and has its doubleword come?
  input  logic                   look_i,
  input  machine_pkg::paddr_t    look_pa_i,
  output logic                   match_o,        // one that is not yet done
  output logic                   match_done_o,   // one that is
  output logic [FillWidth-1:0]   match_fill_o,
  output logic                   match_here_o,
  output logic                   match_err_o,
  output logic                   match_sent_o,
  output logic                   match_prefetch_o,
  input  logic                   match_use_i,    // a prefetch that is used is one no more
  output logic [(1<<WayWidth)-1:0] taken_o,      // ways of this set that lines under way will take
  // retire
  output logic                   done_o,
  output logic                   done_install_o,
  output logic                   done_err_o,
  output logic                   done_prefetch_o,
  output logic [FillWidth-1:0]   done_fill_o,
  output machine_pkg::paddr_t    done_pa_o,
  output logic [WayWidth-1:0]    done_way_o,
  input  logic                   retire_i
);
  localparam int unsigned Shift = machine_pkg::LineShift;

  // Pointers have one bit more than an index, so that full and empty differ
  logic [FillWidth:0] alloc_q, sent_q, beat_q, retire_q, count, unsent;
  logic [2:0]         word_q;                  // of the next beat, counted from the first

  machine_pkg::paddr_t pa_q [Fills];
  logic [WayWidth-1:0] way_q [Fills];
  logic [7:0]          here_q [Fills];         // doublewords that have come
  logic [Fills-1:0]    err_q, spoiled_q, prefetch_q;

  assign alloc_fill_o = alloc_q[FillWidth-1:0];
  assign beat_fill_o  = beat_q[FillWidth-1:0];
  assign done_fill_o  = retire_q[FillWidth-1:0];
  assign any_o        = (alloc_q != retire_q);

  always_comb begin
    count            = '0;
    unsent           = '0;
    full_o           = 1'b0;
    busy_o           = 1'b0;
    line_req_valid_o = 1'b0;
    line_req_pa_o    = '0;
    done_o           = 1'b0;
    done_pa_o        = '0;
    done_way_o       = '0;
    done_err_o       = 1'b0;
    done_install_o   = 1'b0;
    done_prefetch_o  = 1'b0;
    if (any_o) begin
      count            = alloc_q - retire_q;
      unsent           = alloc_q - sent_q;
      full_o           = count[FillWidth];
      busy_o           = count >= (FillWidth + 1)'(Fills - 1);
      line_req_valid_o = (unsent != '0);
      done_o           = (beat_q != retire_q);
      if (line_req_valid_o) line_req_pa_o = pa_q[sent_q[FillWidth-1:0]];
      if (done_o) begin
        done_pa_o       = pa_q[done_fill_o];
        done_way_o      = way_q[done_fill_o];
        done_err_o      = err_q[done_fill_o];
        done_prefetch_o = prefetch_q[done_fill_o];
        done_install_o  = !done_err_o && !spoiled_q[done_fill_o];
      end
    end
  end

  always_comb begin
    beat_word_o = '0;
    if (beat_valid_i) beat_word_o = pa_q[beat_fill_o][5:3] + word_q;
  end

  // An entry's age is its distance from the one that retires next
  logic [FillWidth-1:0] age;
  always_comb begin
    match_o          = 1'b0;
    match_done_o     = 1'b0;
    match_fill_o     = '0;
    match_here_o     = 1'b0;
    match_err_o      = 1'b0;
    match_sent_o     = 1'b0;
    match_prefetch_o = 1'b0;
    taken_o          = '0;
    age              = '0;
    if (look_i && any_o) begin
      for (int unsigned i = 0; i < Fills; i++) begin
        age = FillWidth'(i) - done_fill_o;
        if ({1'b0, age} < count
            && pa_q[i][Shift +: SetWidth] == look_pa_i[Shift +: SetWidth]) begin
          taken_o[way_q[i]] = 1'b1;
          if (pa_q[i][55:Shift] == look_pa_i[55:Shift] && !spoiled_q[i]) begin
            match_done_o     = done_o && age == '0;
            match_o          = !match_done_o;
            match_fill_o     = FillWidth'(i);
            match_here_o     = here_q[i][look_pa_i[5:3]];
            match_err_o      = err_q[i];
            match_prefetch_o = prefetch_q[i];
            match_sent_o     = {1'b0, age} < count - unsent;
          end
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      alloc_q    <= '0;
      sent_q     <= '0;
      beat_q     <= '0;
      retire_q   <= '0;
      word_q     <= '0;
      err_q      <= '0;
      spoiled_q  <= '0;
      prefetch_q <= '0;
    end else if (any_o || alloc_i) begin
      if (spoil_i) spoiled_q <= '1;
      if (match_use_i) prefetch_q[match_fill_o] <= 1'b0;
      if (alloc_i) begin
        alloc_q                  <= alloc_q + 1'b1;
        pa_q[alloc_fill_o]       <= alloc_pa_i;
        way_q[alloc_fill_o]      <= alloc_way_i;
        here_q[alloc_fill_o]     <= '0;
        err_q[alloc_fill_o]      <= 1'b0;
        spoiled_q[alloc_fill_o]  <= 1'b0;   // it is asked for after any spoiling
        prefetch_q[alloc_fill_o] <= alloc_prefetch_i;
      end
      if (line_req_valid_o && line_req_ready_i) sent_q <= sent_q + 1'b1;
      if (beat_valid_i) begin
        here_q[beat_fill_o][beat_word_o] <= 1'b1;
        if (beat_err_i) err_q[beat_fill_o] <= 1'b1;
        word_q <= beat_last_i ? 3'd0 : word_q + 3'd1;
        if (beat_last_i) beat_q <= beat_q + 1'b1;
      end
      if (retire_i) retire_q <= retire_q + 1'b1;
    end
  end
endmodule
