// SPDX-License-Identifier: Apache-2.0
// A fully associative TLB for pages of every size. The answer comes in the cycle of the look-up;
// fills and fences act at the cycle's end. It holds leaves only, valid ones, and never two for one
// address.
//
// An entry is a ternary word: `tag` = {mode, ASID, VPN} and `care`, the bits of it that count. A page
// that is larger does not care about the low VPN bits, a global page not about the ASID. So a hit,
// each form of fence and the overlap of a new entry with an old one are all one masked comparison.
// Nothing is found by another mode than the one that brought it; fences do not ask which.
//
// What a fence names is forgotten in its cycle; it wins over a fill of the same cycle.
//
// `policy_i` and `last_i` change only while it is as after reset.
module tlb #(
  parameter int unsigned Entries = 32,              // a power of two, 2 to 64
  parameter int unsigned IndexWidth = $clog2(Entries)
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic [1:0]              policy_i,         // replace_pkg
  input  logic [IndexWidth-1:0]   last_i,           // entries up to this one are in use; a mask too
  // look-up, answered at once
  input  logic                    lookup_i,
  input  logic [1:0]              mode_i,           // mmu_pkg::mode_t
  input  mmu_pkg::vpn_t           vpn_i,
  input  logic [riscv_pkg::AsidWidth-1:0] asid_i,
  output logic                    hit_o,
  output logic                    is_global_o,
  output mmu_pkg::vpn_t           offset_o,         // the VPN bits that the page does not translate
  output mmu_pkg::tlb_leaf_t      leaf_o,           // zero unless hit
  input  logic                    used_i,           // the hit was used: remember it as recent
  // a new leaf; whatever overlaps it goes
  input  logic                    fill_valid_i,
  input  mmu_pkg::tlb_tag_t       fill_tag_i,
  input  mmu_pkg::vpn_t           fill_offset_i,
  input  mmu_pkg::tlb_leaf_t      fill_leaf_i,
  // forget: everything, or what the fence names
  input  logic                    flush_i,
  input  mmu_pkg::fence_t         fence_i
);
  localparam int unsigned HintBits   = 3;
  localparam int unsigned Hints      = 2 ** HintBits;

  if (Entries < 2 || Entries > 64 || 2 ** IndexWidth != Entries) begin : gen_check_entries
    $error("tlb: Entries must be a power of two from 2 to 64");
  end
  if ($bits(vpn_i) != riscv_pkg::VpnWidth) begin : gen_check_vpn
    $error("tlb: mmu_pkg::vpn_t must have riscv_pkg::VpnWidth bits");
  end

  typedef struct packed {
    logic [1:0]                      mode;
    logic [riscv_pkg::AsidWidth-1:0] asid;
    logic [riscv_pkg::VpnWidth-1:0]  vpn;
  } key_t;

  localparam int unsigned KeyWidth  = 2 + riscv_pkg::AsidWidth + riscv_pkg::VpnWidth;
  localparam int unsigned LeafWidth = $bits(fill_leaf_i);

  logic [Entries-1:0]  valid_q;
  logic [KeyWidth-1:0] tag_q  [Entries];            // key_t
  logic [KeyWidth-1:0] care_q [Entries];
  logic [Entries-1:0]  global_q;
  logic [LeafWidth-1:0] leaf_q [Entries];           // mmu_pkg::tlb_leaf_t

  // Where the last page with these low VPN bits was found: tried first, which saves the search.
  logic [Hints*IndexWidth-1:0] hint_q;

  // ---------------------------------------------------------------------------------------------
  // Look-up
  key_t                  wanted;
  logic [IndexWidth-1:0] hit_index;
  logic                  hinted;

  always_comb begin
    wanted    = '0;
    hit_o     = 1'b0;
    hinted    = 1'b0;
    hit_index = '0;
    leaf_o    = '0;
    offset_o  = '0;
    is_global_o = 1'b0;
    if (lookup_i) begin
      wanted.mode = mode_i;
      wanted.asid = asid_i;
      wanted.vpn  = vpn_i;
      hit_index   = hint_q[vpn_i[HintBits-1:0]*IndexWidth +: IndexWidth];
      hinted      = valid_q[hit_index]
                    && ((tag_q[hit_index] ^ wanted) & care_q[hit_index]) == '0;
      hit_o       = hinted;
      if (!hinted) begin
        for (int unsigned i = 0; i < Entries; i++) begin
          if (valid_q[i] && ((tag_q[i] ^ wanted) & care_q[i]) == '0) begin
            hit_o     = 1'b1;
            hit_index = IndexWidth'(i);
          end
        end
      end
      if (hit_o) begin
        leaf_o   = leaf_q[hit_index];
        is_global_o = global_q[hit_index];
        offset_o = ~care_q[hit_index][riscv_pkg::VpnWidth-1:0];
      end
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Where a fill goes: over an entry that it overlaps, else to an empty one, else to the least
  // recent
  key_t                  fill_key, fill_care;
  logic [Entries-1:0]    overlaps;
  logic                  found_empty, no_room;
  logic [IndexWidth-1:0] chosen, oldest, place;     // chosen: unless there is no room

  always_comb begin
    fill_key    = '0;
    fill_care   = '0;
    overlaps    = '0;
    found_empty = 1'b0;
    chosen      = '0;
    no_room     = 1'b0;
    if (fill_valid_i) begin
      fill_key.mode  = fill_tag_i.mode;
      fill_key.asid  = fill_tag_i.asid;
      fill_key.vpn   = fill_tag_i.vpn;
      fill_care.mode = '1;
      if (!fill_tag_i.is_global) fill_care.asid = '1;
      fill_care.vpn  = ~fill_offset_i;
      for (int unsigned i = 0; i < Entries; i++) begin
        if (!valid_q[i]) begin
          if (IndexWidth'(i) <= last_i) begin
            found_empty = 1'b1;
            if (overlaps == '0) chosen = IndexWidth'(i);
          end
        end else if (((tag_q[i] ^ fill_key) & care_q[i] & fill_care) == '0) begin
          overlaps[i] = 1'b1;
          chosen      = IndexWidth'(i);
        end
      end
      no_room = (overlaps == '0) && !found_empty;
    end
  end

  assign place = no_room ? oldest : chosen;

  // A hit on the entry touched last changes nothing in the tree.
  logic                  touch;
  logic [IndexWidth-1:0] touch_index, last_touch_q;
  assign touch       = fill_valid_i || (used_i && hit_o && hit_index != last_touch_q);
  assign touch_index = fill_valid_i ? place : hit_index;

  tlb_replace #(
    .Entries(Entries)
  ) u_replace (
    .clk_i, .rst_ni, .policy_i, .last_i,
    .touch_i      (touch),
    .touch_index_i(touch_index),
    .filled_i     (fill_valid_i),
    .choose_i     (no_room),
    .victim_o     (oldest)
  );

  // ---------------------------------------------------------------------------------------------
  // State
  key_t               fence_key, fence_care;
  logic [Entries-1:0] fenced;                       // what the fence names

  always_comb begin
    fence_key  = '0;
    fence_care = '0;
    fenced     = '0;
    if (fence_i.valid) begin
      if (fence_i.by_va)   fence_key.vpn   = fence_i.vpn;
      if (fence_i.by_va)   fence_care.vpn  = '1;
      if (fence_i.by_asid) fence_key.asid  = fence_i.asid;
      if (fence_i.by_asid) fence_care.asid = '1;
      for (int unsigned i = 0; i < Entries; i++) begin
        fenced[i] = ((tag_q[i] ^ fence_key) & care_q[i] & fence_care) == '0
                    && !(fence_i.by_asid && global_q[i]);
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || flush_i) begin
      valid_q <= '0;
    end else if (fence_i.valid) begin
      valid_q <= valid_q & ~fenced;
    end else if (fill_valid_i) begin
      valid_q         <= (valid_q & ~overlaps) | (Entries'(1) << place);
      global_q[place] <= fill_tag_i.is_global;
      tag_q[place]    <= fill_key;
      care_q[place]   <= fill_care;
      leaf_q[place]   <= fill_leaf_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      last_touch_q <= '0;
      hint_q       <= '0;
    end else begin
      if (touch) last_touch_q <= touch_index;
      if (hit_o && !hinted) hint_q[vpn_i[HintBits-1:0]*IndexWidth +: IndexWidth] <= hit_index;
    end
  end
endmodule
