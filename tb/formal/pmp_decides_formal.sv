// SPDX-License-Identifier: Apache-2.0
// The verdict of PMP (Privileged 3.7.1), given the ranges that the entries were made into: the lowest entry decides whose
// range holds the doubleword; it binds M mode if it is locked; without one M mode may do all, the others nothing. For any
// ranges, address, privilege and access of the three that ask.
//
// with: rtl/pkg/riscv_pkg.sv rtl/pkg/machine_pkg.sv
// leaf: rtl/mmu/pmp.sv
// peek: used dut.used_q
// peek: any_locked dut.any_locked_q
// peeks: lows 64 dut.low_q 16
// peeks: highs 64 dut.high_q 16
// peeks: grants 5 dut.grant_q 16
// mutant: s/at < high_q\[i\]/at <= high_q[i]/
// mutant: s/if (!deciding\[Matched\] \&\& at >= low_q\[i\]/if (at >= low_q[i]/
// mutant: s/walk_ok_o  = walk_write_i ? walk_grant\[W\] : walk_grant\[R\];/walk_ok_o  = walk_grant[R];/
// mutant: s/(data_priv_i == riscv_pkg::PrivM \&\& !data_grant\[Locked\])/(data_priv_i == riscv_pkg::PrivM)/
// mutant: s/fetch_ok_o  = fetch_grant\[X\]/fetch_ok_o  = fetch_grant[X] || fetch_grant[R]/
module pmp_decides_formal (
  input logic        clk_i,
  input logic        rst_ni,
  input logic [55:0] address,
  input logic [1:0]  fetch_priv_i,
  input logic [1:0]  data_priv_i,
  input logic        data_write_i,
  input logic        walk_write_i
);
  logic fetch_ok, data_ok, walk_ok;
  pmp dut (
    .clk_i, .rst_ni, .pmp_i('0), .changed_i(1'b0),
    .fetch_valid_i(1'b1), .fetch_pa_i(address), .fetch_priv_i, .fetch_ok_o(fetch_ok),
    .data_valid_i(1'b1), .data_pa_i(address), .data_priv_i, .data_write_i, .data_line_i(1'b0), .data_ok_o(data_ok),
    .walk_valid_i(1'b1), .walk_pa_i(address), .walk_write_i, .walk_ok_o(walk_ok)
  );

  // Peeked
  logic             any_locked;
  logic [3:0]       used;
  logic [16*64-1:0] lows, highs;
  logic [16*5-1:0]  grants;            // {1, L, X, W, R}

  logic [15:0] holds;
  logic [63:0] at;
  logic        lock, x, w, r;
  always_comb begin
    at             = 64'(address[55:3]);
    holds          = '0;
    {lock, x, w, r} = '0;
    for (int unsigned i = 16; i > 0; i--) begin
      holds[i-1] = at >= lows[64*(i-1) +: 64] && at < highs[64*(i-1) +: 64];
      if (holds[i-1]) {lock, x, w, r} = grants[5*(i-1) +: 4];
    end
    for (int unsigned i = 0; i < 16; i++) begin
      assume (!holds[i] || (used[i/4] && grants[5*i+4]));
      assume (!holds[i] || !grants[5*i+3] || any_locked);
    end
    assert (fetch_ok == (fetch_priv_i == riscv_pkg::PrivM && !lock ? 1'b1 : x));
    assert (data_ok == (data_priv_i == riscv_pkg::PrivM && !lock ? 1'b1 : data_write_i ? w : r));
    assert (walk_ok == (walk_write_i ? w : r));
  end
endmodule
