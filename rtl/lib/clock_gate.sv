// SPDX-License-Identifier: Apache-2.0
// The clock of a unit that has nothing to do stands still: the usual gate, a latch that is open while the clock is low
// and an AND, so that `en_i` may change after the edge. Where `en_i` is low no register of the unit would change: the
// gate saves work and changes nothing, and a synthesis without such a cell passes the clock through.
module clock_gate (
  input  logic clk_i,
  input  logic en_i,
  output logic clk_o
);
`ifdef SYNTHESIS
  assign clk_o = clk_i;
`else
  logic en_q;
  always_latch if (!clk_i) en_q = en_i;
  assign clk_o = clk_i && en_q;
`endif
endmodule
