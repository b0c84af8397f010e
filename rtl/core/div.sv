// SPDX-License-Identifier: Apache-2.0
// Divider of RV64M (Unprivileged 7.2): shift and subtract, one quotient bit a cycle. It starts at
// the first bit that can be set, so that it takes 2 cycles plus the difference of the operands'
// lengths. Division by zero and overflow give what table 7.1 says; both fall out of the method.
module div (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        valid_i,     // start; when idle or in the cycle of done_o
  input  logic [1:0]  funct_i,     // 0 DIV, 1 DIVU, 2 REM, 3 REMU
  input  logic        word_i,
  input  logic [63:0] a_i,
  input  logic [63:0] b_i,
  output logic        done_o,      // high in the one cycle in which result_o is right
  output logic [63:0] result_o
);
  typedef enum logic [1:0] {
    StIdle,
    StDivide,
    StResult
  } state_e;

  function automatic logic [6:0] leading_zeros(input logic [63:0] value);
    logic [63:0] rest;
    rest = value;
    leading_zeros = 7'd0;
    if (rest[63:32] == '0) begin leading_zeros += 7'd32; rest = rest << 32; end
    if (rest[63:48] == '0) begin leading_zeros += 7'd16; rest = rest << 16; end
    if (rest[63:56] == '0) begin leading_zeros += 7'd8;  rest = rest << 8;  end
    if (rest[63:60] == '0) begin leading_zeros += 7'd4;  rest = rest << 4;  end
    if (rest[63:62] == '0) begin leading_zeros += 7'd2;  rest = rest << 2;  end
    if (!rest[63])         begin leading_zeros += 7'd1;  rest = rest << 1;  end
    if (!rest[63])         leading_zeros = 7'd64;
  endfunction

  state_e      state_q;
  logic [63:0] remainder_q, divisor_q, quotient_q;
  logic [5:0]  shift_q;            // position of the quotient bit in work
  logic        want_rem_q, word_q, negate_q;

  logic        is_signed;
  logic [63:0] a, b, a_abs, b_abs; // operands at full width, then without sign
  logic        a_neg, b_neg;
  logic [6:0]  a_zeros, b_zeros;
  logic [63:0] trial;

  always_comb begin
    is_signed = !funct_i[0];
    a = a_i;
    b = b_i;
    a_abs = '0;
    b_abs = '0;
    a_neg = 1'b0;
    b_neg = 1'b0;
    a_zeros = '0;
    b_zeros = '0;
    if (valid_i) begin
      if (word_i) begin
        a = {{32{is_signed && a_i[31]}}, a_i[31:0]};
        b = {{32{is_signed && b_i[31]}}, b_i[31:0]};
      end
      a_neg = is_signed && a[63];
      b_neg = is_signed && b[63];
      a_abs = a_neg ? -a : a;
      b_abs = b_neg ? -b : b;
      a_zeros = leading_zeros(a_abs);
      b_zeros = leading_zeros(b_abs);
    end
  end

  assign trial = (state_q == StDivide) ? (divisor_q << shift_q) : 64'b0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StIdle;
    end else begin
      if (valid_i) begin
        remainder_q <= a_abs;
        divisor_q   <= b_abs;
        want_rem_q  <= funct_i[1];
        word_q      <= word_i;
        // The remainder has the dividend's sign; x / 0 is -1 whatever the signs.
        negate_q    <= funct_i[1] ? a_neg : ((a_neg ^ b_neg) && (b != '0));
        quotient_q  <= (b == '0) ? '1 : '0;
        shift_q     <= 6'(b_zeros - a_zeros);
        state_q     <= (b == '0 || a_zeros > b_zeros) ? StResult : StDivide;
      end else if (state_q == StDivide) begin
        if (remainder_q >= trial) begin
          remainder_q <= remainder_q - trial;
          quotient_q  <= (quotient_q << 1) | 64'd1;
        end else begin
          quotient_q  <= quotient_q << 1;
        end
        shift_q <= shift_q - 6'd1;
        if (shift_q == '0) state_q <= StResult;
      end else begin
        state_q <= StIdle;
      end
    end
  end

  logic [63:0] magnitude, result;

  always_comb begin
    magnitude = '0;
    result    = '0;
    result_o  = '0;
    done_o    = (state_q == StResult);
    if (done_o) begin
      magnitude = want_rem_q ? remainder_q : quotient_q;
      result    = negate_q ? -magnitude : magnitude;
      result_o  = word_q ? {{32{result[31]}}, result[31:0]} : result;
    end
  end
endmodule
