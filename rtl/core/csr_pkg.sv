// SPDX-License-Identifier: Apache-2.0
// Numbers of the control and status registers (Privileged 2.2), the bits of mstatus (3.1.6) and the
// masks of what can be written (docs/isa.md).
package csr_pkg;

  // Unprivileged
  localparam logic [11:0] CsrCycle         = 12'hc00;
  localparam logic [11:0] CsrTime          = 12'hc01;
  localparam logic [11:0] CsrInstret       = 12'hc02;
  localparam logic [11:0] CsrHpmcounter3   = 12'hc03;
  localparam logic [11:0] CsrHpmcounter31  = 12'hc1f;

  // Supervisor
  localparam logic [11:0] CsrScountovf     = 12'hda0;
  localparam logic [11:0] CsrSstatus       = 12'h100;
  localparam logic [11:0] CsrSie           = 12'h104;
  localparam logic [11:0] CsrStvec         = 12'h105;
  localparam logic [11:0] CsrScounteren    = 12'h106;
  localparam logic [11:0] CsrSenvcfg       = 12'h10a;
  localparam logic [11:0] CsrSscratch      = 12'h140;
  localparam logic [11:0] CsrSepc          = 12'h141;
  localparam logic [11:0] CsrScause        = 12'h142;
  localparam logic [11:0] CsrStval         = 12'h143;
  localparam logic [11:0] CsrSip           = 12'h144;
  localparam logic [11:0] CsrStimecmp      = 12'h14d;
  localparam logic [11:0] CsrSatp          = 12'h180;

  // Machine
  localparam logic [11:0] CsrMstatus       = 12'h300;
  localparam logic [11:0] CsrMisa          = 12'h301;
  localparam logic [11:0] CsrMedeleg       = 12'h302;
  localparam logic [11:0] CsrMideleg       = 12'h303;
  localparam logic [11:0] CsrMie           = 12'h304;
  localparam logic [11:0] CsrMtvec         = 12'h305;
  localparam logic [11:0] CsrMcounteren    = 12'h306;
  localparam logic [11:0] CsrMenvcfg       = 12'h30a;
  localparam logic [11:0] CsrMcountinhibit = 12'h320;
  localparam logic [11:0] CsrMhpmevent3    = 12'h323;
  localparam logic [11:0] CsrMhpmevent31   = 12'h33f;
  localparam logic [11:0] CsrMscratch      = 12'h340;
  localparam logic [11:0] CsrMepc          = 12'h341;
  localparam logic [11:0] CsrMcause        = 12'h342;
  localparam logic [11:0] CsrMtval         = 12'h343;
  localparam logic [11:0] CsrMip           = 12'h344;
  localparam logic [11:0] CsrPmpcfg0       = 12'h3a0;
  localparam logic [11:0] CsrPmpcfg2       = 12'h3a2;
  localparam logic [11:0] CsrPmpaddr0      = 12'h3b0;
  localparam logic [11:0] CsrPmpaddr15     = 12'h3bf;
  localparam logic [11:0] CsrTselect       = 12'h7a0;
  localparam logic [11:0] CsrTdata1        = 12'h7a1;
  localparam logic [11:0] CsrTdata2        = 12'h7a2;
  localparam logic [11:0] CsrTinfo         = 12'h7a4;
  localparam logic [11:0] CsrMcycle        = 12'hb00;
  localparam logic [11:0] CsrMinstret      = 12'hb02;
  localparam logic [11:0] CsrMhpmcounter3  = 12'hb03;
  localparam logic [11:0] CsrMhpmcounter31 = 12'hb1f;
  // Custom, machine, read and write: geometry_csr
  localparam logic [11:0] CsrMgeometry     = 12'h7c0;
  localparam logic [11:0] CsrMreplace      = 12'h7c1;

  localparam logic [11:0] CsrMvendorid     = 12'hf11;
  localparam logic [11:0] CsrMarchid       = 12'hf12;
  localparam logic [11:0] CsrMimpid        = 12'hf13;
  localparam logic [11:0] CsrMhartid       = 12'hf14;
  localparam logic [11:0] CsrMconfigptr    = 12'hf15;

  // The counters that count events
  localparam int unsigned HpmFirst = 3;
  localparam int unsigned HpmLast  = 10;

  // Bits of mstatus
  localparam int unsigned Sie  = 1;
  localparam int unsigned Mie  = 3;
  localparam int unsigned Spie = 5;
  localparam int unsigned Mpie = 7;
  localparam int unsigned Spp  = 8;
  localparam int unsigned Mpp  = 11;   // two bits
  localparam int unsigned Mprv = 17;
  localparam int unsigned Sum  = 18;
  localparam int unsigned Mxr  = 19;
  localparam int unsigned Tvm  = 20;
  localparam int unsigned Tw   = 21;
  localparam int unsigned Tsr  = 22;
  localparam int unsigned Uxl  = 32;   // two bits
  localparam int unsigned Sxl  = 34;   // two bits

  // Bits of menvcfg and senvcfg
  localparam int unsigned Fiom  = 0;
  localparam int unsigned Cbie  = 4;    // two bits
  localparam int unsigned Cbcfe = 6;
  localparam int unsigned Cbze  = 7;
  localparam int unsigned Adue = 61;
  localparam int unsigned Pbmte = 62;
  localparam int unsigned Stce = 63;

  // IMACSU, 64 bits
  localparam logic [63:0] Misa = 64'h8000_0000_0014_1105;

  // UXL = SXL = 2, read-only
  localparam logic [63:0] MstatusFixed  = (64'd2 << Uxl) | (64'd2 << Sxl);
  localparam logic [63:0] SstatusWrite  = (64'd1 << Sie) | (64'd1 << Spie) | (64'd1 << Spp) |
                                          (64'd1 << Sum) | (64'd1 << Mxr);
  localparam logic [63:0] SstatusRead   = SstatusWrite | (64'd3 << Uxl);
  localparam logic [63:0] MstatusWrite  = SstatusWrite | (64'd1 << Mie) | (64'd1 << Mpie) |
                                          (64'd3 << Mpp) | (64'd1 << Mprv) | (64'd1 << Tvm) |
                                          (64'd1 << Tw) | (64'd1 << Tsr);
  localparam logic [63:0] MedelegWrite  = 64'hb3ff;
  localparam logic [63:0] MidelegWrite  = 64'h2222;
  localparam logic [63:0] MieWrite      = 64'h2aaa;
  localparam logic [63:0] TvecWrite     = ~64'h2;
  localparam logic [63:0] EpcWrite      = ~64'h1;
  localparam logic [63:0] CounterenMask = 64'h7ff;
  localparam logic [63:0] InhibitMask   = 64'h7fd;
  localparam logic [63:0] SenvcfgWrite  = (64'd1 << Fiom) | (64'd3 << Cbie) | (64'd1 << Cbcfe)
                                          | (64'd1 << Cbze);
  localparam logic [63:0] MenvcfgWrite  = SenvcfgWrite | (64'd1 << Adue) | (64'd1 << Stce);

endpackage
