// SPDX-License-Identifier: Apache-2.0
// The data side of a first-level cache: the array, the lines on their way in and the lines on their
// way out. Whole lines move inside in one cycle; only single doublewords enter and leave.
//
// The array must give one doubleword of every way (a look-up) or every doubleword of one way (a line
// that leaves) in one read. So it is skewed: doubleword d of way w lies in bank (d + w) mod 8, and
// both are one access to each of the eight banks. At most one line or doubleword is written a cycle;
// a look-up that meets a write returns what is being written.
module l1_data #(
  parameter int unsigned Sets  = 64,
  parameter int unsigned Ways  = 8,       // at most 8
  parameter int unsigned Fills = 4,       // a power of two, at least 2
  parameter int unsigned SetWidth  = $clog2(Sets),
  parameter int unsigned WayWidth  = $clog2(Ways),
  parameter int unsigned FillWidth = $clog2(Fills)
) (
  input  logic                 clk_i,
  // Read doubleword `word_i` of every way, with `one_i` of `way_i` alone, or, with `line_i`, the line
  // of `way_i`
  input  logic                 re_i,
  input  logic                 one_i,
  input  logic                 line_i,
  input  logic [SetWidth-1:0]  set_i,
  input  logic [2:0]           word_i,
  input  logic [WayWidth-1:0]  way_i,
  // The cycle after: choose of what was read
  input  logic                 sel_i,
  input  logic [2:0]           sel_word_i,
  input  logic [WayWidth-1:0]  sel_way_i,
  output machine_pkg::dword_t  rdata_o,
  // Write one doubleword
  input  logic                 we_i,
  input  logic [SetWidth-1:0]  wset_i,
  input  logic [WayWidth-1:0]  wway_i,
  input  logic [2:0]           wword_i,
  input  machine_pkg::dword_t  wdata_i,
  // Lines on their way in: beats arrive, may be read, and are installed together
  input  logic                 beat_valid_i,
  input  logic [FillWidth-1:0] beat_fill_i,
  input  logic [2:0]           beat_word_i,
  input  machine_pkg::dword_t  beat_data_i,
  input  logic                 fill_sel_i,
  input  logic [FillWidth-1:0] fill_i,
  input  logic [2:0]           fill_word_i,
  output machine_pkg::dword_t  fill_data_o,
  input  logic                 install_i,  // never with we_i
  input  logic [FillWidth-1:0] install_fill_i,
  input  logic [SetWidth-1:0]  install_set_i,
  input  logic [WayWidth-1:0]  install_way_i,
  // Lines on their way out: captured in the cycle after their read
  input  logic                 capture_i,
  input  logic                 capture_out_i,
  input  logic [WayWidth-1:0]  capture_way_i,
  input  logic                 out_valid_i,
  input  logic                 out_i,
  input  logic [2:0]           out_word_i,
  output machine_pkg::dword_t  out_data_o
);
  localparam int unsigned RowWidth = SetWidth + WayWidth;

  // Entry {set, way, bank}
  logic [63:0] mem [Sets*Ways*8];
  logic [63:0] bank_q [8];
  logic [63:0] fill_q [Fills*8];
  logic [63:0] out_q [2*8];

  // A look-up that met the installation of a line in its set: the line is still in its buffer
  logic                 met_q;
  logic [FillWidth-1:0] met_fill_q;
  logic [WayWidth-1:0]  met_way_q;

  // The row that a bank reads: the way whose doubleword `word` it holds, or the one asked for. With
  // fewer than eight ways the banks past the last way read a row that nobody chooses.
  function automatic logic [RowWidth-1:0] row(input logic [2:0] bank, input logic line,
                                              input logic [SetWidth-1:0] set,
                                              input logic [2:0] word,
                                              input logic [WayWidth-1:0] way);
    row = {set, line ? way : WayWidth'(bank - word)};
  endfunction

  function automatic logic [2:0] bank_of(input logic [2:0] word, input logic [WayWidth-1:0] way);
    bank_of = word + 3'(way);
  endfunction

  // Named, since not every Verilator takes a call in the index of what is assigned
  logic [2:0] read_bank;
  logic [2:0] write_bank;
  assign read_bank  = bank_of(word_i, way_i);
  assign write_bank = bank_of(wword_i, wway_i);

  always_ff @(posedge clk_i) begin
    if (re_i && one_i) begin
      bank_q[read_bank] <= mem[{set_i, way_i, read_bank}];
      met_q <= 1'b0;
    end else if (re_i) begin
      for (int unsigned b = 0; b < 8; b++)
        bank_q[b] <= mem[{row(3'(b), line_i, set_i, word_i, way_i), 3'(b)}];
      // what is being written
      if (we_i && row(write_bank, line_i, set_i, word_i, way_i) == {wset_i, wway_i})
        bank_q[write_bank] <= wdata_i;
      met_q      <= install_i && install_set_i == set_i;
      met_fill_q <= install_fill_i;
      met_way_q  <= install_way_i;
    end
    if (we_i) mem[{wset_i, wway_i, write_bank}] <= wdata_i;
    if (install_i) begin
      for (int unsigned b = 0; b < 8; b++)
        mem[{install_set_i, install_way_i, 3'(b)}] <= fill_q[{install_fill_i,
                                                              3'(b) - 3'(install_way_i)}];
    end
    if (beat_valid_i) fill_q[{beat_fill_i, beat_word_i}] <= beat_data_i;
    if (capture_i) begin
      for (int unsigned d = 0; d < 8; d++)
        out_q[{capture_out_i, 3'(d)}] <= bank_q[bank_of(3'(d), capture_way_i)];
    end
  end

  always_comb begin
    rdata_o     = '0;
    fill_data_o = '0;
    out_data_o  = '0;
    if (sel_i) begin
      if (met_q && met_way_q == sel_way_i) rdata_o = fill_q[{met_fill_q, sel_word_i}];
      else rdata_o = bank_q[bank_of(sel_word_i, sel_way_i)];
    end
    if (fill_sel_i)  fill_data_o = fill_q[{fill_i, fill_word_i}];
    if (out_valid_i) out_data_o  = out_q[{out_i, out_word_i}];
  end
endmodule
