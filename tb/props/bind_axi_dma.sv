// SPDX-License-Identifier: Apache-2.0
// Where the properties watch the machine's AXI4 subordinate port.
bind axi_dma axi_props u_props (
  .clk_i, .rst_ni, .req_i(axi_req_i), .rsp_i(axi_rsp_o)
);
