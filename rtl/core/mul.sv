// SPDX-License-Identifier: Apache-2.0
// Multiplier of RV64M (Unprivileged 7.1): four 32 x 32 products in the cycle of `valid_i`, their
// sum in the next, in which `result_o` is right. A new multiplication can start in every cycle.
module mul (
  input  logic        clk_i,
  input  logic        valid_i,
  input  logic [1:0]  funct_i,     // 0 MUL, 1 MULH, 2 MULHSU, 3 MULHU
  input  logic        word_i,      // MULW
  input  logic [63:0] a_i,
  input  logic [63:0] b_i,
  output logic [63:0] result_o
);
  logic [63:0] ll_q, lh_q, hl_q, hh_q;
  logic [63:0] fix_q;              // what signed operands take off the upper half
  logic        high_q, word_q, valid_q;

  always_ff @(posedge clk_i) begin
    valid_q <= valid_i;
    if (valid_i) begin
      ll_q   <= {32'b0, a_i[31:0]}  * {32'b0, b_i[31:0]};
      lh_q   <= {32'b0, a_i[31:0]}  * {32'b0, b_i[63:32]};
      hl_q   <= {32'b0, a_i[63:32]} * {32'b0, b_i[31:0]};
      hh_q   <= {32'b0, a_i[63:32]} * {32'b0, b_i[63:32]};
      fix_q  <= ((funct_i != 2'd3 && a_i[63]) ? b_i : 64'b0) +
                ((funct_i == 2'd1 && b_i[63]) ? a_i : 64'b0);
      high_q <= (funct_i != 2'd0);
      word_q <= word_i;
    end
  end

  logic [63:0] middle, low, high;
  logic [63:0] carry;

  always_comb begin
    middle   = '0;
    carry    = '0;
    low      = '0;
    high     = '0;
    result_o = '0;
    if (valid_q) begin
      // Sum of what falls on bits 63:32, with room for its carry
      middle = {32'b0, ll_q[63:32]} + {32'b0, lh_q[31:0]} + {32'b0, hl_q[31:0]};
      carry  = {32'b0, middle[63:32]} + {32'b0, lh_q[63:32]} + {32'b0, hl_q[63:32]};
      low    = {middle[31:0], ll_q[31:0]};
      high   = hh_q + carry - fix_q;
      if (high_q)      result_o = high;
      else if (word_q) result_o = {{32{low[31]}}, low[31:0]};
      else             result_o = low;
    end
  end
endmodule
