// SPDX-License-Identifier: Apache-2.0
// Whose turn it is on a channel that serves one slot of the L2 at a time. A slot keeps its turn until
// it wants it no more; the next is the lowest that does. `want_i` is what the slots will want in the
// next cycle, so no cycle is lost between two turns.
module l2_turn #(
  parameter int unsigned Slots = 4,
  parameter int unsigned SlotWidth = $clog2(Slots)
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 active_i,    // something may have changed
  input  logic [Slots-1:0]     want_i,
  output logic                 valid_o,
  output logic [SlotWidth-1:0] slot_o
);
  logic                 valid_q, valid_d;
  logic [SlotWidth-1:0] slot_q, slot_d;

  assign valid_o = valid_q;
  assign slot_o  = slot_q;

  always_comb begin
    valid_d = valid_q;
    slot_d  = slot_q;
    if (active_i) begin
      valid_d = (want_i != '0);
      if (!(valid_q && want_i[slot_q]))
        for (int unsigned i = Slots; i > 0; i--) if (want_i[i-1]) slot_d = SlotWidth'(i - 1);
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
      slot_q  <= '0;
    end else begin
      valid_q <= valid_d;
      slot_q  <= slot_d;
    end
  end
endmodule
