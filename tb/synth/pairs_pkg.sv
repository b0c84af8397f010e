// SPDX-License-Identifier: Apache-2.0
// For lost_dimension and lost_field.
package pairs_pkg;
  typedef struct packed {
    logic [3:0] high;
    logic [3:0] low;
  } pair_t;
  typedef pair_t [3:0] pairs_t;

  function automatic pair_t swap(input pair_t from);
    swap.high = from.low;
    swap.low  = from.high;
  endfunction
endpackage
