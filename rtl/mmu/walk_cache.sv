// SPDX-License-Identifier: Apache-2.0
// Pointers that walks have read lately, so that the next walk in the neighbourhood begins lower: at
// the last table (an entry for each 2 MiB of addresses), or at the one above it (for each 1 GiB).
// What is above that in Sv48 and Sv57 is read again. The answer comes in the cycle of the look-up.
//
// A pointer is remembered only when its walk has ended well: then all those that it read come in
// together, each global if G stood in it or above it. A fence that names an address names leaves and
// no pointers (Privileged 4.2.1: software that changes a pointer uses rs1 = x0), so it leaves them
// all; one without an address forgets those of its ASID that are not global, or all. A fence wins
// over a fill of the same cycle.
//
// Entries that lead to the last table but one are in use as many times fewer as the others, and at least one. `last_i` and
// `policy_i` change only while all is as after reset.
module walk_cache #(
  parameter int unsigned Uppers = 16,               // entries that lead to tables of level 1
  parameter int unsigned Lasts  = 32,               // to tables of level 0; at least as many
  parameter int unsigned LastIndex = $clog2(Lasts)
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic [1:0]              policy_i,         // replace_pkg
  input  logic [LastIndex-1:0]    last_i,           // entries of Lasts up to this one are in use; a mask too
  // the walk that begins
  input  logic                    lookup_i,
  input  mmu_pkg::tlb_tag_t       wanted_i,         // is_global means nothing here
  input  logic                    begins_i,         // the walk begins so: what was noted is forgotten
  output logic                    hit_o,
  output logic                    level_o,          // of the table
  output logic                    is_global_o,
  output logic [riscv_pkg::PpnWidth-1:0] table_o,   // zero unless hit
  // a pointer that the walk under way has read: it leads to a table of this level
  input  logic                    step_i,
  input  logic [2:0]              step_level_i,
  input  logic                    step_global_i,
  input  logic [riscv_pkg::PpnWidth-1:0] step_table_i,
  // that walk has ended well
  input  logic                    fill_valid_i,
  input  mmu_pkg::tlb_tag_t       fill_tag_i,       // of its page
  // forget
  input  logic                    flush_i,
  input  mmu_pkg::fence_t         fence_i
);
  localparam int unsigned LastBits  = riscv_pkg::VpnBits;
  localparam int unsigned UpperBits = 2 * riscv_pkg::VpnBits;
  localparam int unsigned UpperIndex = $clog2(Uppers);
  localparam mmu_pkg::vpn_t LastOffset  = (45'd1 << LastBits) - 45'd1;
  localparam mmu_pkg::vpn_t UpperOffset = (45'd1 << UpperBits) - 45'd1;

  // Noted of the walk under way
  typedef struct packed {
    logic        valid;
    logic        is_global;
    logic [43:0] table_ppn;
  } note_t;

  note_t              upper_q, last_q;
  mmu_pkg::tlb_tag_t  upper_tag, last_tag;
  mmu_pkg::tlb_leaf_t upper_fill, last_fill, upper_leaf, last_leaf;
  logic               upper_hit, upper_global, last_hit, last_global;
  mmu_pkg::fence_t    fence;

  always_comb begin
    fence       = fence_i;
    fence.valid = fence_i.valid && !fence_i.by_va;

    upper_tag           = fill_tag_i;
    upper_tag.is_global = upper_q.is_global;
    upper_fill          = '0;
    upper_fill.ppn      = upper_q.table_ppn;
    last_tag            = fill_tag_i;
    last_tag.is_global  = last_q.is_global;
    last_fill           = '0;
    last_fill.ppn       = last_q.table_ppn;
  end

  tlb #(
    .Entries(Uppers)
  ) u_uppers (
    .clk_i, .rst_ni, .lookup_i,
    .mode_i       (wanted_i.mode),
    .vpn_i        (wanted_i.vpn),
    .asid_i       (wanted_i.asid),
    .hit_o        (upper_hit),
    .is_global_o  (upper_global),
    .offset_o     (),
    .leaf_o       (upper_leaf),
    .used_i       (begins_i && !last_hit),
    .fill_valid_i (fill_valid_i && upper_q.valid),
    .fill_tag_i   (upper_tag),
    .fill_offset_i(UpperOffset),
    .fill_leaf_i  (upper_fill),
    .policy_i,
    .last_i       (last_i[LastIndex-1 -: UpperIndex]),
    .flush_i,
    .fence_i      (fence)
  );

  tlb #(
    .Entries(Lasts)
  ) u_lasts (
    .clk_i, .rst_ni, .lookup_i,
    .mode_i       (wanted_i.mode),
    .vpn_i        (wanted_i.vpn),
    .asid_i       (wanted_i.asid),
    .hit_o        (last_hit),
    .is_global_o  (last_global),
    .offset_o     (),
    .leaf_o       (last_leaf),
    .used_i       (begins_i),
    .fill_valid_i (fill_valid_i && last_q.valid),
    .fill_tag_i   (last_tag),
    .fill_offset_i(LastOffset),
    .fill_leaf_i  (last_fill),
    .policy_i,
    .last_i,
    .flush_i,
    .fence_i      (fence)
  );

  always_comb begin
    hit_o       = last_hit || upper_hit;
    level_o     = !last_hit;
    is_global_o = last_hit ? last_global : upper_global;
    table_o     = last_hit ? last_leaf.ppn : upper_leaf.ppn;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      upper_q <= '0;
      last_q  <= '0;
    end else if (begins_i) begin
      upper_q.valid <= 1'b0;
      last_q.valid  <= 1'b0;
    end else if (step_i && step_level_i == 3'd1) begin
      upper_q.valid     <= 1'b1;
      upper_q.is_global <= step_global_i;
      upper_q.table_ppn <= step_table_i;
    end else if (step_i && step_level_i == 3'd0) begin
      last_q.valid      <= 1'b1;
      last_q.is_global  <= step_global_i;
      last_q.table_ppn  <= step_table_i;
    end
  end
endmodule
