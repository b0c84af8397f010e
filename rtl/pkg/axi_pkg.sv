// SPDX-License-Identifier: Apache-2.0
// AXI4 (AMBA AXI and ACE, issue H) as the machine's two ports speak it: addresses of 56 bits, data of 64, IDs
// of 5. Of the signals that a port may leave out (A10.3) there are none: no LOCK, QOS, REGION, USER.
//
// A port is two structs: what its manager drives and what its subordinate answers. A channel's payload
// means something only while its valid is high.
package axi_pkg;
  localparam int unsigned IdWidth = 5;
  typedef logic [IdWidth-1:0] id_t;

  // A3.4.1
  typedef enum logic [1:0] {
    BurstFixed    = 2'b00,
    BurstIncr     = 2'b01,
    BurstWrap     = 2'b10,
    BurstReserved = 2'b11
  } burst_e;

  // A3.4.4
  typedef enum logic [1:0] {
    RespOkay   = 2'b00,
    RespExOkay = 2'b01,
    RespSlvErr = 2'b10,
    RespDecErr = 2'b11
  } resp_e;

  localparam logic [2:0] SizeDword = 3'd3;

  // A4.4: {other allocate, allocate, modifiable, bufferable}, the middle ones by the channel
  localparam logic [3:0] CacheDevice    = 4'b0000;   // Device Non-bufferable
  localparam logic [3:0] CacheWriteBack = 4'b1111;   // Write-back Read and Write-allocate

  // A4.7: {instruction, non-secure, privileged}
  localparam logic [2:0] ProtData = 3'b000;

  typedef struct packed {
    id_t         id;
    logic [7:0]  len;                        // beats - 1
    logic [2:0]  size;                       // log2 of the bytes of a beat
    burst_e      burst;
    logic [3:0]  cache;
    logic [2:0]  prot;
    logic [55:0] addr;
  } addr_t;

  typedef struct packed {
    logic        last;
    logic [7:0]  strb;
    logic [63:0] data;
  } w_t;

  typedef struct packed {
    id_t         id;
    resp_e       resp;
  } b_t;

  typedef struct packed {
    id_t         id;
    resp_e       resp;
    logic        last;
    logic [63:0] data;
  } r_t;

  // A3.4.1: the address `step` bytes on in a burst, in its lower 12 bits; a burst crosses no 4 KiB. The step
  // is a beat's bytes, or those of several beats that do not pass the point where the burst wraps.
  function automatic logic [11:0] address_after(input logic [11:0] addr, input logic [6:0] step,
                                                input logic [7:0] len, input logic [2:0] size,
                                                input burst_e burst);
    logic [11:0] next, wrap;
    next = (addr >> size << size) + {5'b0, step};
    wrap = (({4'b0, len} + 12'd1) << size) - 12'd1;
    case (burst)
      axi_pkg::BurstIncr: address_after = next;
      axi_pkg::BurstWrap: address_after = (addr & ~wrap) | (next & wrap);
      default:            address_after = addr;
    endcase
  endfunction

  // From the manager
  typedef struct packed {
    logic  aw_valid;
    logic  w_valid;
    logic  ar_valid;
    logic  b_ready;
    logic  r_ready;
    addr_t aw;
    addr_t ar;
    w_t    w;
  } req_t;

  // From the subordinate
  typedef struct packed {
    logic  aw_ready;
    logic  w_ready;
    logic  ar_ready;
    logic  b_valid;
    logic  r_valid;
    b_t    b;
    r_t    r;
  } rsp_t;
endpackage
