// SPDX-License-Identifier: Apache-2.0
// The words that the stages of the core exchange: what decode says about an instruction, and how
// the branch predictor classifies a jump. Nothing here leaves the core.
package core_pkg;

  // The unit that makes the result, or does the work.
  typedef enum logic [2:0] {
    UnitAlu,      // integer, LUI, AUIPC; also FENCE
    UnitJump,     // branches, JAL, JALR
    UnitMem,
    UnitMul,
    UnitDiv,
    UnitCsr,
    UnitSystem    // xRET, WFI, fences
  } unit_e;

  typedef enum logic [3:0] {
    AluAdd,
    AluSub,
    AluSll,
    AluSlt,
    AluSltu,
    AluXor,
    AluSrl,
    AluSra,
    AluOr,
    AluAnd
  } alu_op_e;

  typedef enum logic [3:0] {
    SysNone,
    SysEcall,
    SysEbreak,
    SysMret,
    SysSret,
    SysWfi,
    SysSfence,
    SysFenceI,
    SysFence,     // waits in execute until memory is quiet
    SysInval      // sfence.w.inval, sfence.inval.ir: sinval.vma has done it all
  } sys_op_e;

  typedef enum logic [1:0] {
    CsrNone,
    CsrSwap,      // CSRRW
    CsrSet,       // CSRRS
    CsrClear      // CSRRC
  } csr_op_e;

  // How the predictor treats a jump. x1 and x5 are link registers (Unprivileged 2.5, table 2.1).
  typedef enum logic [1:0] {
    JumpBranch,   // conditional
    JumpPlain,
    JumpCall,     // pushes a return address
    JumpReturn    // pops one
  } jump_e;

  // Where the operands of an instruction come from: what decode itself needs to know.
  typedef struct packed {
    logic        drains;       // enters execute when all that is older has left the pipeline
    logic        uimm;         // the first is the rs1 field (CSRRWI and its kin)
    logic        rs1_used;
    logic        rs2_used;
    logic [4:0]  rs1;
    logic [4:0]  rs2;
  } sources_t;

  // The instructions on cache blocks that may be executed at this privilege.
  typedef struct packed {
    logic        zero;
    logic        clean;        // and flush
    logic        inval;
  } blocks_t;

  // What decode says about an instruction to the stages behind it. `funct3` is the instruction's own
  // where a unit needs it: the comparison of a branch, the kind of a multiply or a divide, size and
  // sign of a load.
  typedef struct packed {
    unit_e       unit;
    alu_op_e     alu_op;
    logic        word;         // operate on 32 bits, sign-extend the result
    logic        a_pc;         // first operand is the pc
    logic        a_zero;       // first operand is 0
    logic        b_imm;        // second operand is the immediate
    logic        conditional;  // UnitJump: a branch
    logic        indirect;     // UnitJump: JALR
    jump_e       jump;
    logic [2:0]  funct3;
    csr_op_e     csr_op;
    logic        csr_write;
    sys_op_e     sys_op;
    logic        serial;       // nothing follows it before it has left execute
    logic        rd_we;
    logic [4:0]  rd;
  } ctrl_t;

endpackage
