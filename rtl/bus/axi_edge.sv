// SPDX-License-Identifier: Apache-2.0
// The machine's AXI4 manager port (AMBA AXI, issue H): lines of the L2 with ID 0, device registers
// with ID 1; 64-bit data. A line read is a WRAP burst of eight beats from the doubleword that is
// wanted first; a line write is an INCR burst of eight; a device access is one beat of its own size.
// Each source has one transaction under way; a response other than OKAY becomes `err`. Every AXI
// signal is a register's output or goes straight into one.
module axi_edge (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  // lines
  input  logic                    mem_req_valid_i,
  output logic                    mem_req_ready_o,
  input  machine_pkg::line_req_t  mem_req_i,
  input  logic                    mem_wvalid_i,
  output logic                    mem_wready_o,
  input  machine_pkg::dword_t     mem_wdata_i,
  output logic                    mem_rsp_valid_o,
  output machine_pkg::line_rsp_t  mem_rsp_o,
  // device registers
  input  logic                    io_req_valid_i,
  output logic                    io_req_ready_o,
  input  machine_pkg::io_req_t    io_req_i,
  output logic                    io_rsp_valid_o,
  output machine_pkg::cache_rsp_t io_rsp_o,
  // AXI4 manager
  output logic                    axi_awvalid_o,
  input  logic                    axi_awready_i,
  output logic                    axi_awid_o,
  output logic [55:0]             axi_awaddr_o,
  output logic [7:0]              axi_awlen_o,
  output logic [2:0]              axi_awsize_o,
  output logic [1:0]              axi_awburst_o,
  output logic                    axi_wvalid_o,
  input  logic                    axi_wready_i,
  output logic [63:0]             axi_wdata_o,
  output logic [7:0]              axi_wstrb_o,
  output logic                    axi_wlast_o,
  input  logic                    axi_bvalid_i,
  output logic                    axi_bready_o,
  input  logic                    axi_bid_i,
  input  logic [1:0]              axi_bresp_i,
  output logic                    axi_arvalid_o,
  input  logic                    axi_arready_i,
  output logic                    axi_arid_o,
  output logic [55:0]             axi_araddr_o,
  output logic [7:0]              axi_arlen_o,
  output logic [2:0]              axi_arsize_o,
  output logic [1:0]              axi_arburst_o,
  input  logic                    axi_rvalid_i,
  output logic                    axi_rready_o,
  input  logic                    axi_rid_i,
  input  logic [63:0]             axi_rdata_i,
  input  logic [1:0]              axi_rresp_i,
  input  logic                    axi_rlast_i
);
  localparam logic       IdMem = 1'b0;
  localparam logic       IdIo  = 1'b1;
  localparam logic [1:0] BurstIncr = 2'b01;
  localparam logic [1:0] BurstWrap = 2'b10;
  localparam logic [1:0] RespOkay  = 2'b00;
  localparam logic [2:0] SizeDword = 3'd3;
  localparam logic [7:0] LastBeat  = 8'(machine_pkg::LineBeats - 1);

  // ---------------------------------------------------------------------------------------------
  // Requests

  logic mem_write, io_write, mem_read, io_read;
  assign mem_write = mem_req_valid_i && mem_req_i.op == machine_pkg::LineWrite;
  assign mem_read  = mem_req_valid_i && mem_req_i.op == machine_pkg::LineRead;
  assign io_write  = io_req_valid_i && io_req_i.write;
  assign io_read   = io_req_valid_i && !io_req_i.write;

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
      default: io_size = SizeDword;
    endcase
  end

  // An address channel: {io, size, address}; the rest follows from `io`. Lines go first.
  localparam int unsigned AddrWidth = 1 + 3 + 56;
  logic [AddrWidth-1:0] line_addr, io_addr, ar_in, ar_out, aw_in, aw_out;
  logic                 ar_ready, aw_ready;
  assign line_addr = {1'b0, SizeDword, mem_req_i.pa[55:3], 3'b0};
  assign io_addr   = {1'b1, io_size, io_req_i.pa[55:3], io_low};
  assign ar_in     = mem_read ? line_addr : io_addr;
  assign aw_in     = mem_write ? {line_addr[AddrWidth-1:machine_pkg::LineShift], 6'b0} : io_addr;

  stream_register #(.Width(AddrWidth)) u_ar (
    .clk_i, .rst_ni,
    .valid_i(mem_read || io_read),
    .ready_o(ar_ready),
    .data_i (ar_in),
    .valid_o(axi_arvalid_o),
    .ready_i(axi_arready_i),
    .data_o (ar_out)
  );
  assign {axi_arid_o, axi_arsize_o, axi_araddr_o} = ar_out;
  assign axi_arlen_o   = axi_arid_o ? 8'd0 : LastBeat;
  assign axi_arburst_o = axi_arid_o ? BurstIncr : BurstWrap;

  // The write data channel belongs to one burst at a time; a write's address waits for it.
  typedef enum logic [1:0] {WrIdle, WrLine, WrIo} write_e;
  write_e      write_q;
  logic [2:0]  beat_q;
  logic [63:0] io_wdata_q;
  logic [7:0]  io_be_q;

  stream_register #(.Width(AddrWidth)) u_aw (
    .clk_i, .rst_ni,
    .valid_i((mem_write || io_write) && write_q == WrIdle),
    .ready_o(aw_ready),
    .data_i (aw_in),
    .valid_o(axi_awvalid_o),
    .ready_i(axi_awready_i),
    .data_o (aw_out)
  );
  assign {axi_awid_o, axi_awsize_o, axi_awaddr_o} = aw_out;
  assign axi_awlen_o   = axi_awid_o ? 8'd0 : LastBeat;
  assign axi_awburst_o = BurstIncr;

  logic        w_valid, w_ready, w_last;
  logic [7:0]  w_strb;
  logic [63:0] w_data;
  assign w_valid = (write_q == WrIo) || (write_q == WrLine && mem_wvalid_i);
  assign w_last  = (write_q == WrIo) || beat_q == 3'(machine_pkg::LineBeats - 1);
  assign w_strb  = (write_q == WrIo) ? io_be_q : 8'hff;
  assign w_data  = (write_q == WrIo) ? io_wdata_q : mem_wdata_i;

  stream_register #(.Width(1 + 8)) u_w_control (
    .clk_i, .rst_ni,
    .valid_i(w_valid),
    .ready_o(w_ready),
    .data_i ({w_last, w_strb}),
    .valid_o(axi_wvalid_o),
    .ready_i(axi_wready_i),
    .data_o ({axi_wlast_o, axi_wstrb_o})
  );
  stream_register #(.Width(64)) u_w_data (
    .clk_i, .rst_ni,
    .valid_i(w_valid),
    .ready_o(),
    .data_i (w_data),
    .valid_o(),
    .ready_i(axi_wready_i),
    .data_o (axi_wdata_o)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q    <= WrIdle;
      beat_q     <= '0;
      io_wdata_q <= '0;
      io_be_q    <= '0;
    end else begin
      if (write_q == WrIdle && (mem_write || io_write) && aw_ready) begin
        write_q    <= mem_write ? WrLine : WrIo;
        beat_q     <= '0;
        io_wdata_q <= io_req_i.wdata;
        io_be_q    <= io_req_i.be;
      end else if (w_valid && w_ready) begin
        beat_q <= beat_q + 3'd1;
        if (w_last) write_q <= WrIdle;
      end
    end
  end

  assign mem_req_ready_o = mem_read ? ar_ready : (aw_ready && write_q == WrIdle);
  assign io_req_ready_o  = io_read  ? (ar_ready && !mem_read)
                                    : (aw_ready && write_q == WrIdle && !mem_write);
  assign mem_wready_o    = (write_q == WrLine) && w_ready;

  // ---------------------------------------------------------------------------------------------
  // Responses. A write response waits for a cycle without a read beat for its source.

  logic        r_valid_q, r_id_q, r_last_q, r_err_q;
  logic [63:0] r_data_q;
  logic        mem_b_q, mem_b_err_q, io_b_q, io_b_err_q;
  logic        mem_r, io_r;

  assign axi_rready_o = 1'b1;
  assign axi_bready_o = 1'b1;
  assign mem_r = r_valid_q && r_id_q == IdMem;
  assign io_r  = r_valid_q && r_id_q == IdIo;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      r_valid_q   <= 1'b0;
      r_id_q      <= 1'b0;
      r_last_q    <= 1'b0;
      r_err_q     <= 1'b0;
      r_data_q    <= '0;
      mem_b_q     <= 1'b0;
      mem_b_err_q <= 1'b0;
      io_b_q      <= 1'b0;
      io_b_err_q  <= 1'b0;
    end else begin
      r_valid_q <= axi_rvalid_i;
      if (axi_rvalid_i) begin
        r_id_q   <= axi_rid_i;
        r_last_q <= axi_rlast_i;
        r_err_q  <= axi_rresp_i != RespOkay;
        r_data_q <= axi_rdata_i;
      end
      if (axi_bvalid_i && axi_bid_i == IdMem) begin
        mem_b_q     <= 1'b1;
        mem_b_err_q <= axi_bresp_i != RespOkay;
      end else if (!mem_r) mem_b_q <= 1'b0;
      if (axi_bvalid_i && axi_bid_i == IdIo) begin
        io_b_q     <= 1'b1;
        io_b_err_q <= axi_bresp_i != RespOkay;
      end else if (!io_r) io_b_q <= 1'b0;
    end
  end

  always_comb begin
    mem_rsp_valid_o = mem_r || mem_b_q;
    mem_rsp_o       = '0;
    mem_rsp_o.last  = mem_r ? r_last_q : 1'b1;
    mem_rsp_o.err   = mem_r ? r_err_q : mem_b_err_q;
    mem_rsp_o.data  = r_data_q;
    io_rsp_valid_o  = io_r || io_b_q;
    io_rsp_o        = '0;
    io_rsp_o.err    = io_r ? r_err_q : io_b_err_q;
    io_rsp_o.rdata  = r_data_q;
  end
endmodule
