// SPDX-License-Identifier: Apache-2.0
// Where the properties watch the walker: the question, and its port into the data cache. There a
// request stays until it is accepted, unless PMP refuses it meanwhile, or it would set what nobody
// asks for any more.
bind walker handshake_props #(.Width($bits(machine_pkg::ptw_req_t))) u_ptw_props (
  .clk_i, .rst_ni,
  .valid_i  (ptw_req_valid_o),
  .ready_i  (ptw_req_ready_i),
  .payload_i(ptw_req_o),
  .steady_i (1'b1),
  .answer_i (ptw_rsp_valid_i),
  .drop_i   ((pmp_valid_o && !pmp_ok_i) || withdrawn)
);
bind walker handshake_props u_ask_props (
  .clk_i, .rst_ni,
  .valid_i  (ask_valid_i),
  .ready_i  (ask_ready_o),
  .payload_i(1'b0),
  .steady_i (1'b0),
  .answer_i (end_valid_o),
  .drop_i   (1'b0)
);
