// SPDX-License-Identifier: Apache-2.0
// LR's reservation: one line (Unprivileged ISA, "Load-Reserved/Store-Conditional Instructions"). It ends with
// any SC, when the line leaves the cache, and when it is given away to be overwritten.
module dcache_reservation (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                s1_i,         // a look-up is decided
  input  machine_pkg::paddr_t s1_pa_i,
  output logic                mine_o,       // its line is reserved
  input  logic                take_i,       // it is an LR's, which is performed
  input  logic                lose_i,       // its line is given up
  input  logic                evict_i,      // that of `evict_pa_i` is replaced
  input  machine_pkg::paddr_t evict_pa_i,
  input  logic                sc_i          // an SC is answered
);
  localparam int unsigned Shift = machine_pkg::LineShift;

  logic            reserved_q;
  logic [55:Shift] line_q;

  assign mine_o = reserved_q && line_q == s1_pa_i[55:Shift];

  always_ff @(posedge clk_i) begin
    if (!rst_ni || sc_i) begin
      reserved_q <= 1'b0;
    end else if (s1_i) begin
      if (take_i) begin
        reserved_q <= 1'b1;
        line_q     <= s1_pa_i[55:Shift];
      end else if (lose_i && mine_o) begin
        reserved_q <= 1'b0;
      end else if (evict_i && line_q == evict_pa_i[55:Shift]) begin
        reserved_q <= 1'b0;
      end
    end
  end
endmodule
