// SPDX-License-Identifier: Apache-2.0
// The cause of a trap that shows in execute or in the memory stage: an instruction that its
// privilege does not allow, a trigger on its address, a misaligned atomic, or a data access that failed (Privileged 3.1.15,
// table 3.6). What an instruction on a cache block may not do is a store's fault (CMO manual).
module late_trap (
  input  logic                 illegal_i,
  input  logic                 trigger_i,
  input  logic                 misaligned_i,
  input  machine_pkg::fault_e  fault_i,
  input  machine_pkg::mem_op_e op_i,
  input  logic [31:0]          insn_i,         // as fetched
  input  logic [63:0]          va_i,           // of the instruction's first byte
  input  logic [63:0]          fault_va_i,     // of the first byte of the part that failed
  output logic                 valid_o,
  output logic [5:0]           cause_o,
  output logic [63:0]          tval_o
);
  logic store;

  always_comb begin
    valid_o = illegal_i || trigger_i || misaligned_i || (fault_i != machine_pkg::FaultNone);
    store   = machine_pkg::op_writes(op_i) || (op_i == machine_pkg::MemFlush);
    cause_o = '0;
    tval_o  = '0;
    if (valid_o) begin
      if (illegal_i) begin
        cause_o = riscv_pkg::CauseIllegalInsn;
        tval_o  = {32'b0, insn_i};
      end else if (trigger_i) begin
        cause_o = riscv_pkg::CauseBreakpoint;
        tval_o  = va_i;
      end else if (misaligned_i) begin
        cause_o = store ? riscv_pkg::CauseStoreMisaligned : riscv_pkg::CauseLoadMisaligned;
        tval_o  = va_i;
      end else begin
        tval_o  = fault_va_i;
        if (fault_i == machine_pkg::FaultPage) begin
          cause_o = store ? riscv_pkg::CauseStorePage : riscv_pkg::CauseLoadPage;
        end else begin
          cause_o = store ? riscv_pkg::CauseStoreAccess : riscv_pkg::CauseLoadAccess;
        end
      end
    end
  end
endmodule
