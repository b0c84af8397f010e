// SPDX-License-Identifier: Apache-2.0
// Where the properties watch the machine's AXI4 manager port.
bind axi_edge axi_props #(.OneAnId(1'b1)) u_props (
  .clk_i, .rst_ni, .req_i(axi_req_o), .rsp_i(axi_rsp_i)
);
