// SPDX-License-Identifier: Apache-2.0
// The three caches wired as in memsys, with plain ports, for the bench: core, walker, fetch and DMA
// above; memory and devices below.
module caches_top #(
  parameter int unsigned L1Bytes = 32768,
  parameter int unsigned L1Ways  = 8,
  parameter int unsigned L2Bytes = 262144,
  parameter int unsigned L2Ways  = 8
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        core_valid_i,
  output logic        core_ready_o,
  input  logic [3:0]  core_op_i,
  input  logic [7:0]  core_be_i,
  input  logic [63:0] core_pa_i,
  input  logic [63:0] core_wdata_i,
  input  logic        core_early_i,
  input  logic [1:0]  core_pbmt_i,
  input  logic [1:0]  core_id_i,
  output logic        core_rsp_valid_o,
  output logic        core_rsp_err_o,
  output logic        core_rsp_late_o,
  output logic [63:0] core_rsp_data_o,
  output logic        late_valid_o,
  output logic [1:0]  late_id_o,
  output logic        late_err_o,
  output logic [63:0] late_data_o,
  output logic        quiet_o,
  output logic        refused_o,
  output logic [63:0] refused_pa_o,
  input  logic        ptw_valid_i,
  output logic        ptw_ready_o,
  input  logic        ptw_cas_i,
  input  logic [63:0] ptw_pa_i,
  input  logic [63:0] ptw_expected_i,
  input  logic [63:0] ptw_desired_i,
  output logic        ptw_rsp_valid_o,
  output logic        ptw_rsp_err_o,
  output logic [63:0] ptw_rsp_data_o,
  input  logic        fetch_valid_i,
  output logic        fetch_ready_o,
  input  logic [63:0] fetch_pa_i,
  input  logic        fetch_kill_i,
  output logic        fetch_rsp_valid_o,
  output logic        fetch_rsp_err_o,
  output logic [63:0] fetch_rsp_data_o,
  input  logic        invalidate_valid_i,
  output logic        invalidate_ready_o,
  input  logic        dma_valid_i,
  output logic        dma_ready_o,
  input  logic [1:0]  dma_op_i,
  input  logic [7:0]  dma_be_i,
  input  logic [63:0] dma_pa_i,
  input  logic        dma_wvalid_i,
  output logic        dma_wready_o,
  input  logic [63:0] dma_wdata_i,
  output logic        dma_rsp_valid_o,
  output logic        dma_rsp_last_o,
  output logic        dma_rsp_err_o,
  output logic [63:0] dma_rsp_data_o,
  output logic        mem_read_valid_o,
  input  logic        mem_read_ready_i,
  output logic [3:0]  mem_read_id_o,
  output logic [63:0] mem_read_pa_o,
  input  logic        mem_rsp_valid_i,
  input  logic [3:0]  mem_rsp_id_i,
  input  logic        mem_rsp_last_i,
  input  logic        mem_rsp_err_i,
  input  logic [63:0] mem_rsp_data_i,
  output logic        mem_write_valid_o,
  input  logic        mem_write_ready_i,
  output logic [3:0]  mem_write_id_o,
  output logic [63:0] mem_write_pa_o,
  output logic        mem_wvalid_o,
  input  logic        mem_wready_i,
  output logic [63:0] mem_wdata_o,
  input  logic        mem_ack_valid_i,
  input  logic [3:0]  mem_ack_id_i,
  input  logic        mem_ack_err_i,
  input  logic [2:0]  prefetch_depth_i,
  input  logic        l1i_prefetch_i,
  output logic        lost_valid_o,
  output logic [63:0] lost_pa_o,
  output logic        io_valid_o,
  input  logic        io_ready_i,
  output logic        io_write_o,
  output logic [7:0]  io_be_o,
  output logic [63:0] io_pa_o,
  output logic [63:0] io_wdata_o,
  input  logic        io_rsp_valid_i,
  input  logic        io_rsp_err_i,
  input  logic [63:0] io_rsp_data_i,
  // ic access, miss; dc access, miss, wb; ptw access, miss; l2 access, miss, wb, prefetch, useful, late, useless
  output logic [13:0] events_o
);
  machine_pkg::dcache_req_t dc_req;
  machine_pkg::ptw_req_t    ptw_req;
  machine_pkg::late_rsp_t   late;
  machine_pkg::cache_rsp_t  dc_rsp, ptw_rsp, ic_rsp, io_rsp;
  machine_pkg::line_req_t   ic_line_req, dc_line_req, dma_req, mem_read, mem_write;
  machine_pkg::line_rsp_t   ic_line_rsp, dc_line_rsp, dma_rsp, mem_rsp, mem_ack, probe_rsp;
  machine_pkg::io_req_t     io_req;
  machine_pkg::paddr_t      probe_pa, lost_pa;
  logic ic_line_valid, ic_line_ready, ic_line_rsp_valid;
  logic dc_line_valid, dc_line_ready, dc_line_wvalid, dc_line_wready, dc_line_rsp_valid;
  logic probe_valid, probe_ready, probe_invalidate, probe_rsp_valid, probe_rsp_dirty, probe_rsp_here;
  logic [63:0] dc_line_wdata;

  always_comb begin
    dc_req           = '0;
    dc_req.op        = machine_pkg::mem_op_e'(core_op_i);
    dc_req.be        = core_be_i;
    dc_req.pa        = core_pa_i[55:0];
    dc_req.wdata     = core_wdata_i;
    dc_req.early     = core_early_i;
    dc_req.pbmt      = core_pbmt_i;
    dc_req.id        = core_id_i;
    ptw_req          = '0;
    ptw_req.cas      = ptw_cas_i;
    ptw_req.pa       = ptw_pa_i[55:0];
    ptw_req.expected = ptw_expected_i;
    ptw_req.desired  = ptw_desired_i;
    dma_req          = '0;
    dma_req.op       = machine_pkg::line_op_e'(dma_op_i);
    dma_req.be       = dma_be_i;
    dma_req.pa       = dma_pa_i[55:0];
    mem_rsp          = '0;
    mem_rsp.id       = mem_rsp_id_i;
    mem_rsp.last     = mem_rsp_last_i;
    mem_rsp.err      = mem_rsp_err_i;
    mem_rsp.data     = mem_rsp_data_i;
    mem_ack          = '0;
    mem_ack.id       = mem_ack_id_i;
    mem_ack.err      = mem_ack_err_i;
    io_rsp           = '0;
    io_rsp.err       = io_rsp_err_i;
    io_rsp.rdata     = io_rsp_data_i;
  end
  assign {core_rsp_late_o, core_rsp_err_o, core_rsp_data_o} = {dc_rsp.late, dc_rsp.err, dc_rsp.rdata};
  assign {late_id_o, late_err_o, late_data_o} = {late.id, late.err, late.rdata};
  assign refused_pa_o[63:56]                 = '0;
  assign {ptw_rsp_err_o, ptw_rsp_data_o}     = {ptw_rsp.err, ptw_rsp.rdata};
  assign {fetch_rsp_err_o, fetch_rsp_data_o} = {ic_rsp.err, ic_rsp.rdata};
  assign {dma_rsp_last_o, dma_rsp_err_o, dma_rsp_data_o} = {dma_rsp.last, dma_rsp.err, dma_rsp.data};
  assign {mem_read_id_o, mem_read_pa_o}   = {mem_read.id, 8'b0, mem_read.pa};
  assign {mem_write_id_o, mem_write_pa_o} = {mem_write.id, 8'b0, mem_write.pa};
  assign lost_pa_o  = {8'b0, lost_pa};
  assign io_write_o = io_req.write;
  assign io_be_o    = io_req.be;
  assign io_pa_o    = {8'b0, io_req.pa};
  assign io_wdata_o = io_req.wdata;

  icache #(.Bytes(L1Bytes), .Ways(L1Ways)) u_icache (
    .clk_i, .rst_ni,
    .geometry_i(32'h3fff_ffff), .idle_o(),
    .req_valid_i(fetch_valid_i), .req_ready_o(fetch_ready_o), .req_pa_i(fetch_pa_i[55:0]),
    .kill_i(fetch_kill_i), .rsp_valid_o(fetch_rsp_valid_o), .rsp_o(ic_rsp),
    .invalidate_valid_i, .invalidate_ready_o,
    .line_req_valid_o(ic_line_valid), .line_req_ready_i(ic_line_ready), .line_req_o(ic_line_req),
    .line_rsp_valid_i(ic_line_rsp_valid), .line_rsp_i(ic_line_rsp),
    .prefetch_i(l1i_prefetch_i), .event_access_o(events_o[0]), .event_miss_o(events_o[1]),
    .event_prefetch_o(), .event_useful_o(), .event_late_o(), .event_useless_o()
  );

  logic dcache_clk, dcache_awake;
  clock_gate u_dcache_clock (.clk_i, .rst_ni, .awake_i(dcache_awake), .clk_o(dcache_clk));

  dcache #(.Bytes(L1Bytes), .Ways(L1Ways)) u_dcache (
    .clk_i(dcache_clk), .rst_ni,
    .geometry_i(32'h3fff_ffff), .hold_i(1'b0), .idle_o(), .empty_i(1'b0), .empty_done_o(), .restart_i(1'b0),
    .req_valid_i(core_valid_i), .req_ready_o(core_ready_o), .req_i(dc_req),
    .rsp_valid_o(core_rsp_valid_o), .rsp_o(dc_rsp),
    .late_valid_o, .late_o(late), .quiet_o, .refused_o, .refused_pa_o(refused_pa_o[55:0]),
    .ptw_req_valid_i(ptw_valid_i), .ptw_req_ready_o(ptw_ready_o), .ptw_req_i(ptw_req),
    .ptw_rsp_valid_o, .ptw_rsp_o(ptw_rsp),
    .line_req_valid_o(dc_line_valid), .line_req_ready_i(dc_line_ready), .line_req_o(dc_line_req),
    .line_wvalid_o(dc_line_wvalid), .line_wready_i(dc_line_wready), .line_wdata_o(dc_line_wdata),
    .line_rsp_valid_i(dc_line_rsp_valid), .line_rsp_i(dc_line_rsp),
    .probe_valid_i(probe_valid), .probe_ready_o(probe_ready), .probe_pa_i(probe_pa),
    .probe_invalidate_i(probe_invalidate), .probe_rsp_valid_o(probe_rsp_valid),
    .probe_rsp_dirty_o(probe_rsp_dirty), .probe_rsp_here_o(probe_rsp_here), .probe_rsp_o(probe_rsp),
    .io_req_valid_o(io_valid_o), .io_req_ready_i(io_ready_i), .io_req_o(io_req),
    .io_rsp_valid_i, .io_rsp_i(io_rsp),
    .event_access_o(events_o[2]), .event_miss_o(events_o[3]), .event_writeback_o(events_o[4]),
    .event_ptw_access_o(events_o[5]), .event_ptw_miss_o(events_o[6]), .awake_o(dcache_awake)
  );

  logic l2_clk, l2_awake;
  clock_gate u_l2_clock (.clk_i, .rst_ni, .awake_i(l2_awake), .clk_o(l2_clk));

  l2 #(.Bytes(L2Bytes), .Ways(L2Ways)) u_l2 (
    .clk_i(l2_clk), .rst_ni,
    .geometry_i(32'h3fff_ffff), .hold_i(1'b0), .idle_o(), .empty_i(1'b0), .empty_done_o(), .restart_i(1'b0), .ready_o(),
    .ic_req_valid_i(ic_line_valid), .ic_req_ready_o(ic_line_ready), .ic_req_i(ic_line_req),
    .ic_rsp_valid_o(ic_line_rsp_valid), .ic_rsp_o(ic_line_rsp),
    .dc_req_valid_i(dc_line_valid), .dc_req_ready_o(dc_line_ready), .dc_req_i(dc_line_req),
    .dc_wvalid_i(dc_line_wvalid), .dc_wready_o(dc_line_wready), .dc_wdata_i(dc_line_wdata),
    .dc_rsp_valid_o(dc_line_rsp_valid), .dc_rsp_o(dc_line_rsp),
    .dma_req_valid_i(dma_valid_i), .dma_req_ready_o(dma_ready_o), .dma_req_i(dma_req),
    .dma_wvalid_i, .dma_wready_o, .dma_wdata_i, .dma_rsp_valid_o, .dma_rsp_o(dma_rsp),
    .probe_valid_o(probe_valid), .probe_ready_i(probe_ready), .probe_pa_o(probe_pa),
    .probe_invalidate_o(probe_invalidate), .probe_rsp_valid_i(probe_rsp_valid),
    .probe_rsp_dirty_i(probe_rsp_dirty), .probe_rsp_here_i(probe_rsp_here), .probe_rsp_i(probe_rsp),
    .mem_read_valid_o, .mem_read_ready_i, .mem_read_o(mem_read), .mem_rsp_valid_i, .mem_rsp_i(mem_rsp),
    .mem_write_valid_o, .mem_write_ready_i, .mem_write_o(mem_write),
    .mem_wvalid_o, .mem_wready_i, .mem_wdata_o, .mem_ack_valid_i, .mem_ack_i(mem_ack),
    .prefetch_depth_i, .awake_o(l2_awake), .lost_valid_o, .lost_pa_o(lost_pa),
    .event_access_o(events_o[7]), .event_miss_o(events_o[8]), .event_writeback_o(events_o[9]),
    .event_prefetch_o(events_o[10]), .event_useful_o(events_o[11]), .event_late_o(events_o[12]),
    .event_useless_o(events_o[13])
  );
endmodule
