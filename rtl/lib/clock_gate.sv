// SPDX-License-Identifier: Apache-2.0
// The clock of units that have nothing to do stands still: the usual gate, a latch that is open while the clock is low and
// an AND, so that `awake_i` may change after the edge. Where it is low no register of the units would change: the gate
// saves work and changes nothing, and a synthesis without such a cell passes the clock through. Reset is clocked.
module clock_gate (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic awake_i,    // an edge may change something
  output logic clk_o
);
`ifdef SYNTHESIS
  assign clk_o = clk_i;
`else
  logic open_q;
  always_latch if (!clk_i) open_q = awake_i || !rst_ni;
  assign clk_o = clk_i && open_q;
`endif
endmodule
