// SPDX-License-Identifier: Apache-2.0
// The one kind of memory array in this machine: a bank of words with one read and one write port, on
// one clock. An array that is wider or has more ports is several banks or copies of one. A word is
// written whole: what is written in parts is a bank a part.
//
// A write is `we_i`, which all banks of an array share, and `wsel_i`: this bank is among those meant.
//
// Unless `Comb`, the read is synchronous: `rdata_o` comes in the next cycle and holds until the next
// read; a read that meets a write to the same address returns what is being written (write-first).
// With `Comb` it is that of a register file: the word comes in the cycle of the read, as it was
// before the write of that cycle (read-first); without `re_i` it is zero.
//
// With `Known` every word is `Initial` at power-on, else it is anything until it is written.
module ram_bank #(
  parameter int unsigned      Width   = 64,
  parameter int unsigned      Depth   = 64,
  parameter bit               Comb    = 1'b0,
  parameter bit               Known   = 1'b0,
  parameter logic [Width-1:0] Initial = '0,
  parameter int unsigned      AddrWidth = $clog2(Depth)
) (
  input  logic                 clk_i,
  input  logic                 re_i,
  input  logic [AddrWidth-1:0] raddr_i,
  output logic [Width-1:0]     rdata_o,
  input  logic                 we_i,
  input  logic                 wsel_i,
  input  logic [AddrWidth-1:0] waddr_i,
  input  logic [Width-1:0]     wdata_i
);
  if (Width == 0 || Depth < 2 || 2 ** AddrWidth < Depth) begin : gen_check
    $error("ram_bank: at least a bit a word, two words, and an address that reaches them");
  end

  logic [Width-1:0] mem [Depth];

  if (Known) begin : gen_known
    initial begin
      for (int unsigned i = 0; i < Depth; i++) mem[i] = Initial;
    end
  end

  if (Comb) begin : gen_comb
    assign rdata_o = re_i ? mem[raddr_i] : '0;
    always_ff @(posedge clk_i) begin
      if (we_i) if (wsel_i) mem[waddr_i] <= wdata_i;
    end
  end else begin : gen_sync
`ifdef SYNTHESIS
    always_ff @(posedge clk_i) begin
      if (re_i) rdata_o <= (we_i && wsel_i && waddr_i == raddr_i) ? wdata_i : mem[raddr_i];
      if (we_i) if (wsel_i) mem[waddr_i] <= wdata_i;
    end
`else
    // The same in the order in which it happens: the model compares nothing and keeps no write for
    // the end of the cycle. Nobody else sees `mem`.
    always_ff @(posedge clk_i) begin
      if (we_i) if (wsel_i) mem[waddr_i] = wdata_i;
      if (re_i) rdata_o <= mem[raddr_i];
    end
`endif
  end
endmodule
