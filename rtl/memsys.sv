// SPDX-License-Identifier: Apache-2.0
// The memory system: MMU, L1 caches and L2, with the core-side port open. A core drives it in the
// machine; a testbench, a trace player or a C program drives it directly. docs/architecture.md says
// what each side promises.
module memsys #(
  parameter int unsigned Preset = 1   // 0 tiny, 1 default, 2 big
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  // core side
  input  logic                        fetch_req_valid_i,
  output logic                        fetch_req_ready_o,
  input  machine_pkg::vaddr_t         fetch_req_va_i,
  input  logic                        fetch_kill_i,
  output logic                        fetch_rsp_valid_o,
  output machine_pkg::fetch_rsp_t     fetch_rsp_o,
  input  logic                        data_req_valid_i,
  output logic                        data_req_ready_o,
  input  machine_pkg::data_req_t      data_req_i,
  output logic                        data_rsp_valid_o,
  output machine_pkg::data_rsp_t      data_rsp_o,
  output logic                        late_rsp_valid_o,
  output machine_pkg::late_rsp_t      late_rsp_o,
  output logic                        data_quiet_o,     // all that was answered has been performed
  output logic                        refused_valid_o,  // pulse: what was answered early was refused below
  output machine_pkg::paddr_t         refused_pa_o,     // its line
  input  machine_pkg::mmu_ctx_t       ctx_i,
  input  machine_pkg::pmp_t           pmp_i,
  input  logic                        pmp_changed_i,
  input  machine_pkg::geometries_t    geometry_i,       // it changes when a fence that empties is done
  input  machine_pkg::paddr_t         ram_end_i,        // memory ends here; it stays
  input  logic [2:0]                  l2_prefetch_i,    // lines that the L2 prefetches, 0 to 4; it stays
  input  logic                        l1i_prefetch_i,   // does the instruction cache? It stays
  input  logic                        fence_valid_i,
  output logic                        fence_ready_o,
  input  machine_pkg::fence_req_t     fence_i,
  // memory: line reads and their beats; line writes, their data and an acknowledgement for each
  output logic                        mem_read_valid_o,
  input  logic                        mem_read_ready_i,
  output machine_pkg::line_req_t      mem_read_o,
  input  logic                        mem_rsp_valid_i,
  input  machine_pkg::line_rsp_t      mem_rsp_i,
  output logic                        mem_write_valid_o,
  input  logic                        mem_write_ready_i,
  output machine_pkg::line_req_t      mem_write_o,
  output logic                        mem_wvalid_o,
  input  logic                        mem_wready_i,
  output machine_pkg::dword_t         mem_wdata_o,
  input  logic                        mem_ack_valid_i,
  input  machine_pkg::line_rsp_t      mem_ack_i,
  // a line that memory refused to take back
  output logic                        lost_valid_o,
  output machine_pkg::paddr_t         lost_pa_o,
  // device registers
  output logic                        io_req_valid_o,
  input  logic                        io_req_ready_i,
  output machine_pkg::io_req_t        io_req_o,
  input  logic                        io_rsp_valid_i,
  input  machine_pkg::cache_rsp_t     io_rsp_i,
  // device DMA
  input  logic                        dma_req_valid_i,
  output logic                        dma_req_ready_o,
  input  machine_pkg::line_req_t      dma_req_i,
  input  logic                        dma_wvalid_i,
  output logic                        dma_wready_o,
  input  machine_pkg::dword_t         dma_wdata_i,
  output logic                        dma_rsp_valid_o,
  output machine_pkg::line_rsp_t      dma_rsp_o,
  // observation
  output logic                        walk_valid_o,
  output machine_pkg::walk_t          walk_o,
  output events_pkg::mem_events_t     events_o,
  output events_pkg::walk_events_t    walk_events_o
);
  if (Preset >= config_pkg::Presets) begin : gen_check_preset
    $error("memsys: Preset must be 0 (tiny), 1 (default) or 2 (big)");
  end

  // fence.i goes to the instruction cache, sfence.vma to the MMU, when all stores have been performed:
  // what is fetched and walked after it must see them
  logic sfence_valid, sfence_ready, invalidate_valid, invalidate_ready, empty_valid, empty_ready;
  assign invalidate_valid = fence_valid_i && fence_i.icache && data_quiet_o;
  assign sfence_valid     = fence_valid_i && !fence_i.empty && !fence_i.icache && data_quiet_o;
  assign empty_valid      = fence_valid_i && fence_i.empty && data_quiet_o;

  always_comb begin
    fence_ready_o = sfence_valid && sfence_ready;
    if (fence_i.icache) fence_ready_o = invalidate_valid && invalidate_ready;
    if (fence_i.empty)  fence_ready_o = empty_valid && empty_ready;
  end

  // A geometry changes while all that it is of is as after reset
  logic hold, restart, mmu_idle, icache_idle, dcache_idle, l2_idle, l2_ready, icache_rst_n;
  logic empty_l1, empty_l1_done, empty_l2, empty_l2_done;
  assign icache_rst_n = rst_ni && !restart;

  empty_all u_empty_all (
    .clk_i, .rst_ni,
    .valid_i        (empty_valid),
    .ready_o        (empty_ready),
    .hold_o         (hold),
    .idle_i         (mmu_idle && icache_idle && dcache_idle && l2_idle),
    .empty_l1_o     (empty_l1),
    .empty_l1_done_i(empty_l1_done),
    .empty_l2_o     (empty_l2),
    .empty_l2_done_i(empty_l2_done),
    .restart_o      (restart),
    .l2_ready_i     (l2_ready)
  );

  logic                     ic_req_valid, ic_req_ready, ic_kill, ic_rsp_valid;
  machine_pkg::paddr_t      ic_req_pa;
  machine_pkg::cache_rsp_t  ic_rsp;
  logic                     dc_req_valid, dc_req_ready, dc_rsp_valid;
  machine_pkg::dcache_req_t dc_req;
  machine_pkg::cache_rsp_t  dc_rsp;
  logic                     ptw_req_valid, ptw_req_ready, ptw_rsp_valid;
  machine_pkg::ptw_req_t    ptw_req;
  machine_pkg::cache_rsp_t  ptw_rsp;
  events_pkg::mem_events_t  mmu_events;

  mmu #(
    .ItlbEntries(config_pkg::itlb_entries(Preset)),
    .DtlbEntries(config_pkg::dtlb_entries(Preset)),
    .StlbPageSets(config_pkg::stlb_page_sets(Preset)),
    .StlbPageWays(config_pkg::stlb_page_ways(Preset)),
    .StlbMegaSets(config_pkg::stlb_mega_sets(Preset)),
    .StlbMegaWays(config_pkg::stlb_mega_ways(Preset)),
    .StlbOthers (config_pkg::stlb_others(Preset)),
    .WalkUppers (config_pkg::walk_uppers(Preset)),
    .WalkLasts  (config_pkg::walk_lasts(Preset)),
    .Napot      (config_pkg::svnapot(Preset))
  ) u_mmu (
    .clk_i, .rst_ni, .geometry_i,
    .restart_i      (restart),
    .hold_i         (hold),
    .idle_o         (mmu_idle),
    .fetch_req_valid_i, .fetch_req_ready_o, .fetch_req_va_i, .fetch_kill_i,
    .fetch_rsp_valid_o, .fetch_rsp_o,
    .data_req_valid_i, .data_req_ready_o, .data_req_i, .data_rsp_valid_o, .data_rsp_o,
    .ctx_i, .pmp_i, .pmp_changed_i, .ram_end_i,
    .sfence_valid_i (sfence_valid),
    .sfence_ready_o (sfence_ready),
    .sfence_i       (fence_i),
    .ic_req_valid_o (ic_req_valid),
    .ic_req_ready_i (ic_req_ready),
    .ic_req_pa_o    (ic_req_pa),
    .ic_kill_o      (ic_kill),
    .ic_rsp_valid_i (ic_rsp_valid),
    .ic_rsp_i       (ic_rsp),
    .dc_req_valid_o (dc_req_valid),
    .dc_req_ready_i (dc_req_ready),
    .dc_req_o       (dc_req),
    .dc_rsp_valid_i (dc_rsp_valid),
    .dc_rsp_i       (dc_rsp),
    .ptw_req_valid_o(ptw_req_valid),
    .ptw_req_ready_i(ptw_req_ready),
    .ptw_req_o      (ptw_req),
    .ptw_rsp_valid_i(ptw_rsp_valid),
    .ptw_rsp_i      (ptw_rsp),
    .walk_valid_o, .walk_o,
    .events_o       (mmu_events)
  );

  logic                   ic_line_req_valid, ic_line_req_ready, ic_line_rsp_valid;
  machine_pkg::line_req_t ic_line_req;
  machine_pkg::line_rsp_t ic_line_rsp;
  logic                   icache_access, icache_miss;
  logic                   l1i_prefetch, l1i_prefetch_useful, l1i_prefetch_late, l1i_prefetch_useless;

  icache #(
    .Bytes(config_pkg::icache_bytes(Preset)),
    .Ways (config_pkg::icache_ways(Preset))
  ) u_icache (
    .clk_i,
    .rst_ni            (icache_rst_n),
    .geometry_i        (geometry_i.l1i),
    .idle_o            (icache_idle),
    .req_valid_i       (ic_req_valid),
    .req_ready_o       (ic_req_ready),
    .req_pa_i          (ic_req_pa),
    .kill_i            (ic_kill),
    .rsp_valid_o       (ic_rsp_valid),
    .rsp_o             (ic_rsp),
    .invalidate_valid_i(invalidate_valid),
    .invalidate_ready_o(invalidate_ready),
    .line_req_valid_o  (ic_line_req_valid),
    .line_req_ready_i  (ic_line_req_ready),
    .line_req_o        (ic_line_req),
    .line_rsp_valid_i  (ic_line_rsp_valid),
    .line_rsp_i        (ic_line_rsp),
    .prefetch_i        (l1i_prefetch_i),
    .event_access_o    (icache_access),
    .event_miss_o      (icache_miss),
    .event_prefetch_o  (l1i_prefetch),
    .event_useful_o    (l1i_prefetch_useful),
    .event_late_o      (l1i_prefetch_late),
    .event_useless_o   (l1i_prefetch_useless)
  );

  logic                   dc_line_req_valid, dc_line_req_ready, dc_line_rsp_valid;
  logic                   dc_line_wvalid, dc_line_wready;
  machine_pkg::line_req_t dc_line_req;
  machine_pkg::line_rsp_t dc_line_rsp;
  machine_pkg::dword_t    dc_line_wdata;
  logic                   probe_valid, probe_ready, probe_invalidate;
  logic                   probe_rsp_valid, probe_rsp_dirty, probe_rsp_here;
  machine_pkg::paddr_t    probe_pa;
  machine_pkg::line_rsp_t probe_rsp;
  logic                   dcache_access, dcache_miss, dcache_writeback;
  logic                   dcache_ptw_access, dcache_ptw_miss;

  logic dcache_clk, dcache_awake;
  clock_gate u_dcache_clock (.clk_i, .rst_ni, .awake_i(dcache_awake), .clk_o(dcache_clk));

  dcache #(
    .Bytes(config_pkg::dcache_bytes(Preset)),
    .Ways (config_pkg::dcache_ways(Preset))
  ) u_dcache (
    .clk_i             (dcache_clk),
    .rst_ni,
    .geometry_i        (geometry_i.l1d),
    .hold_i            (hold),
    .idle_o            (dcache_idle),
    .empty_i           (empty_l1),
    .empty_done_o      (empty_l1_done),
    .restart_i         (restart),
    .req_valid_i       (dc_req_valid),
    .req_ready_o       (dc_req_ready),
    .req_i             (dc_req),
    .rsp_valid_o       (dc_rsp_valid),
    .rsp_o             (dc_rsp),
    .late_valid_o      (late_rsp_valid_o),
    .late_o            (late_rsp_o),
    .quiet_o           (data_quiet_o),
    .refused_o         (refused_valid_o),
    .refused_pa_o,
    .ptw_req_valid_i   (ptw_req_valid),
    .ptw_req_ready_o   (ptw_req_ready),
    .ptw_req_i         (ptw_req),
    .ptw_rsp_valid_o   (ptw_rsp_valid),
    .ptw_rsp_o         (ptw_rsp),
    .line_req_valid_o  (dc_line_req_valid),
    .line_req_ready_i  (dc_line_req_ready),
    .line_req_o        (dc_line_req),
    .line_wvalid_o     (dc_line_wvalid),
    .line_wready_i     (dc_line_wready),
    .line_wdata_o      (dc_line_wdata),
    .line_rsp_valid_i  (dc_line_rsp_valid),
    .line_rsp_i        (dc_line_rsp),
    .probe_valid_i     (probe_valid),
    .probe_ready_o     (probe_ready),
    .probe_pa_i        (probe_pa),
    .probe_invalidate_i(probe_invalidate),
    .probe_rsp_valid_o (probe_rsp_valid),
    .probe_rsp_dirty_o (probe_rsp_dirty),
    .probe_rsp_here_o  (probe_rsp_here),
    .probe_rsp_o       (probe_rsp),
    .io_req_valid_o, .io_req_ready_i, .io_req_o, .io_rsp_valid_i, .io_rsp_i,
    .event_access_o    (dcache_access),
    .event_miss_o      (dcache_miss),
    .event_writeback_o (dcache_writeback),
    .event_ptw_access_o(dcache_ptw_access),
    .event_ptw_miss_o  (dcache_ptw_miss),
    .awake_o           (dcache_awake)
  );

  logic l2_clk, l2_awake;
  clock_gate u_l2_clock (.clk_i, .rst_ni, .awake_i(l2_awake), .clk_o(l2_clk));

  logic l2_access, l2_miss, l2_writeback;
  logic l2_prefetch, l2_prefetch_useful, l2_prefetch_late, l2_prefetch_useless;

  l2 #(
    .Bytes(config_pkg::l2_bytes(Preset)),
    .Ways (config_pkg::l2_ways(Preset))
  ) u_l2 (
    .clk_i             (l2_clk),
    .rst_ni,
    .geometry_i        (geometry_i.l2),
    .hold_i            (hold),
    .idle_o            (l2_idle),
    .empty_i           (empty_l2),
    .empty_done_o      (empty_l2_done),
    .restart_i         (restart),
    .ready_o           (l2_ready),
    .ic_req_valid_i    (ic_line_req_valid),
    .ic_req_ready_o    (ic_line_req_ready),
    .ic_req_i          (ic_line_req),
    .ic_rsp_valid_o    (ic_line_rsp_valid),
    .ic_rsp_o          (ic_line_rsp),
    .dc_req_valid_i    (dc_line_req_valid),
    .dc_req_ready_o    (dc_line_req_ready),
    .dc_req_i          (dc_line_req),
    .dc_wvalid_i       (dc_line_wvalid),
    .dc_wready_o       (dc_line_wready),
    .dc_wdata_i        (dc_line_wdata),
    .dc_rsp_valid_o    (dc_line_rsp_valid),
    .dc_rsp_o          (dc_line_rsp),
    .dma_req_valid_i, .dma_req_ready_o, .dma_req_i, .dma_wvalid_i, .dma_wready_o, .dma_wdata_i,
    .dma_rsp_valid_o, .dma_rsp_o,
    .probe_valid_o     (probe_valid),
    .probe_ready_i     (probe_ready),
    .probe_pa_o        (probe_pa),
    .probe_invalidate_o(probe_invalidate),
    .probe_rsp_valid_i (probe_rsp_valid),
    .probe_rsp_dirty_i (probe_rsp_dirty),
    .probe_rsp_here_i  (probe_rsp_here),
    .probe_rsp_i       (probe_rsp),
    .mem_read_valid_o, .mem_read_ready_i, .mem_read_o, .mem_rsp_valid_i, .mem_rsp_i,
    .mem_write_valid_o, .mem_write_ready_i, .mem_write_o, .mem_wvalid_o, .mem_wready_i, .mem_wdata_o,
    .mem_ack_valid_i, .mem_ack_i, .lost_valid_o, .lost_pa_o,
    .prefetch_depth_i  (l2_prefetch_i),
    .awake_o           (l2_awake),
    .event_access_o    (l2_access),
    .event_miss_o      (l2_miss),
    .event_writeback_o (l2_writeback),
    .event_prefetch_o  (l2_prefetch),
    .event_useful_o    (l2_prefetch_useful),
    .event_late_o      (l2_prefetch_late),
    .event_useless_o   (l2_prefetch_useless)
  );

  walk_events u_walk_events (
    .walk_valid_i(walk_valid_o),
    .walk_i      (walk_o),
    .fence_i     (fence_valid_i && fence_ready_o),
    .fence_req_i (fence_i),
    .lost_i      (lost_valid_o),
    .events_o    (walk_events_o)
  );

  // Whose answer the walker waits for: a read, and whether its line was not in the data cache
  logic ptw_read_q, ptw_missed_q, ptw_missed;
  assign ptw_missed = ptw_missed_q || dcache_ptw_miss;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      ptw_read_q   <= 1'b0;
      ptw_missed_q <= 1'b0;
    end else if (ptw_req_valid && ptw_req_ready) begin
      ptw_read_q   <= !ptw_req.cas;
      ptw_missed_q <= 1'b0;
    end else if (dcache_ptw_miss) begin
      ptw_missed_q <= 1'b1;
    end
  end

  always_comb begin
    events_o = mmu_events;
    if (mmu_events.walk_cycles) begin
      events_o.ad_cas             = ptw_req_valid && ptw_req_ready && ptw_req.cas;
      events_o.pte_read_from_l1   = ptw_rsp_valid && ptw_read_q && !ptw_missed;
      events_o.pte_read_from_l2   = ptw_rsp_valid && ptw_read_q && ptw_missed;
    end
    if (icache_access) begin
      events_o.l1i_access         = 1'b1;
      events_o.l1i_miss           = icache_miss;
    end
    if (dcache_access) begin
      events_o.l1d_access         = 1'b1;
      events_o.l1d_miss           = dcache_miss;
    end
    if (dcache_ptw_access) begin
      events_o.l1d_access_by_walker = 1'b1;
      events_o.l1d_miss_by_walker = dcache_ptw_miss;
    end
    if (dcache_writeback || l2_writeback || l2_access || l2_miss) begin
      events_o.l1d_writeback      = dcache_writeback;
      events_o.l2_access          = l2_access;
      events_o.l2_miss            = l2_miss;
      events_o.l2_writeback       = l2_writeback;
    end
    if (l1i_prefetch || l1i_prefetch_useful || l1i_prefetch_late || l1i_prefetch_useless) begin
      events_o.l1i_prefetch         = l1i_prefetch;
      events_o.l1i_prefetch_useful  = l1i_prefetch_useful;
      events_o.l1i_prefetch_late    = l1i_prefetch_late;
      events_o.l1i_prefetch_useless = l1i_prefetch_useless;
    end
    if (l2_prefetch || l2_prefetch_useful || l2_prefetch_late || l2_prefetch_useless) begin
      events_o.l2_prefetch         = l2_prefetch;
      events_o.l2_prefetch_useful  = l2_prefetch_useful;
      events_o.l2_prefetch_late    = l2_prefetch_late;
      events_o.l2_prefetch_useless = l2_prefetch_useless;
    end
  end
endmodule
