// SPDX-License-Identifier: Apache-2.0
// The rules of AXI4 with plain ports, for their bench.
module axi_props_top (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        awvalid_i, awready_i, arvalid_i, arready_i,
  input  logic [4:0]  awid_i, arid_i,
  input  logic [55:0] awaddr_i, araddr_i,
  input  logic [7:0]  awlen_i, arlen_i,
  input  logic [2:0]  awsize_i, arsize_i,
  input  logic [1:0]  awburst_i, arburst_i,
  input  logic [3:0]  awcache_i, arcache_i,
  input  logic        wvalid_i, wready_i,
  input  logic [63:0] wdata_i,
  input  logic [7:0]  wstrb_i,
  input  logic        wlast_i,
  input  logic        bvalid_i, bready_i,
  input  logic [4:0]  bid_i,
  input  logic [1:0]  bresp_i,
  input  logic        rvalid_i, rready_i,
  input  logic [4:0]  rid_i,
  input  logic [63:0] rdata_i,
  input  logic [1:0]  rresp_i,
  input  logic        rlast_i
);
  axi_pkg::req_t req;
  axi_pkg::rsp_t rsp;

  always_comb begin
    req          = '0;
    req.aw_valid = awvalid_i;
    req.aw.id    = awid_i;
    req.aw.addr  = awaddr_i;
    req.aw.len   = awlen_i;
    req.aw.size  = awsize_i;
    req.aw.burst = axi_pkg::burst_e'(awburst_i);
    req.aw.cache = awcache_i;
    req.ar_valid = arvalid_i;
    req.ar.id    = arid_i;
    req.ar.addr  = araddr_i;
    req.ar.len   = arlen_i;
    req.ar.size  = arsize_i;
    req.ar.burst = axi_pkg::burst_e'(arburst_i);
    req.ar.cache = arcache_i;
    req.w_valid  = wvalid_i;
    req.w.data   = wdata_i;
    req.w.strb   = wstrb_i;
    req.w.last   = wlast_i;
    req.b_ready  = bready_i;
    req.r_ready  = rready_i;
    rsp.aw_ready = awready_i;
    rsp.ar_ready = arready_i;
    rsp.w_ready  = wready_i;
    rsp.b_valid  = bvalid_i;
    rsp.b.id     = bid_i;
    rsp.b.resp   = axi_pkg::resp_e'(bresp_i);
    rsp.r_valid  = rvalid_i;
    rsp.r.id     = rid_i;
    rsp.r.data   = rdata_i;
    rsp.r.resp   = axi_pkg::resp_e'(rresp_i);
    rsp.r.last   = rlast_i;
  end

  axi_props #(.Most(4), .OneAnId(1'b1)) u_props (.clk_i, .rst_ni, .req_i(req), .rsp_i(rsp));
endmodule
