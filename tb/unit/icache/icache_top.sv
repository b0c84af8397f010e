// SPDX-License-Identifier: Apache-2.0
// The instruction cache with plain ports, for its bench.
module icache_top #(
  parameter int unsigned Bytes = 32768,
  parameter int unsigned Ways  = 8
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        fetch_valid_i,
  output logic        fetch_ready_o,
  input  logic [63:0] fetch_pa_i,
  input  logic        fetch_kill_i,
  output logic        fetch_rsp_valid_o,
  output logic        fetch_rsp_err_o,
  output logic [63:0] fetch_rsp_data_o,
  input  logic        invalidate_valid_i,
  output logic        invalidate_ready_o,
  output logic        line_valid_o,
  input  logic        line_ready_i,
  output logic [1:0]  line_op_o,
  output logic [3:0]  line_id_o,
  output logic [63:0] line_pa_o,
  input  logic        line_rsp_valid_i,
  input  logic [3:0]  line_rsp_id_i,
  input  logic        line_rsp_last_i,
  input  logic        line_rsp_err_i,
  input  logic [63:0] line_rsp_data_i,
  input  logic        prefetch_i,
  output logic        event_access_o,
  output logic        event_miss_o,
  output logic        event_prefetch_o,
  output logic        event_useful_o,
  output logic        event_late_o,
  output logic        event_useless_o
);
  machine_pkg::cache_rsp_t rsp;
  machine_pkg::line_req_t  line_req;
  machine_pkg::line_rsp_t  line_rsp;

  always_comb begin
    line_rsp      = '0;
    line_rsp.id   = line_rsp_id_i;
    line_rsp.last = line_rsp_last_i;
    line_rsp.err  = line_rsp_err_i;
    line_rsp.data = line_rsp_data_i;
  end
  assign {fetch_rsp_err_o, fetch_rsp_data_o} = {rsp.err, rsp.rdata};
  assign {line_id_o, line_op_o, line_pa_o}            = {line_req.id, line_req.op, 8'b0, line_req.pa};

  icache #(.Bytes(Bytes), .Ways(Ways)) u_icache (
    .clk_i, .rst_ni,
    .geometry_i(32'h3fff_ffff), .idle_o(),
    .req_valid_i(fetch_valid_i), .req_ready_o(fetch_ready_o), .req_pa_i(fetch_pa_i[55:0]),
    .kill_i(fetch_kill_i), .rsp_valid_o(fetch_rsp_valid_o), .rsp_o(rsp),
    .invalidate_valid_i, .invalidate_ready_o,
    .line_req_valid_o(line_valid_o), .line_req_ready_i(line_ready_i), .line_req_o(line_req),
    .line_rsp_valid_i, .line_rsp_i(line_rsp), .prefetch_i, .event_access_o, .event_miss_o,
    .event_prefetch_o, .event_useful_o, .event_late_o, .event_useless_o
  );
endmodule
