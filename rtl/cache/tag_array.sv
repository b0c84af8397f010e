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
  if (2 ** SetWidth != Sets || 2 ** WayWidth != Ways || Ways < 2) begin : gen_check
    $error("tag_array: Sets and Ways must be powers of two, at least 2");
  end

  logic [TagWidth-1:0] tags [Ways];

  for (genvar w = 0; w < Ways; w++) begin : gen_way
    ram_bank #(.Width(TagWidth), .Depth(Sets)) u_ram (
      .clk_i,
      .re_i,
      .raddr_i(set_i),
      .rdata_o(tags[w]),
      .we_i,
      .wsel_i (wway_i == WayWidth'(w)),
      .waddr_i(wset_i),
      .wdata_i(wtag_i)
    );
  end

  always_comb begin
    match_o = '0;
    tag_o   = '0;
    if (compare_i) begin
      for (int unsigned w = 0; w < Ways; w++) match_o[w] = (tags[w] == tag_i);
      tag_o = tags[way_i];
    end
  end
endmodule
