// SPDX-License-Identifier: Apache-2.0
// What the ideas of the MMU say to each other: a mode of translation as a row of data, a TLB entry's
// parts, the question that is put to the walker, the verdict on a leaf's rights, and the geometry of a
// page of any size. A page's size is a mask, the VPN bits that it does not translate, so that every
// superpage of every mode is the same thing; nothing outside of the walker knows levels.
//
// Each struct is at most 64 bits or starts its 64-bit fields at multiples of 64.
package mmu_pkg;

  typedef logic [44:0] vpn_t;  // riscv_pkg::VpnWidth; a type takes no other package's number in Yosys

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

  // A mode of translation (Privileged 4.1.11, 4.4 to 4.6). An address has a translation only if its
  // `sign` bits are all the same: from the highest translated one up.
  typedef struct packed {
    logic [1:0]  mode;       // satp.MODE without its upper bits: which row
    logic [2:0]  top;        // level of the root table
    logic [63:38] sign;
  } mode_t;

  // That of the largest mode: what it cannot translate, no mode can.
  localparam logic [63:38] SignLargest = 26'h3fc_0000;

  function automatic mode_t mode_row(input logic [3:0] satp_mode);
    // whole rows: not every tool knows the fields of what a function returns
    case (satp_mode)
      riscv_pkg::SatpModeSv48: mode_row = {satp_mode[1:0], 3'd3, 26'h3ff_fe00};
      riscv_pkg::SatpModeSv57: mode_row = {satp_mode[1:0], 3'd4, SignLargest};
      default:                 mode_row = {satp_mode[1:0], 3'd2, 26'h3ff_ffff};
    endcase
  endfunction

  // Which addresses an entry translates: those of its mode that differ from `vpn` only in the page's
  // offset bits, which go with it as a mask...
  typedef struct packed {
    logic        is_global;  // any ASID: G somewhere on the way to the leaf
    logic [1:0]  mode;
    logic [15:0] asid;
    vpn_t        vpn;
  } tlb_tag_t;

  // ... and what it makes of them. The PPN's offset bits are zero.
  typedef struct packed {
    logic [1:0]  pbmt;       // riscv_pkg::pbmt_e
    logic [43:0] ppn;
    flags_t      flags;
  } tlb_leaf_t;

  // What a fence names (Privileged 4.2.1): leaves that translate an address (a larger page by any
  // address in it), or all; of any ASID, or those of one that are not global.
  typedef struct packed {
    logic        valid;
    logic        by_va;
    logic        by_asid;
    logic [15:0] asid;
    vpn_t        vpn;
  } fence_t;

  // A question to the walker: all that a walk depends on besides the kind of access.
  typedef struct packed {
    logic [54:0] unused;
    logic [2:0]  top;        // level of the root table
    logic        pbmte;
    logic [1:0]  priv;       // riscv_pkg::priv_e
    logic        sum;
    logic        mxr;
    logic        adue;
    logic [63:0] satp;       // riscv_pkg::satp_t
    logic [63:0] va;
  } walk_ask_t;

  // The VPN bits that a page of this level does not translate: those are offset.
  function automatic vpn_t offset_vpn(input logic [2:0] level);
    offset_vpn = '0;
    for (int unsigned l = 0; l < riscv_pkg::PtLevels - 1; l++) begin
      if (level > 3'(l)) offset_vpn[l*riscv_pkg::VpnBits +: riscv_pkg::VpnBits] = '1;
    end
  endfunction

  // The index into the page table of this level.
  function automatic logic [riscv_pkg::VpnBits-1:0] vpn_index(input vpn_t vpn,
                                                              input logic [2:0] level);
    vpn_index = '0;
    for (int unsigned l = 0; l < riscv_pkg::PtLevels; l++) begin
      if (level == 3'(l)) vpn_index = vpn[l*riscv_pkg::VpnBits +: riscv_pkg::VpnBits];
    end
  endfunction

  // An address that this mode can translate.
  function automatic logic is_canonical(input logic [63:0] va, input logic [63:38] sign);
    is_canonical = ((va[63:38] & sign) == '0) || ((va[63:38] | ~sign) == '1);
  endfunction

  // Physical memory attributes: whether this address takes such an access at all. I/O takes plain
  // aligned loads and stores; `strict` marks all that needs memory (atomics, misaligned parts, page
  // tables). Fetch always does. The boot ROM is not written, and from `ram_end` on there is nothing.
  function automatic logic pma_allows(input logic [55:0] pa, input logic [1:0] access,
                                      input logic strict, input logic [55:0] ram_end);
    if (pa >= ram_end) begin
      pma_allows = 1'b0;
    end else if (machine_pkg::is_memory(pa)) begin
      pma_allows = !(access == machine_pkg::AccessStore
                     && pa >= machine_pkg::RomBase && pa < machine_pkg::RomEnd);
    end else begin
      pma_allows = !strict && (access != machine_pkg::AccessFetch);
    end
  endfunction

endpackage
