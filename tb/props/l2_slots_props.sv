// SPDX-License-Identifier: Apache-2.0
// The L2's slots (docs/l2.md). A slot is in one state; a line has one slot; memory's beats and the
// pipeline's results come to a slot that waits for them.
module l2_slots_props #(
  parameter int unsigned Slots = 4
) (
  input logic                   clk_i,
  input logic                   rst_ni,
  input logic [Slots-1:0]       probe_i,
  input logic [Slots-1:0]       fetch_i,
  input logic [Slots-1:0]       fill_i,
  input logic [Slots-1:0]       again_i,
  input logic [Slots-1:0]       put_i,
  input machine_pkg::paddr_t    pa_i [Slots],
  input logic                   begin_i,
  input logic                   beat_valid_i,
  input machine_pkg::line_rsp_t beat_i,
  input logic                   s1_put_i,
  input logic                   s1_done_i,
  input logic                   s1_fetch_i,
  input logic [$clog2(Slots)-1:0] s1_slot_i
);
  localparam int unsigned Shift = machine_pkg::LineShift;

  logic [Slots-1:0] valid;
  assign valid = probe_i | fetch_i | fill_i | again_i | put_i;

  for (genvar i = 0; i < Slots; i++) begin : gen_slot
    always_ff @(posedge clk_i) if (rst_ni && valid[i]) begin
      one_state: assert ($onehot({probe_i[i], fetch_i[i], fill_i[i], again_i[i], put_i[i]}))
        else $error("slot %0d is in two states", i);
    end
    for (genvar j = 0; j < i; j++) begin : gen_pair
      always_ff @(posedge clk_i) if (rst_ni && valid[i] && valid[j]) begin
        one_slot_a_line: assert (pa_i[i][55:Shift] != pa_i[j][55:Shift])
          else $error("slots %0d and %0d have one line", i, j);
      end
    end
  end

  always_ff @(posedge clk_i) if (rst_ni) begin
    if (begin_i)
      begins_in_a_free_slot: assert (valid != '1)
        else $error("a slot was begun, and none is free");
    if (beat_valid_i)
      beat_is_awaited: assert (32'(beat_i.id) < Slots && fill_i[beat_i.id[$clog2(Slots)-1:0]])
        else $error("a beat for a slot that waits for none");
    if (s1_put_i)
      put_is_awaited: assert (put_i[s1_slot_i])
        else $error("a line was put for a slot that had none to put");
    if (s1_done_i || s1_fetch_i)
      again_is_awaited: assert (again_i[s1_slot_i])
        else $error("a slot's request was decided that did not look up");
  end
endmodule
