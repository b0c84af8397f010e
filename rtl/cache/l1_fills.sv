// SPDX-License-Identifier: Apache-2.0
// The lines that a first-level cache is fetching: a queue of `Fills` entries, requested, answered
// and retired in order. An entry is allocated on a miss, asked for from below with the doubleword
// that is wanted first, collects its beats (the data lie in l1_data) and, when the last has come,
// offers itself as `done` until the cache retires it. An entry that was refused below, or spoiled
// meanwhile by `spoil_i`, is done with `done_install_o` low: it must not enter the array.
module l1_fills #(
  parameter int unsigned Fills = 2,       // a power of two
  parameter int unsigned SetWidth = 6,
  parameter int unsigned WayWidth = 3,
  parameter int unsigned FillWidth = (Fills > 1) ? $clog2(Fills) : 1
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  // allocate
  input  logic                   alloc_i,
  input  machine_pkg::paddr_t    alloc_pa_i,
  input  logic [WayWidth-1:0]    alloc_way_i,
  output logic [FillWidth-1:0]   alloc_fill_o,
  output logic                   full_o,
  output logic                   empty_o,
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
  output logic                   match_o,
  output logic [FillWidth-1:0]   match_fill_o,
  output logic                   match_here_o,
  output logic                   match_err_o,
  output logic                   match_sent_o,
  output logic                   same_set_o,     // some line under way goes to this set
  // retire
  output logic                   done_o,
  output logic                   done_install_o,
  output logic                   done_err_o,
  output logic [FillWidth-1:0]   done_fill_o,
  output machine_pkg::paddr_t    done_pa_o,
  output logic [WayWidth-1:0]    done_way_o,
  input  logic                   retire_i
);
  localparam int unsigned Shift = machine_pkg::LineShift;
  // Pointers have one bit more than an index, so that full and empty differ
  typedef logic [FillWidth:0] pointer_t;
  pointer_t alloc_q, sent_q, beat_q, retire_q;

  machine_pkg::paddr_t pa_q [Fills];
  logic [WayWidth-1:0] way_q [Fills];
  logic [7:0]          here_q [Fills];    // doublewords that have come
  logic [Fills-1:0]    valid_q, err_q, spoiled_q;
  logic [2:0]          word_q;            // offset of the next beat from the first

  function automatic logic [FillWidth-1:0] index(input pointer_t p);
    index = (Fills > 1) ? p[FillWidth-1:0] : '0;
  endfunction
  function automatic pointer_t next(input pointer_t p);
    next = (Fills > 1) ? p + 1'b1 : {!p[FillWidth], {FillWidth{1'b0}}};
  endfunction

  assign alloc_fill_o = index(alloc_q);
  assign full_o       = &valid_q;
  assign empty_o      = (valid_q == '0);

  assign line_req_valid_o = (sent_q != alloc_q);
  assign line_req_pa_o    = pa_q[index(sent_q)];

  assign beat_fill_o = index(beat_q);
  assign beat_word_o = pa_q[index(beat_q)][5:3] + word_q;

  assign done_o         = (beat_q != retire_q);
  assign done_fill_o    = index(retire_q);
  assign done_pa_o      = pa_q[index(retire_q)];
  assign done_way_o     = way_q[index(retire_q)];
  assign done_err_o     = err_q[index(retire_q)];
  assign done_install_o = !err_q[index(retire_q)] && !spoiled_q[index(retire_q)];

  // An entry is sent if it does not lie between the two pointers
  logic [FillWidth:0] waiting;
  assign waiting = alloc_q - sent_q;

  always_comb begin
    match_o      = 1'b0;
    match_fill_o = '0;
    match_here_o = 1'b0;
    match_err_o  = 1'b0;
    match_sent_o = 1'b0;
    same_set_o   = 1'b0;
    if (look_i && valid_q != '0) begin
      for (int unsigned i = 0; i < Fills; i++) begin
        if (valid_q[i]) begin
          if (pa_q[i][Shift +: SetWidth] == look_pa_i[Shift +: SetWidth]) same_set_o = 1'b1;
          if (pa_q[i][55:Shift] == look_pa_i[55:Shift] && !spoiled_q[i]) begin
            match_o      = 1'b1;
            match_fill_o = FillWidth'(i);
            match_here_o = here_q[i][look_pa_i[5:3]];
            match_err_o  = err_q[i];
            match_sent_o = {1'b0, FillWidth'(FillWidth'(i) - index(sent_q))} >= waiting;
          end
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      alloc_q   <= '0;
      sent_q    <= '0;
      beat_q    <= '0;
      retire_q  <= '0;
      valid_q   <= '0;
      err_q     <= '0;
      spoiled_q <= '0;
      word_q    <= '0;
    end else begin
      if (spoil_i) spoiled_q <= valid_q;
      if (alloc_i) begin
        alloc_q                   <= next(alloc_q);
        pa_q[index(alloc_q)]      <= alloc_pa_i;
        way_q[index(alloc_q)]     <= alloc_way_i;
        here_q[index(alloc_q)]    <= '0;
        valid_q[index(alloc_q)]   <= 1'b1;
        err_q[index(alloc_q)]     <= 1'b0;
        spoiled_q[index(alloc_q)] <= spoil_i;
      end
      if (line_req_valid_o && line_req_ready_i) sent_q <= next(sent_q);
      if (beat_valid_i) begin
        here_q[beat_fill_o][beat_word_o] <= 1'b1;
        if (beat_err_i) err_q[beat_fill_o] <= 1'b1;
        word_q <= word_q + 3'd1;
        if (beat_last_i) begin
          word_q <= '0;
          beat_q <= next(beat_q);
        end
      end
      if (retire_i) begin
        retire_q                     <= next(retire_q);
        valid_q[done_fill_o]         <= 1'b0;
      end
    end
  end
endmodule
