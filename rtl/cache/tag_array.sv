// SPDX-License-Identifier: Apache-2.0
// The tags of a set-associative cache. A read takes the tags of one set; in the cycle after it (and
// until the next read) `match_o` says which of them equal `tag_i` and `tag_o` is that of `way_i`.
// A read that meets a write to the same entry sees the new tag. Validity is the caller's.
module tag_array #(
  parameter int unsigned Sets = 64,
  parameter int unsigned Ways = 8,
  parameter int unsigned TagWidth = 44,
  parameter int unsigned SetWidth = $clog2(Sets),
  parameter int unsigned WayWidth = $clog2(Ways)
) (
  input  logic                clk_i,
  input  logic                re_i,
  input  logic [SetWidth-1:0] set_i,
  input  logic                compare_i,   // `match_o` and `tag_o` are wanted in this cycle
  input  logic [TagWidth-1:0] tag_i,
  output logic [Ways-1:0]     match_o,
  input  logic [WayWidth-1:0] way_i,
  output logic [TagWidth-1:0] tag_o,
  input  logic                we_i,
  input  logic [SetWidth-1:0] wset_i,
  input  logic [WayWidth-1:0] wway_i,
  input  logic [TagWidth-1:0] wtag_i
);
  // One memory a way, side by side: entry {set, way}
  logic [TagWidth-1:0] mem [Sets*Ways];
  logic [TagWidth-1:0] tag_q [Ways];

  always_ff @(posedge clk_i) begin
    if (re_i) begin
      for (int unsigned w = 0; w < Ways; w++) tag_q[w] <= mem[{set_i, WayWidth'(w)}];
      if (we_i && wset_i == set_i) tag_q[wway_i] <= wtag_i;
    end
    if (we_i) mem[{wset_i, wway_i}] <= wtag_i;
  end

  always_comb begin
    match_o = '0;
    tag_o   = '0;
    if (compare_i) begin
      for (int unsigned w = 0; w < Ways; w++) match_o[w] = (tag_q[w] == tag_i);
      tag_o = tag_q[way_i];
    end
  end
endmodule
