// SPDX-License-Identifier: Apache-2.0
// The whole machine: core, memory system, CLINT, PLIC and the bus, with an AXI4 manager port to
// memory and device registers, an AXI4 subordinate port for device DMA, and the devices' interrupt
// wires (level, index is the PLIC source).
module machine #(
  parameter int unsigned Preset = 1   // 0 tiny, 1 default, 2 big
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [31:0] irq_i,
  input  logic [55:0] ram_end_i,      // a strap, read in reset: RAM is [RamBase, ram_end_i)
  // AXI4 manager: memory and device registers
  output logic        m_awvalid_o,
  input  logic        m_awready_i,
  output logic        m_awid_o,
  output logic [55:0] m_awaddr_o,
  output logic [7:0]  m_awlen_o,
  output logic [2:0]  m_awsize_o,
  output logic [1:0]  m_awburst_o,
  output logic        m_wvalid_o,
  input  logic        m_wready_i,
  output logic [63:0] m_wdata_o,
  output logic [7:0]  m_wstrb_o,
  output logic        m_wlast_o,
  input  logic        m_bvalid_i,
  output logic        m_bready_o,
  input  logic        m_bid_i,
  input  logic [1:0]  m_bresp_i,
  output logic        m_arvalid_o,
  input  logic        m_arready_i,
  output logic        m_arid_o,
  output logic [55:0] m_araddr_o,
  output logic [7:0]  m_arlen_o,
  output logic [2:0]  m_arsize_o,
  output logic [1:0]  m_arburst_o,
  input  logic        m_rvalid_i,
  output logic        m_rready_o,
  input  logic        m_rid_i,
  input  logic [63:0] m_rdata_i,
  input  logic [1:0]  m_rresp_i,
  input  logic        m_rlast_i,
  // AXI4 subordinate: device DMA
  input  logic        s_awvalid_i,
  output logic        s_awready_o,
  input  logic [55:0] s_awaddr_i,
  input  logic [7:0]  s_awlen_i,
  input  logic        s_wvalid_i,
  output logic        s_wready_o,
  input  logic [63:0] s_wdata_i,
  input  logic [7:0]  s_wstrb_i,
  output logic        s_bvalid_o,
  output logic [1:0]  s_bresp_o,
  input  logic        s_arvalid_i,
  output logic        s_arready_o,
  input  logic [55:0] s_araddr_i,
  input  logic [7:0]  s_arlen_i,
  output logic        s_rvalid_o,
  output logic [63:0] s_rdata_o,
  output logic [1:0]  s_rresp_o,
  output logic        s_rlast_o
);
  logic                        fetch_req_valid, fetch_req_ready, fetch_kill, fetch_rsp_valid;
  machine_pkg::vaddr_t         fetch_req_va;
  machine_pkg::fetch_rsp_t     fetch_rsp;
  logic                        data_req_valid, data_req_ready, data_rsp_valid;
  machine_pkg::data_req_t      data_req;
  machine_pkg::data_rsp_t      data_rsp;
  logic                        late_rsp_valid, data_quiet;
  machine_pkg::late_rsp_t      late_rsp;
  machine_pkg::mmu_ctx_t       ctx;
  machine_pkg::pmp_t           pmp;
  logic                        pmp_changed, fence_valid, fence_ready;
  machine_pkg::fence_req_t     fence;
  logic                        msip, mtip, meip, seip;
  logic [63:0]                 mtime;

  machine_pkg::paddr_t         ram_end_q;
  always_ff @(posedge clk_i) if (!rst_ni) ram_end_q <= ram_end_i;

  // Observation: read by modules bound to this one, by nothing in the machine
  logic                        retire_valid;
  machine_pkg::retire_t        retire;
  logic                        late_valid;
  machine_pkg::late_id_t       late_id;
  logic [63:0]                 late_value;
  logic                        refused_valid;
  machine_pkg::paddr_t         refused_pa;
  events_pkg::core_events_t    core_events;
  logic                        walk_valid;
  machine_pkg::walk_t          walk;
  events_pkg::mem_events_t     mem_events;

  core #(
    .BtbEntries(config_pkg::btb_entries(Preset)),
    .PtLevels  (config_pkg::pt_levels(Preset)),
    .Pbmt      (config_pkg::svpbmt(Preset))
  ) u_core (
    .clk_i, .rst_ni,
    .fetch_req_valid_o(fetch_req_valid),
    .fetch_req_ready_i(fetch_req_ready),
    .fetch_req_va_o   (fetch_req_va),
    .fetch_kill_o     (fetch_kill),
    .fetch_rsp_valid_i(fetch_rsp_valid),
    .fetch_rsp_i      (fetch_rsp),
    .data_req_valid_o (data_req_valid),
    .data_req_ready_i (data_req_ready),
    .data_req_o       (data_req),
    .data_rsp_valid_i (data_rsp_valid),
    .data_rsp_i       (data_rsp),
    .late_rsp_valid_i (late_rsp_valid),
    .late_rsp_i       (late_rsp),
    .data_quiet_i     (data_quiet),
    .ctx_o            (ctx),
    .pmp_o            (pmp),
    .pmp_changed_o    (pmp_changed),
    .fence_valid_o    (fence_valid),
    .fence_ready_i    (fence_ready),
    .fence_o          (fence),
    .msip_i           (msip),
    .mtip_i           (mtip),
    .meip_i           (meip),
    .seip_i           (seip),
    .mtime_i          (mtime),
    .mem_events_i     (mem_events),
    .retire_valid_o   (retire_valid),
    .retire_o         (retire),
    .late_valid_o     (late_valid),
    .late_id_o        (late_id),
    .late_value_o     (late_value),
    .events_o         (core_events)
  );

  logic                    mem_req_valid, mem_req_ready, mem_wvalid, mem_wready, mem_rsp_valid;
  machine_pkg::line_req_t  mem_req;
  machine_pkg::dword_t     mem_wdata;
  machine_pkg::line_rsp_t  mem_rsp;
  logic                    io_req_valid, io_req_ready, io_rsp_valid;
  machine_pkg::io_req_t    io_req;
  machine_pkg::cache_rsp_t io_rsp;
  logic                    dma_req_valid, dma_req_ready, dma_wvalid, dma_wready, dma_rsp_valid;
  machine_pkg::line_req_t  dma_req;
  machine_pkg::dword_t     dma_wdata;
  machine_pkg::line_rsp_t  dma_rsp;

  memsys #(
    .Preset(Preset)
  ) u_memsys (
    .clk_i, .rst_ni,
    .fetch_req_valid_i(fetch_req_valid),
    .fetch_req_ready_o(fetch_req_ready),
    .fetch_req_va_i   (fetch_req_va),
    .fetch_kill_i     (fetch_kill),
    .fetch_rsp_valid_o(fetch_rsp_valid),
    .fetch_rsp_o      (fetch_rsp),
    .data_req_valid_i (data_req_valid),
    .data_req_ready_o (data_req_ready),
    .data_req_i       (data_req),
    .data_rsp_valid_o (data_rsp_valid),
    .data_rsp_o       (data_rsp),
    .late_rsp_valid_o (late_rsp_valid),
    .late_rsp_o       (late_rsp),
    .data_quiet_o     (data_quiet),
    .refused_valid_o  (refused_valid),
    .refused_pa_o     (refused_pa),
    .ctx_i            (ctx),
    .pmp_i            (pmp),
    .pmp_changed_i    (pmp_changed),
    .ram_end_i        (ram_end_q),
    .fence_valid_i    (fence_valid),
    .fence_ready_o    (fence_ready),
    .fence_i          (fence),
    .mem_req_valid_o  (mem_req_valid),
    .mem_req_ready_i  (mem_req_ready),
    .mem_req_o        (mem_req),
    .mem_wvalid_o     (mem_wvalid),
    .mem_wready_i     (mem_wready),
    .mem_wdata_o      (mem_wdata),
    .mem_rsp_valid_i  (mem_rsp_valid),
    .mem_rsp_i        (mem_rsp),
    .io_req_valid_o   (io_req_valid),
    .io_req_ready_i   (io_req_ready),
    .io_req_o         (io_req),
    .io_rsp_valid_i   (io_rsp_valid),
    .io_rsp_i         (io_rsp),
    .dma_req_valid_i  (dma_req_valid),
    .dma_req_ready_o  (dma_req_ready),
    .dma_req_i        (dma_req),
    .dma_wvalid_i     (dma_wvalid),
    .dma_wready_o     (dma_wready),
    .dma_wdata_i      (dma_wdata),
    .dma_rsp_valid_o  (dma_rsp_valid),
    .dma_rsp_o        (dma_rsp),
    .walk_valid_o     (walk_valid),
    .walk_o           (walk),
    .events_o         (mem_events)
  );

  logic                    clint_valid, clint_rsp_valid, plic_valid, plic_rsp_valid;
  machine_pkg::cache_rsp_t clint_rsp, plic_rsp;
  logic                    edge_valid, edge_ready, edge_rsp_valid;
  machine_pkg::cache_rsp_t edge_rsp;

  io_router u_io_router (
    .clk_i, .rst_ni,
    .req_valid_i      (io_req_valid),
    .req_ready_o      (io_req_ready),
    .req_pa_i         (io_req.pa),
    .rsp_valid_o      (io_rsp_valid),
    .rsp_o            (io_rsp),
    .clint_valid_o    (clint_valid),
    .clint_rsp_valid_i(clint_rsp_valid),
    .clint_rsp_i      (clint_rsp),
    .plic_valid_o     (plic_valid),
    .plic_rsp_valid_i (plic_rsp_valid),
    .plic_rsp_i       (plic_rsp),
    .edge_valid_o     (edge_valid),
    .edge_ready_i     (edge_ready),
    .edge_rsp_valid_i (edge_rsp_valid),
    .edge_rsp_i       (edge_rsp)
  );

  clint u_clint (
    .clk_i, .rst_ni,
    .req_valid_i(clint_valid),
    .req_i      (io_req),
    .rsp_valid_o(clint_rsp_valid),
    .rsp_o      (clint_rsp),
    .mtime_o    (mtime),
    .msip_o     (msip),
    .mtip_o     (mtip)
  );

  plic u_plic (
    .clk_i, .rst_ni,
    .irq_i,
    .req_valid_i(plic_valid),
    .req_i      (io_req),
    .rsp_valid_o(plic_rsp_valid),
    .rsp_o      (plic_rsp),
    .meip_o     (meip),
    .seip_o     (seip)
  );

  axi_edge u_axi_edge (
    .clk_i, .rst_ni,
    .mem_req_valid_i(mem_req_valid),
    .mem_req_ready_o(mem_req_ready),
    .mem_req_i      (mem_req),
    .mem_wvalid_i   (mem_wvalid),
    .mem_wready_o   (mem_wready),
    .mem_wdata_i    (mem_wdata),
    .mem_rsp_valid_o(mem_rsp_valid),
    .mem_rsp_o      (mem_rsp),
    .io_req_valid_i (edge_valid),
    .io_req_ready_o (edge_ready),
    .io_req_i       (io_req),
    .io_rsp_valid_o (edge_rsp_valid),
    .io_rsp_o       (edge_rsp),
    .axi_awvalid_o  (m_awvalid_o),
    .axi_awready_i  (m_awready_i),
    .axi_awid_o     (m_awid_o),
    .axi_awaddr_o   (m_awaddr_o),
    .axi_awlen_o    (m_awlen_o),
    .axi_awsize_o   (m_awsize_o),
    .axi_awburst_o  (m_awburst_o),
    .axi_wvalid_o   (m_wvalid_o),
    .axi_wready_i   (m_wready_i),
    .axi_wdata_o    (m_wdata_o),
    .axi_wstrb_o    (m_wstrb_o),
    .axi_wlast_o    (m_wlast_o),
    .axi_bvalid_i   (m_bvalid_i),
    .axi_bready_o   (m_bready_o),
    .axi_bid_i      (m_bid_i),
    .axi_bresp_i    (m_bresp_i),
    .axi_arvalid_o  (m_arvalid_o),
    .axi_arready_i  (m_arready_i),
    .axi_arid_o     (m_arid_o),
    .axi_araddr_o   (m_araddr_o),
    .axi_arlen_o    (m_arlen_o),
    .axi_arsize_o   (m_arsize_o),
    .axi_arburst_o  (m_arburst_o),
    .axi_rvalid_i   (m_rvalid_i),
    .axi_rready_o   (m_rready_o),
    .axi_rid_i      (m_rid_i),
    .axi_rdata_i    (m_rdata_i),
    .axi_rresp_i    (m_rresp_i),
    .axi_rlast_i    (m_rlast_i)
  );

  axi_dma u_axi_dma (
    .clk_i, .rst_ni,
    .axi_awvalid_i  (s_awvalid_i),
    .axi_awready_o  (s_awready_o),
    .axi_awaddr_i   (s_awaddr_i),
    .axi_awlen_i    (s_awlen_i),
    .axi_wvalid_i   (s_wvalid_i),
    .axi_wready_o   (s_wready_o),
    .axi_wdata_i    (s_wdata_i),
    .axi_wstrb_i    (s_wstrb_i),
    .axi_bvalid_o   (s_bvalid_o),
    .axi_bresp_o    (s_bresp_o),
    .axi_arvalid_i  (s_arvalid_i),
    .axi_arready_o  (s_arready_o),
    .axi_araddr_i   (s_araddr_i),
    .axi_arlen_i    (s_arlen_i),
    .axi_rvalid_o   (s_rvalid_o),
    .axi_rdata_o    (s_rdata_o),
    .axi_rresp_o    (s_rresp_o),
    .axi_rlast_o    (s_rlast_o),
    .dma_req_valid_o(dma_req_valid),
    .dma_req_ready_i(dma_req_ready),
    .dma_req_o      (dma_req),
    .dma_wvalid_o   (dma_wvalid),
    .dma_wready_i   (dma_wready),
    .dma_wdata_o    (dma_wdata),
    .dma_rsp_valid_i(dma_rsp_valid),
    .dma_rsp_i      (dma_rsp)
  );
endmodule
