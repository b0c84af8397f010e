// SPDX-License-Identifier: Apache-2.0
// The data side of the second-level cache: eight banks, one a doubleword of the line, so that a line
// is read or written in one cycle, and the buffers in which lines are collected and from which they
// are streamed. Only single doublewords enter and leave. A line is written from a collecting buffer,
// or one doubleword alone; a line and its captured copy can be read in the cycle after `re_i`. Never
// read and write the same line in one cycle.
module l2_data #(
  parameter int unsigned Sets = 512,
  parameter int unsigned Ways = 8,
  parameter int unsigned RowWidth = $clog2(Sets) + $clog2(Ways)   // {set, way}
) (
  input  logic                clk_i,
  input  logic                active_i,         // no other input counts without it
  input  logic                re_i,
  input  logic [RowWidth-1:0] row_i,
  // the cycle after: one doubleword of what was read, and where to keep the line
  input  logic                sel_i,
  input  logic [2:0]          sel_word_i,
  output machine_pkg::dword_t rdata_o,
  input  logic                capture_i,
  input  logic                capture_out_i,    // 0: to answer, 1: to write back
  // streams out
  input  logic                answer_valid_i,
  input  logic [2:0]          answer_word_i,
  output machine_pkg::dword_t answer_data_o,
  input  logic                back_valid_i,
  input  logic [2:0]          back_word_i,
  output machine_pkg::dword_t back_data_o,
  // streams in: from the data cache, from DMA, from memory
  input  logic                dc_valid_i,
  input  logic [2:0]          dc_word_i,
  input  machine_pkg::dword_t dc_data_i,
  input  logic                dma_valid_i,
  input  logic [2:0]          dma_word_i,
  input  machine_pkg::dword_t dma_data_i,
  output machine_pkg::dword_t dma_first_o,      // doubleword 0 of what DMA gave
  input  logic                mem_valid_i,
  input  logic [2:0]          mem_word_i,
  input  machine_pkg::dword_t mem_data_i,
  // writes
  input  logic                install_i,
  input  logic [1:0]          install_in_i,     // 0: data cache, 1: DMA, 2: memory
  input  logic                we_i,
  input  logic [2:0]          wword_i,
  input  machine_pkg::dword_t wdata_i,
  input  logic [RowWidth-1:0] wrow_i
);
  // Entry {set, way, doubleword}: one memory a doubleword, side by side
  logic [63:0] mem [Sets*Ways*8];
  logic [63:0] line_q [8];
  logic [63:0] out_q [16];
  logic [63:0] in_q [32];

  always_ff @(posedge clk_i) begin
    if (active_i) begin
      if (re_i) begin
        for (int unsigned d = 0; d < 8; d++) line_q[d] <= mem[{row_i, 3'(d)}];
      end
      if (install_i) begin
        for (int unsigned d = 0; d < 8; d++) mem[{wrow_i, 3'(d)}] <= in_q[{install_in_i, 3'(d)}];
      end
      if (we_i) mem[{wrow_i, wword_i}] <= wdata_i;
      if (capture_i) begin
        for (int unsigned d = 0; d < 8; d++) out_q[{capture_out_i, 3'(d)}] <= line_q[d];
      end
      if (dc_valid_i)  in_q[{2'd0, dc_word_i}]  <= dc_data_i;
      if (dma_valid_i) in_q[{2'd1, dma_word_i}] <= dma_data_i;
      if (mem_valid_i) in_q[{2'd2, mem_word_i}] <= mem_data_i;
    end
  end

  always_comb begin
    rdata_o       = '0;
    answer_data_o = '0;
    back_data_o   = '0;
    if (active_i) begin
      if (sel_i)          rdata_o       = line_q[sel_word_i];
      if (answer_valid_i) answer_data_o = out_q[{1'b0, answer_word_i}];
      if (back_valid_i)   back_data_o   = out_q[{1'b1, back_word_i}];
    end
  end
  assign dma_first_o   = in_q[{2'd1, 3'd0}];
endmodule
