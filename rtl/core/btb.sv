// SPDX-License-Identifier: Apache-2.0
// Branch target buffer: which parcels of an aligned doubleword end a jump, and where it goes. Two
// ways a set, so that a doubleword with two jumps has room for both. Looked up in the cycle of the
// fetch request: of the jumps from the request's address on that are likely taken, the first one
// wins. Nothing here is ever wrong, only unlucky: what was predicted is checked when it executes.
module btb #(
  parameter int unsigned Entries = 512     // a power of two
) (
  input  logic            clk_i,
  // look-up, from pc_i to the end of its doubleword
  input  logic            lookup_i,
  input  logic [63:0]     pc_i,
  input  logic [3:0]      likely_i,        // is a branch that ends at this parcel likely taken?
  output logic            taken_o,
  output logic [1:0]      parcel_o,        // the last parcel of the jump
  output logic [1:0]      jump_o,          // core_pkg::jump_e
  output logic [63:0]     target_o,
  // a taken jump that was not predicted so; or, with forget_i, a prediction that was no jump
  input  logic            train_i,
  input  logic            train_forget_i,
  input  core_pkg::jump_e train_jump_i,
  input  logic [63:0]     train_pc_i,      // address of its last parcel
  input  logic [63:0]     train_target_i
);
  localparam int unsigned Sets      = Entries / 2;
  localparam int unsigned IndexBits = $clog2(Sets);
  localparam int unsigned TagLow    = 3 + IndexBits;
  localparam int unsigned TagHigh   = 39;          // of Sv39; above, programs seldom differ
  localparam int unsigned TagBits   = TagHigh - TagLow;

  // What a way knows of a jump, {valid, tag, parcel, jump}, and where it goes
  localparam int unsigned Jump   = 0;      // core_pkg::jump_e
  localparam int unsigned Parcel = 2;
  localparam int unsigned Tag    = 4;
  localparam int unsigned Valid  = Tag + TagBits;
  localparam int unsigned Bits   = Valid + 1;

  if (Entries < 4 || 2 ** (IndexBits + 1) != Entries) begin : gen_check_entries
    $error("btb: Entries must be a power of two, at least 4");
  end

  // ---------------------------------------------------------------------------------------------
  // Look-up

  logic [IndexBits-1:0] index;
  logic [TagBits-1:0]   tag;
  logic [Bits-1:0]      entry [2];
  logic [63:0]          target [2];
  logic [1:0]           taken;
  logic                 first;

  assign index = pc_i[3 +: IndexBits];
  assign tag   = pc_i[TagLow +: TagBits];

  always_comb begin
    taken    = '0;
    first    = 1'b0;
    taken_o  = 1'b0;
    parcel_o = '0;
    jump_o   = '0;
    target_o = '0;
    if (lookup_i) begin
      for (int unsigned w = 0; w < 2; w++) begin
        taken[w] = entry[w][Valid] && entry[w][Tag +: TagBits] == tag
            && entry[w][Parcel +: 2] >= pc_i[2:1]
            && (entry[w][Jump +: 2] != core_pkg::JumpBranch || likely_i[entry[w][Parcel +: 2]]);
      end
      taken_o = (taken != '0);
      if (taken_o) begin
        first    = taken[0] && (!taken[1] || entry[0][Parcel +: 2] < entry[1][Parcel +: 2]);
        parcel_o = first ? entry[0][Parcel +: 2] : entry[1][Parcel +: 2];
        jump_o   = first ? entry[0][Jump +: 2]   : entry[1][Jump +: 2];
        target_o = first ? target[0]             : target[1];
      end
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Training: a jump keeps its way; a new one takes the way that was written less recently.

  logic [IndexBits-1:0] train_index;
  logic [Bits-1:0]      old [2];
  logic [Bits-1:0]      written;
  logic [1:0]           same;
  logic                 we, newer, way;       // the way written last, and the one to be written

  assign train_index = train_pc_i[3 +: IndexBits];

  always_comb begin
    written = '0;
    same    = '0;
    way     = 1'b0;
    we      = 1'b0;
    if (train_i) begin
      written = {!train_forget_i, train_pc_i[TagLow +: TagBits], train_pc_i[2:1], train_jump_i};
      for (int unsigned w = 0; w < 2; w++)
        same[w] = old[w][Valid] && old[w][Valid-1:Parcel] == written[Valid-1:Parcel];
      way     = same[1] || (!same[0] && !newer);
      we      = !train_forget_i || same != '0;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // The arrays. What a jump is, is read at two addresses: by look-up and by training, from a copy.

  for (genvar w = 0; w < 2; w++) begin : gen_way
    ram_bank #(.Width(Bits), .Depth(Sets), .Comb(1'b1), .Known(1'b1)) u_entry (
      .clk_i,
      .re_i   (lookup_i),
      .raddr_i(index),
      .rdata_o(entry[w]),
      .we_i   (we),
      .wsel_i (way == 1'(w)),
      .waddr_i(train_index),
      .wdata_i(written)
    );
    ram_bank #(.Width(Bits), .Depth(Sets), .Comb(1'b1), .Known(1'b1)) u_copy (
      .clk_i,
      .re_i   (train_i),
      .raddr_i(train_index),
      .rdata_o(old[w]),
      .we_i   (we),
      .wsel_i (way == 1'(w)),
      .waddr_i(train_index),
      .wdata_i(written)
    );
    ram_bank #(.Width(64), .Depth(Sets), .Comb(1'b1), .Known(1'b1)) u_target (
      .clk_i,
      .re_i   (lookup_i),
      .raddr_i(index),
      .rdata_o(target[w]),
      .we_i   (we),
      .wsel_i (way == 1'(w)),
      .waddr_i(train_index),
      .wdata_i(train_target_i)
    );
  end

  ram_1r1w #(.Width(1), .Depth(Sets), .Comb(1'b1), .Known(1'b1)) u_newer (
    .clk_i,
    .re_i   (train_i),
    .raddr_i(train_index),
    .rdata_o(newer),
    .we_i   (we),
    .waddr_i(train_index),
    .wdata_i(way)
  );
endmodule
