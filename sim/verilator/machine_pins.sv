// SPDX-License-Identifier: Apache-2.0
// The machine with each field of its two AXI4 ports a port of its own: what the simulators clock, in C++
// and in SystemC.
module machine_pins #(
  parameter int unsigned Preset = 1
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [31:0] irq_i,
  input  logic [55:0] ram_end_i,
  input  logic [2:0]  l2_prefetch_i,
  input  logic        l1i_prefetch_i,
  // AXI4 manager
  output logic        m_awvalid_o,
  input  logic        m_awready_i,
  output logic [4:0]  m_awid_o,
  output logic [55:0] m_awaddr_o,
  output logic [7:0]  m_awlen_o,
  output logic [2:0]  m_awsize_o,
  output logic [1:0]  m_awburst_o,
  output logic [3:0]  m_awcache_o,
  output logic [2:0]  m_awprot_o,
  output logic        m_wvalid_o,
  input  logic        m_wready_i,
  output logic [63:0] m_wdata_o,
  output logic [7:0]  m_wstrb_o,
  output logic        m_wlast_o,
  input  logic        m_bvalid_i,
  output logic        m_bready_o,
  input  logic [4:0]  m_bid_i,
  input  logic [1:0]  m_bresp_i,
  output logic        m_arvalid_o,
  input  logic        m_arready_i,
  output logic [4:0]  m_arid_o,
  output logic [55:0] m_araddr_o,
  output logic [7:0]  m_arlen_o,
  output logic [2:0]  m_arsize_o,
  output logic [1:0]  m_arburst_o,
  output logic [3:0]  m_arcache_o,
  output logic [2:0]  m_arprot_o,
  input  logic        m_rvalid_i,
  output logic        m_rready_o,
  input  logic [4:0]  m_rid_i,
  input  logic [63:0] m_rdata_i,
  input  logic [1:0]  m_rresp_i,
  input  logic        m_rlast_i,
  // AXI4 subordinate
  input  logic        s_awvalid_i,
  output logic        s_awready_o,
  input  logic [4:0]  s_awid_i,
  input  logic [55:0] s_awaddr_i,
  input  logic [7:0]  s_awlen_i,
  input  logic [2:0]  s_awsize_i,
  input  logic [1:0]  s_awburst_i,
  input  logic [3:0]  s_awcache_i,
  input  logic [2:0]  s_awprot_i,
  input  logic        s_wvalid_i,
  output logic        s_wready_o,
  input  logic [63:0] s_wdata_i,
  input  logic [7:0]  s_wstrb_i,
  input  logic        s_wlast_i,
  output logic        s_bvalid_o,
  input  logic        s_bready_i,
  output logic [4:0]  s_bid_o,
  output logic [1:0]  s_bresp_o,
  input  logic        s_arvalid_i,
  output logic        s_arready_o,
  input  logic [4:0]  s_arid_i,
  input  logic [55:0] s_araddr_i,
  input  logic [7:0]  s_arlen_i,
  input  logic [2:0]  s_arsize_i,
  input  logic [1:0]  s_arburst_i,
  input  logic [3:0]  s_arcache_i,
  input  logic [2:0]  s_arprot_i,
  output logic        s_rvalid_o,
  input  logic        s_rready_i,
  output logic [4:0]  s_rid_o,
  output logic [63:0] s_rdata_o,
  output logic [1:0]  s_rresp_o,
  output logic        s_rlast_o
);
  axi_pkg::req_t m_req, s_req;
  axi_pkg::rsp_t m_rsp, s_rsp;

  machine #(.Preset(Preset)) machine (
    .clk_i, .rst_ni, .irq_i, .ram_end_i, .l2_prefetch_i, .l1i_prefetch_i,
    .m_req_o(m_req), .m_rsp_i(m_rsp),
    .s_req_i(s_req), .s_rsp_o(s_rsp)
  );

  assign m_awvalid_o = m_req.aw_valid;
  assign m_awid_o    = m_req.aw.id;
  assign m_awaddr_o  = m_req.aw.addr;
  assign m_awlen_o   = m_req.aw.len;
  assign m_awsize_o  = m_req.aw.size;
  assign m_awburst_o = m_req.aw.burst;
  assign m_awcache_o = m_req.aw.cache;
  assign m_awprot_o  = m_req.aw.prot;
  assign m_wvalid_o  = m_req.w_valid;
  assign m_wdata_o   = m_req.w.data;
  assign m_wstrb_o   = m_req.w.strb;
  assign m_wlast_o   = m_req.w.last;
  assign m_bready_o  = m_req.b_ready;
  assign m_arvalid_o = m_req.ar_valid;
  assign m_arid_o    = m_req.ar.id;
  assign m_araddr_o  = m_req.ar.addr;
  assign m_arlen_o   = m_req.ar.len;
  assign m_arsize_o  = m_req.ar.size;
  assign m_arburst_o = m_req.ar.burst;
  assign m_arcache_o = m_req.ar.cache;
  assign m_arprot_o  = m_req.ar.prot;
  assign m_rready_o  = m_req.r_ready;
  assign m_rsp.aw_ready = m_awready_i;
  assign m_rsp.w_ready  = m_wready_i;
  assign m_rsp.b_valid  = m_bvalid_i;
  assign m_rsp.b.id     = m_bid_i;
  assign m_rsp.b.resp   = axi_pkg::resp_e'(m_bresp_i);
  assign m_rsp.ar_ready = m_arready_i;
  assign m_rsp.r_valid  = m_rvalid_i;
  assign m_rsp.r.id     = m_rid_i;
  assign m_rsp.r.data   = m_rdata_i;
  assign m_rsp.r.resp   = axi_pkg::resp_e'(m_rresp_i);
  assign m_rsp.r.last   = m_rlast_i;

  assign s_awready_o = s_rsp.aw_ready;
  assign s_wready_o  = s_rsp.w_ready;
  assign s_bvalid_o  = s_rsp.b_valid;
  assign s_bid_o     = s_rsp.b.id;
  assign s_bresp_o   = s_rsp.b.resp;
  assign s_arready_o = s_rsp.ar_ready;
  assign s_rvalid_o  = s_rsp.r_valid;
  assign s_rid_o     = s_rsp.r.id;
  assign s_rdata_o   = s_rsp.r.data;
  assign s_rresp_o   = s_rsp.r.resp;
  assign s_rlast_o   = s_rsp.r.last;
  assign s_req.aw_valid = s_awvalid_i;
  assign s_req.aw.id    = s_awid_i;
  assign s_req.aw.addr  = s_awaddr_i;
  assign s_req.aw.len   = s_awlen_i;
  assign s_req.aw.size  = s_awsize_i;
  assign s_req.aw.burst = axi_pkg::burst_e'(s_awburst_i);
  assign s_req.aw.cache = s_awcache_i;
  assign s_req.aw.prot  = s_awprot_i;
  assign s_req.w_valid  = s_wvalid_i;
  assign s_req.w.data   = s_wdata_i;
  assign s_req.w.strb   = s_wstrb_i;
  assign s_req.w.last   = s_wlast_i;
  assign s_req.b_ready  = s_bready_i;
  assign s_req.ar_valid = s_arvalid_i;
  assign s_req.ar.id    = s_arid_i;
  assign s_req.ar.addr  = s_araddr_i;
  assign s_req.ar.len   = s_arlen_i;
  assign s_req.ar.size  = s_arsize_i;
  assign s_req.ar.burst = axi_pkg::burst_e'(s_arburst_i);
  assign s_req.ar.cache = s_arcache_i;
  assign s_req.ar.prot  = s_arprot_i;
  assign s_req.r_ready  = s_rready_i;
endmodule
