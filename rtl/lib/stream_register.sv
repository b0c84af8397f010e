// SPDX-License-Identifier: Apache-2.0
// A register slice of two places: cuts every path between its two valid/ready sides, keeps full rate.
// What is accepted in one cycle is offered in the next, in order; nothing is lost or repeated.
module stream_register #(
  parameter int unsigned Width = 64
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             valid_i,
  output logic             ready_o,
  input  logic [Width-1:0] data_i,
  output logic             valid_o,
  input  logic             ready_i,
  output logic [Width-1:0] data_o
);
  if (Width == 0) begin : gen_check_width
    $error("stream_register: at least a bit");
  end

  logic             spare_valid_q;
  logic [Width-1:0] spare_q;

  assign ready_o = !spare_valid_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_o       <= 1'b0;
      spare_valid_q <= 1'b0;
    end else if (!valid_o || ready_i) begin
      valid_o       <= spare_valid_q || valid_i;
      spare_valid_q <= 1'b0;
      if (spare_valid_q) data_o <= spare_q;
      else if (valid_i)  data_o <= data_i;
    end else if (valid_i && !spare_valid_q) begin
      spare_valid_q <= 1'b1;
      spare_q       <= data_i;
    end
  end
endmodule
