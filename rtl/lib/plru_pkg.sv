// SPDX-License-Identifier: Apache-2.0
// Replacement for set-associative arrays of 2 to 16 ways: tree pseudo-LRU, and the invalid way that
// goes before it. Pure functions; the caller keeps `ways` - 1 bits a set.
//
// The root of the tree is node 1 and the children of node n are 2n and 2n + 1; bit n of the state
// belongs to node n, and bit 0 is not used. A node points to the half that was used less recently.
package plru_pkg;
  typedef logic [15:0] tree_t;
  typedef logic [3:0]  way_t;
  typedef logic [15:0] ways_t;

  // Where the pointers lead.
  function automatic way_t victim(input tree_t tree, input int unsigned ways);
    logic [4:0] node;
    node = 5'd1;
    for (int unsigned depth = 0; depth < 4; depth++) begin
      if ((1 << depth) < ways) node = {node[3:0], tree[node[3:0]]};
    end
    victim = way_t'(node - 5'(ways));
  endfunction

  // The tree after a use of `way`: the pointers on its path turn away from it.
  function automatic tree_t touch(input tree_t tree, input way_t way, input int unsigned ways);
    logic [4:0] node;
    touch = tree;
    node  = {1'b0, way} + 5'(ways);
    for (int unsigned depth = 0; depth < 4; depth++) begin
      if ((1 << depth) < ways) begin
        touch[node[4:1]] = !node[0];
        node = {1'b0, node[4:1]};
      end
    end
  endfunction

  // The lowest way in a set of ways; 0 if it is empty.
  function automatic way_t lowest(input ways_t set);
    lowest = '0;
    for (int unsigned i = 16; i > 0; i--) if (set[i-1]) lowest = way_t'(i - 1);
  endfunction

  // The index of the only member of a set of ways; 0 if it is empty.
  function automatic way_t index(input ways_t one_hot);
    index[0] = |(one_hot & 16'haaaa);
    index[1] = |(one_hot & 16'hcccc);
    index[2] = |(one_hot & 16'hf0f0);
    index[3] = |(one_hot & 16'hff00);
  endfunction
endpackage
