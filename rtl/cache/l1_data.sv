// SPDX-License-Identifier: Apache-2.0
// The data side of a first-level cache: the array, the lines on their way in and the lines on their
// way out. Whole lines move inside in one cycle; only single doublewords enter and leave.
//
// The array must give one doubleword of every way (a look-up) or every doubleword of one way (a line
// that leaves) in one read. So it is skewed: doubleword d of way w lies in bank (d + w) mod 8, row
// {set, way}, and both are one access to each of the eight banks. At most one line or doubleword is
// written a cycle; a read that meets a write returns what is being written.
//
// The lines under way are registers, not banks: one is installed while a doubleword of another is
// read.
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
  input  logic                 whole_i,    // or the same to every doubleword of the line
  // Lines on their way in: beats arrive, may be read, and are installed together
  input  logic                 beat_valid_i,
  input  logic [FillWidth-1:0] beat_fill_i,
  input  logic [2:0]           beat_word_i,
  input  machine_pkg::dword_t  beat_data_i,
  input  logic [7:0]           beat_stored_i,   // its bytes that are already there, from stores
  input  logic                 merge_i,         // a store; never to the doubleword of this cycle's beat
  input  logic [FillWidth-1:0] merge_fill_i,
  input  logic [2:0]           merge_word_i,
  input  logic [7:0]           merge_be_i,
  input  machine_pkg::dword_t  merge_data_i,
  input  logic                 zero_i,          // all of line `merge_fill_i` becomes zero; no beat of it comes
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
  input  logic [1:0]           capture_out_i,   // 0 to 2
  input  logic [WayWidth-1:0]  capture_way_i,
  input  logic                 out_valid_i,
  input  logic [1:0]           out_i,
  input  logic [2:0]           out_word_i,
  output machine_pkg::dword_t  out_data_o
);
  localparam int unsigned RowWidth = SetWidth + WayWidth;
  localparam int unsigned Banks    = 8;

  if (Ways > Banks || 2 ** WayWidth != Ways) begin : gen_check_ways
    $error("l1_data: Ways must be a power of two and at most 8, one a bank");
  end
  if (Sets < 2 || 2 ** SetWidth != Sets) begin : gen_check_sets
    $error("l1_data: Sets must be a power of two, at least 2");
  end
  if (Fills < 2 || 2 ** FillWidth != Fills) begin : gen_check_fills
    $error("l1_data: Fills must be a power of two, at least 2");
  end

  logic [63:0] fill_q [Fills*Banks];
  logic [63:0] out_q [3*Banks];

  function automatic logic [2:0] bank_of(input logic [2:0] word, input logic [WayWidth-1:0] way);
    bank_of = word + 3'(way);
  endfunction

  // ---------------------------------------------------------------------------------------------
  // The banks. A look-up reads in each the way whose doubleword `word_i` it holds (with fewer than
  // eight ways the banks past the last read a row that nobody chooses), a line or a doubleword alone
  // the way asked for. A write is to the same row of one bank or of all.
  logic [Banks-1:0]    re;
  logic                we;
  logic [RowWidth-1:0] write_row;
  logic [63:0]         rdata [Banks];

  assign re        = (re_i && one_i) ? Banks'(1) << bank_of(word_i, way_i) : {Banks{re_i}};
  assign we        = install_i || we_i;
  assign write_row = install_i ? {install_set_i, install_way_i} : {wset_i, wway_i};

  for (genvar b = 0; b < Banks; b++) begin : gen_bank
    logic [WayWidth-1:0] way;
    logic [63:0]         wdata;
    assign way   = (line_i || one_i) ? way_i : WayWidth'(3'(b) - word_i);
    assign wdata = install_i ? fill_q[{install_fill_i, 3'(b) - 3'(install_way_i)}] : wdata_i;

    ram_bank #(.Width(64), .Depth(Sets * Ways)) u_ram (
      .clk_i,
      .re_i   (re[b]),
      .raddr_i({set_i, way}),
      .rdata_o(rdata[b]),
      .we_i   (we),
      .wsel_i (install_i || whole_i || bank_of(wword_i, wway_i) == 3'(b)),
      .waddr_i(write_row),
      .wdata_i(wdata)
    );
  end

  // ---------------------------------------------------------------------------------------------
  // Lines on their way

  always_ff @(posedge clk_i) begin
    if (beat_valid_i && beat_stored_i == '0) begin
      fill_q[{beat_fill_i, beat_word_i}] <= beat_data_i;
    end else if (beat_valid_i) begin
      for (int unsigned i = 0; i < 8; i++)
        if (!beat_stored_i[i]) fill_q[{beat_fill_i, beat_word_i}][8*i +: 8] <= beat_data_i[8*i +: 8];
    end
    if (merge_i) begin
      for (int unsigned i = 0; i < 8; i++)
        if (merge_be_i[i]) fill_q[{merge_fill_i, merge_word_i}][8*i +: 8] <= merge_data_i[8*i +: 8];
    end
    if (zero_i) begin
      for (int unsigned d = 0; d < Banks; d++) fill_q[{merge_fill_i, 3'(d)}] <= '0;
    end
    if (capture_i) begin
      for (int unsigned d = 0; d < Banks; d++)
        out_q[{capture_out_i, 3'(d)}] <= rdata[bank_of(3'(d), capture_way_i)];
    end
  end

  always_comb begin
    rdata_o     = '0;
    fill_data_o = '0;
    out_data_o  = '0;
    if (sel_i)       rdata_o     = rdata[bank_of(sel_word_i, sel_way_i)];
    if (fill_sel_i)  fill_data_o = fill_q[{fill_i, fill_word_i}];
    if (out_valid_i) out_data_o  = out_q[{out_i, out_word_i}];
  end
endmodule
