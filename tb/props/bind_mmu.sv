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
bind mmu fill_props u_fill_props (
  .clk_i, .rst_ni,
  .taken_i     (walk_ask && walk_ready),
  .vpn_i       (ask.va[riscv_pkg::VaWidth-1:riscv_pkg::PageShift]),
  .asid_i      (satp.asid),
  .mode_i      (mode.mode),
  .data_i      (data_miss),
  .kill_i      (fence || pmp_changed_i),
  .end_i       (walk_end),
  .end_killed_i(walk_killed),
  .end_fault_i (walk_fault != machine_pkg::FaultNone),
  .fill_fetch_i(u_fetch.u_tlb.fill_valid_i),
  .fill_data_i (u_data.u_tlb.fill_valid_i),
  .fill_second_i(walk_good),
  .fill_vpn_i  (fill_tag.vpn),
  .fill_asid_i (fill_tag.asid),
  .fill_mode_i (fill_tag.mode)
);
// A fetch may be redirected for ever, and is another one then.
bind mmu progress_props u_fetch_progress (
  .clk_i, .rst_ni,
  .waits_i(fetch_req_valid_i && !fetch_kill_i),
  .moves_i(fetch_req_ready_o)
);
bind mmu progress_props u_data_progress (
  .clk_i, .rst_ni,
  .waits_i(data_req_valid_i),
  .moves_i(data_req_ready_o)
);
bind mmu progress_props u_walk_progress (
  .clk_i, .rst_ni,
  .waits_i(walk_active),
  .moves_i(walk_end)
);
