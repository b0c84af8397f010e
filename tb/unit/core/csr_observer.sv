// SPDX-License-Identifier: Apache-2.0
// Shows the CSRs to the bench, which asks for them after a record that may have changed them.
module csr_observer (
  input logic        clk_i,
  input logic [63:0] mstatus, mie, mip, mideleg, medeleg,
  input logic [63:0] mtvec, mepc, mcause, mtval, mscratch,
  input logic [63:0] stvec, sepc, scause, stval, sscratch, satp
);
  import "DPI-C" function bit core_bench_wants_csrs();
  import "DPI-C" function void core_bench_csrs(
    input longint mstatus, input longint mie, input longint mip,
    input longint mideleg, input longint medeleg,
    input longint mtvec, input longint mepc, input longint mcause, input longint mtval,
    input longint mscratch, input longint stvec, input longint sepc, input longint scause,
    input longint stval, input longint sscratch, input longint satp);

  always_ff @(posedge clk_i) begin
    if (core_bench_wants_csrs()) begin
      core_bench_csrs(mstatus, mie, mip, mideleg, medeleg, mtvec, mepc, mcause, mtval, mscratch,
                      stvec, sepc, scause, stval, sscratch, satp);
    end
  end
endmodule

bind csr csr_observer u_observer (.*);
