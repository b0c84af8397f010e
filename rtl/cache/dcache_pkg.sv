// SPDX-License-Identifier: Apache-2.0
// The words of the data cache: whom a look-up is for, and what a client's request waits for.
package dcache_pkg;

  typedef enum logic [2:0] {
    LookCore     = 3'd0,
    LookPtw      = 3'd1,
    LookProbe    = 3'd2,
    LookPrefetch = 3'd3,
    LookEmpty    = 3'd4     // a dirty line of the set is to leave, whichever
  } look_e;

  typedef enum logic [2:0] {
    SlIdle    = 3'd0,    // no request
    SlLook    = 3'd1,    // being looked up: it is in s1
    SlRetry   = 3'd2,    // to be looked up again when a line can be fetched
    SlFill    = 3'd3,    // for a line under way
    SlAskIo   = 3'd4,    // for the device port to accept
    SlIo      = 3'd5,    // for a device's answer
    SlRefused = 3'd6,    // to be refused
    SlOrder   = 3'd7     // for all older stores to be performed
  } slot_e;

endpackage
