// SPDX-License-Identifier: Apache-2.0
// The memory system with every struct of its core side spread into ports of at most 64 bits, and an
// AXI4 edge towards memory: what sim/bus drives. PMP entries are written one at a time.
module memsys_top #(
  parameter int unsigned Preset = 1
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  // fetch
  input  logic        fetch_valid_i,
  output logic        fetch_ready_o,
  input  logic [63:0] fetch_va_i,
  output logic        fetch_rsp_valid_o,
  output logic [1:0]  fetch_fault_o,
  output logic [55:0] fetch_pa_o,
  output logic [63:0] fetch_data_o,
  // data
  input  logic        data_valid_i,
  output logic        data_ready_o,
  input  logic [3:0]  data_op_i,
  input  logic [7:0]  data_be_i,
  input  logic        data_misaligned_i,
  input  logic [63:0] data_va_i,
  input  logic [63:0] data_wdata_i,
  output logic        data_rsp_valid_o,
  output logic [1:0]  data_fault_o,
  output logic [55:0] data_pa_o,
  output logic [63:0] data_rdata_o,
  // context
  input  logic [63:0] satp_i,
  input  logic [1:0]  priv_i,
  input  logic        sum_i,
  input  logic        mxr_i,
  input  logic        adue_i,
  input  logic        pbmte_i,
  input  logic [55:0] ram_end_i,
  input  logic [2:0]  l2_prefetch_i,
  input  logic        l1i_prefetch_i,
  input  logic        pmp_write_i,
  input  logic [3:0]  pmp_index_i,
  input  logic [7:0]  pmp_cfg_i,
  input  logic [53:0] pmp_addr_i,
  // fences
  input  logic        fence_valid_i,
  output logic        fence_ready_o,
  input  logic        fence_icache_i,
  input  logic        fence_by_va_i,
  input  logic        fence_by_asid_i,
  input  logic [15:0] fence_asid_i,
  input  logic [63:0] fence_va_i,
  // or a write to mgeometry or mreplace (geometry_csr), held like a fence until it is done
  input  logic        fence_empty_i,
  input  logic        fence_replace_i,
  input  logic [63:0] fence_value_i,
  output logic [63:0] geometry_o,
  output logic [63:0] replace_o,
  // what happened in this cycle: events_pkg::mem_events_t, and walk_events_t
  output logic [63:0] events_o,
  output logic [63:0] seldom_o,
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
  input  logic        m_rlast_i
);
  machine_pkg::data_req_t  data_req;
  machine_pkg::data_rsp_t  data_rsp;
  machine_pkg::fetch_rsp_t fetch_rsp;
  machine_pkg::mmu_ctx_t   ctx;
  machine_pkg::pmp_t       pmp_q;
  machine_pkg::fence_req_t fence;
  events_pkg::mem_events_t events;
  events_pkg::walk_events_t walk_events;

  always_comb begin
    data_req            = '0;
    data_req.op         = machine_pkg::mem_op_e'(data_op_i);
    data_req.be         = data_be_i;
    data_req.misaligned = data_misaligned_i;
    data_req.va         = data_va_i;
    data_req.wdata      = data_wdata_i;
    ctx                 = '0;
    ctx.priv_fetch      = priv_i;
    ctx.priv_data       = priv_i;
    ctx.sum             = sum_i;
    ctx.mxr             = mxr_i;
    ctx.adue            = adue_i;
    ctx.pbmte           = pbmte_i;
    ctx.satp            = satp_i;
    fence               = '0;
    fence.empty         = fence_empty_i;
    fence.icache        = fence_icache_i;
    fence.by_va         = fence_by_va_i;
    fence.by_asid       = fence_by_asid_i;
    fence.asid          = fence_asid_i;
    fence.va            = fence_va_i;
  end

  assign {data_fault_o, data_pa_o, data_rdata_o}   = {data_rsp.fault, data_rsp.pa, data_rsp.rdata};
  assign {fetch_fault_o, fetch_pa_o, fetch_data_o} = {fetch_rsp.fault, fetch_rsp.pa, fetch_rsp.data};
  assign events_o = {{(64 - $bits(events)){1'b0}}, events};
  assign seldom_o = {{(64 - $bits(walk_events)){1'b0}}, walk_events};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) pmp_q <= '0;
    else if (pmp_write_i) pmp_q[{pmp_index_i, 6'b0} +: 64] <= {pmp_cfg_i, 2'b0, pmp_addr_i};
  end

  logic                     write_geometry;
  machine_pkg::geometries_t geometry;
  assign write_geometry = fence_valid_i && fence_empty_i && fence_ready_o;

  geometry_csr #(
    .Most  (config_pkg::geometry_most(Preset)),
    .Choice(config_pkg::GeometryChoice)
  ) u_geometry (
    .clk_i, .rst_ni,
    .geometry_we_i(write_geometry && !fence_replace_i),
    .replace_we_i (write_geometry && fence_replace_i),
    .wdata_i      (fence_value_i),
    .geometry_o,
    .replace_o,
    .geometries_o (geometry)
  );

  logic                    mem_read_valid, mem_read_ready, mem_rsp_valid;
  logic                    mem_write_valid, mem_write_ready, mem_wvalid, mem_wready, mem_ack_valid;
  machine_pkg::line_req_t  mem_read, mem_write;
  machine_pkg::dword_t     mem_wdata;
  machine_pkg::line_rsp_t  mem_rsp, mem_ack;
  logic                    io_req_valid, io_req_ready, io_rsp_valid;
  machine_pkg::io_req_t    io_req;
  machine_pkg::cache_rsp_t io_rsp;

  memsys #(
    .Preset(Preset)
  ) u_memsys (
    .clk_i, .rst_ni,
    .fetch_req_valid_i(fetch_valid_i),
    .fetch_req_ready_o(fetch_ready_o),
    .fetch_req_va_i   (fetch_va_i),
    .fetch_kill_i     (1'b0),
    .fetch_rsp_valid_o,
    .fetch_rsp_o      (fetch_rsp),
    .data_req_valid_i (data_valid_i),
    .data_req_ready_o (data_ready_o),
    .data_req_i       (data_req),
    .data_rsp_valid_o,
    .data_rsp_o       (data_rsp),
    .late_rsp_valid_o (),              // no access is content with an early answer
    .late_rsp_o       (),
    .data_quiet_o     (),
    .refused_valid_o  (),
    .refused_pa_o     (),
    .ctx_i            (ctx),
    .pmp_i            (pmp_q),
    .pmp_changed_i    (pmp_write_i),
    .geometry_i       (geometry),
    .ram_end_i        (ram_end_i),
    .l2_prefetch_i    (l2_prefetch_i),
    .l1i_prefetch_i   (l1i_prefetch_i),
    .fence_valid_i,
    .fence_ready_o,
    .fence_i          (fence),
    .mem_read_valid_o (mem_read_valid),
    .mem_read_ready_i (mem_read_ready),
    .mem_read_o       (mem_read),
    .mem_rsp_valid_i  (mem_rsp_valid),
    .mem_rsp_i        (mem_rsp),
    .mem_write_valid_o(mem_write_valid),
    .mem_write_ready_i(mem_write_ready),
    .mem_write_o      (mem_write),
    .mem_wvalid_o     (mem_wvalid),
    .mem_wready_i     (mem_wready),
    .mem_wdata_o      (mem_wdata),
    .mem_ack_valid_i  (mem_ack_valid),
    .mem_ack_i        (mem_ack),
    .lost_valid_o     (),
    .lost_pa_o        (),
    .io_req_valid_o   (io_req_valid),
    .io_req_ready_i   (io_req_ready),
    .io_req_o         (io_req),
    .io_rsp_valid_i   (io_rsp_valid),
    .io_rsp_i         (io_rsp),
    .dma_req_valid_i  (1'b0),
    .dma_req_ready_o  (),
    .dma_req_i        ('0),
    .dma_wvalid_i     (1'b0),
    .dma_wready_o     (),
    .dma_wdata_i      ('0),
    .dma_rsp_valid_o  (),
    .dma_rsp_o        (),
    .walk_valid_o     (),
    .walk_o           (),
    .events_o         (events),
    .walk_events_o    (walk_events)
  );

  axi_pkg::req_t m_req;
  axi_pkg::rsp_t m_rsp;

  axi_edge u_axi_edge (
    .clk_i, .rst_ni,
    .mem_read_valid_i (mem_read_valid),
    .mem_read_ready_o (mem_read_ready),
    .mem_read_i       (mem_read),
    .mem_rsp_valid_o  (mem_rsp_valid),
    .mem_rsp_o        (mem_rsp),
    .mem_write_valid_i(mem_write_valid),
    .mem_write_ready_o(mem_write_ready),
    .mem_write_i      (mem_write),
    .mem_wvalid_i     (mem_wvalid),
    .mem_wready_o     (mem_wready),
    .mem_wdata_i      (mem_wdata),
    .mem_ack_valid_o  (mem_ack_valid),
    .mem_ack_o        (mem_ack),
    .io_req_valid_i (io_req_valid),
    .io_req_ready_o (io_req_ready),
    .io_req_i       (io_req),
    .io_rsp_valid_o (io_rsp_valid),
    .io_rsp_o       (io_rsp),
    .axi_req_o      (m_req),
    .axi_rsp_i      (m_rsp),
    .awake_o        ()
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
endmodule
