// SPDX-License-Identifier: Apache-2.0
// Resolves jumps: is it taken, where does it go, and was the prediction right (Unprivileged 2.5).
// An instruction that is no jump but was predicted as one is a misprediction too.
module branch (
  input  logic        is_jump_i,
  input  logic        conditional_i,
  input  logic        indirect_i,
  input  logic [2:0]  funct3_i,
  input  logic [63:0] pc_i,
  input  logic [63:0] next_i,         // address of the instruction that follows in memory
  input  logic [63:0] rs1_i,
  input  logic [63:0] rs2_i,
  input  logic [63:0] imm_i,
  input  logic        pred_taken_i,
  input  logic [63:0] pred_target_i,
  output logic        taken_o,
  output logic [63:0] target_o,       // where control goes next
  output logic        mispredict_o
);
  logic compare;

  always_comb begin
    taken_o  = 1'b0;
    target_o = next_i;
    compare  = 1'b0;
    if (is_jump_i) begin
      if (conditional_i) begin
        case (funct3_i[2:1])
          2'b00:   compare = (rs1_i == rs2_i);
          2'b10:   compare = ($signed(rs1_i) < $signed(rs2_i));
          default: compare = (rs1_i < rs2_i);
        endcase
        taken_o = compare ^ funct3_i[0];
      end else begin
        taken_o = 1'b1;
      end
      if (taken_o) begin
        target_o = indirect_i ? ((rs1_i + imm_i) & ~64'd1) : (pc_i + imm_i);
      end
    end
    mispredict_o = pred_taken_i ? (pred_target_i != target_o) : taken_o;
  end
endmodule
