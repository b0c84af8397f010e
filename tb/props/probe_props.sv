// SPDX-License-Identifier: Apache-2.0
// The probe of the L2 into the data cache: one at a time; it stays until it is accepted, and is
// answered by one beat that is not dirty, or by the beats of a dirty line, `last` with the last.
module probe_props (
  input logic                clk_i,
  input logic                rst_ni,
  input logic                valid_i,
  input logic                ready_i,
  input machine_pkg::paddr_t pa_i,
  input logic                invalidate_i,
  input logic                rsp_valid_i,
  input logic                rsp_dirty_i,
  input logic                rsp_last_i
);
  localparam int unsigned BeatWidth = $clog2(machine_pkg::LineBeats);

  handshake_props #(.Width(1 + riscv_pkg::PaWidth)) u_handshake (
    .clk_i, .rst_ni, .valid_i, .ready_i,
    .payload_i({invalidate_i, pa_i}),
    .steady_i (1'b1),
    .answer_i (rsp_valid_i && rsp_last_i),
    .drop_i   (1'b0)
  );

  logic [BeatWidth-1:0] beat_q;              // of a dirty line

  always_ff @(posedge clk_i) begin
    if (!rst_ni)          beat_q <= '0;
    else if (rsp_valid_i) beat_q <= rsp_last_i ? '0 : beat_q + 1'b1;
  end

  always_ff @(posedge clk_i) if (rst_ni) begin
    if (rsp_valid_i)
      answer_has_its_beats: assert (rsp_last_i == (rsp_dirty_i ? beat_q == '1 : beat_q == '0))
        else $error("the beat marked as the last of a probe's answer is not its last");
  end
endmodule
