// SPDX-License-Identifier: Apache-2.0
// Integer arithmetic, logic and shifts of RV64I (Unprivileged 2.4, 5.2), in one cycle.
module alu (
  input  core_pkg::alu_op_e op_i,
  input  logic              word_i,   // ADDW and its kin: 32 bits, sign-extended
  input  logic [63:0]       a_i,
  input  logic [63:0]       b_i,
  output logic [63:0]       result_o
);
  logic [63:0] full;
  logic [5:0]  shamt;
  logic [63:0] shift_in;

  always_comb begin
    shamt = word_i ? {1'b0, b_i[4:0]} : b_i[5:0];
    // What a right shift moves: 32-bit shifts bring their own sign or zeros from above.
    shift_in = a_i;
    if (word_i) begin
      shift_in = (op_i == core_pkg::AluSra) ? {{32{a_i[31]}}, a_i[31:0]} : {32'b0, a_i[31:0]};
    end

    case (op_i)
      core_pkg::AluAdd:  full = a_i + b_i;
      core_pkg::AluSub:  full = a_i - b_i;
      core_pkg::AluSll:  full = a_i << shamt;
      core_pkg::AluSlt:  full = {63'b0, $signed(a_i) < $signed(b_i)};
      core_pkg::AluSltu: full = {63'b0, a_i < b_i};
      core_pkg::AluXor:  full = a_i ^ b_i;
      core_pkg::AluSrl:  full = shift_in >> shamt;
      core_pkg::AluSra:  full = $signed(shift_in) >>> shamt;
      core_pkg::AluOr:   full = a_i | b_i;
      core_pkg::AluAnd:  full = a_i & b_i;
      default:           full = '0;
    endcase

    result_o = word_i ? {{32{full[31]}}, full[31:0]} : full;
  end
endmodule
