// SPDX-License-Identifier: Apache-2.0
// Replacement for set-associative arrays of 2 to 16 ways: tree pseudo-LRU, and the invalid way that
// goes before it. Pure functions; the caller keeps `ways` bits a set.
//
// The root of the tree is node 1 and the children of node n are 2n and 2n + 1; bit n of the state
// belongs to node n, and bit 0 is not used. A node points to the half that was used less recently.
package plru_pkg;

  // The way to which the pointers lead, of those up to `last`, which is the number of the last way in use and a mask of
  // them too: these are the leftmost leaves, a pointer above their part counts as one to the left, and that part behaves
  // as the tree of so small an array.
  function automatic logic [3:0] victim(input logic [15:0] tree, input logic [3:0] last,
                                        input int unsigned ways);
    victim = 4'd1;                                        // a node, while there are more below it
    for (int unsigned depth = 0; depth < 4; depth = depth + 1) begin
      if ((1 << depth) < ways)
        victim = {victim[2:0], tree[victim] && (last & 4'(ways >> (depth + 1))) != 4'd0};
    end
    victim = victim & last;                               // a leaf is its way and the bit above
  endfunction

  // The tree after a use of `way`: the pointers on its path turn away from it.
  function automatic logic [15:0] touch(input logic [15:0] tree, input logic [3:0] way,
                                        input int unsigned ways);
    logic [4:0] node;
    touch = tree;
    node  = {1'b0, way} + 5'(ways);
    for (int unsigned depth = 0; depth < 4; depth = depth + 1) begin
      if ((1 << depth) < ways) begin
        touch[node[4:1]] = !node[0];
        node = {1'b0, node[4:1]};
      end
    end
  endfunction

  // The lowest way in a set of ways; 0 if it is empty.
  function automatic logic [3:0] lowest(input logic [15:0] ways);
    lowest = 4'd0;
    for (int unsigned i = 16; i > 0; i = i - 1) if (ways[i-1]) lowest = 4'(i - 1);
  endfunction

  // The index of the only member of a set of ways; 0 if it is empty.
  function automatic logic [3:0] index(input logic [15:0] one_hot);
    index = {|(one_hot & 16'hff00), |(one_hot & 16'hf0f0), |(one_hot & 16'hcccc),
             |(one_hot & 16'haaaa)};
  endfunction

endpackage
