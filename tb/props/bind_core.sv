// SPDX-License-Identifier: Apache-2.0
// Where the properties watch the core's side of memsys. The core promises more than memsys asks for:
// its data requests and fences stay until they are accepted.
bind core handshake_props u_fetch_props (
  .clk_i, .rst_ni,
  .valid_i  (fetch_req_valid_o),
  .ready_i  (fetch_req_ready_i),
  .payload_i(1'b0),
  .steady_i (1'b0),
  .answer_i (fetch_rsp_valid_i),
  .drop_i   (fetch_kill_o)
);
bind core handshake_props #(.Width($bits(machine_pkg::data_req_t))) u_data_props (
  .clk_i, .rst_ni,
  .valid_i  (data_req_valid_o),
  .ready_i  (data_req_ready_i),
  .payload_i(data_req_o),
  .steady_i (1'b1),
  .answer_i (data_rsp_valid_i),
  .drop_i   (1'b0)
);
bind core core_props u_props (
  .clk_i, .rst_ni,
  .data_valid_i  (data_req_valid_o),
  .data_accept_i (data_req_valid_o && data_req_ready_i),
  .data_answer_i (data_rsp_valid_i),
  .data_op_i     (data_req_o.op),
  .data_be_i     (data_req_o.be),
  .offset_i      (data_req_o.va[2:0]),
  .misaligned_i  (data_req_o.misaligned),
  .fence_valid_i (fence_valid_o),
  .fence_ready_i,
  .fence_i       (fence_o)
);
