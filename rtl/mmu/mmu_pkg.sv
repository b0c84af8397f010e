// SPDX-License-Identifier: Apache-2.0
// What the ideas of the MMU say to each other: a TLB entry's two halves, the question that is put
// to the walker, the verdict on a leaf's rights, and the geometry of a page of any size. Sv39 is a
// table here (riscv_pkg::PtLevels rows of VpnBits index bits), never a literal.
//
// Each struct is at most 64 bits or starts its 64-bit fields at multiples of 64.
package mmu_pkg;

  // The low eight bits of a PTE, as riscv_pkg::pte_t orders them.
  typedef struct packed {
    logic d;
    logic a;
    logic g;
    logic u;
    logic x;
    logic w;
    logic r;
    logic v;
  } flags_t;

  // What a leaf's flags say about an access. A store to a clean page needs D (and A with it).
  typedef enum logic [1:0] {
    PermOk    = 2'd0,
    PermNeedA = 2'd1,
    PermNeedD = 2'd2,
    PermFault = 2'd3
  } perm_e;

  // Which addresses an entry translates...
  typedef struct packed {
    logic        is_global;  // any ASID: G somewhere on the way to the leaf
    logic [1:0]  level;      // size of the page: 0 is 4 KiB, each level is VpnBits more
    logic [15:0] asid;
    logic [26:0] vpn;
  } tlb_tag_t;

  // ... and what it makes of them.
  typedef struct packed {
    logic [1:0]  level;
    logic [43:0] ppn;
    flags_t      flags;
  } tlb_leaf_t;

  // A question to the walker: all that a walk depends on besides the kind of access.
  typedef struct packed {
    logic [58:0] unused;
    logic [1:0]  priv;       // riscv_pkg::priv_e
    logic        sum;
    logic        mxr;
    logic        adue;
    logic [63:0] satp;       // riscv_pkg::satp_t
    logic [63:0] va;
  } walk_ask_t;

  // The VPN bits that a page of this level does not translate: those are offset.
  function automatic logic [riscv_pkg::VpnWidth-1:0] offset_vpn(input logic [1:0] level);
    offset_vpn = '0;
    for (int unsigned l = 0; l < riscv_pkg::PtLevels - 1; l++) begin
      if (level > 2'(l)) offset_vpn[l*riscv_pkg::VpnBits +: riscv_pkg::VpnBits] = '1;
    end
  endfunction

  // The index into the page table of this level.
  function automatic logic [riscv_pkg::VpnBits-1:0] vpn_index(
      input logic [riscv_pkg::VpnWidth-1:0] vpn, input logic [1:0] level);
    vpn_index = '0;
    for (int unsigned l = 0; l < riscv_pkg::PtLevels; l++) begin
      if (level == 2'(l)) vpn_index = vpn[l*riscv_pkg::VpnBits +: riscv_pkg::VpnBits];
    end
  endfunction

  // An address that Sv39 can translate: the bits above are copies of the highest one.
  function automatic logic is_canonical(input logic [63:0] va);
    is_canonical = (va[63:riscv_pkg::VaWidth-1] == '0) || (va[63:riscv_pkg::VaWidth-1] == '1);
  endfunction

  // Physical memory attributes: whether this address takes such an access at all. I/O takes plain
  // aligned loads and stores; `strict` marks all that needs memory (atomics, misaligned parts, page
  // tables). Fetch always does. The boot ROM is not written.
  function automatic logic pma_allows(input logic [55:0] pa, input logic [1:0] access,
                                      input logic strict);
    if (machine_pkg::is_memory(pa)) begin
      pma_allows = !(access == machine_pkg::AccessStore
                     && pa >= machine_pkg::RomBase && pa < machine_pkg::RomEnd);
    end else begin
      pma_allows = !strict && (access != machine_pkg::AccessFetch);
    end
  endfunction

endpackage
