// SPDX-License-Identifier: Apache-2.0
// Turns a compressed instruction of RV64C (Unprivileged 16.5 to 16.8) into the 32-bit instruction
// that does the same. What is reserved, or needs F or D, becomes 0, which decode refuses.
module rvc_expand (
  input  logic [15:0] insn_i,
  output logic [31:0] insn_o
);
  // Opcodes, with the low two bits
  localparam logic [6:0] Load   = 7'b0000011;
  localparam logic [6:0] OpImm  = 7'b0010011;
  localparam logic [6:0] OpImmW = 7'b0011011;
  localparam logic [6:0] Store  = 7'b0100011;
  localparam logic [6:0] Op     = 7'b0110011;
  localparam logic [6:0] OpW    = 7'b0111011;
  localparam logic [6:0] Lui    = 7'b0110111;
  localparam logic [6:0] Branch = 7'b1100011;
  localparam logic [6:0] Jalr   = 7'b1100111;
  localparam logic [6:0] Jal    = 7'b1101111;

  localparam logic [31:0] Illegal = 32'h0000_0000;
  localparam logic [31:0] Ebreak  = 32'h0010_0073;

  localparam logic [4:0] Zero = 5'd0;
  localparam logic [4:0] Ra   = 5'd1;
  localparam logic [4:0] Sp   = 5'd2;

  logic [15:0] c;
  logic [4:0]  rd, rs2;            // full fields
  logic [4:0]  rdp, rs1p;          // the three-bit fields: x8 to x15
  logic [11:0] imm6;               // sign-extended 6-bit immediate
  logic [5:0]  shamt;
  logic [11:0] offset;             // of a load or store, or what is added to sp
  logic [20:1] j_off;
  logic [12:1] b_off;

  always_comb begin
    c      = insn_i;
    rd     = c[11:7];
    rs2    = c[6:2];
    rdp    = {2'b01, c[4:2]};
    rs1p   = {2'b01, c[9:7]};
    imm6   = {{7{c[12]}}, c[6:2]};
    shamt  = {c[12], c[6:2]};
    offset = '0;
    j_off  = '0;
    b_off  = '0;

    insn_o = Illegal;
    case ({c[1:0], c[15:13]})
      // Quadrant 0
      5'b00_000: begin                                                             // C.ADDI4SPN
        offset = {2'b0, c[10:7], c[12:11], c[5], c[6], 2'b0};
        if (offset != '0) insn_o = {offset, Sp, 3'b000, rdp, OpImm};
      end
      5'b00_010: begin                                                             // C.LW
        offset = {5'b0, c[5], c[12:10], c[6], 2'b0};
        insn_o = {offset, rs1p, 3'b010, rdp, Load};
      end
      5'b00_011: begin                                                             // C.LD
        offset = {4'b0, c[6:5], c[12:10], 3'b0};
        insn_o = {offset, rs1p, 3'b011, rdp, Load};
      end
      5'b00_110: begin                                                             // C.SW
        offset = {5'b0, c[5], c[12:10], c[6], 2'b0};
        insn_o = {offset[11:5], rdp, rs1p, 3'b010, offset[4:0], Store};
      end
      5'b00_111: begin                                                             // C.SD
        offset = {4'b0, c[6:5], c[12:10], 3'b0};
        insn_o = {offset[11:5], rdp, rs1p, 3'b011, offset[4:0], Store};
      end

      // Quadrant 1
      5'b01_000: insn_o = {imm6, rd, 3'b000, rd, OpImm};                           // C.ADDI, C.NOP
      5'b01_001: if (rd != Zero) insn_o = {imm6, rd, 3'b000, rd, OpImmW};          // C.ADDIW
      5'b01_010: insn_o = {imm6, Zero, 3'b000, rd, OpImm};                         // C.LI
      5'b01_011: if (imm6 != '0) begin
        if (rd == Sp) begin                                                        // C.ADDI16SP
          offset = {{3{c[12]}}, c[4:3], c[5], c[2], c[6], 4'b0};
          insn_o = {offset, Sp, 3'b000, Sp, OpImm};
        end else begin                                                             // C.LUI
          insn_o = {{8{imm6[11]}}, imm6, rd, Lui};
        end
      end
      5'b01_100: begin
        case (c[11:10])
          2'b00: insn_o = {6'b000000, shamt, rs1p, 3'b101, rs1p, OpImm};           // C.SRLI
          2'b01: insn_o = {6'b010000, shamt, rs1p, 3'b101, rs1p, OpImm};           // C.SRAI
          2'b10: insn_o = {imm6, rs1p, 3'b111, rs1p, OpImm};                       // C.ANDI
          default: begin
            case ({c[12], c[6:5]})
              3'b000:  insn_o = {7'b0100000, rdp, rs1p, 3'b000, rs1p, Op};         // C.SUB
              3'b001:  insn_o = {7'b0000000, rdp, rs1p, 3'b100, rs1p, Op};         // C.XOR
              3'b010:  insn_o = {7'b0000000, rdp, rs1p, 3'b110, rs1p, Op};         // C.OR
              3'b011:  insn_o = {7'b0000000, rdp, rs1p, 3'b111, rs1p, Op};         // C.AND
              3'b100:  insn_o = {7'b0100000, rdp, rs1p, 3'b000, rs1p, OpW};        // C.SUBW
              3'b101:  insn_o = {7'b0000000, rdp, rs1p, 3'b000, rs1p, OpW};        // C.ADDW
              default: insn_o = Illegal;
            endcase
          end
        endcase
      end
      5'b01_101: begin                                                             // C.J
        j_off  = {{10{c[12]}}, c[8], c[10:9], c[6], c[7], c[2], c[11], c[5:3]};
        insn_o = {j_off[20], j_off[10:1], j_off[11], j_off[19:12], Zero, Jal};
      end
      5'b01_110, 5'b01_111: begin                                                  // C.BEQZ, C.BNEZ
        b_off  = {{5{c[12]}}, c[6:5], c[2], c[11:10], c[4:3]};
        insn_o = {b_off[12], b_off[10:5], Zero, rs1p, 2'b00, c[13], b_off[4:1], b_off[11], Branch};
      end

      // Quadrant 2
      5'b10_000: insn_o = {6'b000000, shamt, rd, 3'b001, rd, OpImm};               // C.SLLI
      5'b10_010: begin                                                             // C.LWSP
        offset = {4'b0, c[3:2], c[12], c[6:4], 2'b0};
        if (rd != Zero) insn_o = {offset, Sp, 3'b010, rd, Load};
      end
      5'b10_011: begin                                                             // C.LDSP
        offset = {3'b0, c[4:2], c[12], c[6:5], 3'b0};
        if (rd != Zero) insn_o = {offset, Sp, 3'b011, rd, Load};
      end
      5'b10_100: begin
        if (!c[12]) begin
          if (rs2 != Zero)     insn_o = {7'b0, rs2, Zero, 3'b000, rd, Op};         // C.MV
          else if (rd != Zero) insn_o = {12'b0, rd, 3'b000, Zero, Jalr};           // C.JR
        end else begin
          if (rs2 != Zero)     insn_o = {7'b0, rs2, rd, 3'b000, rd, Op};           // C.ADD
          else if (rd != Zero) insn_o = {12'b0, rd, 3'b000, Ra, Jalr};             // C.JALR
          else                 insn_o = Ebreak;                                    // C.EBREAK
        end
      end
      5'b10_110: begin                                                             // C.SWSP
        offset = {4'b0, c[8:7], c[12:9], 2'b0};
        insn_o = {offset[11:5], rs2, Sp, 3'b010, offset[4:0], Store};
      end
      5'b10_111: begin                                                             // C.SDSP
        offset = {3'b0, c[9:7], c[12:10], 3'b0};
        insn_o = {offset[11:5], rs2, Sp, 3'b011, offset[4:0], Store};
      end
      default:   insn_o = Illegal;
    endcase
  end
endmodule
