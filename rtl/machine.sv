// SPDX-License-Identifier: Apache-2.0
// The whole machine: core, memory system, CLINT, PLIC, error bank and the bus, with an AXI4 manager port to
// memory and device registers, an AXI4 subordinate port for device DMA, and the devices' interrupt
// wires (level, index is the PLIC source).
module machine #(
  parameter int unsigned Preset = 1   // 0 tiny, 1 default, 2 big
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic [31:0]   irq_i,
  // Straps, read in reset: RAM is [RamBase, ram_end_i); how many lines the L2 prefetches, 0 to 4
  input  logic [55:0]   ram_end_i,
  input  logic [2:0]    l2_prefetch_i,
  input  logic          l1i_prefetch_i,
  // AXI4 manager: memory and device registers
  output axi_pkg::req_t m_req_o,
  input  axi_pkg::rsp_t m_rsp_i,
  // AXI4 subordinate: device DMA
  input  axi_pkg::req_t s_req_i,
  output axi_pkg::rsp_t s_rsp_o
);
  if (Preset >= config_pkg::Presets) begin : gen_check_preset
    $error("machine: Preset must be 0 (tiny), 1 (default) or 2 (big)");
  end

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
  machine_pkg::geometries_t    geometry;
  logic                        pmp_changed, fence_valid, fence_ready;
  machine_pkg::fence_req_t     fence;
  logic                        msip, mtip, meip, seip;
  logic [63:0]                 mtime;

  machine_pkg::paddr_t         ram_end_q;
  logic [2:0]                  l2_prefetch_q;
  logic                        l1i_prefetch_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      ram_end_q     <= ram_end_i;
      l2_prefetch_q <= l2_prefetch_i;
      l1i_prefetch_q <= l1i_prefetch_i;
    end
  end

  // Observation: read by modules bound to this one, by nothing in the machine
  logic                        retire_valid;
  machine_pkg::retire_t        retire;
  logic                        late_valid;
  machine_pkg::late_id_t       late_id;
  logic [63:0]                 late_value;
  logic                        refused_valid;
  machine_pkg::paddr_t         refused_pa;
  logic                        lost_valid, lost_unheard;   // a line; and the error bank does not log
  machine_pkg::paddr_t         lost_pa;
  events_pkg::core_events_t    core_events;
  logic                        walk_valid;
  machine_pkg::walk_t          walk;
  events_pkg::mem_events_t     mem_events;
  events_pkg::walk_events_t    walk_events;
  events_pkg::trap_events_t    trap_events;

  core #(
    .BtbEntries(config_pkg::btb_entries(Preset)),
    .PtLevels  (config_pkg::pt_levels(Preset)),
    .Pbmt      (config_pkg::svpbmt(Preset)),
    .GeometryMost  (config_pkg::geometry_most(Preset)),
    .GeometryChoice(config_pkg::GeometryChoice)
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
    .geometry_o       (geometry),
    .fence_valid_o    (fence_valid),
    .fence_ready_i    (fence_ready),
    .fence_o          (fence),
    .msip_i           (msip),
    .mtip_i           (mtip),
    .meip_i           (meip),
    .seip_i           (seip),
    .mtime_i          (mtime),
    .mem_events_i     (mem_events),
    .walk_events_i    (walk_events),
    .retire_valid_o   (retire_valid),
    .retire_o         (retire),
    .late_valid_o     (late_valid),
    .late_id_o        (late_id),
    .late_value_o     (late_value),
    .events_o         (core_events),
    .trap_events_o    (trap_events)
  );

  logic                    mem_read_valid, mem_read_ready, mem_rsp_valid;
  logic                    mem_write_valid, mem_write_ready, mem_wvalid, mem_wready, mem_ack_valid;
  machine_pkg::line_req_t  mem_read, mem_write;
  machine_pkg::dword_t     mem_wdata;
  machine_pkg::line_rsp_t  mem_rsp, mem_ack;
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
    .geometry_i       (geometry),
    .ram_end_i        (ram_end_q),
    .l2_prefetch_i    (l2_prefetch_q),
    .l1i_prefetch_i   (l1i_prefetch_q),
    .fence_valid_i    (fence_valid),
    .fence_ready_o    (fence_ready),
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
    .lost_valid_o     (lost_valid),
    .lost_pa_o        (lost_pa),
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
    .events_o         (mem_events),
    .walk_events_o    (walk_events)
  );

  logic                    clint_valid, clint_rsp_valid, plic_valid, plic_rsp_valid;
  logic                    bank_valid, bank_rsp_valid, bank_irq;
  machine_pkg::cache_rsp_t clint_rsp, plic_rsp, bank_rsp;
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
    .bank_valid_o     (bank_valid),
    .bank_rsp_valid_i (bank_rsp_valid),
    .bank_rsp_i       (bank_rsp),
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

  error_bank u_error_bank (
    .clk_i, .rst_ni,
    .lost_i     (lost_valid),
    .lost_pa_i  (lost_pa),
    .unheard_o  (lost_unheard),
    .req_valid_i(bank_valid),
    .req_i      (io_req),
    .rsp_valid_o(bank_rsp_valid),
    .rsp_o      (bank_rsp),
    .irq_o      (bank_irq)
  );

  logic [31:0] sources;
  always_comb begin
    sources = irq_i;
    sources[machine_pkg::ErrorBankIrq] = bank_irq;
  end

  // At the edge all stands still while nothing is asked of any of it
  logic edge_clk, plic_awake, axi_edge_awake, axi_dma_awake;
  clock_gate u_edge_clock (
    .clk_i, .rst_ni,
    .awake_i(plic_awake || axi_edge_awake || axi_dma_awake),
    .clk_o  (edge_clk)
  );

  plic u_plic (
    .clk_i      (edge_clk),
    .rst_ni,
    .irq_i      (sources),
    .req_valid_i(plic_valid),
    .req_i      (io_req),
    .rsp_valid_o(plic_rsp_valid),
    .rsp_o      (plic_rsp),
    .meip_o     (meip),
    .seip_o     (seip),
    .awake_o    (plic_awake)
  );

  axi_edge u_axi_edge (
    .clk_i            (edge_clk),
    .rst_ni,
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
    .io_req_valid_i (edge_valid),
    .io_req_ready_o (edge_ready),
    .io_req_i       (io_req),
    .io_rsp_valid_o (edge_rsp_valid),
    .io_rsp_o       (edge_rsp),
    .axi_req_o      (m_req_o),
    .axi_rsp_i      (m_rsp_i),
    .awake_o        (axi_edge_awake)
  );

  axi_dma u_axi_dma (
    .clk_i          (edge_clk),
    .rst_ni,
    .axi_req_i      (s_req_i),
    .axi_rsp_o      (s_rsp_o),
    .dma_req_valid_o(dma_req_valid),
    .dma_req_ready_i(dma_req_ready),
    .dma_req_o      (dma_req),
    .dma_wvalid_o   (dma_wvalid),
    .dma_wready_i   (dma_wready),
    .dma_wdata_o    (dma_wdata),
    .dma_rsp_valid_i(dma_rsp_valid),
    .dma_rsp_i      (dma_rsp),
    .awake_o        (axi_dma_awake)
  );
endmodule
