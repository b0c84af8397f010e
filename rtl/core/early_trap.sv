// SPDX-License-Identifier: Apache-2.0
// The traps that decode knows of (Privileged 3.1.15, table 3.7). An interrupt comes before anything
// that the instruction would do; then the faults of its fetch, its decoding, and the traps it asks
// for. A trigger on its address comes before its fetch.
module early_trap (
  input  logic                irq_i,
  input  logic [5:0]          irq_cause_i,
  input  logic                trigger_i,
  input  machine_pkg::fault_e fault_i,
  input  logic                fault_upper_i,   // of the instruction's second half
  input  logic                illegal_i,
  input  core_pkg::sys_op_e   sys_op_i,
  input  logic [1:0]          priv_i,          // riscv_pkg::priv_e
  input  logic [63:0]         pc_i,
  input  logic [31:0]         insn_i,          // as fetched
  output logic                valid_o,
  output logic [5:0]          cause_o,
  output logic [63:0]         tval_o
);
  always_comb begin
    valid_o = 1'b1;
    cause_o = '0;
    tval_o  = '0;
    if (irq_i) begin
      cause_o = irq_cause_i;
    end else if (trigger_i) begin
      cause_o = riscv_pkg::CauseBreakpoint;
      tval_o  = pc_i;
    end else if (fault_i != machine_pkg::FaultNone) begin
      cause_o = (fault_i == machine_pkg::FaultPage) ? riscv_pkg::CauseInsnPage
                                                    : riscv_pkg::CauseInsnAccess;
      tval_o  = fault_upper_i ? pc_i + 64'd2 : pc_i;
    end else if (illegal_i) begin
      cause_o = riscv_pkg::CauseIllegalInsn;
      tval_o  = {32'b0, insn_i};
    end else if (sys_op_i == core_pkg::SysEcall) begin
      cause_o = (priv_i == riscv_pkg::PrivU) ? riscv_pkg::CauseEcallU :
                (priv_i == riscv_pkg::PrivS) ? riscv_pkg::CauseEcallS : riscv_pkg::CauseEcallM;
    end else if (sys_op_i == core_pkg::SysEbreak) begin
      cause_o = riscv_pkg::CauseBreakpoint;
    end else begin
      valid_o = 1'b0;
    end
  end
endmodule
