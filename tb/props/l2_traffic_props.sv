// SPDX-License-Identifier: Apache-2.0
// The L2's events, made again from its ports: each request that is accepted is an access in that cycle, and a miss if its
// line is not held (a claim brings its line with it, and never is); so is each line that comes back from the data cache, when
// it is put here. Each write-back is a line that memory is asked to take, or waits for that; and memory is read for
// nothing but misses and prefetches.
module l2_traffic_props #(
  parameter int unsigned Sets = 512,
  parameter int unsigned Ways = 8,
  localparam int unsigned Shift = machine_pkg::LineShift
) (
  input logic                    clk_i,
  input logic                    rst_ni,
  input logic [$clog2(Sets)-1:0] last_set_i,     // in use
  input logic                    clear_i,        // all lines are forgotten
  input logic                    vacate_i,       // a line leaves, and no other comes
  input logic                    ic_accept_i,
  input logic                    dc_accept_i,
  input machine_pkg::line_op_e   dc_op_i,
  input logic                    dma_accept_i,
  // the look-up, of whatever
  input logic                    s1_i,
  input logic [55:Shift]         s1_line_i,
  input l2_pkg::look_e           look_i,
  input logic                    prefetch_i,     // it is a prefetch's, which takes a slot
  input logic                    slot_dirty_i,   // its slot has a dirty line of the data cache
  input logic                    slot_fails_i,
  input logic                    slot_absent_i,  // its slot's line was not here when it began
  input logic                    put_i,
  input logic [$clog2(Ways)-1:0] put_way_i,
  input logic                    read_accept_i,
  input logic                    write_accept_i,
  input logic                    wb_busy_i,
  input logic                    event_access_i,
  input logic                    event_miss_i,
  input logic                    event_writeback_i,
  input logic                    event_prefetch_i
);
  logic asks, claims, comes_back, here, gone;
  assign claims     = dc_accept_i && dc_op_i == machine_pkg::DwordRead;
  assign asks       = ic_accept_i || dma_accept_i
                      || (dc_accept_i && dc_op_i != machine_pkg::LineWrite);
  assign comes_back = s1_i && put_i && (look_i == l2_pkg::LookBack
                                        || (look_i == l2_pkg::LookPut && slot_dirty_i));
  // it was here when it was asked for, and has been replaced until the data cache had answered
  assign gone       = s1_i && look_i == l2_pkg::LookAgain && !slot_fails_i && !here && !slot_absent_i;

  lines_shadow #(.Sets(Sets), .Ways(Ways)) u_shadow (
    .clk_i, .rst_ni, .last_set_i,
    .look_i       (s1_i),
    .look_line_i  (s1_line_i),
    .here_o       (here),
    .clear_i,
    .forget_i     (1'b0),
    .vacate_i,
    .vacate_line_i(s1_line_i),
    .vacate_way_i (put_way_i),
    .install_i    (s1_i && put_i),
    .install_line_i(s1_line_i),
    .install_way_i(put_way_i)
  );

  logic [31:0] left_q, written_q, missed_q, read_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      left_q    <= '0;
      written_q <= '0;
      missed_q  <= '0;
      read_q    <= '0;
    end else begin
      left_q    <= left_q + 32'(event_writeback_i);
      written_q <= written_q + 32'(write_accept_i);
      missed_q  <= missed_q + 32'(event_miss_i) + 32'(event_prefetch_i);
      read_q    <= read_q + 32'(read_accept_i);
    end
  end

  always_ff @(posedge clk_i) if (rst_ni) begin
    access_is_counted: assert (event_access_i == (asks || comes_back || gone))
      else $error("l2_access is not a request that is accepted, nor a line that comes back");
    miss_is_counted: assert (event_miss_i == ((asks && !claims && !here) || gone
                                              || (comes_back && look_i == l2_pkg::LookBack && !here)))
      else $error("l2_miss is not an access whose line is not here");
    prefetch_is_counted: assert (event_prefetch_i == (prefetch_i && !here))
      else $error("l2_prefetch is not a line that is fetched ahead");
    writebacks_are_written: assert (left_q - written_q <= (wb_busy_i ? 32'd4 : 32'd0))
      else $error("l2_writeback: %0d lines have left, memory was asked to take %0d", left_q, written_q);
    reads_are_misses: assert (missed_q - read_q < 32'h8000_0000)
      else $error("memory was read %0d times, for %0d misses and prefetches", read_q, missed_q);
  end
endmodule
