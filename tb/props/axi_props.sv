// SPDX-License-Identifier: Apache-2.0
// The rules of AXI4 (AMBA AXI, issue H) at one port of this machine, whose data are 64 bits wide and
// whose IDs are one bit, with at most one read and one write under way for each ID. Section A3.2: a
// channel's valid stays until it is taken, and what it carries with it. A3.4: a burst has a legal
// kind, size and length and stays within 4 KiB; its data are as many beats as its length says, the
// last marked as the last; strobes lie in the bytes that the address and the size select. A3.3: a
// response follows the last beat of its write's data, and there is one for each address.
//
// AXI would let data come before their address. All that this machine meets takes the address no later
// than the first of its data; these checks need that, and say so when it is otherwise.
module axi_props #(
  parameter bit HasWlast = 1'b1             // else the last beat is where the address says
) (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        awvalid_i,
  input logic        awready_i,
  input logic        awid_i,
  input logic [55:0] awaddr_i,
  input logic [7:0]  awlen_i,
  input logic [2:0]  awsize_i,
  input logic [1:0]  awburst_i,
  input logic        wvalid_i,
  input logic        wready_i,
  input logic [63:0] wdata_i,
  input logic [7:0]  wstrb_i,
  input logic        wlast_i,
  input logic        bvalid_i,
  input logic        bready_i,
  input logic        bid_i,
  input logic [1:0]  bresp_i,
  input logic        arvalid_i,
  input logic        arready_i,
  input logic        arid_i,
  input logic [55:0] araddr_i,
  input logic [7:0]  arlen_i,
  input logic [2:0]  arsize_i,
  input logic [1:0]  arburst_i,
  input logic        rvalid_i,
  input logic        rready_i,
  input logic        rid_i,
  input logic [63:0] rdata_i,
  input logic [1:0]  rresp_i,
  input logic        rlast_i
);
  localparam logic [1:0] BurstIncr = 2'b01, BurstWrap = 2'b10;
  localparam logic [2:0] SizeDword = 3'd3;

  // ---------------------------------------------------------------------------------------------
  // A3.2.1: valid stays, with its payload

  stays_props #(.Width(1 + 56 + 8 + 3 + 2)) u_aw (
    .clk_i, .rst_ni, .valid_i(awvalid_i), .ready_i(awready_i), .steady_i(1'b1), .drop_i(1'b0),
    .payload_i({awid_i, awaddr_i, awlen_i, awsize_i, awburst_i})
  );
  stays_props #(.Width(64 + 8 + 1)) u_w (
    .clk_i, .rst_ni, .valid_i(wvalid_i), .ready_i(wready_i), .steady_i(1'b1), .drop_i(1'b0),
    .payload_i({wdata_i, wstrb_i, wlast_i})
  );
  stays_props #(.Width(1 + 2)) u_b (
    .clk_i, .rst_ni, .valid_i(bvalid_i), .ready_i(bready_i), .steady_i(1'b1), .drop_i(1'b0),
    .payload_i({bid_i, bresp_i})
  );
  stays_props #(.Width(1 + 56 + 8 + 3 + 2)) u_ar (
    .clk_i, .rst_ni, .valid_i(arvalid_i), .ready_i(arready_i), .steady_i(1'b1), .drop_i(1'b0),
    .payload_i({arid_i, araddr_i, arlen_i, arsize_i, arburst_i})
  );
  stays_props #(.Width(1 + 64 + 2 + 1)) u_r (
    .clk_i, .rst_ni, .valid_i(rvalid_i), .ready_i(rready_i), .steady_i(1'b1), .drop_i(1'b0),
    .payload_i({rid_i, rdata_i, rresp_i, rlast_i})
  );

  // ---------------------------------------------------------------------------------------------
  // A3.4.1: bursts

  function automatic logic legal(input logic [11:0] addr, input logic [7:0] len,
                                 input logic [2:0] size, input logic [1:0] burst);
    logic [11:0] start;                      // the address, aligned to the size
    logic [15:0] span;                       // bytes from there on
    start = addr >> size << size;
    span  = (16'(len) + 16'd1) << size;
    legal = size <= SizeDword;
    case (burst)
      BurstIncr: if (16'(start) + span > 16'h1000) legal = 1'b0;
      BurstWrap: if (start != addr || !(len inside {8'd1, 8'd3, 8'd7, 8'd15})) legal = 1'b0;
      default:   legal = 1'b0;
    endcase
  endfunction

  always_ff @(posedge clk_i) if (rst_ni) begin
    if (awvalid_i)
      aw_is_legal: assert (legal(awaddr_i[11:0], awlen_i, awsize_i, awburst_i))
        else $error("a write burst that AXI does not know, or that crosses 4 KiB");
    if (arvalid_i)
      ar_is_legal: assert (legal(araddr_i[11:0], arlen_i, arsize_i, arburst_i))
        else $error("a read burst that AXI does not know, or that crosses 4 KiB");
  end

  // ---------------------------------------------------------------------------------------------
  // Reads: a slot for each ID

  logic [1:0]      reading_q;
  logic [1:0][7:0] left_q;                   // beats behind the next one

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      reading_q <= '0;
      left_q    <= '0;
    end else begin
      if (rvalid_i && rready_i) begin
        left_q[rid_i] <= left_q[rid_i] - 8'd1;
        if (left_q[rid_i] == '0) reading_q[rid_i] <= 1'b0;
      end
      if (arvalid_i && arready_i) begin
        reading_q[arid_i] <= 1'b1;
        left_q[arid_i]    <= arlen_i;
      end
    end
  end

  always_ff @(posedge clk_i) if (rst_ni) begin
    if (arvalid_i)
      one_read_an_id: assert (!reading_q[arid_i])
        else $error("a read of an ID that has one under way");
    if (rvalid_i)
      r_was_asked: assert (reading_q[rid_i])
        else $error("a read beat that nobody asked for");
    if (rvalid_i)
      r_last_is_right: assert (rlast_i == (left_q[rid_i] == '0))
        else $error("RLAST on another beat than the burst's last");
  end

  // ---------------------------------------------------------------------------------------------
  // Writes: a slot for each ID until its response. Data come in the order of their addresses.

  typedef struct packed {
    logic       id;
    logic [7:0] len;
    logic [7:0] lanes;                       // that its strobes may select
  } burst_t;

  logic [1:0] writing_q, given_q;            // under way; its data are complete
  burst_t     next, first_q, second_q;       // addresses taken whose data are not complete, in order
  logic [1:0] addressed_q;                   // how many
  burst_t     now;                           // the one that the data channel is at
  logic       known;
  logic       aw, w, b, last;
  logic [7:0] beat_q;

  assign aw    = awvalid_i && awready_i;
  assign w     = wvalid_i && wready_i;
  assign b     = bvalid_i && bready_i;
  assign last  = HasWlast ? wlast_i : beat_q == now.len;
  assign known = addressed_q != '0 || aw;
  assign now   = addressed_q != '0 ? first_q : next;

  always_comb begin
    next.id    = awid_i;
    next.len   = awlen_i;
    next.lanes = (awlen_i != '0) ? 8'hff
               : 8'(((16'd1 << (16'd1 << awsize_i)) - 16'd1)
                    << (awaddr_i[2:0] >> awsize_i << awsize_i));
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      writing_q   <= '0;
      given_q     <= '0;
      addressed_q <= '0;
      first_q     <= '0;
      second_q    <= '0;
      beat_q      <= '0;
    end else begin
      if (b) begin
        writing_q[bid_i] <= 1'b0;
        given_q[bid_i]   <= 1'b0;
      end
      if (aw) writing_q[awid_i] <= 1'b1;
      if (w)  beat_q <= last ? '0 : beat_q + 8'd1;
      addressed_q <= addressed_q + 2'(aw) - 2'(w && last);
      if (w && last) begin
        given_q[now.id] <= 1'b1;
        first_q         <= (addressed_q == 2'd2) ? second_q : next;
      end else if (addressed_q == '0) begin
        first_q <= next;
      end
      if (aw) second_q <= next;
    end
  end

  always_ff @(posedge clk_i) if (rst_ni) begin
    if (awvalid_i)
      one_write_an_id: assert (!writing_q[awid_i])
        else $error("a write of an ID that has one under way");
    if (wvalid_i && known)
      w_last_is_right: assert (last == (beat_q == now.len))
        else $error("WLAST on another beat than the burst's last");
    if (wvalid_i && known)
      w_strobes_are_in_their_lanes: assert ((wstrb_i & ~now.lanes) == '0)
        else $error("a strobe outside the bytes of the burst");
    if (w)
      w_follows_its_address: assert (known)
        else $error("write data before their address");
    if (bvalid_i)
      b_follows_its_data: assert (writing_q[bid_i] && given_q[bid_i])
        else $error("a write response without a write, a second one, or one before the last data");
  end
endmodule
