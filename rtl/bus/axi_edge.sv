// SPDX-License-Identifier: Apache-2.0
// The machine's AXI4 manager port (AMBA AXI, issue H): lines of the L2 with ID 0, device registers
// with ID 1; 64-bit data. A line read is a WRAP burst of eight beats from the doubleword that is
// wanted first; a line write is an INCR burst of eight; a device access is one beat of its own size.
// Each source has one transaction under way; a response other than OKAY becomes `err`.
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
  localparam logic [2:0] SizeDword = 3'd3;
  localparam logic [7:0] LastBeat  = 8'(machine_pkg::LineBeats - 1);

  // The write data channel belongs to one burst at a time.
  typedef enum logic [1:0] {WrIdle, WrLine, WrIo} write_e;
  write_e     write_q;
  logic [2:0] beat_q;
  logic       mem_write, io_write, mem_read, io_read;

  assign mem_write = mem_req_valid_i && mem_req_i.op == machine_pkg::LineWrite;
  assign mem_read  = mem_req_valid_i && mem_req_i.op == machine_pkg::LineRead;
  assign io_write  = io_req_valid_i && io_req_i.write;
  assign io_read   = io_req_valid_i && !io_req_i.write;

  // First byte and size of a device access
  logic [2:0] io_low;
  logic [2:0] io_size;
  always_comb begin
    io_low  = '0;
    io_size = SizeDword;
    if (io_req_valid_i) begin
      for (int unsigned i = 8; i > 0; i--) if (io_req_i.be[i-1]) io_low = 3'(i - 1);
      unique case ($countones(io_req_i.be))
        1:       io_size = 3'd0;
        2:       io_size = 3'd1;
        4:       io_size = 3'd2;
        default: io_size = SizeDword;
      endcase
    end
  end

  // Reads: lines first
  always_comb begin
    axi_arvalid_o = mem_read || io_read;
    axi_arid_o    = mem_read ? IdMem : IdIo;
    axi_araddr_o  = mem_read ? {mem_req_i.pa[55:3], 3'b0} : {io_req_i.pa[55:3], io_low};
    axi_arlen_o   = mem_read ? LastBeat : 8'd0;
    axi_arsize_o  = mem_read ? SizeDword : io_size;
    axi_arburst_o = mem_read ? BurstWrap : BurstIncr;
  end

  // Writes: the address goes out when the data channel is free
  always_comb begin
    axi_awvalid_o = (mem_write || io_write) && write_q == WrIdle;
    axi_awid_o    = mem_write ? IdMem : IdIo;
    axi_awaddr_o  = mem_write ? {mem_req_i.pa[55:machine_pkg::LineShift], 6'b0}
                              : {io_req_i.pa[55:3], io_low};
    axi_awlen_o   = mem_write ? LastBeat : 8'd0;
    axi_awsize_o  = mem_write ? SizeDword : io_size;
    axi_awburst_o = BurstIncr;
  end

  logic        aw_fire, w_fire;
  logic [63:0] io_wdata_q;
  logic [7:0]  io_be_q;
  assign aw_fire = axi_awvalid_o && axi_awready_i;
  assign w_fire  = axi_wvalid_o && axi_wready_i;

  always_comb begin
    axi_wvalid_o = (write_q == WrIo) || (write_q == WrLine && mem_wvalid_i);
    axi_wdata_o  = (write_q == WrIo) ? io_wdata_q : mem_wdata_i;
    axi_wstrb_o  = (write_q == WrIo) ? io_be_q : 8'hff;
    axi_wlast_o  = (write_q == WrIo) || beat_q == 3'(machine_pkg::LineBeats - 1);
    mem_wready_o = (write_q == WrLine) && axi_wready_i;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q    <= WrIdle;
      beat_q     <= '0;
      io_wdata_q <= '0;
      io_be_q    <= '0;
    end else begin
      if (aw_fire) begin
        write_q <= mem_write ? WrLine : WrIo;
        beat_q  <= '0;
        if (!mem_write) begin
          io_wdata_q <= io_req_i.wdata;
          io_be_q    <= io_req_i.be;
        end
      end
      if (w_fire) begin
        beat_q <= beat_q + 3'd1;
        if (axi_wlast_o) write_q <= WrIdle;
      end
    end
  end

  assign mem_req_ready_o = mem_read ? axi_arready_i
                                    : mem_write && write_q == WrIdle && axi_awready_i;
  assign io_req_ready_o  = io_read  ? (axi_arready_i && !mem_read)
                                    : (io_write && write_q == WrIdle && axi_awready_i && !mem_write);

  // Responses: read beats first; a write response waits for a cycle without one for its source
  logic mem_r, io_r;
  assign mem_r = axi_rvalid_i && axi_rid_i == IdMem;
  assign io_r  = axi_rvalid_i && axi_rid_i == IdIo;
  assign axi_rready_o = 1'b1;
  assign axi_bready_o = (axi_bid_i == IdMem) ? !mem_r : !io_r;

  logic mem_b, io_b;
  assign mem_b = axi_bvalid_i && axi_bid_i == IdMem && !mem_r;
  assign io_b  = axi_bvalid_i && axi_bid_i == IdIo && !io_r;

  always_comb begin
    mem_rsp_valid_o = mem_r || mem_b;
    mem_rsp_o       = '0;
    mem_rsp_o.last  = mem_r ? axi_rlast_i : 1'b1;
    mem_rsp_o.err   = mem_r ? (axi_rresp_i != 2'b00) : (axi_bresp_i != 2'b00);
    mem_rsp_o.data  = axi_rdata_i;
    io_rsp_valid_o  = io_r || io_b;
    io_rsp_o        = '0;
    io_rsp_o.err    = io_r ? (axi_rresp_i != 2'b00) : (axi_bresp_i != 2'b00);
    io_rsp_o.rdata  = axi_rdata_i;
  end
endmodule
