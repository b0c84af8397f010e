// SPDX-License-Identifier: Apache-2.0
// The ranges of PMP (Privileged 3.7.1). The range that is made of an entry holds a doubleword (any one) as the manual says of
// the entry: NAPOT by a comparison under a mask, TOR by one with the address of the neighbour below. And when all is worked out,
// each entry (any one, watched) has the range that was made of it and its neighbour as they are now, its rights, and the
// marks that let it be looked at; so for registers that change at any time, by induction. That an access is decided by these
// ranges as it should is pmp_decides_formal.
//
// with: rtl/pkg/riscv_pkg.sv rtl/pkg/machine_pkg.sv
// leaf: rtl/mmu/pmp.sv
// peek: working dut.working_q
// peek: index dut.index_q
// peek: previous dut.previous_q
// peek: used dut.used_q
// peek: any_locked dut.any_locked_q
// peek: entry dut.entry
// peek: low dut.low
// peek: high dut.high
// peeks: lows 64 dut.low_q 16
// peeks: highs 64 dut.high_q 16
// peeks: grants 5 dut.grant_q 16
// mutant: s/(span >> 1) + 64'd1;/(span >> 1);/
// mutant: s/low  = previous_q >> 1;/low  = '0;/
// mutant: s/if (entry.l) any_locked_q <= 1'b1;/if (entry.l \&\& entry.a == riscv_pkg::PmpTor) any_locked_q <= 1'b1;/
// mutant: s/previous_q   <= '0;/previous_q   <= previous_q;/
// mutant: s/{1'b1, entry.l, entry.x, entry.w, entry.r}/{1'b1, entry.l, entry.w, entry.x, entry.r}/
// mutant: s/previous_q       <= address;/previous_q       <= (entry.a == riscv_pkg::PmpOff) ? previous_q : address;/
module pmp_ranges_formal (
  input logic          clk_i,
  input logic          rst_ni,
  input logic [1023:0] new_pmp,      // what the registers become when they change
  input logic          changed_i,
  input logic [52:0]   at,           // the doubleword and
  input logic [3:0]    which         // the entry that are watched
);
  logic [1023:0] pmp_q;
  pmp dut (.clk_i, .rst_ni, .pmp_i(pmp_q), .changed_i);

  // Peeked
  logic             working, any_locked;
  logic [3:0]       index, used;
  logic [63:0]      previous, entry, low, high;
  logic [16*64-1:0] lows, highs;
  logic [16*5-1:0]  grants;

  logic       started = 1'b0;
  logic [3:0] which_q;
  always_ff @(posedge clk_i) begin
    started <= 1'b1;
    which_q <= which;
    if (changed_i) pmp_q <= new_pmp;
  end
  always_comb begin
    assume (rst_ni == started);
    assume (!started || which == which_q);
  end

  // What is being made of an entry {L, 00, A, X, W, R, 00, address}
  logic [53:0] mask;
  logic        holds;
  always_comb begin
    mask  = entry[53:0] ^ (entry[53:0] + 54'd1);
    holds = (entry[60:59] == riscv_pkg::PmpNapot && (({at, 1'b0} ^ entry[53:0]) & ~mask & ~54'd1) == '0)
            || (entry[60:59] == riscv_pkg::PmpTor && at >= previous[53:1] && at < entry[53:1]);
    if (rst_ni && working) assert (holds == (64'(at) >= low && 64'(at) < high));
  end

  // What was made of the watched one
  logic [63:0] made_low, made_high, made_of, made_after;
  logic        made_some;
  always_ff @(posedge clk_i) begin
    if (working && index == which) begin
      made_low   <= low;
      made_high  <= high;
      made_of    <= entry;
      made_after <= previous;
      made_some  <= low < high;
    end
  end

  logic [63:0] now, below;
  logic [4:0]  grant;
  always_comb begin
    now   = pmp_q[{which, 6'd0} +: 64];
    below = (which == '0) ? '0 : 64'(pmp_q[{which - 4'd1, 6'd0} +: 54]);
    grant = '0;
    for (int unsigned i = 0; i < 16; i++) if (which == 4'(i)) grant = grants[5*i +: 5];
    if (rst_ni && !changed_i) begin
      if (!working || which < index) begin
        assert (made_of == now && made_after == below);
        assert (lows[{which, 6'd0} +: 64] == made_low && highs[{which, 6'd0} +: 64] == made_high);
        assert (!made_some || used[which[3:2]]);
        assert (!made_some || !now[63] || any_locked);
        assert (grant == {1'b1, now[63], now[58:56]});
      end
      assert (!working || which != index || previous == below);
    end
  end
endmodule
