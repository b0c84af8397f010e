// SPDX-License-Identifier: Apache-2.0
// The AXI4 manager port with plain ports, for its bench, and with the rules of AXI4.
module axi_edge_top (
  input  logic        clk_i,
  input  logic        rst_ni,
  // lines
  input  logic        mem_read_valid_i,
  output logic        mem_read_ready_o,
  input  logic [3:0]  mem_read_id_i,
  input  logic [55:0] mem_read_pa_i,
  input  logic        mem_write_valid_i,
  output logic        mem_write_ready_o,
  input  logic [3:0]  mem_write_id_i,
  input  logic [55:0] mem_write_pa_i,
  input  logic        mem_wvalid_i,
  output logic        mem_wready_o,
  input  logic [63:0] mem_wdata_i,
  output logic        mem_rsp_valid_o,
  output logic [3:0]  mem_rsp_id_o,
  output logic        mem_rsp_last_o,
  output logic        mem_rsp_err_o,
  output logic [63:0] mem_rsp_data_o,
  output logic        mem_ack_valid_o,
  output logic [3:0]  mem_ack_id_o,
  output logic        mem_ack_last_o,
  output logic        mem_ack_err_o,
  // device registers
  input  logic        io_valid_i,
  output logic        io_ready_o,
  input  logic        io_write_i,
  input  logic [7:0]  io_be_i,
  input  logic [55:0] io_pa_i,
  input  logic [63:0] io_wdata_i,
  output logic        io_rsp_valid_o,
  output logic        io_rsp_err_o,
  output logic [63:0] io_rsp_data_o,
  // AXI4
  output logic        awvalid_o,
  input  logic        awready_i,
  output logic        arvalid_o,
  input  logic        arready_i,
  output logic [4:0]  awid_o, arid_o,
  output logic [55:0] awaddr_o, araddr_o,
  output logic [7:0]  awlen_o, arlen_o,
  output logic [2:0]  awsize_o, arsize_o,
  output logic [1:0]  awburst_o, arburst_o,
  output logic [3:0]  awcache_o, arcache_o,
  output logic [2:0]  awprot_o, arprot_o,
  output logic        wvalid_o,
  input  logic        wready_i,
  output logic [63:0] wdata_o,
  output logic [7:0]  wstrb_o,
  output logic        wlast_o,
  input  logic        bvalid_i,
  output logic        bready_o,
  input  logic [4:0]  bid_i,
  input  logic [1:0]  bresp_i,
  input  logic        rvalid_i,
  output logic        rready_o,
  input  logic [4:0]  rid_i,
  input  logic [63:0] rdata_i,
  input  logic [1:0]  rresp_i,
  input  logic        rlast_i
);
  machine_pkg::line_req_t  mem_read, mem_write;
  machine_pkg::line_rsp_t  mem_rsp, mem_ack;
  machine_pkg::io_req_t    io_req;
  machine_pkg::cache_rsp_t io_rsp;
  axi_pkg::req_t           axi_req;
  axi_pkg::rsp_t           axi_rsp;

  always_comb begin
    mem_read     = '0;
    mem_read.op  = machine_pkg::LineRead;
    mem_read.id  = mem_read_id_i;
    mem_read.pa  = mem_read_pa_i;
    mem_write    = '0;
    mem_write.op = machine_pkg::LineWrite;
    mem_write.id = mem_write_id_i;
    mem_write.pa = mem_write_pa_i;
    io_req       = '0;
    io_req.write = io_write_i;
    io_req.be    = io_be_i;
    io_req.pa    = io_pa_i;
    io_req.wdata = io_wdata_i;
  end
  assign axi_rsp.aw_ready = awready_i;
  assign axi_rsp.ar_ready = arready_i;
  assign axi_rsp.w_ready  = wready_i;
  assign axi_rsp.b_valid  = bvalid_i;
  assign axi_rsp.b.id     = bid_i;
  assign axi_rsp.b.resp   = axi_pkg::resp_e'(bresp_i);
  assign axi_rsp.r_valid  = rvalid_i;
  assign axi_rsp.r.id     = rid_i;
  assign axi_rsp.r.data   = rdata_i;
  assign axi_rsp.r.resp   = axi_pkg::resp_e'(rresp_i);
  assign axi_rsp.r.last   = rlast_i;

  assign mem_rsp_id_o   = mem_rsp.id;
  assign mem_rsp_last_o = mem_rsp.last;
  assign mem_rsp_err_o  = mem_rsp.err;
  assign mem_rsp_data_o = mem_rsp.data;
  assign mem_ack_id_o   = mem_ack.id;
  assign mem_ack_last_o = mem_ack.last;
  assign mem_ack_err_o  = mem_ack.err;
  assign io_rsp_err_o   = io_rsp.err;
  assign io_rsp_data_o  = io_rsp.rdata;
  assign awvalid_o      = axi_req.aw_valid;
  assign awid_o         = axi_req.aw.id;
  assign awaddr_o       = axi_req.aw.addr;
  assign awlen_o        = axi_req.aw.len;
  assign awsize_o       = axi_req.aw.size;
  assign awburst_o      = axi_req.aw.burst;
  assign awcache_o      = axi_req.aw.cache;
  assign awprot_o       = axi_req.aw.prot;
  assign arvalid_o      = axi_req.ar_valid;
  assign arid_o         = axi_req.ar.id;
  assign araddr_o       = axi_req.ar.addr;
  assign arlen_o        = axi_req.ar.len;
  assign arsize_o       = axi_req.ar.size;
  assign arburst_o      = axi_req.ar.burst;
  assign arcache_o      = axi_req.ar.cache;
  assign arprot_o       = axi_req.ar.prot;
  assign wvalid_o       = axi_req.w_valid;
  assign wdata_o        = axi_req.w.data;
  assign wstrb_o        = axi_req.w.strb;
  assign wlast_o        = axi_req.w.last;
  assign bready_o       = axi_req.b_ready;
  assign rready_o       = axi_req.r_ready;

  logic clk, awake;
  clock_gate u_clock (.clk_i, .rst_ni, .awake_i(awake), .clk_o(clk));

  axi_edge u_dut (
    .clk_i(clk), .rst_ni,
    .mem_read_valid_i,
    .mem_read_ready_o,
    .mem_read_i     (mem_read),
    .mem_rsp_valid_o,
    .mem_rsp_o      (mem_rsp),
    .mem_write_valid_i,
    .mem_write_ready_o,
    .mem_write_i    (mem_write),
    .mem_wvalid_i,
    .mem_wready_o,
    .mem_wdata_i,
    .mem_ack_valid_o,
    .mem_ack_o      (mem_ack),
    .io_req_valid_i (io_valid_i),
    .io_req_ready_o (io_ready_o),
    .io_req_i       (io_req),
    .io_rsp_valid_o,
    .io_rsp_o       (io_rsp),
    .axi_req_o      (axi_req),
    .axi_rsp_i      (axi_rsp),
    .awake_o        (awake)
  );
endmodule
