// SPDX-License-Identifier: Apache-2.0
// Decodes one 32-bit instruction of RV64IMA, Zicsr, Zifencei, Zicbom, Zicboz and the privileged set
// (Unprivileged chapter 24, Privileged chapter 5; CMO manual). What it does not know is illegal, and so is
// an instruction on cache blocks that csr does not allow; what else depends on the privilege is judged
// later, by csr.
module decode (
  input  logic [31:0]     insn_i,
  input  core_pkg::blocks_t blocks_i,      // what is allowed on cache blocks now
  output logic            illegal_o,
  output core_pkg::ctrl_t ctrl_o,
  output core_pkg::sources_t sources_o,
  output machine_pkg::mem_op_e mem_op_o,   // UnitMem
  output logic [63:0]     imm_o
);
  localparam logic [4:0] Load    = 5'b00000;
  localparam logic [4:0] MiscMem = 5'b00011;
  localparam logic [4:0] OpImm   = 5'b00100;
  localparam logic [4:0] Auipc   = 5'b00101;
  localparam logic [4:0] OpImmW  = 5'b00110;
  localparam logic [4:0] Store   = 5'b01000;
  localparam logic [4:0] Amo     = 5'b01011;
  localparam logic [4:0] Op      = 5'b01100;
  localparam logic [4:0] Lui     = 5'b01101;
  localparam logic [4:0] OpW     = 5'b01110;
  localparam logic [4:0] Branch  = 5'b11000;
  localparam logic [4:0] Jalr    = 5'b11001;
  localparam logic [4:0] Jal     = 5'b11011;
  localparam logic [4:0] System  = 5'b11100;

  logic [31:0] insn;
  logic [2:0]  funct3;
  logic [6:0]  funct7;
  logic [4:0]  rd, rs1, rs2;
  logic        rd_link, rs1_link;

  // The fields of ctrl_o and sources_o, each a variable of its own
  logic              illegal, word, a_pc, a_zero, uimm, b_imm, conditional, indirect;
  logic              csr_write, drains, serial, rd_we, rs1_used, rs2_used;
  core_pkg::unit_e   unit;
  core_pkg::alu_op_e alu_op;
  core_pkg::jump_e   jump;
  core_pkg::csr_op_e csr_op;
  core_pkg::sys_op_e sys_op;

  always_comb begin
    insn   = insn_i;
    funct3 = insn[14:12];
    funct7 = insn[31:25];
    rd     = insn[11:7];
    rs1    = insn[19:15];
    rs2    = insn[24:20];

    rd_link  = (rd  == 5'd1) || (rd  == 5'd5);
    rs1_link = (rs1 == 5'd1) || (rs1 == 5'd5);

    illegal     = 1'b0;
    word        = 1'b0;
    a_pc        = 1'b0;
    a_zero      = 1'b0;
    uimm        = 1'b0;
    b_imm       = 1'b0;
    conditional = 1'b0;
    indirect    = 1'b0;
    csr_write   = 1'b0;
    drains      = 1'b0;
    serial      = 1'b0;
    rd_we       = 1'b0;
    rs1_used    = 1'b0;
    rs2_used    = 1'b0;
    unit        = core_pkg::UnitAlu;
    alu_op      = core_pkg::AluAdd;
    jump        = core_pkg::JumpBranch;
    csr_op      = core_pkg::CsrNone;
    sys_op      = core_pkg::SysNone;
    mem_op_o      = machine_pkg::MemLoad;
    imm_o       = {{52{insn[31]}}, insn[31:20]};

    case (insn[6:2])
      Lui: begin
        rd_we  = 1'b1;
        a_zero = 1'b1;
        b_imm  = 1'b1;
        imm_o  = {{32{insn[31]}}, insn[31:12], 12'b0};
      end

      Auipc: begin
        rd_we  = 1'b1;
        a_pc   = 1'b1;
        b_imm  = 1'b1;
        imm_o  = {{32{insn[31]}}, insn[31:12], 12'b0};
      end

      OpImm, OpImmW: begin
        rd_we    = 1'b1;
        rs1_used = 1'b1;
        b_imm    = 1'b1;
        word     = insn[3];
        case (funct3)
          3'b000: alu_op = core_pkg::AluAdd;
          3'b001: begin
            alu_op  = core_pkg::AluSll;
            illegal = (insn[31:26] != '0);
          end
          3'b010: alu_op = core_pkg::AluSlt;
          3'b011: alu_op = core_pkg::AluSltu;
          3'b100: alu_op = core_pkg::AluXor;
          3'b101: begin
            alu_op  = insn[30] ? core_pkg::AluSra : core_pkg::AluSrl;
            illegal = ({insn[31], insn[29:26]} != '0);
          end
          3'b110: alu_op = core_pkg::AluOr;
          default: alu_op = core_pkg::AluAnd;
        endcase
        // The word forms are ADDIW, SLLIW, SRLIW and SRAIW; their shifts are below 32.
        if (word) begin
          if (funct3[1:0] == 2'b01) illegal = illegal || insn[25];
          else if (funct3 != 3'b000) illegal = 1'b1;
        end
      end

      Op, OpW: begin
        rd_we    = 1'b1;
        rs1_used = 1'b1;
        rs2_used = 1'b1;
        word     = insn[3];
        if (funct7 == 7'b0000001) begin
          unit    = funct3[2] ? core_pkg::UnitDiv : core_pkg::UnitMul;
          illegal = word && !funct3[2] && (funct3 != 3'b000);
        end else begin
          case (funct3)
            3'b000: alu_op = insn[30] ? core_pkg::AluSub : core_pkg::AluAdd;
            3'b001: alu_op = core_pkg::AluSll;
            3'b010: alu_op = core_pkg::AluSlt;
            3'b011: alu_op = core_pkg::AluSltu;
            3'b100: alu_op = core_pkg::AluXor;
            3'b101: alu_op = insn[30] ? core_pkg::AluSra : core_pkg::AluSrl;
            3'b110: alu_op = core_pkg::AluOr;
            default: alu_op = core_pkg::AluAnd;
          endcase
          illegal = ({funct7[6], funct7[4:0]} != '0) ||
                    (funct7[5] && funct3 != 3'b000 && funct3 != 3'b101) ||
                    (word && funct3 != 3'b000 && funct3 != 3'b001 && funct3 != 3'b101);
        end
      end

      Load: begin
        unit     = core_pkg::UnitMem;
        b_imm    = 1'b1;
        rd_we    = 1'b1;
        rs1_used = 1'b1;
        illegal  = (funct3 == 3'b111);
      end

      Store: begin
        unit     = core_pkg::UnitMem;
        mem_op_o   = machine_pkg::MemStore;
        b_imm    = 1'b1;
        rs1_used = 1'b1;
        rs2_used = 1'b1;
        imm_o    = {{52{insn[31]}}, insn[31:25], insn[11:7]};
        illegal  = funct3[2];
      end

      Amo: begin
        unit     = core_pkg::UnitMem;
        b_imm    = 1'b1;
        rd_we    = 1'b1;
        rs1_used = 1'b1;
        rs2_used = 1'b1;
        imm_o    = '0;
        illegal  = (funct3[2:1] != 2'b01);
        case (funct7[6:2])
          5'b00010: begin
            mem_op_o  = machine_pkg::MemLr;
            illegal = illegal || (rs2 != '0);
          end
          5'b00011: mem_op_o = machine_pkg::MemSc;
          5'b00001: mem_op_o = machine_pkg::MemAmoSwap;
          5'b00000: mem_op_o = machine_pkg::MemAmoAdd;
          5'b00100: mem_op_o = machine_pkg::MemAmoXor;
          5'b01100: mem_op_o = machine_pkg::MemAmoAnd;
          5'b01000: mem_op_o = machine_pkg::MemAmoOr;
          5'b10000: mem_op_o = machine_pkg::MemAmoMin;
          5'b10100: mem_op_o = machine_pkg::MemAmoMax;
          5'b11000: mem_op_o = machine_pkg::MemAmoMinu;
          5'b11100: mem_op_o = machine_pkg::MemAmoMaxu;
          default:  illegal = 1'b1;
        endcase
      end

      Branch: begin
        unit        = core_pkg::UnitJump;
        conditional = 1'b1;
        rs1_used    = 1'b1;
        rs2_used    = 1'b1;
        imm_o       = {{52{insn[31]}}, insn[7], insn[30:25], insn[11:8], 1'b0};
        illegal     = (funct3[2:1] == 2'b01);
      end

      Jal: begin
        unit  = core_pkg::UnitJump;
        rd_we = 1'b1;
        jump  = rd_link ? core_pkg::JumpCall : core_pkg::JumpPlain;
        imm_o = {{44{insn[31]}}, insn[19:12], insn[20], insn[30:21], 1'b0};
      end

      Jalr: begin
        unit     = core_pkg::UnitJump;
        indirect = 1'b1;
        rd_we    = 1'b1;
        rs1_used = 1'b1;
        illegal  = (funct3 != 3'b000);
        if (rd_link)       jump = core_pkg::JumpCall;
        else if (rs1_link) jump = core_pkg::JumpReturn;
        else               jump = core_pkg::JumpPlain;
      end

      MiscMem: begin
        case (funct3)
          // FENCE; one that orders nothing is a hint (PAUSE)
          3'b000: if (insn[27:24] != '0 && insn[23:20] != '0) sys_op = core_pkg::SysFence;
          3'b001: begin
            unit   = core_pkg::UnitSystem;
            sys_op = core_pkg::SysFenceI;
            drains = 1'b1;
            serial = 1'b1;
          end
          // Done on the address of rs1 alone. CBO.INVAL is a flush, so that no stored byte is ever lost,
          // and so is CBO.CLEAN: a line may leave the cache at any time.
          3'b010: begin
            unit     = core_pkg::UnitMem;
            mem_op_o = insn[22] ? machine_pkg::MemZero : machine_pkg::MemFlush;
            b_imm    = 1'b1;
            imm_o    = '0;
            rs1_used = 1'b1;
            case (insn[31:20])
              12'd0:        illegal = !blocks_i.inval;
              12'd1, 12'd2: illegal = !blocks_i.clean;
              12'd4:        illegal = !blocks_i.zero;
              default:      illegal = 1'b1;
            endcase
            if (rd != '0) illegal = 1'b1;
          end
          default: illegal = 1'b1;
        endcase
      end

      System: begin
        serial = 1'b1;
        if (funct3[1:0] != 2'b00) begin
          unit      = core_pkg::UnitCsr;
          rd_we     = 1'b1;
          uimm      = funct3[2];
          rs1_used  = !funct3[2];
          csr_write = (funct3[1:0] == 2'b01) || (rs1 != '0);
          // Counters, and what says what they count: what is older has been counted, and what follows
          // has not. No other CSR is changed by what is older and still under way, unless it traps. And what
          // changes a geometry empties everything.
          drains    = insn[31:25] == 7'h19 || insn[31:28] == 4'hb || insn[31:28] == 4'hc
                   || insn[31:28] == 4'hd || insn[31:21] == csr_pkg::CsrMgeometry[11:1];
          serial    = csr_write || drains;
          case (funct3[1:0])
            2'b01:   csr_op = core_pkg::CsrSwap;
            2'b10:   csr_op = core_pkg::CsrSet;
            default: csr_op = core_pkg::CsrClear;
          endcase
        end else begin
          unit   = core_pkg::UnitSystem;
          drains = 1'b1;
          if (funct3 != 3'b000 || rd != '0) begin
            illegal = 1'b1;
          end else if (funct7 == 7'b0001001 || funct7 == 7'b0001011) begin
            // sfence.vma; and sinval.vma (Svinval), which is done at once, as if fences stood around it
            sys_op   = core_pkg::SysSfence;
            rs1_used = 1'b1;
            rs2_used = 1'b1;
          end else if (rs1 != '0) begin
            illegal = 1'b1;
          end else begin
            case (insn[31:20])
              12'h000: sys_op = core_pkg::SysEcall;
              12'h001: sys_op = core_pkg::SysEbreak;
              12'h102: sys_op = core_pkg::SysSret;
              12'h302: sys_op = core_pkg::SysMret;
              12'h105: sys_op = core_pkg::SysWfi;
              12'h180,
              12'h181: sys_op = core_pkg::SysInval;
              default: illegal = 1'b1;
            endcase
          end
        end
      end

      default: illegal = 1'b1;
    endcase

    if (insn[1:0] != 2'b11) illegal = 1'b1;
    if (rd == '0) rd_we = 1'b0;
  end

  assign illegal_o = illegal;
  assign ctrl_o    = {unit, alu_op, word, a_pc, a_zero, b_imm, conditional, indirect, jump, funct3,
                      csr_op, csr_write, sys_op, serial, rd_we, rd};
  assign sources_o = {drains, uimm, rs1_used, rs2_used, rs1, rs2};
endmodule
