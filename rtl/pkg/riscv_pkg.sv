// SPDX-License-Identifier: Apache-2.0
// Facts of the RISC-V ISA that every unit shares: privilege levels, causes, CSR fields, the page
// table entry and the page-table geometry. Nothing here is a choice of ours; section numbers are
// those of the Privileged Architecture, version 1.12.
package riscv_pkg;

  // 1.2: privilege levels
  typedef enum logic [1:0] {
    PrivU = 2'd0,
    PrivS = 2'd1,
    PrivM = 2'd3
  } priv_e;

  // 3.1.15, table 3.6: synchronous causes (interrupt bit clear)
  localparam logic [5:0] CauseInsnMisaligned  = 6'd0;
  localparam logic [5:0] CauseInsnAccess      = 6'd1;
  localparam logic [5:0] CauseIllegalInsn     = 6'd2;
  localparam logic [5:0] CauseBreakpoint      = 6'd3;
  localparam logic [5:0] CauseLoadMisaligned  = 6'd4;
  localparam logic [5:0] CauseLoadAccess      = 6'd5;
  localparam logic [5:0] CauseStoreMisaligned = 6'd6;
  localparam logic [5:0] CauseStoreAccess     = 6'd7;
  localparam logic [5:0] CauseEcallU          = 6'd8;
  localparam logic [5:0] CauseEcallS          = 6'd9;
  localparam logic [5:0] CauseEcallM          = 6'd11;
  localparam logic [5:0] CauseInsnPage        = 6'd12;
  localparam logic [5:0] CauseLoadPage        = 6'd13;
  localparam logic [5:0] CauseStorePage       = 6'd15;

  // 3.1.9: interrupt numbers, also the bit positions in mip and mie
  localparam logic [5:0] IrqSSoft  = 6'd1;
  localparam logic [5:0] IrqMSoft  = 6'd3;
  localparam logic [5:0] IrqSTimer = 6'd5;
  localparam logic [5:0] IrqMTimer = 6'd7;
  localparam logic [5:0] IrqSExt   = 6'd9;
  localparam logic [5:0] IrqMExt   = 6'd11;
  localparam logic [5:0] IrqLcof   = 6'd13;  // a counter overflows (Sscofpmf)

  // 4.4 to 4.6: page-table geometry. Sv39, Sv48 and Sv57 have 3, 4 and 5 levels (mmu_pkg::mode_row);
  // what holds an address of any of them holds the largest.
  localparam int unsigned PageShift = 12;
  localparam int unsigned VpnBits   = 9;   // index bits a level
  localparam int unsigned PtLevels  = 5;
  localparam int unsigned VpnWidth  = PtLevels * VpnBits;      // 45
  localparam int unsigned VaWidth   = VpnWidth + PageShift;    // 57
  localparam int unsigned PpnWidth  = 44;
  localparam int unsigned PaWidth   = PpnWidth + PageShift;    // 56
  localparam int unsigned AsidWidth = 16;

  localparam logic [3:0] SatpModeBare = 4'd0;
  localparam logic [3:0] SatpModeSv39 = 4'd8;
  localparam logic [3:0] SatpModeSv48 = 4'd9;
  localparam logic [3:0] SatpModeSv57 = 4'd10;

  // 4.4.1, figure 4.21; bits 63:54 as Svnapot and Svpbmt name them
  typedef struct packed {
    logic        n;
    logic [1:0]  pbmt;
    logic [6:0]  reserved;
    logic [43:0] ppn;
    logic [1:0]  rsw;
    logic        d;
    logic        a;
    logic        g;
    logic        u;
    logic        x;
    logic        w;
    logic        r;
    logic        v;
  } pte_t;

  // Svnapot: the one size is 64 KiB; so many VPN bits are offset, and the PPN's lowest bits tell it
  localparam int unsigned NapotBits = 4;
  localparam logic [NapotBits-1:0] NapotPpn = 4'b1000;

  // Svpbmt: what a leaf says of its page's attributes
  typedef enum logic [1:0] {
    PbmtPma      = 2'd0,     // those of the physical address
    PbmtNc       = 2'd1,     // memory that is not cached
    PbmtIo       = 2'd2,     // as a device: not cached, in order
    PbmtReserved = 2'd3
  } pbmt_e;

  // 4.1.11, figure 4.14
  typedef struct packed {
    logic [3:0]  mode;
    logic [15:0] asid;
    logic [43:0] ppn;
  } satp_t;

  // 3.7.1: address-matching modes of a PMP entry
  typedef enum logic [1:0] {
    PmpOff   = 2'd0,
    PmpTor   = 2'd1,
    PmpNa4   = 2'd2,
    PmpNapot = 2'd3
  } pmp_match_e;

endpackage
