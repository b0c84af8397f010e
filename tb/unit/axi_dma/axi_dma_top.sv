// SPDX-License-Identifier: Apache-2.0
// The AXI4 subordinate port with plain ports, for its bench; with the rules of AXI4 and of the L2's port.
// `legal_i`: the bench keeps the rules, so they are watched.
module axi_dma_top (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        legal_i,
  // AXI4: both address channels have the same fields
  input  logic        awvalid_i,
  output logic        awready_o,
  input  logic        arvalid_i,
  output logic        arready_o,
  input  logic [4:0]  awid_i, arid_i,
  input  logic [55:0] awaddr_i, araddr_i,
  input  logic [7:0]  awlen_i, arlen_i,
  input  logic [2:0]  awsize_i, arsize_i,
  input  logic [1:0]  awburst_i, arburst_i,
  input  logic        wvalid_i,
  output logic        wready_o,
  input  logic [63:0] wdata_i,
  input  logic [7:0]  wstrb_i,
  input  logic        wlast_i,
  output logic        bvalid_o,
  input  logic        bready_i,
  output logic [4:0]  bid_o,
  output logic [1:0]  bresp_o,
  output logic        rvalid_o,
  input  logic        rready_i,
  output logic [4:0]  rid_o,
  output logic [63:0] rdata_o,
  output logic [1:0]  rresp_o,
  output logic        rlast_o,
  // the L2
  output logic        req_valid_o,
  input  logic        req_ready_i,
  output logic [1:0]  req_op_o,
  output logic [7:0]  req_be_o,
  output logic [63:0] req_pa_o,
  output logic        wvalid_o,
  input  logic        wready_i,
  output logic [63:0] wdata_o,
  input  logic        rsp_valid_i,
  input  logic        rsp_last_i,
  input  logic        rsp_err_i,
  input  logic [63:0] rsp_data_i
);
  axi_pkg::req_t          axi_req;
  axi_pkg::rsp_t          axi_rsp;
  machine_pkg::line_req_t dma_req;
  machine_pkg::line_rsp_t dma_rsp;

  always_comb begin
    axi_req          = '0;
    axi_req.aw_valid = awvalid_i;
    axi_req.aw.id    = awid_i;
    axi_req.aw.addr  = awaddr_i;
    axi_req.aw.len   = awlen_i;
    axi_req.aw.size  = awsize_i;
    axi_req.aw.burst = axi_pkg::burst_e'(awburst_i);
    axi_req.aw.cache = 4'b0011;
    axi_req.ar_valid = arvalid_i;
    axi_req.ar.id    = arid_i;
    axi_req.ar.addr  = araddr_i;
    axi_req.ar.len   = arlen_i;
    axi_req.ar.size  = arsize_i;
    axi_req.ar.burst = axi_pkg::burst_e'(arburst_i);
    axi_req.ar.cache = 4'b0011;
    axi_req.w_valid  = wvalid_i;
    axi_req.w.data   = wdata_i;
    axi_req.w.strb   = wstrb_i;
    axi_req.w.last   = wlast_i;
    axi_req.b_ready  = bready_i;
    axi_req.r_ready  = rready_i;
    dma_rsp          = '0;
    dma_rsp.last     = rsp_last_i;
    dma_rsp.err      = rsp_err_i;
    dma_rsp.data     = rsp_data_i;
  end

  assign awready_o = axi_rsp.aw_ready;
  assign arready_o = axi_rsp.ar_ready;
  assign wready_o  = axi_rsp.w_ready;
  assign bvalid_o  = axi_rsp.b_valid;
  assign bid_o     = axi_rsp.b.id;
  assign bresp_o   = axi_rsp.b.resp;
  assign rvalid_o  = axi_rsp.r_valid;
  assign rid_o     = axi_rsp.r.id;
  assign rdata_o   = axi_rsp.r.data;
  assign rresp_o   = axi_rsp.r.resp;
  assign rlast_o   = axi_rsp.r.last;
  assign req_op_o  = dma_req.op;
  assign req_be_o  = dma_req.be;
  assign req_pa_o  = {8'b0, dma_req.pa};

  logic clk, awake;
  clock_gate u_clock (.clk_i, .rst_ni, .awake_i(awake), .clk_o(clk));

  axi_dma u_dut (
    .clk_i(clk), .rst_ni,
    .axi_req_i      (axi_req),
    .axi_rsp_o      (axi_rsp),
    .dma_req_valid_o(req_valid_o),
    .dma_req_ready_i(req_ready_i),
    .dma_req_o      (dma_req),
    .dma_wvalid_o   (wvalid_o),
    .dma_wready_i   (wready_i),
    .dma_wdata_o    (wdata_o),
    .dma_rsp_valid_i(rsp_valid_i),
    .dma_rsp_i      (dma_rsp),
    .awake_o        (awake)
  );

  axi_props #(.Most(16)) u_axi (
    .clk_i,
    .rst_ni(rst_ni && legal_i),
    .req_i (axi_req),
    .rsp_i (axi_rsp)
  );
  line_props u_line (
    .clk_i, .rst_ni,
    .req_valid_i(req_valid_o),
    .req_ready_i,
    .req_i      (dma_req),
    .steady_i   (1'b1),
    .wvalid_i   (wvalid_o),
    .wready_i,
    .wdata_i    (wdata_o),
    .rsp_valid_i,
    .rsp_i      (dma_rsp)
  );
endmodule
