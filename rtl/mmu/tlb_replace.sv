// SPDX-License-Identifier: Apache-2.0
// Which entry a new one replaces when all are in use: the one to which the tree leads, one at random, or
// the one that was filled first (replace_pkg's policies). The entries up to `last_i` are in use.
//
// Tree pseudo-LRU: Entries - 1 bits, each pointing to the half of its subtree that was used less
// recently. The root is node 1, the children of node n are 2n and 2n + 1, the leaves are the
// entries. `victim_o` is where the pointers lead; a touched entry turns the pointers on its way the
// other way. The entries in use are the leftmost leaves: a pointer above their part of the tree counts
// as one to the left, so that this part is the tree of so small an array.
//
// First in, first out: empty entries are filled from the last to the first, so the count of fills goes the same way.
module tlb_replace #(
  parameter int unsigned Entries = 32,              // a power of two, at least 2
  parameter int unsigned IndexWidth = $clog2(Entries)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic [1:0]            policy_i,
  input  logic [IndexWidth-1:0] last_i,             // a mask too: a power of two of entries are in use
  input  logic                  touch_i,
  input  logic [IndexWidth-1:0] touch_index_i,
  input  logic                  filled_i,           // by a fill
  input  logic                  choose_i,           // a victim is wanted in this cycle, and replaced
  output logic [IndexWidth-1:0] victim_o
);
  if (Entries < 2 || 2 ** IndexWidth != Entries) begin : gen_check_entries
    $error("tlb_replace: Entries must be a power of two, at least 2");
  end

  logic [Entries-1:0] points_right_q, points_right_d;   // bit 0 is not a node
  logic [IndexWidth-1:0] node_touch, node_choose;       // a leaf without its top bit is its entry
  logic                  right;
  logic [IndexWidth-1:0] gone_q, first;                 // fills in their turn, and so the first of them

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

  logic [IndexWidth-1:0] random;
  lfsr #(.Width(IndexWidth)) u_lfsr (
    .clk_i, .rst_ni,
    .next_i (choose_i),
    .value_o(random)
  );

  always_comb begin
    first = '0;
    if (choose_i || filled_i) first = ~gone_q & last_i;
  end

  always_comb begin
    node_choose = '0;
    right       = 1'b0;
    if (choose_i) begin
      case (policy_i)
        replace_pkg::Random: node_choose = random & last_i;
        replace_pkg::Fifo:   node_choose = first;
        default: begin
          node_choose = 1;
          for (int unsigned depth = 0; depth < IndexWidth; depth++) begin
            right       = last_i[IndexWidth-1-depth] && points_right_q[node_choose];
            node_choose = IndexWidth'({node_choose, right});
          end
        end
      endcase
    end
    victim_o = node_choose;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      points_right_q <= '0;
      gone_q         <= '0;
    end else if (touch_i) begin
      points_right_q <= points_right_d;
      if (filled_i && touch_index_i == first) gone_q <= gone_q + 1'b1;
    end
  end
endmodule
