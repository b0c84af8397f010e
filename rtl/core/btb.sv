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
  localparam int unsigned TagBits   = riscv_pkg::VaWidth - TagLow;

  typedef struct packed {
    logic               valid;
    logic [TagBits-1:0] tag;
    logic [1:0]         parcel;
    logic [1:0]         jump;              // core_pkg::jump_e
  } entry_t;

  entry_t      entry0_q  [Sets];
  entry_t      entry1_q  [Sets];
  logic [63:0] target0_q [Sets];
  logic [63:0] target1_q [Sets];
  logic        newer_q   [Sets];           // the way written last

  initial begin
    for (int i = 0; i < Sets; i++) begin
      entry0_q[i]  = '0;
      entry1_q[i]  = '0;
      target0_q[i] = '0;
      target1_q[i] = '0;
      newer_q[i]   = 1'b0;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Look-up

  logic [IndexBits-1:0] index;
  logic [TagBits-1:0]   tag;
  entry_t               entry0, entry1;
  logic                 taken0, taken1, first;

  assign index = pc_i[3 +: IndexBits];
  assign tag   = pc_i[TagLow +: TagBits];

  always_comb begin
    entry0   = '0;
    entry1   = '0;
    taken0   = 1'b0;
    taken1   = 1'b0;
    first    = 1'b0;
    taken_o  = 1'b0;
    parcel_o = '0;
    jump_o   = '0;
    target_o = '0;
    if (lookup_i) begin
      entry0  = entry0_q[index];
      entry1  = entry1_q[index];
      taken0  = entry0.valid && (entry0.tag == tag) && (entry0.parcel >= pc_i[2:1]) &&
                (entry0.jump != core_pkg::JumpBranch || likely_i[entry0.parcel]);
      taken1  = entry1.valid && (entry1.tag == tag) && (entry1.parcel >= pc_i[2:1]) &&
                (entry1.jump != core_pkg::JumpBranch || likely_i[entry1.parcel]);
      taken_o = taken0 || taken1;
      if (taken_o) begin
        first    = taken0 && (!taken1 || entry0.parcel < entry1.parcel);
        parcel_o = first ? entry0.parcel    : entry1.parcel;
        jump_o   = first ? entry0.jump      : entry1.jump;
        target_o = first ? target0_q[index] : target1_q[index];
      end
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Training: a jump keeps its way; a new one takes the way that was written less recently.

  logic [IndexBits-1:0] train_index;
  entry_t               old0, old1, written;
  logic                 same0, same1, way;

  assign train_index = train_pc_i[3 +: IndexBits];

  always_comb begin
    old0    = '0;
    old1    = '0;
    written = '0;
    same0   = 1'b0;
    same1   = 1'b0;
    way     = 1'b0;
    if (train_i) begin
      written = {!train_forget_i, train_pc_i[TagLow +: TagBits], train_pc_i[2:1], train_jump_i};
      old0    = entry0_q[train_index];
      old1    = entry1_q[train_index];
      same0   = old0.valid && (old0.tag == written.tag) && (old0.parcel == written.parcel);
      same1   = old1.valid && (old1.tag == written.tag) && (old1.parcel == written.parcel);
      way     = same1 || (!same0 && !newer_q[train_index]);
    end
  end

  always_ff @(posedge clk_i) begin
    if (train_i && (!train_forget_i || same0 || same1)) begin
      newer_q[train_index] <= way;
      if (way) begin
        entry1_q[train_index]  <= written;
        target1_q[train_index] <= train_target_i;
      end else begin
        entry0_q[train_index]  <= written;
        target0_q[train_index] <= train_target_i;
      end
    end
  end
endmodule
