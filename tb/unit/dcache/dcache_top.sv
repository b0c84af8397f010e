// SPDX-License-Identifier: Apache-2.0
// The data cache with plain ports, for its bench.
module dcache_top #(
  parameter int unsigned Bytes = 32768,
  parameter int unsigned Ways  = 8
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
  output logic        line_valid_o,
  input  logic        line_ready_i,
  output logic [1:0]  line_op_o,
  output logic [3:0]  line_id_o,
  output logic [63:0] line_pa_o,
  output logic        line_wvalid_o,
  input  logic        line_wready_i,
  output logic [63:0] line_wdata_o,
  input  logic        line_rsp_valid_i,
  input  logic [3:0]  line_rsp_id_i,
  input  logic        line_rsp_last_i,
  input  logic        line_rsp_err_i,
  input  logic [63:0] line_rsp_data_i,
  input  logic        probe_valid_i,
  output logic        probe_ready_o,
  input  logic [63:0] probe_pa_i,
  input  logic        probe_invalidate_i,
  output logic        probe_rsp_valid_o,
  output logic        probe_rsp_dirty_o,
  output logic        probe_rsp_here_o,
  output logic        probe_rsp_last_o,
  output logic [63:0] probe_rsp_data_o,
  output logic        io_valid_o,
  input  logic        io_ready_i,
  output logic        io_write_o,
  output logic [7:0]  io_be_o,
  output logic [63:0] io_pa_o,
  output logic [63:0] io_wdata_o,
  input  logic        io_rsp_valid_i,
  input  logic        io_rsp_err_i,
  input  logic [63:0] io_rsp_data_i,
  output logic        event_access_o,
  output logic        event_miss_o,
  output logic        event_writeback_o,
  output logic        event_ptw_access_o,
  output logic        event_ptw_miss_o
);
  machine_pkg::dcache_req_t req;
  machine_pkg::ptw_req_t    ptw_req;
  machine_pkg::cache_rsp_t  rsp, ptw_rsp, io_rsp;
  machine_pkg::late_rsp_t   late;
  machine_pkg::line_req_t   line_req;
  machine_pkg::line_rsp_t   line_rsp, probe_rsp;
  machine_pkg::io_req_t     io_req;

  always_comb begin
    req              = '0;
    req.op           = machine_pkg::mem_op_e'(core_op_i);
    req.be           = core_be_i;
    req.pa           = core_pa_i[55:0];
    req.wdata        = core_wdata_i;
    req.early        = core_early_i;
    req.pbmt         = core_pbmt_i;
    req.id           = core_id_i;
    ptw_req          = '0;
    ptw_req.cas      = ptw_cas_i;
    ptw_req.pa       = ptw_pa_i[55:0];
    ptw_req.expected = ptw_expected_i;
    ptw_req.desired  = ptw_desired_i;
    line_rsp         = '0;
    line_rsp.id      = line_rsp_id_i;
    line_rsp.last    = line_rsp_last_i;
    line_rsp.err     = line_rsp_err_i;
    line_rsp.data    = line_rsp_data_i;
    io_rsp           = '0;
    io_rsp.err       = io_rsp_err_i;
    io_rsp.rdata     = io_rsp_data_i;
  end
  assign {core_rsp_late_o, core_rsp_err_o, core_rsp_data_o} = {rsp.late, rsp.err, rsp.rdata};
  assign {late_id_o, late_err_o, late_data_o}  = {late.id, late.err, late.rdata};
  assign refused_pa_o[63:56]                   = '0;
  assign {ptw_rsp_err_o, ptw_rsp_data_o}       = {ptw_rsp.err, ptw_rsp.rdata};
  assign {line_id_o, line_op_o, line_pa_o}              = {line_req.id, line_req.op, 8'b0, line_req.pa};
  assign {probe_rsp_last_o, probe_rsp_data_o}  = {probe_rsp.last, probe_rsp.data};
  assign {io_write_o, io_be_o, io_pa_o, io_wdata_o} =
      {io_req.write, io_req.be, 8'b0, io_req.pa, io_req.wdata};

  logic dcache_clk, dcache_awake;
  clock_gate u_dcache_clock (.clk_i, .rst_ni, .awake_i(dcache_awake), .clk_o(dcache_clk));

  dcache #(.Bytes(Bytes), .Ways(Ways)) u_dcache (
    .clk_i(dcache_clk), .rst_ni,
    .geometry_i(32'h3fff_ffff), .hold_i(1'b0), .idle_o(), .empty_i(1'b0), .empty_done_o(), .restart_i(1'b0),
    .req_valid_i(core_valid_i), .req_ready_o(core_ready_o), .req_i(req),
    .rsp_valid_o(core_rsp_valid_o), .rsp_o(rsp),
    .late_valid_o, .late_o(late), .quiet_o, .refused_o, .refused_pa_o(refused_pa_o[55:0]),
    .ptw_req_valid_i(ptw_valid_i), .ptw_req_ready_o(ptw_ready_o), .ptw_req_i(ptw_req),
    .ptw_rsp_valid_o, .ptw_rsp_o(ptw_rsp),
    .line_req_valid_o(line_valid_o), .line_req_ready_i(line_ready_i), .line_req_o(line_req),
    .line_wvalid_o, .line_wready_i, .line_wdata_o, .line_rsp_valid_i, .line_rsp_i(line_rsp),
    .probe_valid_i, .probe_ready_o, .probe_pa_i(probe_pa_i[55:0]), .probe_invalidate_i,
    .probe_rsp_valid_o, .probe_rsp_dirty_o, .probe_rsp_here_o, .probe_rsp_o(probe_rsp),
    .io_req_valid_o(io_valid_o), .io_req_ready_i(io_ready_i), .io_req_o(io_req),
    .io_rsp_valid_i, .io_rsp_i(io_rsp),
    .event_access_o, .event_miss_o, .event_writeback_o, .event_ptw_access_o, .event_ptw_miss_o,
    .awake_o(dcache_awake)
  );
endmodule
