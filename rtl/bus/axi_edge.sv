// SPDX-License-Identifier: Apache-2.0
// The machine's AXI4 manager port (AMBA AXI, issue H): lines of the L2 and device registers.
//
//              IDs        burst                                          memory type (A4.4)
//   line read  0 .. 15    WRAP, 8 beats from the doubleword wanted first  Write-back, allocate
//   line write 0 .. 15    INCR, 8 beats                                   Write-back, allocate
//   device     16         INCR, 1 beat of the access's own size           Device Non-bufferable
//
// A line's ID is that of the L2's request (line_req_t); nothing orders different ones. A device access is
// answered by the device itself, and is never cut, merged or repeated. Protection (A4.7) is that of an unprivileged secure data
// access, for all: who may do what was decided in front of the caches, and a line serves all modes.
//
// Each ID has one transaction under way; a response other than OKAY becomes `err`. Every AXI signal is a
// register's output or goes straight into one.
module axi_edge (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  // line reads and their beats; line writes, their data and an acknowledgement for each
  input  logic                    mem_read_valid_i,
  output logic                    mem_read_ready_o,
  input  machine_pkg::line_req_t  mem_read_i,
  output logic                    mem_rsp_valid_o,
  output machine_pkg::line_rsp_t  mem_rsp_o,
  input  logic                    mem_write_valid_i,
  output logic                    mem_write_ready_o,
  input  machine_pkg::line_req_t  mem_write_i,
  input  logic                    mem_wvalid_i,
  output logic                    mem_wready_o,
  input  machine_pkg::dword_t     mem_wdata_i,
  output logic                    mem_ack_valid_o,
  output machine_pkg::line_rsp_t  mem_ack_o,
  // device registers
  input  logic                    io_req_valid_i,
  output logic                    io_req_ready_o,
  input  machine_pkg::io_req_t    io_req_i,
  output logic                    io_rsp_valid_o,
  output machine_pkg::cache_rsp_t io_rsp_o,
  // AXI4 manager
  output axi_pkg::req_t           axi_req_o,
  input  axi_pkg::rsp_t           axi_rsp_i,
  output logic                    awake_o        // an edge of the clock may change something
);
  localparam axi_pkg::id_t IdDevice = 5'd16;
  localparam logic [7:0]   LastBeat = 8'(machine_pkg::LineBeats - 1);

  // ---------------------------------------------------------------------------------------------
  // Requests

  logic io_write, io_read;
  assign io_write = io_req_valid_i && io_req_i.write;
  assign io_read  = io_req_valid_i && !io_req_i.write;

  // First byte and size of a device access
  logic [2:0] io_low;
  logic [3:0] io_bytes;
  logic [2:0] io_size;
  always_comb begin
    io_low   = '0;
    io_bytes = '0;
    if (io_req_valid_i) begin
      for (int unsigned i = 8; i > 0; i--) if (io_req_i.be[i-1]) io_low = 3'(i - 1);
      for (int unsigned i = 0; i < 8; i++) io_bytes = io_bytes + {3'b0, io_req_i.be[i]};
    end
    unique case (io_bytes)
      4'd1:    io_size = 3'd0;
      4'd2:    io_size = 3'd1;
      4'd4:    io_size = 3'd2;
      default: io_size = axi_pkg::SizeDword;
    endcase
  end

  // What of an address channel is kept; the rest follows from the ID. Lines go first.
  localparam int unsigned AskWidth = axi_pkg::IdWidth + 3 + 56;
  logic [AskWidth-1:0] line_read, line_write, device, ar, aw;
  logic                ar_ready, aw_ready, ar_device, aw_device;
  assign line_read  = {1'b0, mem_read_i.id, axi_pkg::SizeDword, mem_read_i.pa[55:3], 3'b0};
  assign line_write = {1'b0, mem_write_i.id, axi_pkg::SizeDword,
                       mem_write_i.pa[55:machine_pkg::LineShift], 6'b0};
  assign device     = {IdDevice, io_size, io_req_i.pa[55:3], io_low};

  stream_register #(.Width(AskWidth)) u_ar (
    .clk_i, .rst_ni,
    .valid_i(mem_read_valid_i || io_read),
    .ready_o(ar_ready),
    .data_i (mem_read_valid_i ? line_read : device),
    .valid_o(axi_req_o.ar_valid),
    .ready_i(axi_rsp_i.ar_ready),
    .data_o (ar)
  );
  assign ar_device = (ar[AskWidth-1 -: axi_pkg::IdWidth] == IdDevice);
  assign {axi_req_o.ar.id, axi_req_o.ar.size, axi_req_o.ar.addr} = ar;
  assign axi_req_o.ar.len   = ar_device ? 8'd0 : LastBeat;
  assign axi_req_o.ar.burst = ar_device ? axi_pkg::BurstIncr : axi_pkg::BurstWrap;
  assign axi_req_o.ar.cache = ar_device ? axi_pkg::CacheDevice : axi_pkg::CacheWriteBack;
  assign axi_req_o.ar.prot  = axi_pkg::ProtData;

  // The write data channel belongs to one burst at a time; a write's address waits for it.
  typedef enum logic [1:0] {WrIdle, WrLine, WrDevice} write_e;
  write_e      write_q;
  logic [2:0]  beat_q;
  logic [63:0] io_wdata_q;
  logic [7:0]  io_be_q;

  stream_register #(.Width(AskWidth)) u_aw (
    .clk_i, .rst_ni,
    .valid_i((mem_write_valid_i || io_write) && write_q == WrIdle),
    .ready_o(aw_ready),
    .data_i (mem_write_valid_i ? line_write : device),
    .valid_o(axi_req_o.aw_valid),
    .ready_i(axi_rsp_i.aw_ready),
    .data_o (aw)
  );
  assign aw_device = (aw[AskWidth-1 -: axi_pkg::IdWidth] == IdDevice);
  assign {axi_req_o.aw.id, axi_req_o.aw.size, axi_req_o.aw.addr} = aw;
  assign axi_req_o.aw.len   = aw_device ? 8'd0 : LastBeat;
  assign axi_req_o.aw.burst = axi_pkg::BurstIncr;
  assign axi_req_o.aw.cache = aw_device ? axi_pkg::CacheDevice : axi_pkg::CacheWriteBack;
  assign axi_req_o.aw.prot  = axi_pkg::ProtData;

  logic        w_valid, w_ready, w_last;
  logic [7:0]  w_strb;
  logic [63:0] w_data;
  assign w_valid = (write_q == WrDevice) || (write_q == WrLine && mem_wvalid_i);
  assign w_last  = (write_q == WrDevice) || beat_q == 3'(machine_pkg::LineBeats - 1);
  assign w_strb  = (write_q == WrDevice) ? io_be_q : 8'hff;
  assign w_data  = (write_q == WrDevice) ? io_wdata_q : mem_wdata_i;

  stream_register #(.Width(1 + 8)) u_w_control (
    .clk_i, .rst_ni,
    .valid_i(w_valid),
    .ready_o(w_ready),
    .data_i ({w_last, w_strb}),
    .valid_o(axi_req_o.w_valid),
    .ready_i(axi_rsp_i.w_ready),
    .data_o ({axi_req_o.w.last, axi_req_o.w.strb})
  );
  stream_register #(.Width(64)) u_w_data (
    .clk_i, .rst_ni,
    .valid_i(w_valid),
    .ready_o(),
    .data_i (w_data),
    .valid_o(),
    .ready_i(axi_rsp_i.w_ready),
    .data_o (axi_req_o.w.data)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q    <= WrIdle;
      beat_q     <= '0;
      io_wdata_q <= '0;
      io_be_q    <= '0;
    end else begin
      if (write_q == WrIdle && (mem_write_valid_i || io_write) && aw_ready) begin
        write_q    <= mem_write_valid_i ? WrLine : WrDevice;
        beat_q     <= '0;
        io_wdata_q <= io_req_i.wdata;
        io_be_q    <= io_req_i.be;
      end else if (w_valid && w_ready) begin
        beat_q <= beat_q + 3'd1;
        if (w_last) write_q <= WrIdle;
      end
    end
  end

  assign awake_o = mem_read_valid_i || mem_write_valid_i || io_req_valid_i || write_q != WrIdle
                   || axi_req_o.ar_valid || axi_req_o.aw_valid || axi_req_o.w_valid
                   || axi_rsp_i.r_valid || axi_rsp_i.b_valid || r_valid || b_valid;

  assign mem_read_ready_o  = ar_ready;
  assign mem_write_ready_o = aw_ready && write_q == WrIdle;
  assign io_req_ready_o    = io_read ? (ar_ready && !mem_read_valid_i)
                                     : (mem_write_ready_o && !mem_write_valid_i);
  assign mem_wready_o      = (write_q == WrLine) && w_ready;

  // ---------------------------------------------------------------------------------------------
  // Responses. They are passed on as they come, lines' reads and writes each to their own port; of two for
  // the device side a write's goes first: it is one beat, and reads must not keep it out.

  logic         r_valid, r_goes, b_valid;
  logic         r_last, r_err;
  axi_pkg::id_t r_id;
  logic [63:0]  r_data;
  axi_pkg::b_t  b;
  logic         r_line, r_device, b_line, b_device;

  stream_register #(.Width(axi_pkg::IdWidth + 2)) u_r_control (
    .clk_i, .rst_ni,
    .valid_i(axi_rsp_i.r_valid),
    .ready_o(axi_req_o.r_ready),
    .data_i ({axi_rsp_i.r.id, axi_rsp_i.r.last, axi_rsp_i.r.resp != axi_pkg::RespOkay}),
    .valid_o(r_valid),
    .ready_i(r_goes),
    .data_o ({r_id, r_last, r_err})
  );
  stream_register #(.Width(64)) u_r_data (
    .clk_i, .rst_ni,
    .valid_i(axi_rsp_i.r_valid),
    .ready_o(),
    .data_i (axi_rsp_i.r.data),
    .valid_o(),
    .ready_i(r_goes),
    .data_o (r_data)
  );
  stream_register #(.Width($bits(b))) u_b (
    .clk_i, .rst_ni,
    .valid_i(axi_rsp_i.b_valid),
    .ready_o(axi_req_o.b_ready),
    .data_i (axi_rsp_i.b),
    .valid_o(b_valid),
    .ready_i(1'b1),
    .data_o (b)
  );

  assign b_line   = b_valid && b.id != IdDevice;
  assign b_device = b_valid && b.id == IdDevice;
  assign r_line   = r_valid && r_id != IdDevice;
  assign r_device = r_valid && r_id == IdDevice && !b_device;
  assign r_goes   = r_line || r_device;

  always_comb begin
    mem_rsp_valid_o = r_line;
    mem_rsp_o       = '0;
    mem_rsp_o.id    = r_id[machine_pkg::LineIdWidth-1:0];
    mem_rsp_o.last  = r_last;
    mem_rsp_o.err   = r_err;
    mem_rsp_o.data  = r_data;
    mem_ack_valid_o = b_line;
    mem_ack_o       = '0;
    mem_ack_o.id    = b.id[machine_pkg::LineIdWidth-1:0];
    mem_ack_o.last  = 1'b1;
    mem_ack_o.err   = b.resp != axi_pkg::RespOkay;
    io_rsp_valid_o  = r_device || b_device;
    io_rsp_o        = '0;
    io_rsp_o.err    = b_device ? b.resp != axi_pkg::RespOkay : r_err;
    io_rsp_o.rdata  = r_data;
  end
endmodule
