// SPDX-License-Identifier: Apache-2.0
// The match of the TLB's entries, with two of them: what it says of an address (any one, watched) is the leaf that was filled
// last among those that translate it, unless a fence that names it has come since; it may forget, never invent; and no two
// entries translate one address. Told by what a fence and a page are (Privileged 4.2.1, 4.3.2), by induction.
//
// A fill's page has offset bits from the lowest up, and no VPN bits there: that is how the walker fills. The other tags are
// free, and the replacement is any.
//
// with: rtl/pkg/riscv_pkg.sv rtl/pkg/machine_pkg.sv rtl/lib/plru_pkg.sv rtl/lib/replace_pkg.sv rtl/lib/lfsr.sv rtl/mmu/mmu_pkg.sv rtl/mmu/tlb_replace.sv
// leaf: rtl/mmu/tlb.sv
// peek: valid dut.valid_q
// peek: globals dut.global_q
// peek: tag0 dut.tag_q[0]
// peek: tag1 dut.tag_q[1]
// peek: care0 dut.care_q[0]
// peek: care1 dut.care_q[1]
// peek: leaf0 dut.leaf_q[0]
// peek: leaf1 dut.leaf_q[1]
// mutant: s/valid_q <= valid_q \& ~fenced;/valid_q <= valid_q;/
// mutant: s/\&\& !(fence_i.by_asid \&\& global_q\[i\])/\&\& !global_q[i]/
// mutant: s/(valid_q \& ~overlaps) | /valid_q | /
// mutant: s/if (fence_i.by_asid) fence_care.asid = '1;/if (!fence_i.by_asid) fence_care.asid = '1;/
// mutant: s/if (!fill_tag_i.is_global) fill_care.asid = '1;/fill_care.asid = '1;/
// mutant: s/fill_care.mode = '1;/fill_care.mode = 2'd1;/
// mutant: s/hinted      = valid_q\[hit_index\]/hinted      = 1'b1/
// mutant: s/if (!rst_ni || flush_i) begin/if (!rst_ni) begin/
// mutant: s/leaf_q\[place\]   <= fill_leaf_i;/if (overlaps == '0) leaf_q[place] <= fill_leaf_i;/
module tlb_formal (
  input logic        clk_i,
  input logic        rst_ni,
  // what is replaced, and of how many entries: any, at any time
  input logic [1:0]  policy_i,
  input logic        last_i,
  // the address that is watched, always the same, and what is looked up
  input logic [1:0]  watched_mode,
  input logic [15:0] watched_asid,
  input logic [44:0] watched_vpn,
  input logic        lookup_i,
  input logic        used_i,
  input logic        fill_valid_i,
  input logic [63:0] fill_tag_i,         // mmu_pkg::tlb_tag_t
  input logic [44:0] fill_offset_i,
  input logic [53:0] fill_leaf_i,        // mmu_pkg::tlb_leaf_t
  input logic        flush_i,
  input logic        fence_valid_i,
  input logic        fence_by_va_i,
  input logic        fence_by_asid_i,
  input logic [44:0] fence_vpn_i,
  input logic [15:0] fence_asid_i
);
  logic        hit, is_global;
  logic [44:0] offset;
  logic [53:0] leaf;

  tlb #(.Entries(2)) dut (
    .clk_i, .rst_ni, .policy_i, .last_i, .lookup_i,
    .mode_i(watched_mode), .vpn_i(watched_vpn), .asid_i(watched_asid),
    .hit_o(hit), .is_global_o(is_global), .offset_o(offset), .leaf_o(leaf), .used_i,
    .fill_valid_i, .fill_tag_i, .fill_offset_i, .fill_leaf_i, .flush_i,
    .fence_i({fence_valid_i, fence_by_va_i, fence_by_asid_i, fence_asid_i, fence_vpn_i})
  );

  // Peeked: {mode, ASID, VPN}, and which bits of it count
  logic [1:0]  valid, globals;
  logic [62:0] tag0, tag1, care0, care1;
  logic [53:0] leaf0, leaf1;

  logic        started = 1'b0;
  logic [62:0] watched, watched_q;
  assign watched = {watched_mode, watched_asid, watched_vpn};
  always_ff @(posedge clk_i) begin
    started   <= 1'b1;
    watched_q <= watched;
  end

  logic        fill_global;
  logic [1:0]  fill_mode;
  logic [15:0] fill_asid;
  logic [44:0] fill_vpn;
  assign {fill_global, fill_mode, fill_asid, fill_vpn} = fill_tag_i;

  always_comb begin
    assume (rst_ni == started);
    assume (!started || watched == watched_q);
    assume ((fill_offset_i & (fill_offset_i + 45'd1)) == '0);
    assume ((fill_vpn & fill_offset_i) == '0);
  end

  // What the watched address has: the newest leaf, and by which page
  logic        known, known_global;
  logic [15:0] known_asid;
  logic [44:0] known_vpn, known_offset;
  logic [53:0] known_leaf;
  logic        fill_translates, fence_names;

  always_comb begin
    fill_translates = (fill_mode == watched_mode) && (fill_global || fill_asid == watched_asid)
                      && (fill_vpn == (watched_vpn & ~fill_offset_i));
    fence_names = (!fence_by_va_i || ((fence_vpn_i & ~known_offset) == known_vpn))
                  && (!fence_by_asid_i || (!known_global && fence_asid_i == known_asid));
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || flush_i) begin
      known <= 1'b0;
    end else if (fence_valid_i) begin
      if (fence_names) known <= 1'b0;
    end else if (fill_valid_i && fill_translates) begin
      known        <= 1'b1;
      known_global <= fill_global;
      known_asid   <= fill_asid;
      known_vpn    <= fill_vpn;
      known_offset <= fill_offset_i;
      known_leaf   <= fill_leaf_i;
    end
  end

  logic match0, match1;
  always_comb begin
    match0 = valid[0] && ((tag0 ^ watched) & care0) == '0;
    match1 = valid[1] && ((tag1 ^ watched) & care1) == '0;
    if (rst_ni) begin
      assert (!hit || (lookup_i && known));
      assert (!hit || (leaf == known_leaf && offset == known_offset && is_global == known_global));
      assert (!lookup_i || hit == (match0 || match1));
      assert (hit || (leaf == '0 && offset == '0));
      // of the entries
      assert (!match0 || (known && leaf0 == known_leaf));
      assert (!match1 || (known && leaf1 == known_leaf));
      assert (!match0 || (care0 == {2'b11, {16{!known_global}}, ~known_offset} && globals[0] == known_global));
      assert (!match1 || (care1 == {2'b11, {16{!known_global}}, ~known_offset} && globals[1] == known_global));
      assert (!match0 || (tag0[44:0] == known_vpn && (known_global || tag0[60:45] == known_asid)));
      assert (!match1 || (tag1[44:0] == known_vpn && (known_global || tag1[60:45] == known_asid)));
      assert (!(match0 && match1));
    end
  end
endmodule
