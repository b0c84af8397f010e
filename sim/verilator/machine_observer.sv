// SPDX-License-Identifier: Apache-2.0
// Simulation only: hands what the machine shows on its observation signals to the host. Bound to
// `machine`, so that rtl/ knows nothing of it and no host code reads generated names. Each import is
// called in the clock edge at which the event is sampled; the CSRs after their instruction.
module machine_observer (
  input logic                     clk_i,
  input logic                     rst_ni,
  input logic                     retire_valid,
  input machine_pkg::retire_t     retire,
  input logic                     late_valid,
  input machine_pkg::late_id_t    late_id,
  input logic [63:0]              late_value,
  input logic                     refused_valid,
  input machine_pkg::paddr_t      refused_pa,
  input logic                     walk_valid,
  input machine_pkg::walk_t       walk,
  // the walker's port into the data cache
  input logic                     ptw_req_valid,
  input logic                     ptw_req_ready,
  input logic                     ptw_req_cas,
  input machine_pkg::paddr_t      ptw_req_pa,
  input logic                     ptw_rsp_valid,
  input logic                     ptw_rsp_err,
  input logic [63:0]              ptw_rsp_rdata,
  input events_pkg::core_events_t core_events,
  input events_pkg::mem_events_t  mem_events,
  input events_pkg::walk_events_t walk_events,
  input events_pkg::trap_events_t trap_events,
  // the CSRs' architectural values, after the retired instruction
  input logic [63:0] mstatus, mie, mip, mideleg, medeleg,
  input logic [63:0] mtvec, mepc, mcause, mtval, mscratch,
  input logic [63:0] stvec, sepc, scause, stval, sscratch, satp
);
  import "DPI-C" function void pagewalk_retire(
    input int flags, input int insn, input longint pc, input longint rd_value,
    input longint cause, input longint tval,
    input longint mem_va, input longint mem_pa, input longint mem_wdata);
  import "DPI-C" function void pagewalk_late(input int id, input longint value);
  import "DPI-C" function void pagewalk_refused(input longint pa);
  import "DPI-C" function void pagewalk_csrs(
    input longint mstatus, input longint mie, input longint mip,
    input longint mideleg, input longint medeleg,
    input longint mtvec, input longint mepc, input longint mcause, input longint mtval,
    input longint mscratch, input longint stvec, input longint sepc, input longint scause,
    input longint stval, input longint sscratch, input longint satp);
  import "DPI-C" function void pagewalk_walk(
    input int flags, input longint va, input longint pte, input longint pte_pa);
  import "DPI-C" function void pagewalk_walk_began();
  import "DPI-C" function void pagewalk_pte_asked(input int cas, input longint pa);
  import "DPI-C" function void pagewalk_pte_missed();
  import "DPI-C" function void pagewalk_pte_answered(input int err, input longint value);
  import "DPI-C" function void pagewalk_events(input longint often);
  import "DPI-C" function void pagewalk_seldom(input longint seldom);

  localparam int unsigned Often  = events_pkg::Often;
  localparam int unsigned Seldom = events_pkg::Seldom;

  // The layout of `flags` and of `events` is that of sim/verilator/observation.h.
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      if (retire_valid) begin
        pagewalk_retire(
          {13'b0, retire.late, retire.late_id, retire.csr_write, retire.mem_write, retire.mem_valid,
           retire.rd_we, retire.trap, retire.priv, 4'b0, retire.rd},
          retire.insn, retire.pc, retire.rd_data, retire.cause, retire.tval,
          retire.mem_va, retire.mem_pa, retire.mem_wdata);
        if (retire.csr_write || retire.trap) begin
          pagewalk_csrs(mstatus, mie, mip, mideleg, medeleg, mtvec, mepc, mcause, mtval, mscratch,
                        stvec, sepc, scause, stval, sscratch, satp);
        end
      end
      if (late_valid)    pagewalk_late({30'b0, late_id}, late_value);
      if (refused_valid) pagewalk_refused({8'b0, refused_pa});
      if (walk_valid) begin
        pagewalk_walk({2'b0, walk.reason, walk.is_global, walk.ad_write, walk.killed, walk.fault,
                       walk.access, walk.level, walk.asid}, walk.va, walk.pte, walk.pte_pa);
      end
      // A walk was told of in the cycle after its end: the next may begin there. What misses has been
      // asked for in a cycle before, and a line that comes in this cycle answers in this cycle.
      if (mem_events.walk_cycles) begin
        if (mem_events.l1d_miss_by_walker) pagewalk_pte_missed();
        if (ptw_rsp_valid) pagewalk_pte_answered({31'b0, ptw_rsp_err}, ptw_rsp_rdata);
      end
      if (mem_events.walk_start) pagewalk_walk_began();
      if (ptw_req_valid && ptw_req_ready) begin
        pagewalk_pte_asked({31'b0, ptw_req_cas}, {8'b0, ptw_req_pa});
      end
      pagewalk_events({{(64 - Often){1'b0}}, core_events, mem_events});
      if (walk_events != '0 || trap_events != '0) begin
        pagewalk_seldom({{(64 - Seldom){1'b0}}, trap_events, walk_events});
      end
    end
  end
endmodule

bind machine machine_observer u_observer (
  .*,
  .ptw_req_valid(u_memsys.ptw_req_valid),
  .ptw_req_ready(u_memsys.ptw_req_ready),
  .ptw_req_cas(u_memsys.ptw_req.cas),
  .ptw_req_pa(u_memsys.ptw_req.pa),
  .ptw_rsp_valid(u_memsys.ptw_rsp_valid),
  .ptw_rsp_err(u_memsys.ptw_rsp.err),
  .ptw_rsp_rdata(u_memsys.ptw_rsp.rdata),
  .mstatus(u_core.u_csr.mstatus),
  .mie(u_core.u_csr.mie),
  .mip(u_core.u_csr.mip),
  .mideleg(u_core.u_csr.mideleg),
  .medeleg(u_core.u_csr.medeleg),
  .mtvec(u_core.u_csr.mtvec),
  .mepc(u_core.u_csr.mepc),
  .mcause(u_core.u_csr.mcause),
  .mtval(u_core.u_csr.mtval),
  .mscratch(u_core.u_csr.mscratch),
  .stvec(u_core.u_csr.stvec),
  .sepc(u_core.u_csr.sepc),
  .scause(u_core.u_csr.scause),
  .stval(u_core.u_csr.stval),
  .sscratch(u_core.u_csr.sscratch),
  .satp(u_core.u_csr.satp)
);
