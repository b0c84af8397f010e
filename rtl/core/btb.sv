// SPDX-License-Identifier: Apache-2.0
// Branch target buffer: which parcel of an aligned doubleword ends a jump that is likely taken, and
// where it goes. Direct mapped, one jump a doubleword, looked up in the cycle of the fetch request.
// A conditional branch counts to 3 and is taken from 2 on; other jumps always are.
module btb #(
  parameter int unsigned Entries = 64      // a power of two
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  // look-up, from pc_i to the end of its doubleword
  input  logic            lookup_i,
  input  logic [63:0]     pc_i,
  output logic            taken_o,
  output logic [1:0]      parcel_o,        // the last parcel of the jump
  output logic [1:0]      jump_o,          // core_pkg::jump_e
  output logic [63:0]     target_o,
  // training, by the jump that was resolved
  input  logic            train_i,
  input  logic            train_forget_i,  // what was predicted there is no jump
  input  logic            train_taken_i,
  input  core_pkg::jump_e train_jump_i,
  input  logic [63:0]     train_pc_i,      // address of its last parcel
  input  logic [63:0]     train_target_i
);
  localparam int unsigned IndexBits = $clog2(Entries);
  localparam int unsigned TagLow    = 3 + IndexBits;
  localparam int unsigned TagBits   = riscv_pkg::VaWidth - TagLow;

  typedef struct packed {
    logic [TagBits-1:0] tag;
    logic [1:0]         parcel;
    logic [1:0]         jump;        // core_pkg::jump_e
    logic [1:0]         counter;
  } entry_t;

  logic [Entries-1:0] valid_q;
  entry_t             entry_q  [Entries];
  logic [63:0]        target_q [Entries];

  logic [IndexBits-1:0] index, train_index;
  logic [TagBits-1:0]   train_tag;
  entry_t               entry, old;

  assign index = pc_i[3 +: IndexBits];

  always_comb begin
    taken_o  = 1'b0;
    entry    = '0;
    target_o = '0;
    if (lookup_i && valid_q[index]) begin
      entry   = entry_q[index];
      taken_o = (entry.tag == pc_i[TagLow +: TagBits]) && (entry.parcel >= pc_i[2:1]) &&
                entry.counter[1];
      if (taken_o) target_o = target_q[index];
    end
    parcel_o = entry.parcel;
    jump_o   = entry.jump;
  end

  // Training: a taken jump takes the entry over; one that was not taken only weakens its own.
  logic       same;
  logic [1:0] counter;

  assign train_index = train_pc_i[3 +: IndexBits];
  assign train_tag   = train_pc_i[TagLow +: TagBits];

  always_comb begin
    old     = '0;
    same    = 1'b0;
    counter = 2'd3;
    if (train_i) begin
      old  = entry_q[train_index];
      same = valid_q[train_index] && (old.tag == train_tag) && (old.parcel == train_pc_i[2:1]);
      if (train_jump_i == core_pkg::JumpBranch) begin
        if (!same)              counter = 2'd2;
        else if (train_taken_i) counter = (old.counter == 2'd3) ? 2'd3 : old.counter + 2'd1;
        else                    counter = (old.counter == 2'd0) ? 2'd0 : old.counter - 2'd1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= '0;
    end else if (train_i) begin
      if (train_forget_i) begin
        valid_q[train_index] <= 1'b0;
      end else if (train_taken_i || same) begin
        valid_q[train_index] <= 1'b1;
        entry_q[train_index] <= {train_tag, train_pc_i[2:1], train_jump_i, counter};
        if (train_taken_i) target_q[train_index] <= train_target_i;
      end
    end
  end
endmodule
