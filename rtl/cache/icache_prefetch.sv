// SPDX-License-Identifier: Apache-2.0
// The line that the instruction cache would like to have before it is asked for: the one after a line that was
// missed, or after a prefetched one when that is first used. Code runs on, so one miss is enough. Never past the
// page: the next one in memory may be anybody's. There is room for one; a newer one takes its place. It waits
// for a cycle in which no fetch reads the tags.
module icache_prefetch (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                on_i,       // it stays
  input  logic                clear_i,    // forget it
  input  logic                touch_i,    // the line of `pa_i` is fetched, or was prefetched and is used
  input  machine_pkg::paddr_t pa_i,
  output logic                valid_o,    // `pa_o` is to be looked up
  output machine_pkg::paddr_t pa_o,
  input  logic                go_i        // now it is
);
  localparam int unsigned Shift = machine_pkg::LineShift;

  logic            valid_q;
  logic [55:Shift] line_q;

  assign valid_o = valid_q;
  assign pa_o    = {line_q, {Shift{1'b0}}};

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      valid_q <= 1'b0;
    end else if (touch_i) begin
      valid_q <= on_i && !(&pa_i[riscv_pkg::PageShift-1:Shift]);
      line_q  <= pa_i[55:Shift] + 1'b1;
    end else if (go_i) begin
      valid_q <= 1'b0;
    end
  end
endmodule
