// SPDX-License-Identifier: Apache-2.0
// The rules of AXI4 (AMBA AXI, issue H) at one port. A3.2.1: a channel's valid stays until it is taken, and
// what it carries with it. A3.4.1: a burst has a legal kind, size and length and stays within 4 KiB.
// A3.4.3: write strobes lie in the bytes that address and size select for the beat. A4.4: a memory type
// that there is. A3.3, A5.3: data have as many beats as their address says, the last marked as the last;
// a response follows the last of its data; there is one for each address, and of an ID they are in order.
//
// AXI would let data come before their address. All that this machine meets takes the address no later
// than the first of its data; these checks need that, and say so when it is otherwise.
module axi_props #(
  parameter int unsigned Most    = 8,        // reads, and writes, that are under way
  parameter bit          OneAnId = 1'b0      // this manager has no more for each ID
) (
  input logic          clk_i,
  input logic          rst_ni,
  input axi_pkg::req_t req_i,
  input axi_pkg::rsp_t rsp_i
);
  localparam int unsigned CountWidth = $clog2(Most + 1);

  // ---------------------------------------------------------------------------------------------
  // A3.2.1: valid stays, with its payload

  stays_props #(.Width($bits(axi_pkg::addr_t))) u_aw (
    .clk_i, .rst_ni, .valid_i(req_i.aw_valid), .ready_i(rsp_i.aw_ready), .payload_i(req_i.aw),
    .steady_i(1'b1), .drop_i(1'b0)
  );
  stays_props #(.Width($bits(axi_pkg::w_t))) u_w (
    .clk_i, .rst_ni, .valid_i(req_i.w_valid), .ready_i(rsp_i.w_ready), .payload_i(req_i.w),
    .steady_i(1'b1), .drop_i(1'b0)
  );
  stays_props #(.Width($bits(axi_pkg::b_t))) u_b (
    .clk_i, .rst_ni, .valid_i(rsp_i.b_valid), .ready_i(req_i.b_ready), .payload_i(rsp_i.b),
    .steady_i(1'b1), .drop_i(1'b0)
  );
  stays_props #(.Width($bits(axi_pkg::addr_t))) u_ar (
    .clk_i, .rst_ni, .valid_i(req_i.ar_valid), .ready_i(rsp_i.ar_ready), .payload_i(req_i.ar),
    .steady_i(1'b1), .drop_i(1'b0)
  );
  stays_props #(.Width($bits(axi_pkg::r_t))) u_r (
    .clk_i, .rst_ni, .valid_i(rsp_i.r_valid), .ready_i(req_i.r_ready), .payload_i(rsp_i.r),
    .steady_i(1'b1), .drop_i(1'b0)
  );

  // ---------------------------------------------------------------------------------------------
  // A3.4.1, A4.4: addresses

  function automatic logic legal(input logic [11:0] addr, input logic [7:0] len,
                                 input logic [2:0] size, input axi_pkg::burst_e burst);
    logic [11:0] start;                      // the address, aligned to the size
    logic [15:0] span;                       // bytes from there on
    start = addr >> size << size;
    span  = (16'(len) + 16'd1) << size;
    legal = size <= axi_pkg::SizeDword;
    case (burst)
      axi_pkg::BurstFixed: if (len > 8'd15) legal = 1'b0;
      axi_pkg::BurstIncr:  if (16'(start) + span > 16'h1000) legal = 1'b0;
      axi_pkg::BurstWrap:  if (start != addr || !(len inside {8'd1, 8'd3, 8'd7, 8'd15})) legal = 1'b0;
      default:             legal = 1'b0;
    endcase
  endfunction

  always_ff @(posedge clk_i) if (rst_ni) begin
    if (req_i.aw_valid) begin
      aw_is_legal: assert (legal(req_i.aw.addr[11:0], req_i.aw.len, req_i.aw.size, req_i.aw.burst))
        else $error("a write burst that AXI does not know, or that crosses 4 KiB");
      aw_type_is_legal: assert (req_i.aw.cache[1] || req_i.aw.cache[3:2] == '0)
        else $error("a write of a memory type that AXI does not know");
    end
    if (req_i.ar_valid) begin
      ar_is_legal: assert (legal(req_i.ar.addr[11:0], req_i.ar.len, req_i.ar.size, req_i.ar.burst))
        else $error("a read burst that AXI does not know, or that crosses 4 KiB");
      ar_type_is_legal: assert (req_i.ar.cache[1] || req_i.ar.cache[3:2] == '0)
        else $error("a read of a memory type that AXI does not know");
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Reads under way, the oldest first

  typedef struct packed {
    axi_pkg::id_t id;
    logic [7:0]   left;                      // beats behind the next one
  } read_t;
  read_t [Most-1:0]      reads_q, reads_d;
  logic [CountWidth-1:0] read_count_q, read_count_d;
  logic                  ar, r, r_found, ar_found;
  logic [CountWidth-1:0] r_at;               // of the beat

  assign ar = req_i.ar_valid && rsp_i.ar_ready;
  assign r  = rsp_i.r_valid && req_i.r_ready;

  always_comb begin
    r_found      = 1'b0;
    ar_found     = 1'b0;
    r_at         = '0;
    reads_d      = reads_q;
    read_count_d = read_count_q;
    if (rsp_i.r_valid || req_i.ar_valid) begin
      for (int unsigned i = Most; i > 0; i--) begin
        if (CountWidth'(i) <= read_count_q) begin
          if (reads_q[i-1].id == req_i.ar.id) ar_found = 1'b1;
          if (reads_q[i-1].id == rsp_i.r.id) begin
            r_found = 1'b1;
            r_at    = CountWidth'(i - 1);
          end
        end
      end
      if (r && r_found) begin
        reads_d[r_at].left = reads_q[r_at].left - 8'd1;
        if (reads_q[r_at].left == '0) begin
          for (int unsigned i = 0; i < Most - 1; i++) begin
            if (CountWidth'(i) >= r_at) reads_d[i] = reads_q[i+1];
          end
          read_count_d = read_count_q - 1'b1;
        end
      end
      if (ar && read_count_d != CountWidth'(Most)) begin
        reads_d[read_count_d].id   = req_i.ar.id;
        reads_d[read_count_d].left = req_i.ar.len;
        read_count_d               = read_count_d + 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    reads_q <= reads_d;
    if (!rst_ni) read_count_q <= '0;
    else         read_count_q <= read_count_d;
    if (rst_ni) begin
      if (ar)
        no_more_reads_than_most: assert (read_count_q != CountWidth'(Most) || r)
          else $error("more reads than are watched");
      if (req_i.ar_valid && OneAnId)
        one_read_an_id: assert (!ar_found)
          else $error("a read of an ID that has one under way");
      if (rsp_i.r_valid)
        r_was_asked: assert (r_found)
          else $error("a read beat that nobody asked for");
      if (rsp_i.r_valid && r_found)
        r_last_is_right: assert (rsp_i.r.last == (reads_q[r_at].left == '0))
          else $error("RLAST on another beat than the burst's last");
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Writes until their response, the oldest first. Data come in the order of the addresses.

  typedef struct packed {
    logic [7:0]      left;                   // beats behind the next one
    logic [11:0]     addr;                   // of the next one
    logic [7:0]      len;
    logic [2:0]      size;
    axi_pkg::burst_e burst;
  } data_t;
  typedef struct packed {
    axi_pkg::id_t    id;
    logic            given;                  // its data are complete
    data_t           data;
  } write_t;
  write_t [Most-1:0]     writes_q, writes_d;
  data_t                 now;                // where the data channel is
  logic [CountWidth-1:0] write_count_q, write_count_d, given_q, given_d, b_at;
  logic                  aw, w, b, b_found, aw_found, known;
  logic [7:0]            lanes;

  assign aw = req_i.aw_valid && rsp_i.aw_ready;
  assign w  = req_i.w_valid && rsp_i.w_ready;
  assign b  = rsp_i.b_valid && req_i.b_ready;

  always_comb begin
    aw_found      = 1'b0;
    b_found       = 1'b0;
    b_at          = '0;
    known         = 1'b0;
    now           = '0;
    lanes         = '0;
    writes_d      = writes_q;
    write_count_d = write_count_q;
    given_d       = given_q;
    if (req_i.aw_valid || req_i.w_valid || rsp_i.b_valid) begin
      for (int unsigned i = Most; i > 0; i--) begin
        if (CountWidth'(i) <= write_count_q) begin
          if (writes_q[i-1].id == req_i.aw.id) aw_found = 1'b1;
          if (writes_q[i-1].id == rsp_i.b.id) begin
            b_found = 1'b1;
            b_at    = CountWidth'(i - 1);
          end
        end
      end
      if (aw && write_count_q != CountWidth'(Most)) begin
        writes_d[write_count_q].id         = req_i.aw.id;
        writes_d[write_count_q].given      = 1'b0;
        writes_d[write_count_q].data.left  = req_i.aw.len;
        writes_d[write_count_q].data.addr  = req_i.aw.addr[11:0];
        writes_d[write_count_q].data.len   = req_i.aw.len;
        writes_d[write_count_q].data.size  = req_i.aw.size;
        writes_d[write_count_q].data.burst = req_i.aw.burst;
        write_count_d                      = write_count_q + 1'b1;
      end
      known = given_q != write_count_d;
      if (req_i.w_valid && known) begin
        now   = writes_d[given_q].data;
        lanes = (((8'd1 << (4'd1 << now.size)) - 8'd1) << (now.addr[2:0] >> now.size << now.size))
              & (8'hff << now.addr[2:0]);
        if (w) begin
          writes_d[given_q].data.left = now.left - 8'd1;
          writes_d[given_q].data.addr = axi_pkg::address_after(now.addr, 7'd1 << now.size, now.len,
                                                          now.size, now.burst);
          if (now.left == '0) begin
            writes_d[given_q].given = 1'b1;
            given_d                 = given_q + 1'b1;
          end
        end
      end
      if (b && b_found && writes_q[b_at].given) begin
        for (int unsigned i = 0; i < Most - 1; i++) begin
          if (CountWidth'(i) >= b_at) writes_d[i] = writes_d[i+1];
        end
        write_count_d = write_count_d - 1'b1;
        given_d       = given_d - 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    writes_q <= writes_d;
    if (!rst_ni) begin
      write_count_q <= '0;
      given_q       <= '0;
    end else begin
      write_count_q <= write_count_d;
      given_q       <= given_d;
    end
    if (rst_ni) begin
      if (aw)
        no_more_writes_than_most: assert (write_count_q != CountWidth'(Most))
          else $error("more writes than are watched");
      if (req_i.aw_valid && OneAnId)
        one_write_an_id: assert (!aw_found)
          else $error("a write of an ID that has one under way");
      if (req_i.w_valid && known)
        w_last_is_right: assert (req_i.w.last == (now.left == '0))
          else $error("WLAST on another beat than the burst's last");
      if (req_i.w_valid && known)
        w_strobes_are_in_their_lanes: assert ((req_i.w.strb & ~lanes) == '0)
          else $error("a strobe outside the bytes of the beat");
      if (w)
        w_follows_its_address: assert (known)
          else $error("write data before their address");
      if (rsp_i.b_valid)
        b_follows_its_data: assert (b_found && writes_q[b_at].given)
          else $error("a write response without a write, a second one, or one before the last data");
    end
  end
endmodule
