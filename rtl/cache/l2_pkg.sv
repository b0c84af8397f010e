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

  typedef enum logic [1:0] {
    LookAsk   = 2'd0,    // for the request that waits at a port
    LookAgain = 2'd1,    // for a slot's request, after its probe or its fetch
    LookPut   = 2'd2,    // to put a slot's line into the cache
    LookBack  = 2'd3     // to put the line that the data cache has given back
  } look_e;

endpackage
