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
  localparam int unsigned Banks = 8;   // one a doubleword, row {set, way}

  if (2 ** RowWidth != Sets * Ways) begin : gen_check
    $error("l2_data: Sets and Ways must be powers of two");
  end

  logic        re, we;
  logic [63:0] line [Banks];
  logic [63:0] out_q [2*Banks];
  logic [63:0] in_q [4*Banks];

  assign re = active_i && re_i;
  assign we = active_i && (install_i || we_i);

  for (genvar d = 0; d < Banks; d++) begin : gen_bank
    logic [63:0] wdata;
    assign wdata = install_i ? in_q[{install_in_i, 3'(d)}] : wdata_i;

    ram_bank #(.Width(64), .Depth(Sets * Ways)) u_ram (
      .clk_i,
      .re_i   (re),
      .raddr_i(row_i),
      .rdata_o(line[d]),
      .we_i   (we),
      .wsel_i (install_i || wword_i == 3'(d)),
      .waddr_i(wrow_i),
      .wdata_i(wdata)
    );
  end

  always_ff @(posedge clk_i) begin
    if (active_i) begin
      if (capture_i) begin
        for (int unsigned d = 0; d < Banks; d++)
          out_q[{capture_out_i, 3'(d)}] <= line[d];
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
      if (sel_i)          rdata_o       = line[sel_word_i];
      if (answer_valid_i) answer_data_o = out_q[{1'b0, answer_word_i}];
      if (back_valid_i)   back_data_o   = out_q[{1'b1, back_word_i}];
    end
  end
  assign dma_first_o   = in_q[{2'd1, 3'd0}];
endmodule
