// SPDX-License-Identifier: Apache-2.0
// Which lines a cache holds, told by what comes in and what is dropped: a plain table, that knows nothing of tags, valid
// bits and how a hit is found. A line comes into a place; from then on it is held until the place is given to another,
// or the line is forgotten, or all are.
module lines_shadow #(
  parameter int unsigned Sets = 64,
  parameter int unsigned Ways = 8,
  localparam int unsigned Shift = machine_pkg::LineShift
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic [$clog2(Sets)-1:0] last_set_i,    // in use; a mask too
  input  logic                    look_i,
  input  logic [55:Shift]         look_line_i,
  output logic                    here_o,
  // at the end of the cycle: forget all, that line, or what is in a way of the set of another
  input  logic                    clear_i,
  input  logic                    forget_i,
  input  logic                    vacate_i,
  input  logic [55:Shift]         vacate_line_i,
  input  logic [$clog2(Ways)-1:0] vacate_way_i,
  // a line comes; it is there when the others are gone
  input  logic                    install_i,
  input  logic [55:Shift]         install_line_i,
  input  logic [$clog2(Ways)-1:0] install_way_i
);
  localparam int unsigned SetWidth = $clog2(Sets);

  logic [55:Shift] line_q [Sets][Ways];
  logic [Sets-1:0][Ways-1:0] held_q;
  logic [Ways-1:0] same;
  logic [SetWidth-1:0] set, vacate_set, install_set;
  assign set         = look_line_i[Shift +: SetWidth] & last_set_i;
  assign vacate_set  = vacate_line_i[Shift +: SetWidth] & last_set_i;
  assign install_set = install_line_i[Shift +: SetWidth] & last_set_i;

  always_comb begin
    same = '0;
    if (look_i)
      for (int unsigned w = 0; w < Ways; w++)
        same[w] = held_q[set][w] && line_q[set][w] == look_line_i;
  end
  assign here_o = (same != '0);

  always_ff @(posedge clk_i) begin
    if (forget_i) held_q[set] <= held_q[set] & ~same;
    if (vacate_i) held_q[vacate_set][vacate_way_i] <= 1'b0;
    if (install_i) begin
      held_q[install_set][install_way_i] <= 1'b1;
      line_q[install_set][install_way_i] <= install_line_i;
    end
    if (!rst_ni || clear_i) held_q <= '0;
  end
endmodule
