// SPDX-License-Identifier: Apache-2.0
// Where the properties watch the caches, each at its own end of its ports: the first level's towards
// the MMU and towards the L2, the device port, the L2's towards both L1s, DMA and memory. Only DMA has
// byte enables.

// ---------------------------------------------------------------------------------------------
// Instruction cache. A fetch may be withdrawn (docs/architecture.md), and is dropped by a kill.
bind icache handshake_props u_fetch_props (
  .clk_i, .rst_ni,
  .valid_i  (req_valid_i),
  .ready_i  (req_ready_o),
  .payload_i(1'b0),
  .steady_i (1'b0),
  .answer_i (rsp_valid_o),
  .drop_i   (kill_i)
);
bind icache line_props #(.Ids(Fills), .AnswerWrites(1'b0)) u_line_props (
  .clk_i, .rst_ni,
  .req_valid_i(line_req_valid_o),
  .req_ready_i(line_req_ready_i),
  .req_i      (line_req_o),
  .steady_i   (1'b1),
  .wvalid_i   (1'b0),
  .wready_i   (1'b0),
  .wdata_i    ('0),
  .rsp_valid_i(line_rsp_valid_i),
  .rsp_i      (line_rsp_i)
);

// ---------------------------------------------------------------------------------------------
// Data cache. A write-back gives way to a read, and to a probe that takes its line.
bind dcache handshake_props u_core_props (
  .clk_i, .rst_ni,
  .valid_i  (req_valid_i),
  .ready_i  (req_ready_o),
  .payload_i(1'b0),
  .steady_i (1'b0),
  .answer_i (rsp_valid_o),
  .drop_i   (1'b0)
);
bind dcache handshake_props #(.Width($bits(machine_pkg::ptw_req_t))) u_ptw_props (
  .clk_i, .rst_ni,
  .valid_i  (ptw_req_valid_i),
  .ready_i  (ptw_req_ready_o),
  .payload_i(ptw_req_i),
  .steady_i (1'b0),
  .answer_i (ptw_rsp_valid_o),
  .drop_i   (1'b0)
);
bind dcache line_props #(.Ids(Fills), .AnswerWrites(1'b0)) u_line_props (
  .clk_i, .rst_ni,
  .req_valid_i(line_req_valid_o),
  .req_ready_i(line_req_ready_i),
  .req_i      (line_req_o),
  .steady_i   (line_req_o.op != machine_pkg::LineWrite),
  .wvalid_i   (line_wvalid_o),
  .wready_i   (line_wready_i),
  .wdata_i    (line_wdata_o),
  .rsp_valid_i(line_rsp_valid_i),
  .rsp_i      (line_rsp_i)
);
bind dcache probe_props u_probe_props (
  .clk_i, .rst_ni,
  .valid_i     (probe_valid_i),
  .ready_i     (probe_ready_o),
  .pa_i        (probe_pa_i),
  .invalidate_i(probe_invalidate_i),
  .rsp_valid_i (probe_rsp_valid_o),
  .rsp_dirty_i (probe_rsp_dirty_o),
  .rsp_last_i  (probe_rsp_o.last)
);
bind dcache handshake_props #(.Width($bits(machine_pkg::io_req_t))) u_io_props (
  .clk_i, .rst_ni,
  .valid_i  (io_req_valid_o),
  .ready_i  (io_req_ready_i),
  .payload_i(io_req_o),
  .steady_i (1'b1),
  .answer_i (io_rsp_valid_i),
  .drop_i   (1'b0)
);

// ---------------------------------------------------------------------------------------------
// L2. Memory is read and written by different ports, and a write is acknowledged by its ID.
bind l2 line_props #(.Ids(Slots), .AnswerWrites(1'b0)) u_read_props (
  .clk_i, .rst_ni,
  .req_valid_i(mem_read_valid_o),
  .req_ready_i(mem_read_ready_i),
  .req_i      (mem_read_o),
  .steady_i   (1'b1),
  .wvalid_i   (1'b0),
  .wready_i   (1'b0),
  .wdata_i    ('0),
  .rsp_valid_i(mem_rsp_valid_i),
  .rsp_i      (mem_rsp_i)
);
bind l2 line_write_props #(.Ids(4)) u_write_props (
  .clk_i, .rst_ni,
  .req_valid_i(mem_write_valid_o),
  .req_ready_i(mem_write_ready_i),
  .req_i      (mem_write_o),
  .wvalid_i   (mem_wvalid_o),
  .wready_i   (mem_wready_i),
  .wdata_i    (mem_wdata_o),
  .ack_valid_i(mem_ack_valid_i),
  .ack_id_i   (mem_ack_i.id)
);
bind l2 line_props u_dma_props (
  .clk_i, .rst_ni,
  .req_valid_i(dma_req_valid_i),
  .req_ready_i(dma_req_ready_o),
  .req_i      (dma_req_i),
  .steady_i   (1'b1),
  .wvalid_i   (dma_wvalid_i),
  .wready_i   (dma_wready_o),
  .wdata_i    (dma_wdata_i),
  .rsp_valid_i(dma_rsp_valid_o),
  .rsp_i      (dma_rsp_o)
);
bind l2 line_props #(.Ids(4), .AnswerWrites(1'b0)) u_dc_props (
  .clk_i, .rst_ni,
  .req_valid_i(dc_req_valid_i),
  .req_ready_i(dc_req_ready_o),
  .req_i      (dc_req_i),
  .steady_i   (dc_req_i.op != machine_pkg::LineWrite),
  .wvalid_i   (dc_wvalid_i),
  .wready_i   (dc_wready_o),
  .wdata_i    (dc_wdata_i),
  .rsp_valid_i(dc_rsp_valid_o),
  .rsp_i      (dc_rsp_o)
);
bind l2 line_props #(.Ids(4), .AnswerWrites(1'b0)) u_ic_props (
  .clk_i, .rst_ni,
  .req_valid_i(ic_req_valid_i),
  .req_ready_i(ic_req_ready_o),
  .req_i      (ic_req_i),
  .steady_i   (1'b1),
  .wvalid_i   (1'b0),
  .wready_i   (1'b0),
  .wdata_i    ('0),
  .rsp_valid_i(ic_rsp_valid_o),
  .rsp_i      (ic_rsp_o)
);
bind l2 probe_props u_probe_props (
  .clk_i, .rst_ni,
  .valid_i     (probe_valid_o),
  .ready_i     (probe_ready_i),
  .pa_i        (probe_pa_o),
  .invalidate_i(probe_invalidate_o),
  .rsp_valid_i (probe_rsp_valid_i),
  .rsp_dirty_i (probe_rsp_dirty_i),
  .rsp_last_i  (probe_rsp_i.last)
);

bind l2_slots l2_slots_props #(.Slots(Slots)) u_props (
  .clk_i, .rst_ni,
  .probe_i(probe_q), .fetch_i(fetch_q), .fill_i(fill_q), .again_i(again_q), .put_i(put_q),
  .pa_i(pa_q), .begin_i, .beat_valid_i, .beat_i, .s1_put_i, .s1_done_i, .s1_fetch_i, .s1_slot_i
);
bind l2_writeback l2_writeback_props #(.Buffers(Buffers)) u_props (
  .clk_i, .rst_ni, .busy_i(busy_q), .pa_i(pa_q), .evict_i, .buffer_i(take_q)
);
bind l2_tags l2_tags_props #(.Ways(Ways)) u_props (
  .clk_i, .rst_ni, .s1_i, .hit_ways_i(hit_ways), .use_i, .put_i, .hit_i(hit_o)
);
bind l2 l2_pipe_props u_pipe_props (
  .clk_i, .rst_ni,
  .s1_i(s1_q), .look_i(s1_look_q), .src_i(s1_src_q), .req_i(s1_req_q),
  .dc_valid_i(dc_req_valid_i), .dc_req_i, .ic_valid_i(ic_req_valid_i), .ic_req_i, .dma_ready_i(dma_ready),
  .begin_i(begins), .back_busy_i(back_busy), .back_pa_i(back_pa), .back_ready_i(back_ready),
  .probe_valid_i(probe_valid_o), .probe_pa_i(probe_pa_o),
  .read_valid_i(mem_read_valid_o), .read_pa_i(mem_read_o.pa),
  .wb_busy_i(u_writeback.busy_q), .wb_pa_i(u_writeback.pa_q)
);

// ---------------------------------------------------------------------------------------------
// First level: sets, and that what waits moves
bind l1_sets l1_ways_props #(.Ways(Ways)) u_ways_props (
  .clk_i, .rst_ni, .s1_i, .hit_ways_i(hit_ways)
);
bind dcache progress_props u_core_progress (
  .clk_i, .rst_ni,
  .waits_i(req_valid_i || core_busy),
  .moves_i((req_valid_i && req_ready_o) || core_ends)
);
bind dcache progress_props u_ptw_progress (
  .clk_i, .rst_ni,
  .waits_i(ptw_req_valid_i || ptw_busy),
  .moves_i((ptw_req_valid_i && ptw_req_ready_o) || ptw_rsp_valid_o)
);
bind icache progress_props u_fetch_progress (
  .clk_i, .rst_ni,
  .waits_i(req_valid_i || slot_q != SlIdle),
  .moves_i((req_valid_i && req_ready_o) || rsp_valid_o || kill_i)
);

// ---------------------------------------------------------------------------------------------
// Events, made again from what the ports show
bind icache fetch_traffic_props #(.Sets(Sets), .Ways(Ways)) u_traffic_props (
  .clk_i, .rst_ni,
  .last_set_i    (last_set),
  .accept_i      (req_valid_i && req_ready_o),
  .pa_i          (req_pa_i),
  .clear_i       (invalidate_valid_i),
  .vacate_i      (alloc),
  .vacate_way_i  (s1_victim),
  .install_i     (install),
  .install_line_i(done_pa[55:Shift]),
  .install_way_i (done_way),
  .s1_line_i     (s1_pa[55:Shift]),
  .event_access_i(event_access_o),
  .event_miss_i  (event_miss_o)
);
bind dcache data_traffic_props #(.Sets(Sets), .Ways(Ways)) u_traffic_props (
  .clk_i, .rst_ni,
  .last_set_i        (last_set),
  .clear_i           (restart_i),
  .core_accept_i     (req_valid_i && req_ready_o),
  .core_pa_i         (req_i.pa),
  .core_writes_i     (machine_pkg::op_writes(req_i.op)),
  .ptw_accept_i      (ptw_req_valid_i && ptw_req_ready_o),
  .ptw_pa_i          (ptw_req_i.pa),
  .ptw_cas_i         (ptw_req_i.cas),
  .s1_core_i         (s1_core),
  .s1_ptw_i          (s1_ptw),
  .s1_i              (s1_valid),
  .s1_line_i         (s1_pa[55:Shift]),
  .forget_i          (forget),
  .vacate_i          (alloc || drop),
  .vacate_way_i      (victim),
  .install_i         (install),
  .install_line_i    (come_pa[55:Shift]),
  .install_way_i     (come_way),
  .write_accept_i    (line_req_valid_o && line_req_ready_i && line_req_o.op == machine_pkg::LineWrite),
  .lend_i            (lend),
  .wb_busy_i         (u_out.busy_q),
  .event_access_i    (event_access_o),
  .event_miss_i      (event_miss_o),
  .event_ptw_access_i(event_ptw_access_o),
  .event_ptw_miss_i  (event_ptw_miss_o),
  .event_writeback_i (event_writeback_o)
);
bind l2 l2_traffic_props #(.Sets(Sets), .Ways(Ways)) u_traffic_props (
  .clk_i, .rst_ni,
  .last_set_i       (last_set),
  .clear_i          (restart_i),
  .vacate_i         (empties && evict),
  .ic_accept_i      (ic_req_valid_i && ic_req_ready_o),
  .dc_accept_i      (dc_req_valid_i && dc_req_ready_o),
  .dc_op_i          (dc_req_i.op),
  .dma_accept_i     (dma_start),
  .s1_i             (s1_q),
  .s1_line_i        (s1_req_q.pa[55:Shift]),
  .look_i           (s1_look_q),
  .prefetch_i       (is_prefetch && begins),
  .slot_dirty_i     (slot_dirty),
  .slot_fails_i     (fails),
  .slot_absent_i    (slot_absent),
  .put_i            (puts),
  .put_way_i        (way),
  .read_accept_i    (mem_read_valid_o && mem_read_ready_i),
  .write_accept_i   (mem_write_valid_o && mem_write_ready_i),
  .wb_busy_i        (wb_busy),
  .event_access_i   (event_access_o),
  .event_miss_i     (event_miss_o),
  .event_writeback_i(event_writeback_o),
  .event_prefetch_i (event_prefetch_o)
);
