// SPDX-License-Identifier: Apache-2.0
// mcycle, minstret and mcountinhibit (Privileged 3.1.10, 3.1.12). An instruction writes in execute
// and retires a cycle later; a write of minstret is not incremented by the instruction that made
// it.
module counters (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        retire_i,
  input  logic        we_i,            // one of the three may be written
  input  logic        cycle_we_i,
  input  logic        instret_we_i,
  input  logic        inhibit_we_i,
  input  logic [63:0] wdata_i,
  output logic [63:0] cycle_o,
  output logic [63:0] instret_o,
  output logic [63:0] inhibit_o
);
  localparam int unsigned InhibitCycle   = 0;
  localparam int unsigned InhibitInstret = 2;

  logic [63:0] mcycle_q, minstret_q, mcountinhibit_q;
  logic        just_written_q;       // the next retirement is that of the writer of minstret

  assign cycle_o   = mcycle_q;
  assign instret_o = minstret_q;
  assign inhibit_o = mcountinhibit_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      mcycle_q        <= '0;
      minstret_q      <= '0;
      mcountinhibit_q <= '0;
      just_written_q  <= 1'b0;
    end else begin
      if (!mcountinhibit_q[InhibitCycle]) mcycle_q <= mcycle_q + 64'd1;
      if (retire_i) begin
        if (!just_written_q && !mcountinhibit_q[InhibitInstret]) minstret_q <= minstret_q + 64'd1;
        just_written_q <= 1'b0;
      end
      if (we_i) begin
        if (cycle_we_i) mcycle_q <= wdata_i;
        if (instret_we_i) begin
          minstret_q     <= wdata_i;
          just_written_q <= 1'b1;
        end
        if (inhibit_we_i) mcountinhibit_q <= wdata_i & csr_pkg::InhibitMask;
      end
    end
  end
endmodule
