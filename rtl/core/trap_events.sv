// SPDX-License-Identifier: Apache-2.0
// What the core counts of the traps that it takes.
module trap_events (
  input  logic                     trap_i,
  input  logic                     irq_i,
  input  logic [5:0]               cause_i,   // riscv_pkg::Cause...
  output events_pkg::trap_events_t events_o
);
  always_comb begin
    events_o = '0;
    if (trap_i) begin
      events_o.interrupts = irq_i;
      events_o.traps      = !irq_i;
      if (!irq_i) begin
        case (cause_i)
          riscv_pkg::CauseInsnPage:  events_o.page_fault_fetch = 1'b1;
          riscv_pkg::CauseLoadPage:  events_o.page_fault_load  = 1'b1;
          riscv_pkg::CauseStorePage: events_o.page_fault_store = 1'b1;
          riscv_pkg::CauseInsnAccess, riscv_pkg::CauseLoadAccess,
          riscv_pkg::CauseStoreAccess: events_o.access_fault   = 1'b1;
          default: ;
        endcase
      end
    end
  end
endmodule
