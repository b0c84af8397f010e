// SPDX-License-Identifier: Apache-2.0
// Tree pseudo-LRU of 2, 4, 8 and 16 ways, whatever the state that it begins in: the victim is a way that there is; none of the
// last log2(ways) ways that were used; taking victims one after another takes every way once; a use changes the pointers on its
// way only, and a second use of the same way nothing; half of the ways in use are a tree of half the ways. `lowest` and
// `index` are what they say.
//
// leaf: rtl/lib/plru_pkg.sv
// mutant: s/touch\[node\[4:1\]\] = !node\[0\];/touch[node[4:1]] = node[0];/
// mutant: s/node  = {1'b0, way} + 5'(ways);/node  = {1'b0, way} + 5'(ways) + 5'd1;/
// mutant: s/victim = victim \& last;/victim = victim;/
// mutant: s/ \&\& (last \& 4'(ways >> (depth + 1))) != 4'd0};/};/
// mutant: s/touch = tree;/touch = '0;/
// mutant: s/for (int unsigned i = 16; i > 0; i = i - 1) if (ways/for (int unsigned i = 15; i > 0; i = i - 1) if (ways/
// mutant: s/16'hcccc/16'hccc8/
module plru_of #(
  parameter int unsigned Ways = 8,
  parameter int unsigned Depth = 3,
  parameter bit TakeAll = 1'b1
) (
  input logic [15:0] tree,
  input logic [15:0] used       // ways that are used one after another, four bits each
);
  localparam logic [3:0] Last = 4'(Ways - 1);

  logic [15:0] after, again, recent, chain, seen;
  logic [3:0]  victim, way, taken;
  logic        fresh;

  always_comb begin
    way    = used[3:0] & Last;
    victim = plru_pkg::victim(tree, Last, Ways);
    after  = plru_pkg::touch(tree, way, Ways);
    again  = plru_pkg::touch(after, way, Ways);
    assert (victim <= Last);
    assert (again == after);
    for (int unsigned node = 0; node < 16; node++) begin
      // node is on the way from the root to the leaf Ways + way iff it is one of the leaf's leading parts
      if (after[node] != tree[node]) begin
        assert (node != 0 && node < Ways);
        assert (({1'b0, way} + 5'(Ways)) >> 1 == 5'(node) || ({1'b0, way} + 5'(Ways)) >> 2 == 5'(node)
                || ({1'b0, way} + 5'(Ways)) >> 3 == 5'(node) || ({1'b0, way} + 5'(Ways)) >> 4 == 5'(node));
      end
    end
  end

  // The left half of the tree as a tree of its own
  localparam int unsigned Half = Ways / 2;
  logic [15:0] half;
  always_comb begin
    half = '0;
    for (int unsigned depth = 0; depth < 3; depth++)
      for (int unsigned i = 0; i < (1 << depth); i++) half[(1 << depth) + i] = tree[(2 << depth) + i];
    if (Half > 1) assert (plru_pkg::victim(tree, 4'(Half - 1), Ways) == plru_pkg::victim(half, 4'(Half - 1), Half));
  end

  // The last Depth ways that were used
  always_comb begin
    recent = tree;
    for (int unsigned i = 0; i < Depth; i++) recent = plru_pkg::touch(recent, used[4*i +: 4] & Last, Ways);
    for (int unsigned i = 0; i < Depth; i++) begin
      assert (plru_pkg::victim(recent, Last, Ways) != (used[4*i +: 4] & Last));
    end
  end

  // As many victims as there are ways
  always_comb begin
    chain = tree;
    seen  = '0;
    fresh = 1'b1;
    taken = '0;
    for (int unsigned i = 0; i < Ways; i++) begin
      taken       = plru_pkg::victim(chain, Last, Ways);
      fresh       = fresh && !seen[taken];
      seen[taken] = 1'b1;
      chain       = plru_pkg::touch(chain, taken, Ways);
    end
    assert (fresh || !TakeAll);
  end
endmodule

module plru_formal (
  input logic [15:0] tree,
  input logic [15:0] used,
  input logic [15:0] set,
  input logic [3:0]  member
);
  plru_of #(.Ways(2),  .Depth(1)) of2  (.tree, .used);
  plru_of #(.Ways(4),  .Depth(2)) of4  (.tree, .used);
  plru_of #(.Ways(8),  .Depth(3)) of8  (.tree, .used);
  plru_of #(.Ways(16), .Depth(4)) of16 (.tree, .used);

  logic [3:0] low;
  always_comb begin
    low = plru_pkg::lowest(set);
    assert (set == '0 || set[low]);
    assert (set != '0 || low == '0);
    assert (!set[member] || low <= member);
    assert (plru_pkg::index(16'd1 << member) == member);
    assert (plru_pkg::index('0) == '0);
  end
endmodule
