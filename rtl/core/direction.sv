// SPDX-License-Identifier: Apache-2.0
// Predicts the direction of conditional branches from the path that led to them: two-bit counters,
// a row of four for the parcels of a doubleword, chosen by its address and the last taken jumps.
//
// There are two histories of that path: the one that fetch makes by its own predictions, and the
// one that resolved jumps make. A redirect sets the first to the second.
module direction #(
  parameter int unsigned Rows = 1024       // a power of two
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  // look-up in the cycle of the fetch request
  input  logic        lookup_i,
  input  logic [63:0] pc_i,
  output logic [3:0]  likely_o,            // is a branch that ends at this parcel likely taken?
  // fetch goes on at the target of the jump that ends at this parcel
  input  logic        follow_i,
  input  logic [1:0]  follow_parcel_i,
  // a jump resolved, conditional or not
  input  logic        resolve_i,
  input  logic        resolve_branch_i,
  input  logic        resolve_taken_i,
  input  logic [63:0] resolve_pc_i,        // address of its last parcel
  input  logic        redirect_i
);
  localparam int unsigned RowBits = $clog2(Rows);
  localparam int unsigned Shift   = 3;     // a jump is forgotten after RowBits / Shift others

  typedef logic [RowBits-1:0] row_t;

  logic [7:0] counters_q [Rows];           // four counters: taken from 2 on
  row_t       path_q;                      // as fetch sees it
  row_t       resolved_q, resolved_d;      // as it was

  initial begin
    for (int i = 0; i < Rows; i++) counters_q[i] = 8'b01_01_01_01;
  end

  row_t       row, train_row;
  logic [7:0] counters, trained;
  logic [1:0] old, counter;

  always_comb begin
    row      = pc_i[3 +: RowBits] ^ path_q;
    counters = lookup_i ? counters_q[row] : 8'b0;
    likely_o = {counters[7], counters[5], counters[3], counters[1]};
  end

  always_comb begin
    train_row  = resolve_pc_i[3 +: RowBits] ^ resolved_q;
    trained    = '0;
    old        = '0;
    counter    = '0;
    resolved_d = resolved_q;
    if (resolve_i) begin
      if (resolve_taken_i) resolved_d = (resolved_q << Shift) ^ resolve_pc_i[1 +: RowBits];
      trained = counters_q[train_row];
      old     = trained[{resolve_pc_i[2:1], 1'b0} +: 2];
      if (resolve_taken_i) counter = (old == 2'd3) ? 2'd3 : old + 2'd1;
      else                 counter = (old == 2'd0) ? 2'd0 : old - 2'd1;
      trained[{resolve_pc_i[2:1], 1'b0} +: 2] = counter;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      path_q     <= '0;
      resolved_q <= '0;
    end else begin
      if (resolve_i) begin
        resolved_q <= resolved_d;
        if (resolve_branch_i && counter != old) counters_q[train_row] <= trained;
      end
      if (redirect_i)    path_q <= resolved_d;
      else if (follow_i) path_q <= (path_q << Shift) ^ {pc_i[RowBits:3], follow_parcel_i};
    end
  end
endmodule
