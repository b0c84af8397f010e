// SPDX-License-Identifier: Apache-2.0
// The registers of physical memory protection (Privileged 3.7): pmpcfg0, pmpcfg2, pmpaddr0 to 15,
// with their locks. Granularity is 8 bytes: NA4 cannot be selected, and bit 0 of an address counts
// only under NAPOT. The checks themselves are the MMU's.
//
// The registers are held as the MMU reads them, machine_pkg::pmp_t, and written as a whole: they
// are written seldom and read in every cycle.
module pmp_csr (
  input  logic              clk_i,
  input  logic              rst_ni,
  // read
  input  logic              read_i,
  input  logic              cfg_high_i,   // pmpcfg2, not pmpcfg0
  input  logic [3:0]        index_i,      // of pmpaddr
  output logic [63:0]       cfg_rdata_o,
  output logic [63:0]       addr_rdata_o,
  // write at the end of the cycle
  input  logic              cfg_we_i,
  input  logic              addr_we_i,
  input  logic [63:0]       wdata_i,
  output machine_pkg::pmp_t pmp_o,
  output logic              changed_o     // in the cycle after a write
);
  localparam int unsigned Entries = machine_pkg::PmpEntries;

  // Bits of an entry
  localparam int unsigned AddrBits = 54;
  localparam int unsigned Written  = 54;  // bit 0 of the address as it was written: not the MMU's
  localparam int unsigned Cfg      = 56;  // {L, 2'b0, A, X, W, R}
  localparam int unsigned Match    = Cfg + 3;
  localparam int unsigned Lock     = Cfg + 7;

  logic [64*Entries-1:0] pmp_q;
  logic                  changed_q;

  assign pmp_o     = pmp_q;
  assign changed_o = changed_q;

  // One entry's config byte as it may be held: no NA4, no write without read.
  function automatic logic [7:0] legal(input logic [7:0] cfg);
    legal = {cfg[7], 2'b0, cfg[4:0]};
    if (cfg[4:3] == riscv_pkg::PmpNa4) legal[4:3] = riscv_pkg::PmpOff;
    if (!cfg[0]) legal[1] = 1'b0;
  endfunction

  logic               we;
  logic [63:0]        next [Entries];     // the entries after the write in work

  assign we = cfg_we_i || addr_we_i;

  for (genvar i = 0; i < Entries; i++) begin : gen_next
    localparam bit High = (i >= Entries / 2);

    // A locked TOR entry locks the address below it too, which is its lower bound.
    localparam int Above = (i + 1 < Entries) ? i + 1 : i;

    logic cfg_locked, addr_locked;

    always_comb begin
      next[i]     = '0;
      cfg_locked  = 1'b0;
      addr_locked = 1'b0;
      if (we) begin
        cfg_locked  = pmp_q[64*i + Lock];
        addr_locked = cfg_locked || (pmp_q[64*Above + Lock] &&
                                     pmp_q[64*Above + Match +: 2] == riscv_pkg::PmpTor);
        next[i]     = pmp_q[64*i +: 64];
        if (cfg_we_i && cfg_high_i == High && !cfg_locked) begin
          next[i][Cfg +: 8] = legal(wdata_i[8*(i % 8) +: 8]);
          next[i][0]        = next[i][Written] && next[i][Match+1];
        end
        if (addr_we_i && index_i == 4'(i) && !addr_locked) begin
          next[i][AddrBits-1:1] = wdata_i[AddrBits-1:1];
          next[i][0]            = wdata_i[0] && next[i][Match+1];
          next[i][Written]      = wdata_i[0];
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      pmp_q     <= '0;
      changed_q <= 1'b1;
    end else begin
      changed_q <= we;
      if (we) begin
        pmp_q <= {next[15], next[14], next[13], next[12], next[11], next[10], next[9], next[8],
                  next[7],  next[6],  next[5],  next[4],  next[3],  next[2],  next[1], next[0]};
      end
    end
  end

  always_comb begin
    cfg_rdata_o  = '0;
    addr_rdata_o = '0;
    if (read_i) begin
      for (int i = 0; i < Entries; i++) begin
        if ((i >= Entries / 2) == cfg_high_i) cfg_rdata_o[8*(i % 8) +: 8] = pmp_q[64*i + Cfg +: 8];
        if (4'(i) == index_i) addr_rdata_o[AddrBits-1:0] = pmp_q[64*i +: AddrBits];
      end
    end
  end
endmodule
