// SPDX-License-Identifier: Apache-2.0
// stream_register is a queue of two: what is accepted is offered in the next cycle at the latest, in order, nothing is lost,
// repeated or changed, and an offer stays until it is taken. Shown against a queue of the textbook, for any behaviour of both
// sides, by induction.
//
// leaf: rtl/lib/stream_register.sv
// peek: spare_valid dut.spare_valid_q
// peek: spare dut.spare_q
// mutant: s/else if (valid_i && !spare_valid_q)/else if (valid_i)/
// mutant: s/if (spare_valid_q) data_o <= spare_q;/if (spare_valid_q \&\& !valid_i) data_o <= spare_q;/
// mutant: s/valid_o       <= spare_valid_q || valid_i;/valid_o       <= valid_i;/
// mutant: s/end else if (!valid_o || ready_i) begin/end else if (ready_i || valid_i) begin/
module stream_register_formal (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       valid_i,
  input logic       ready_i,
  input logic [3:0] data_i
);
  logic       ready_o, valid_o;
  logic [3:0] data_o;
  stream_register #(.Width(4)) dut (.clk_i, .rst_ni, .valid_i, .ready_o, .data_i, .valid_o, .ready_i, .data_o);

  logic       spare_valid;
  logic [3:0] spare;

  logic       started = 1'b0;
  always_ff @(posedge clk_i) started <= 1'b1;
  always_comb assume (rst_ni == started);

  logic [1:0] count;
  logic [3:0] first, second;
  logic       put, take;
  assign put  = valid_i && ready_o;
  assign take = valid_o && ready_i;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count <= 2'd0;
    end else begin
      count <= count + {1'b0, put} - {1'b0, take};
      if (take) first <= second;
      if (put && count == {1'b0, take}) first <= data_i;
      else if (put) second <= data_i;
    end
  end

  always_comb begin
    if (rst_ni) begin
      assert (count <= 2'd2);
      assert (valid_o == (count != 2'd0));
      assert (ready_o == (count != 2'd2));
      assert (!valid_o || data_o == first);
      assert (spare_valid == (count == 2'd2));
      assert (!spare_valid || spare == second);
    end
  end
endmodule
