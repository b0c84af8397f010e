// SPDX-License-Identifier: Apache-2.0
// The instruction cache's events, made again from its ports: each fetch of memory that is accepted is looked up in the next
// cycle, once, and is a miss if its line is not held.
module fetch_traffic_props #(
  parameter int unsigned Sets = 64,
  parameter int unsigned Ways = 8,
  localparam int unsigned Shift = machine_pkg::LineShift
) (
  input logic                    clk_i,
  input logic                    rst_ni,
  input logic [$clog2(Sets)-1:0] last_set_i,     // in use
  input logic                    accept_i,
  input machine_pkg::paddr_t     pa_i,
  // what comes and goes
  input logic                    clear_i,
  input logic                    vacate_i,      // for the line that is looked up: a fetch's, or one to prefetch
  input logic [$clog2(Ways)-1:0] vacate_way_i,
  input logic                    install_i,
  input logic [55:Shift]         install_line_i,
  input logic [$clog2(Ways)-1:0] install_way_i,
  input logic [55:Shift]         s1_line_i,
  input logic                    event_access_i,
  input logic                    event_miss_i
);
  logic            looked_q, here;
  logic [55:Shift] line_q;

  always_ff @(posedge clk_i) begin
    looked_q <= rst_ni && accept_i && machine_pkg::is_memory(pa_i);
    line_q   <= pa_i[55:Shift];
  end

  lines_shadow #(.Sets(Sets), .Ways(Ways)) u_shadow (
    .clk_i, .rst_ni, .last_set_i,
    .look_i     (looked_q),
    .look_line_i(line_q),
    .here_o     (here),
    .clear_i,
    .forget_i   (1'b0),
    .vacate_i, .vacate_line_i(s1_line_i), .vacate_way_i, .install_i, .install_line_i, .install_way_i
  );

  always_ff @(posedge clk_i) if (rst_ni) begin
    fetch_is_counted: assert (event_access_i == looked_q)
      else $error("l1i_access is not a fetch that was accepted a cycle ago");
    fetch_miss_is_counted: assert (event_miss_i == (looked_q && !here))
      else $error("l1i_miss is not a fetch whose line is not here");
  end
endmodule
