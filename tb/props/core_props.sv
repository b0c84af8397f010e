// SPDX-License-Identifier: Apache-2.0
// What the core promises of its data requests and fences (docs/architecture.md, the core side of
// memsys). The byte enables are a run of bytes that begins at the address; only loads and stores have
// misaligned parts, and an atomic is a whole word or doubleword. A fence stays until it is done, and
// comes alone: no data request is outstanding or presented.
module core_props (
  input logic                    clk_i,
  input logic                    rst_ni,
  input logic                    data_valid_i,
  input logic                    data_accept_i,
  input logic                    data_answer_i,
  input machine_pkg::mem_op_e    data_op_i,
  input logic [7:0]              data_be_i,
  input logic [2:0]              offset_i,   // of the address in its doubleword
  input logic                    misaligned_i,
  input logic                    fence_valid_i,
  input logic                    fence_ready_i,
  input machine_pkg::fence_req_t fence_i
);
  logic       outstanding_q, plain;
  logic [7:0] run;                           // the bytes from the address on, from bit 0
  assign plain = data_op_i == machine_pkg::MemLoad || data_op_i == machine_pkg::MemStore
              || data_op_i == machine_pkg::MemProbe || machine_pkg::op_on_line(data_op_i);
  assign run   = data_be_i >> offset_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) outstanding_q <= 1'b0;
    else         outstanding_q <= data_accept_i || (outstanding_q && !data_answer_i);
  end

  stays_props #(.Width($bits(machine_pkg::fence_req_t))) u_fence (
    .clk_i, .rst_ni,
    .valid_i  (fence_valid_i),
    .ready_i  (fence_ready_i),
    .payload_i(fence_i),
    .steady_i (1'b1),
    .drop_i   (1'b0)
  );

  always_ff @(posedge clk_i) if (rst_ni) begin
    if (data_valid_i)
      bytes_are_a_run_from_the_address: assert (run[0] && (run & (run + 8'd1)) == '0
                                                && (run << offset_i) == data_be_i)
        else $error("byte enables that are not a run from the address");
    if (data_valid_i && !plain)
      atomics_are_aligned: assert (!misaligned_i && (run == 8'h0f || run == 8'hff)
                                   && offset_i[1:0] == '0)
        else $error("an atomic access that is not an aligned word or doubleword");
    if (fence_valid_i)
      fence_comes_alone: assert (!data_valid_i && !outstanding_q)
        else $error("a fence beside a data request");
  end
endmodule
