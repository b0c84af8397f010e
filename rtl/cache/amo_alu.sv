// SPDX-License-Identifier: Apache-2.0
// What a store, SC or AMO leaves in a doubleword (Unprivileged ISA, chapter 8). Operands are in
// doubleword lanes; the byte enables say which bytes change. An AMO acts on an aligned word or
// doubleword: 4 or 8 enabled bytes.
module amo_alu (
  input  logic                 valid_i,
  input  machine_pkg::mem_op_e op_i,
  input  logic [7:0]           be_i,
  input  machine_pkg::dword_t  old_i,
  input  machine_pkg::dword_t  operand_i,
  output machine_pkg::dword_t  new_o
);
  logic [63:0] mask;
  logic [63:0] result;
  logic [63:0] a, b, sum;
  logic        upper, is_amo, is_signed, less;

  always_comb begin
    for (int unsigned i = 0; i < 8; i++) mask[8*i +: 8] = {8{be_i[i]}};

    is_amo    = (op_i != machine_pkg::MemStore) && (op_i != machine_pkg::MemSc)
             && (op_i != machine_pkg::MemAmoSwap);
    upper     = !be_i[0];
    is_signed = (op_i == machine_pkg::MemAmoMin) || (op_i == machine_pkg::MemAmoMax);
    a         = '0;
    b         = '0;
    sum       = '0;
    less      = 1'b0;
    result    = operand_i;
    if (valid_i && is_amo) begin
      // A word is moved to the upper half of both operands: carries and signs then fall out alike
      // for both sizes, because the lower half is zero.
      a = old_i & mask;
      b = operand_i & mask;
      if (!upper && !be_i[4]) begin
        a = {a[31:0], 32'b0};
        b = {b[31:0], 32'b0};
      end
      sum  = a + b;
      less = (is_signed && a[63] != b[63]) ? a[63] : (a < b);
      unique case (op_i)
        machine_pkg::MemAmoAdd: result = sum;
        machine_pkg::MemAmoXor: result = a ^ b;
        machine_pkg::MemAmoAnd: result = a & b;
        machine_pkg::MemAmoOr:  result = a | b;
        machine_pkg::MemAmoMin, machine_pkg::MemAmoMinu: result = less ? a : b;
        default:                result = less ? b : a;   // the maxima
      endcase
      if (!upper && !be_i[4]) result = {32'b0, result[63:32]};
    end
    new_o = (old_i & ~mask) | (result & mask);
  end
endmodule
