// SPDX-License-Identifier: Apache-2.0
// The second-level cache with plain ports, for its bench.
module l2_top #(
  parameter int unsigned Bytes = 262144,
  parameter int unsigned Ways  = 8
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        ic_valid_i,
  output logic        ic_ready_o,
  input  logic [3:0]  ic_id_i,
  input  logic [63:0] ic_pa_i,
  output logic        ic_rsp_valid_o,
  output logic [3:0]  ic_rsp_id_o,
  output logic        ic_rsp_last_o,
  output logic        ic_rsp_err_o,
  output logic [63:0] ic_rsp_data_o,
  input  logic        dc_valid_i,
  output logic        dc_ready_o,
  input  logic [1:0]  dc_op_i,
  input  logic [3:0]  dc_id_i,
  input  logic [63:0] dc_pa_i,
  input  logic        dc_wvalid_i,
  output logic        dc_wready_o,
  input  logic [63:0] dc_wdata_i,
  output logic        dc_rsp_valid_o,
  output logic [3:0]  dc_rsp_id_o,
  output logic        dc_rsp_last_o,
  output logic        dc_rsp_err_o,
  output logic [63:0] dc_rsp_data_o,
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
  output logic        probe_valid_o,
  input  logic        probe_ready_i,
  output logic [63:0] probe_pa_o,
  output logic        probe_invalidate_o,
  input  logic        probe_rsp_valid_i,
  input  logic        probe_rsp_dirty_i,
  input  logic        probe_rsp_here_i,
  input  logic        probe_rsp_last_i,
  input  logic [63:0] probe_rsp_data_i,
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
  output logic        lost_valid_o,
  output logic [63:0] lost_pa_o,
  output logic        event_access_o,
  output logic        event_miss_o,
  output logic        event_writeback_o,
  output logic        event_prefetch_o,
  output logic        event_useful_o,
  output logic        event_late_o,
  output logic        event_useless_o
);
  machine_pkg::line_req_t ic_req, dc_req, dma_req, mem_read, mem_write;
  machine_pkg::line_rsp_t ic_rsp, dc_rsp, dma_rsp, mem_rsp, mem_ack, probe_rsp;
  machine_pkg::paddr_t    probe_pa, lost_pa;

  always_comb begin
    ic_req         = '0;
    ic_req.op      = machine_pkg::LineRead;
    ic_req.id      = ic_id_i;
    ic_req.pa      = ic_pa_i[55:0];
    dc_req         = '0;
    dc_req.op      = machine_pkg::line_op_e'(dc_op_i);
    dc_req.id      = dc_id_i;
    dc_req.pa      = dc_pa_i[55:0];
    dma_req        = '0;
    dma_req.op     = machine_pkg::line_op_e'(dma_op_i);
    dma_req.be     = dma_be_i;
    dma_req.pa     = dma_pa_i[55:0];
    mem_rsp        = '0;
    mem_rsp.id     = mem_rsp_id_i;
    mem_rsp.last   = mem_rsp_last_i;
    mem_rsp.err    = mem_rsp_err_i;
    mem_rsp.data   = mem_rsp_data_i;
    mem_ack        = '0;
    mem_ack.id     = mem_ack_id_i;
    mem_ack.err    = mem_ack_err_i;
    probe_rsp      = '0;
    probe_rsp.last = probe_rsp_last_i;
    probe_rsp.data = probe_rsp_data_i;
  end
  assign {ic_rsp_id_o, ic_rsp_last_o, ic_rsp_err_o, ic_rsp_data_o} = {ic_rsp.id, ic_rsp.last, ic_rsp.err, ic_rsp.data};
  assign {dc_rsp_id_o, dc_rsp_last_o, dc_rsp_err_o, dc_rsp_data_o} = {dc_rsp.id, dc_rsp.last, dc_rsp.err, dc_rsp.data};
  assign {dma_rsp_last_o, dma_rsp_err_o, dma_rsp_data_o} = {dma_rsp.last, dma_rsp.err, dma_rsp.data};
  assign {mem_read_id_o, mem_read_pa_o}   = {mem_read.id, 8'b0, mem_read.pa};
  assign {mem_write_id_o, mem_write_pa_o} = {mem_write.id, 8'b0, mem_write.pa};
  assign lost_pa_o            = {8'b0, lost_pa};
  assign probe_pa_o           = {8'b0, probe_pa};

  logic l2_clk, l2_awake;
  clock_gate u_l2_clock (.clk_i, .rst_ni, .awake_i(l2_awake), .clk_o(l2_clk));

  l2 #(.Bytes(Bytes), .Ways(Ways)) u_l2 (
    .clk_i(l2_clk), .rst_ni,
    .geometry_i(32'h3fff_ffff), .hold_i(1'b0), .idle_o(), .empty_i(1'b0), .empty_done_o(), .restart_i(1'b0), .ready_o(),
    .ic_req_valid_i(ic_valid_i), .ic_req_ready_o(ic_ready_o), .ic_req_i(ic_req),
    .ic_rsp_valid_o, .ic_rsp_o(ic_rsp),
    .dc_req_valid_i(dc_valid_i), .dc_req_ready_o(dc_ready_o), .dc_req_i(dc_req),
    .dc_wvalid_i, .dc_wready_o, .dc_wdata_i, .dc_rsp_valid_o, .dc_rsp_o(dc_rsp),
    .dma_req_valid_i(dma_valid_i), .dma_req_ready_o(dma_ready_o), .dma_req_i(dma_req),
    .dma_wvalid_i, .dma_wready_o, .dma_wdata_i, .dma_rsp_valid_o, .dma_rsp_o(dma_rsp),
    .probe_valid_o, .probe_ready_i, .probe_pa_o(probe_pa), .probe_invalidate_o,
    .probe_rsp_valid_i, .probe_rsp_dirty_i, .probe_rsp_here_i, .probe_rsp_i(probe_rsp),
    .mem_read_valid_o, .mem_read_ready_i, .mem_read_o(mem_read), .mem_rsp_valid_i, .mem_rsp_i(mem_rsp),
    .mem_write_valid_o, .mem_write_ready_i, .mem_write_o(mem_write),
    .mem_wvalid_o, .mem_wready_i, .mem_wdata_o, .mem_ack_valid_i, .mem_ack_i(mem_ack),
    .prefetch_depth_i, .awake_o(l2_awake), .lost_valid_o, .lost_pa_o(lost_pa),
    .event_access_o, .event_miss_o, .event_writeback_o,
    .event_prefetch_o, .event_useful_o, .event_late_o, .event_useless_o
  );
endmodule
