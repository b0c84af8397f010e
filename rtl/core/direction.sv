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

  if (Rows < 8 || 2 ** RowBits != Rows) begin : gen_check_rows
    $error("direction: Rows must be a power of two, at least 8");
  end

  row_t       path_q;                      // as fetch sees it
  row_t       resolved_q, resolved_d;      // as it was

  row_t       row, train_row;
  logic [7:0] counters, held, trained;   // four counters a row: taken from 2 on
  logic [1:0] old, counter;
  logic       train;

  assign row       = pc_i[3 +: RowBits] ^ path_q;
  assign likely_o  = {counters[7], counters[5], counters[3], counters[1]};

  always_comb begin
    train_row  = '0;
    trained    = '0;
    train      = 1'b0;
    old        = '0;
    counter    = '0;
    resolved_d = resolved_q;
    if (resolve_i) begin
      train_row = resolve_pc_i[3 +: RowBits] ^ resolved_q;
      if (resolve_taken_i) resolved_d = (resolved_q << Shift) ^ resolve_pc_i[1 +: RowBits];
      trained = held;
      old     = trained[{resolve_pc_i[2:1], 1'b0} +: 2];
      if (resolve_taken_i) counter = (old == 2'd3) ? 2'd3 : old + 2'd1;
      else                 counter = (old == 2'd0) ? 2'd0 : old - 2'd1;
      trained[{resolve_pc_i[2:1], 1'b0} +: 2] = counter;
      train = rst_ni && resolve_branch_i && counter != old;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      path_q     <= '0;
      resolved_q <= '0;
    end else begin
      if (resolve_i)     resolved_q <= resolved_d;
      if (redirect_i)    path_q <= resolved_d;
      else if (follow_i) path_q <= (path_q << Shift) ^ {pc_i[RowBits:3], follow_parcel_i};
    end
  end

  // A row is read at two addresses: by look-up and, from a copy, by training.
  ram_1r1w #(.Width(8), .Depth(Rows), .Comb(1'b1), .Known(1'b1), .Initial(8'b01_01_01_01)) u_rows (
    .clk_i,
    .re_i   (lookup_i),
    .raddr_i(row),
    .rdata_o(counters),
    .we_i   (train),
    .waddr_i(train_row),
    .wdata_i(trained)
  );
  ram_1r1w #(.Width(8), .Depth(Rows), .Comb(1'b1), .Known(1'b1), .Initial(8'b01_01_01_01)) u_copy (
    .clk_i,
    .re_i   (resolve_i),
    .raddr_i(train_row),
    .rdata_o(held),
    .we_i   (train),
    .waddr_i(train_row),
    .wdata_i(trained)
  );
endmodule
