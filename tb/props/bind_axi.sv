// SPDX-License-Identifier: Apache-2.0
// Where the properties watch the machine's two AXI4 ports. The subordinate's has no IDs, sizes, kinds
// of burst or WLAST, and its device takes every answer as it comes.
bind axi_edge axi_props u_props (
  .clk_i, .rst_ni,
  .awvalid_i(axi_awvalid_o), .awready_i(axi_awready_i), .awid_i(axi_awid_o),
  .awaddr_i(axi_awaddr_o), .awlen_i(axi_awlen_o), .awsize_i(axi_awsize_o), .awburst_i(axi_awburst_o),
  .wvalid_i(axi_wvalid_o), .wready_i(axi_wready_i),
  .wdata_i(axi_wdata_o), .wstrb_i(axi_wstrb_o), .wlast_i(axi_wlast_o),
  .bvalid_i(axi_bvalid_i), .bready_i(axi_bready_o), .bid_i(axi_bid_i), .bresp_i(axi_bresp_i),
  .arvalid_i(axi_arvalid_o), .arready_i(axi_arready_i), .arid_i(axi_arid_o),
  .araddr_i(axi_araddr_o), .arlen_i(axi_arlen_o), .arsize_i(axi_arsize_o), .arburst_i(axi_arburst_o),
  .rvalid_i(axi_rvalid_i), .rready_i(axi_rready_o), .rid_i(axi_rid_i),
  .rdata_i(axi_rdata_i), .rresp_i(axi_rresp_i), .rlast_i(axi_rlast_i)
);
bind axi_dma axi_props #(.HasWlast(1'b0)) u_props (
  .clk_i, .rst_ni,
  .awvalid_i(axi_awvalid_i), .awready_i(axi_awready_o), .awid_i(1'b0),
  .awaddr_i(axi_awaddr_i), .awlen_i(axi_awlen_i), .awsize_i(3'd3), .awburst_i(2'b01),
  .wvalid_i(axi_wvalid_i), .wready_i(axi_wready_o),
  .wdata_i(axi_wdata_i), .wstrb_i(axi_wstrb_i), .wlast_i(1'b0),
  .bvalid_i(axi_bvalid_o), .bready_i(1'b1), .bid_i(1'b0), .bresp_i(axi_bresp_o),
  .arvalid_i(axi_arvalid_i), .arready_i(axi_arready_o), .arid_i(1'b0),
  .araddr_i(axi_araddr_i), .arlen_i(axi_arlen_i), .arsize_i(3'd3), .arburst_i(2'b01),
  .rvalid_i(axi_rvalid_o), .rready_i(1'b1), .rid_i(1'b0),
  .rdata_i(axi_rdata_o), .rresp_i(axi_rresp_o), .rlast_i(axi_rlast_o)
);
