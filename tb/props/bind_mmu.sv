// SPDX-License-Identifier: Apache-2.0
// Where the properties watch the MMU: the core's side, where requests may be withdrawn or changed, and
// its ports into the caches, which follow them.
bind mmu handshake_props u_fetch_props (
  .clk_i, .rst_ni,
  .valid_i  (fetch_req_valid_i),
  .ready_i  (fetch_req_ready_o),
  .payload_i(1'b0),
  .steady_i (1'b0),
  .answer_i (fetch_rsp_valid_o),
  .drop_i   (fetch_kill_i)
);
bind mmu handshake_props u_data_props (
  .clk_i, .rst_ni,
  .valid_i  (data_req_valid_i),
  .ready_i  (data_req_ready_o),
  .payload_i(1'b0),
  .steady_i (1'b0),
  .answer_i (data_rsp_valid_o),
  .drop_i   (1'b0)
);
bind mmu handshake_props u_ic_props (
  .clk_i, .rst_ni,
  .valid_i  (ic_req_valid_o),
  .ready_i  (ic_req_ready_i),
  .payload_i(1'b0),
  .steady_i (1'b0),
  .answer_i (ic_rsp_valid_i),
  .drop_i   (ic_kill_o)
);
bind mmu handshake_props u_dc_props (
  .clk_i, .rst_ni,
  .valid_i  (dc_req_valid_o),
  .ready_i  (dc_req_ready_i),
  .payload_i(1'b0),
  .steady_i (1'b0),
  .answer_i (dc_rsp_valid_i),
  .drop_i   (1'b0)
);
bind mmu walk_props u_walk_props (
  .clk_i, .rst_ni,
  .events_i(events_o),
  .told_i  (walk_valid_o)
);
bind translate lookup_props u_lookup_props (
  .clk_i, .rst_ni,
  .ok_i          (ok_o),
  .fault_i       (fault_o != machine_pkg::FaultNone),
  .miss_i        (miss_o),
  .paged_i,
  .accept_i,
  .walked_i      (same),
  .taken_i       (walk_taken_i),
  .event_lookup_i(event_lookup_o),
  .event_miss_i  (event_miss_o)
);
