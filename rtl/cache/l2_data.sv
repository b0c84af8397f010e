// SPDX-License-Identifier: Apache-2.0
// The data side of the second-level cache: eight banks, one a doubleword of the line, so that a line
// is read or written in one access, and the buffers in which lines are collected and from which they
// are streamed. Only single doublewords enter and leave. A line that is read may be captured, or
// one doubleword of it used, in the cycle after `re_i`. A line is written from a collecting buffer, or
// one doubleword alone; a read of it in the same cycle gives what is being written.
module l2_data #(
  parameter int unsigned Sets  = 512,
  parameter int unsigned Ways  = 8,
  parameter int unsigned Slots = 4,
  parameter int unsigned Ports = 3,
  parameter int unsigned RowWidth = $clog2(Sets) + $clog2(Ways),   // {set, way}
  parameter int unsigned SlotWidth = $clog2(Slots),
  parameter int unsigned InWidth = $clog2(Slots + 2)
) (
  input  logic                 clk_i,
  input  logic                 re_i,
  input  logic [RowWidth-1:0]  row_i,
  // the cycle after: one doubleword of what was read, and where to keep the line: buffer p is that of
  // port p's answer, then come those of write-backs
  input  logic                 sel_i,
  input  logic [2:0]           sel_word_i,
  output machine_pkg::dword_t  rdata_o,
  input  logic                 capture_i,
  input  logic [2:0]           capture_out_i,
  // streams out: one a port, and the write-back
  input  logic [Ports-1:0]     answer_valid_i,
  input  logic [Ports*3-1:0]   answer_word_i,
  output logic [Ports*64-1:0]  answer_data_o,
  input  logic                 back_valid_i,
  input  logic [1:0]           back_out_i,
  input  logic [2:0]           back_word_i,
  output machine_pkg::dword_t  back_data_o,
  // streams in: from memory and from probes into a slot's buffer, from the data cache, from DMA
  input  logic                 mem_valid_i,
  input  logic [SlotWidth-1:0] mem_slot_i,
  input  logic [2:0]           mem_word_i,
  input  machine_pkg::dword_t  mem_data_i,
  input  logic                 probe_valid_i,
  input  logic [SlotWidth-1:0] probe_slot_i,
  input  logic [2:0]           probe_word_i,
  input  machine_pkg::dword_t  probe_data_i,
  input  logic                 dc_valid_i,
  input  logic [2:0]           dc_word_i,
  input  machine_pkg::dword_t  dc_data_i,
  input  logic                 dma_valid_i,
  input  logic [2:0]           dma_word_i,
  input  machine_pkg::dword_t  dma_data_i,
  output machine_pkg::dword_t  dma_first_o,      // doubleword 0 of what DMA gave
  // writes
  input  logic                 put_i,
  input  logic [InWidth-1:0]   put_in_i,         // a slot, or Slots: the data cache's, Slots + 1: DMA's
  input  logic                 we_i,
  input  logic [2:0]           wword_i,
  input  machine_pkg::dword_t  wdata_i,
  input  logic [RowWidth-1:0]  wrow_i
);
  localparam int unsigned Banks = machine_pkg::LineBeats;
  localparam logic [InWidth-1:0] InDc = InWidth'(Slots), InDma = InWidth'(Slots + 1);

  if (2 ** RowWidth != Sets * Ways) begin : gen_check
    $error("l2_data: Sets and Ways must be powers of two");
  end

  logic [63:0] line [Banks];
  logic [63:0] out_q [8*Banks];
  logic [63:0] in_q [2**InWidth*Banks];

  for (genvar b = 0; b < Banks; b++) begin : gen_bank
    logic [63:0] wdata;
    assign wdata = put_i ? in_q[{put_in_i, 3'(b)}] : wdata_i;

    ram_bank #(.Width(64), .Depth(Sets * Ways)) u_ram (
      .clk_i,
      .re_i,
      .raddr_i(row_i),
      .rdata_o(line[b]),
      .we_i   (put_i || we_i),
      .wsel_i (put_i || wword_i == 3'(b)),
      .waddr_i(wrow_i),
      .wdata_i(wdata)
    );
  end

  always_ff @(posedge clk_i) begin
    if (capture_i) begin
      for (int unsigned b = 0; b < Banks; b++) out_q[{capture_out_i, 3'(b)}] <= line[b];
    end
    if (mem_valid_i)   in_q[{InWidth'(mem_slot_i), mem_word_i}]     <= mem_data_i;
    if (probe_valid_i) in_q[{InWidth'(probe_slot_i), probe_word_i}] <= probe_data_i;
    if (dc_valid_i)    in_q[{InDc, dc_word_i}]                      <= dc_data_i;
    if (dma_valid_i)   in_q[{InDma, dma_word_i}]                    <= dma_data_i;
  end

  always_comb begin
    rdata_o       = '0;
    answer_data_o = '0;
    back_data_o   = '0;
    if (sel_i) rdata_o = line[sel_word_i];
    for (int unsigned p = 0; p < Ports; p++)
      if (answer_valid_i[p])
        answer_data_o[64*p +: 64] = out_q[{3'(p), answer_word_i[3*p +: 3]}];
    if (back_valid_i) back_data_o = out_q[{1'b1, back_out_i, back_word_i}];
  end
  assign dma_first_o = in_q[{InDma, 3'd0}];
endmodule
