// SPDX-License-Identifier: Apache-2.0
// The words of the second-level cache: who asks, and what a look-up is for.
package l2_pkg;

  // The first three have a port each, and each port its own stream of answers.
  typedef enum logic [1:0] {
    SrcDc       = 2'd0,
    SrcIc       = 2'd1,
    SrcDma      = 2'd2,
    SrcPrefetch = 2'd3
  } src_e;
  localparam int unsigned Ports = 3;

  typedef enum logic [2:0] {
    LookAsk   = 3'd0,    // for the request that waits at a port
    LookAgain = 3'd1,    // for a slot's request, after its probe or its fetch
    LookPut   = 3'd2,    // to put a slot's line into the cache
    LookBack  = 3'd3,    // to put the line that the data cache has given back
    LookEmpty = 3'd4     // to write a dirty line of a set back, whichever
  } look_e;

endpackage
