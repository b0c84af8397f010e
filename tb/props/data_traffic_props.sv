// SPDX-License-Identifier: Apache-2.0
// The data cache's events, made again from its ports: each access of memory that is accepted, of the core or of the walker,
// is looked up once before the next one is accepted, and is a miss if its line is not held then. Each write-back is a line
// that the level below takes over, by itself or as the answer to a probe, or one that waits for that.
module data_traffic_props #(
  parameter int unsigned Sets = 64,
  parameter int unsigned Ways = 8,
  localparam int unsigned Shift = machine_pkg::LineShift
) (
  input logic                    clk_i,
  input logic                    rst_ni,
  input logic [$clog2(Sets)-1:0] last_set_i,     // in use
  input logic                    clear_i,        // all lines are forgotten
  input logic                    core_accept_i,
  input machine_pkg::paddr_t     core_pa_i,
  input logic                    core_writes_i,
  input logic                    ptw_accept_i,
  input machine_pkg::paddr_t     ptw_pa_i,
  input logic                    ptw_cas_i,
  // whose look-up is in s1, and for which line
  input logic                    s1_core_i,
  input logic                    s1_ptw_i,
  input logic                    s1_i,
  input logic [55:Shift]         s1_line_i,
  // what comes and goes
  input logic                    forget_i,
  input logic                    vacate_i,
  input logic [$clog2(Ways)-1:0] vacate_way_i,
  input logic                    install_i,
  input logic [55:Shift]         install_line_i,
  input logic [$clog2(Ways)-1:0] install_way_i,
  // the level below
  input logic                    write_accept_i,
  input logic                    lend_i,
  input logic [1:0]              wb_busy_i,
  input logic                    event_access_i,
  input logic                    event_miss_i,
  input logic                    event_ptw_access_i,
  input logic                    event_ptw_miss_i,
  input logic                    event_writeback_i
);
  // ROM refuses what writes, and is not looked up for it
  logic core_comes, ptw_comes;
  assign core_comes = core_accept_i && machine_pkg::is_memory(core_pa_i)
                      && !(core_pa_i < machine_pkg::RamBase && core_writes_i);
  assign ptw_comes  = ptw_accept_i && machine_pkg::is_memory(ptw_pa_i)
                      && !(ptw_pa_i < machine_pkg::RamBase && ptw_cas_i);

  logic core_waits_q, ptw_waits_q, core_looks, ptw_looks, here;
  assign core_looks = core_waits_q && s1_core_i;
  assign ptw_looks  = ptw_waits_q && s1_ptw_i;

  lines_shadow #(.Sets(Sets), .Ways(Ways)) u_shadow (
    .clk_i, .rst_ni, .last_set_i,
    .look_i     (s1_i),
    .look_line_i(s1_line_i),
    .here_o     (here),
    .clear_i,
    .forget_i, .vacate_i, .vacate_line_i(s1_line_i), .vacate_way_i, .install_i, .install_line_i, .install_way_i
  );

  logic [31:0] left_q, taken_q;       // lines that have left the array, and that the level below has taken

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      core_waits_q <= 1'b0;
      ptw_waits_q  <= 1'b0;
      left_q       <= '0;
      taken_q      <= '0;
    end else begin
      core_waits_q <= core_comes || (core_waits_q && !s1_core_i);
      ptw_waits_q  <= ptw_comes || (ptw_waits_q && !s1_ptw_i);
      left_q       <= left_q + 32'(event_writeback_i);
      taken_q      <= taken_q + 32'(lend_i) + 32'(write_accept_i);
    end
  end

  always_ff @(posedge clk_i) if (rst_ni) begin
    access_is_looked_up: assert (!(core_accept_i && core_waits_q && !s1_core_i)
                                 && !(ptw_accept_i && ptw_waits_q && !s1_ptw_i))
      else $error("an access was never looked up");
    access_is_counted: assert (event_access_i == core_looks)
      else $error("l1d_access is not the first look-up of an access");
    miss_is_counted: assert (event_miss_i == (core_looks && !here))
      else $error("l1d_miss is not an access whose line is not here");
    walkers_access_is_counted: assert (event_ptw_access_i == ptw_looks)
      else $error("l1d_access_by_walker is not the first look-up of the walker's access");
    walkers_miss_is_counted: assert (event_ptw_miss_i == (ptw_looks && !here))
      else $error("l1d_miss_by_walker is not one whose line is not here");
    writebacks_are_taken: assert (left_q - taken_q <= 32'($countones(wb_busy_i)))
      else $error("l1d_writeback: %0d lines have left, %0d were taken over", left_q, taken_q);
  end
endmodule
