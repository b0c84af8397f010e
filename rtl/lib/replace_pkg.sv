// SPDX-License-Identifier: Apache-2.0
// What a new line or entry replaces, in an array of 2 to 16 ways of which a power of two is in use (docs/geometry.md):
// the way to which the tree leads, one at random, or the one that was filled first. Pure functions; the caller keeps
// `ways` bits a set, all zero when the set is empty, and an lfsr for all sets.
//
// `last` is the number of the last way in use, so a mask too.
package replace_pkg;

  // Policies, besides 0: the tree
  localparam logic [1:0] Random = 2'd1;
  localparam logic [1:0] Fifo   = 2'd2;

  // The way to replace when all are full. `state` is that of the set: a tree as plru_pkg has it, or the way that
  // was filled first.
  function automatic logic [3:0] victim(input logic [15:0] state, input logic [1:0] policy,
                                        input logic [3:0] random, input logic [3:0] last,
                                        input int unsigned ways);
    case (policy)
      Random:  victim = random & last;
      Fifo:    victim = state[3:0] & last;
      default: victim = plru_pkg::victim(state, last, ways);
    endcase
  endfunction

  // The state after a use of `way`, or after it was filled. Ways are filled in the order of their numbers.
  function automatic logic [15:0] touch(input logic [15:0] state, input logic [1:0] policy,
                                        input logic [3:0] way, input logic filled,
                                        input logic [3:0] last, input int unsigned ways);
    touch = state;
    case (policy)
      Random:  ;
      Fifo:    if (filled && way == (state[3:0] & last)) touch = {12'd0, state[3:0] + 4'd1};
      default: touch = plru_pkg::touch(state, way, ways);
    endcase
  endfunction

endpackage
