// SPDX-License-Identifier: Apache-2.0
// The registers of physical memory protection (Privileged 3.7): pmpcfg0, pmpcfg2, pmpaddr0 to 15, with
// their locks. Granularity is 8 bytes: NA4 cannot be selected, and bit 0 of an address counts only
// under NAPOT. The checks themselves are the MMU's.
module pmp_csr (
  input  logic              clk_i,
  input  logic              rst_ni,
  // read, write at the end of the cycle
  input  logic              cfg_high_i,   // pmpcfg2, not pmpcfg0
  output logic [63:0]       cfg_rdata_o,
  input  logic              cfg_we_i,
  input  logic [3:0]        addr_index_i,
  output logic [63:0]       addr_rdata_o,
  input  logic              addr_we_i,
  input  logic [63:0]       wdata_i,
  output machine_pkg::pmp_t pmp_o,
  output logic              changed_o     // in the cycle after a write
);
  localparam int unsigned Entries = machine_pkg::PmpEntries;

  logic [7:0]  cfg_q  [Entries];          // {L, 2'b0, A, X, W, R}
  logic [53:0] addr_q [Entries];
  logic        changed_q;

  assign changed_o = changed_q;

  // Config fields as they may be held: no NA4, no write without read.
  function automatic logic [7:0] legal(input logic [7:0] cfg);
    legal = {cfg[7], 2'b0, cfg[4:0]};
    if (cfg[4:3] == riscv_pkg::PmpNa4) legal[4:3] = riscv_pkg::PmpOff;
    if (!cfg[0]) legal[1] = 1'b0;
  endfunction

  // Entry's address as software and the checks see it.
  function automatic logic [53:0] visible(input logic [7:0] cfg, input logic [53:0] addr);
    visible = {addr[53:1], addr[0] && cfg[4]};
  endfunction

  // A locked TOR entry locks the address below it, which is its lower bound.
  logic [Entries-1:0] locked, addr_locked;
  always_comb begin
    for (int unsigned i = 0; i < Entries; i++) locked[i] = cfg_q[i][7];
    addr_locked = locked;
    for (int unsigned i = 0; i + 1 < Entries; i++) begin
      if (locked[i+1] && cfg_q[i+1][4:3] == riscv_pkg::PmpTor) addr_locked[i] = 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      for (int i = 0; i < Entries; i++) begin
        cfg_q[i]  <= '0;
        addr_q[i] <= '0;
      end
      changed_q <= 1'b1;
    end else begin
      changed_q <= cfg_we_i || addr_we_i;
      if (addr_we_i && !addr_locked[addr_index_i]) addr_q[addr_index_i] <= wdata_i[53:0];
      if (cfg_we_i) begin
        for (int i = 0; i < 8; i++) begin
          if (!locked[{cfg_high_i, 3'(i)}]) cfg_q[{cfg_high_i, 3'(i)}] <= legal(wdata_i[8*i +: 8]);
        end
      end
    end
  end

  assign addr_rdata_o = {10'b0, visible(cfg_q[addr_index_i], addr_q[addr_index_i])};

  always_comb begin
    for (int i = 0; i < 8; i++) cfg_rdata_o[8*i +: 8] = cfg_q[{cfg_high_i, 3'(i)}];
  end

  for (genvar i = 0; i < Entries; i++) begin : gen_pmp
    assign pmp_o[i] = {cfg_q[i], 2'b0, visible(cfg_q[i], addr_q[i])};
  end
endmodule
