// SPDX-License-Identifier: Apache-2.0
// Tree pseudo-LRU: Entries - 1 bits, each pointing to the half of its subtree that was used less
// recently. The root is node 1, the children of node n are 2n and 2n + 1, the leaves are the
// entries. `victim_o` is where the pointers lead; a touched entry turns the pointers on its way the
// other way.
module tlb_replace #(
  parameter int unsigned Entries = 32,              // a power of two, at least 2
  parameter int unsigned IndexWidth = $clog2(Entries)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  touch_i,
  input  logic [IndexWidth-1:0] touch_index_i,
  input  logic                  choose_i,           // a victim is wanted in this cycle
  output logic [IndexWidth-1:0] victim_o
);
  if (Entries < 2 || 2 ** IndexWidth != Entries) begin : gen_check_entries
    $error("tlb_replace: Entries must be a power of two, at least 2");
  end

  logic [Entries-1:0] points_right_q, points_right_d;   // bit 0 is not a node
  logic [IndexWidth-1:0] node_touch, node_choose;       // a leaf without its top bit is its entry

  always_comb begin
    points_right_d = points_right_q;
    node_touch     = '0;
    if (touch_i) begin
      node_touch = 1;
      for (int unsigned depth = 0; depth < IndexWidth; depth++) begin
        points_right_d[node_touch] = !touch_index_i[IndexWidth-1-depth];
        node_touch = IndexWidth'({node_touch, touch_index_i[IndexWidth-1-depth]});
      end
    end
  end

  always_comb begin
    node_choose = '0;
    if (choose_i) begin
      node_choose = 1;
      for (int unsigned depth = 0; depth < IndexWidth; depth++) begin
        node_choose = IndexWidth'({node_choose, points_right_q[node_choose]});
      end
    end
    victim_o = node_choose;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni)      points_right_q <= '0;
    else if (touch_i) points_right_q <= points_right_d;
  end
endmodule
