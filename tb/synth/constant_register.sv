// SPDX-License-Identifier: Apache-2.0
// expect: not ok constant_register.count_q: a register that is constant: bits 3
// Its upper bit is never anything but what reset makes it.
module constant_register (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic [3:0] data_i,
  output logic       any_o
);
  logic [3:0] count_q;
  assign any_o = ^count_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) count_q <= '0;
    else         count_q <= {1'b0, data_i[2:0]};
  end
endmodule
