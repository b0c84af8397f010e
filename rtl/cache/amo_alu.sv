// SPDX-License-Identifier: Apache-2.0
// What a store, SC or AMO leaves in a doubleword (Unprivileged ISA, chapter 8). Operands are in
// doubleword lanes; the byte enables say which bytes change. An AMO acts on an aligned word or
// doubleword: 4 or 8 enabled bytes.
module amo_alu (
  input  logic                 valid_i,   // the result is wanted in this cycle
  input  machine_pkg::mem_op_e op_i,
  input  logic [7:0]           be_i,
  input  machine_pkg::dword_t  old_i,
  input  machine_pkg::dword_t  operand_i,
  output machine_pkg::dword_t  new_o
);
  logic [63:0] mask, result, a, b;
  logic        low_word, is_signed, less;

  always_comb begin
    mask      = '0;
    a         = '0;
    b         = '0;
    low_word  = 1'b0;
    is_signed = 1'b0;
    less      = 1'b0;
    result    = operand_i;
    new_o     = operand_i;
    if (valid_i) begin
      if (op_i != machine_pkg::MemStore && op_i != machine_pkg::MemSc
          && op_i != machine_pkg::MemAmoSwap) begin
        // A word goes to the upper half of both operands, over zeros: there carry and sign are those
        // of a doubleword.
        low_word = !be_i[4];
        a = low_word ? {old_i[31:0], 32'b0}     : {old_i[63:32], be_i[0] ? old_i[31:0] : 32'b0};
        b = low_word ? {operand_i[31:0], 32'b0} : {operand_i[63:32], be_i[0] ? operand_i[31:0] : 32'b0};
        is_signed = (op_i == machine_pkg::MemAmoMin) || (op_i == machine_pkg::MemAmoMax);
        less      = (is_signed && a[63] != b[63]) ? a[63] : (a < b);
        unique case (op_i)
          machine_pkg::MemAmoAdd: result = a + b;
          machine_pkg::MemAmoXor: result = a ^ b;
          machine_pkg::MemAmoAnd: result = a & b;
          machine_pkg::MemAmoOr:  result = a | b;
          machine_pkg::MemAmoMin, machine_pkg::MemAmoMinu: result = less ? a : b;
          default:                result = less ? b : a;   // the maxima
        endcase
        if (low_word) result = {32'b0, result[63:32]};
      end
      new_o = result;
      if (be_i != 8'hff) begin
        for (int unsigned i = 0; i < 8; i++) mask[8*i +: 8] = {8{be_i[i]}};
        new_o = (old_i & ~mask) | (result & mask);
      end
    end
  end
endmodule
