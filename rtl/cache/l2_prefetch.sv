// SPDX-License-Identifier: Apache-2.0
// Which lines the L2 fetches before they are asked for. A stream is a line that the data cache missed here
// to read it, followed by a read of the next one; from then on the `depth_i` lines after the one that was
// read last are looked up, within the same page, since the page after it in memory may be anybody's. 0
// switches prefetching off. There is room for a few streams; a new one takes the place of the oldest.
// Lines that will be written make no stream: stores wait for nobody, and only compete for the slots.
//
// A look-up that finds no slot is tried again when something has been freed.
module l2_prefetch #(
  parameter int unsigned Streams = 4       // a power of two
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic [2:0]          depth_i,     // at most 4; it stays
  input  logic                touch_i,     // a read of the data cache is taken up
  input  logic                miss_i,      // and its line is not here
  input  machine_pkg::paddr_t touch_pa_i,
  output logic                valid_o,     // this line is to be looked up
  output machine_pkg::paddr_t pa_o,
  input  logic                go_i,        // now it is
  input  logic                done_i,      // and was decided: it is here, or on its way
  input  logic                fails_i,     // or there was no slot
  input  logic                wake_i
);
  localparam int unsigned Shift = machine_pkg::LineShift;
  localparam int unsigned Page  = riscv_pkg::PageShift - Shift;   // lines of a page, as a power of two
  localparam int unsigned Width = $clog2(Streams);

  if (Streams < 2 || 2 ** Width != Streams) begin : gen_check
    $error("l2_prefetch: Streams must be a power of two, at least 2");
  end

  logic [55:Shift]    last_q [Streams];      // the line that was read last
  logic [2:0]         lead_q [Streams];      // how many after it have been looked up
  logic [Streams-1:0] live_q;
  logic [Streams-1:0] open_q;                // it has been followed, and has lines to be looked up
  logic [Width-1:0]   oldest_q, turn_q, turn, entry;
  logic               busy_q, wait_q, follows, again, touched;
  logic [55:Shift]    line_q, line;

  // A stream has a next line to look up
  function automatic logic more(input logic [Page-1:0] last, input logic [2:0] lead, input logic [2:0] depth);
    more = lead < depth && {1'b0, last} + (Page + 1)'(lead) < (Page + 1)'(2 ** Page - 1);
  endfunction

  // The stream that a read continues
  assign touched = touch_i && depth_i != '0;
  always_comb begin
    follows = 1'b0;
    again   = 1'b0;
    entry   = oldest_q;
    if (touched) begin
      for (int unsigned i = 0; i < Streams; i++) begin
        if (live_q[i] && last_q[i] == touch_pa_i[55:Shift]) again = 1'b1;
        if (live_q[i] && last_q[i] + 1'b1 == touch_pa_i[55:Shift]) begin
          follows = 1'b1;
          entry   = Width'(i);
        end
      end
    end
  end

  // The next line to look up: the streams take turns
  assign valid_o = open_q != '0 && !busy_q && !wait_q;
  always_comb begin
    turn = turn_q;
    line = '0;
    if (valid_o) begin
      for (int unsigned i = Streams; i > 0; i--)
        if (open_q[turn_q + Width'(i)]) turn = turn_q + Width'(i);
      line = last_q[turn] + 1'b1 + (56 - Shift)'(lead_q[turn]);
    end
  end
  assign pa_o = {line, {Shift{1'b0}}};

  // What changes in a stream: one has been followed, or a line of it looked up, which may by now be another's
  logic       counts;
  logic [2:0] follow_lead, count_lead;
  always_comb begin
    counts      = 1'b0;
    follow_lead = '0;
    count_lead  = '0;
    if (follows && lead_q[entry] != '0) follow_lead = lead_q[entry] - 3'd1;
    if (done_i) begin
      counts     = open_q[turn_q] && line_q == last_q[turn_q] + 1'b1 + (56 - Shift)'(lead_q[turn_q]);
      count_lead = lead_q[turn_q] + 3'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      live_q   <= '0;
      open_q   <= '0;
      oldest_q <= '0;
      turn_q   <= '0;
      busy_q   <= 1'b0;
      wait_q   <= 1'b0;
    end else if (touched || go_i || busy_q || wait_q) begin
      if (go_i) begin
        busy_q <= 1'b1;
        turn_q <= turn;
        line_q <= line;
      end else if (done_i || fails_i) begin
        busy_q <= 1'b0;
      end
      if (fails_i)     wait_q <= !wake_i;
      else if (wake_i) wait_q <= 1'b0;
      if (counts) begin
        lead_q[turn_q] <= count_lead;
        open_q[turn_q] <= more(last_q[turn_q][Shift +: Page], count_lead, depth_i);
      end
      if (follows) begin
        last_q[entry] <= touch_pa_i[55:Shift];
        lead_q[entry] <= follow_lead;
        open_q[entry] <= more(touch_pa_i[Shift +: Page], follow_lead, depth_i);
      end else if (touched && miss_i && !again) begin
        live_q[entry] <= 1'b1;
        open_q[entry] <= 1'b0;
        last_q[entry] <= touch_pa_i[55:Shift];
        lead_q[entry] <= '0;
        oldest_q      <= oldest_q + 1'b1;
      end
    end
  end
endmodule
